"""A parent, or a young person over 16, decides on a visit by one-time link, and can take it back.

Programs that read mail open every link in it, so opening one changes nothing: the link gives a
cookie, and only a sent form decides.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.requests.consent_links import LinkNotOpen, answer_by_link, consent_by_link
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import decides_for_themselves
from evenreach.flow.visits.taking_back import can_be_taken_back, take_back_by_link
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.family.consent_forms import FamilyForm
from evenreach.web.forms import Form
from evenreach.web.links import leave_token, token_left

COOKIE = "consent"
METHODS = ["GET", "HEAD", "POST"]
GONE = 410
NO_LINK = (
    "To answer, open the link in the message from the school. If you opened it more than a day "
    "ago, open it again: nothing is lost."
)


@needs(May.DECIDE_ON_CONSENT)
@require_safe
@never_cache
def link(request: Asked, token: str) -> HttpResponse:
    """Exchange the link for a cookie; nothing is decided by it."""
    response = redirect("consent:answer")
    leave_token(response, token, cookie=COOKIE, path=_path())
    return response


@needs(May.DECIDE_ON_CONSENT)
@require_http_methods(METHODS)
@never_cache
def answer(request: Asked) -> HttpResponse:
    """What is asked, until it is answered; then what was answered, and what that means."""
    try:
        token = _token(request)
        consent = consent_by_link(request.authority.pk, at=request.now, token=token)
        form = _form(request, consent)
        if request.method == "POST" and form.is_valid():
            _decide(request, token, form)
            return redirect("consent:answer")
    except Refusal as refusal:
        return _closed(request, refusal)
    return render(request, _page(consent), {**_context(consent), "form": form})


@needs(May.DECIDE_ON_CONSENT)
@require_http_methods(METHODS)
@never_cache
def take_back(request: Asked) -> HttpResponse:
    """What taking consent back does; the sent form does it."""
    try:
        token = _token(request)
        if request.method == "POST":
            take_back_by_link(authority_id=request.authority.pk, at=request.now, token=token)
            return redirect("consent:answer")
        consent = consent_by_link(request.authority.pk, at=request.now, token=token)
    except Refusal as refusal:
        return _closed(request, refusal)
    context = _context(consent)
    if not context["can_be_taken_back"]:
        return redirect("consent:answer")
    return render(request, "family/consent_take_back.html", {**context, "form": Form()})


def _path() -> str:
    """The cookie is sent to the pages beside the answer and nowhere else."""
    return reverse("consent:answer").removesuffix("answer/")


def _token(request: Asked) -> str:
    token = token_left(request, cookie=COOKIE)
    if token is None:
        raise LinkNotOpen(NO_LINK)
    return token


def _form(request: Asked, consent: Consent) -> FamilyForm:
    learner = consent.school_request.learner
    return FamilyForm(request.POST or None, year_group=learner.year_group if learner else "")


def _decide(request: Asked, token: str, form: FamilyForm) -> None:
    answer_by_link(
        authority_id=request.authority.pk, at=request.now, token=token, answer=form.answer
    )


def _page(consent: Consent) -> str:
    is_open = consent.outcome == Consent.Outcome.REQUESTED
    return "family/consent.html" if is_open else "family/consent_answered.html"


def _context(consent: Consent) -> dict[str, object]:
    request = consent.school_request
    return {
        "consent": consent,
        "asked": request,
        "service": request.specification.service_offer,
        "is_over_16": decides_for_themselves(request),
        "can_be_taken_back": can_be_taken_back(request, consent),
    }


def _closed(request: Asked, refusal: Refusal) -> HttpResponse:
    return render(request, "family/consent_closed.html", {"refusal": str(refusal)}, status=GONE)

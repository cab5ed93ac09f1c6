"""Consent at the school's door: written down from paper, asked for by link, changed later."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.consent_links import ANSWERABLE_FOR, ask_for_consent
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import (
    ConsentGiven,
    decides_for_themselves,
    record_consent,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.flow.visits.taking_back import TakenBack, can_be_taken_back, record_taken_back
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.consenting import consent_rows
from evenreach.web.links import new_consent_link
from evenreach.web.school.consent_forms import AskForm, ConsentForm, NewsForm
from evenreach.web.school.drafts import of_a_draft, question
from evenreach.web.school.looks import render_about

METHODS = ["GET", "HEAD", "POST"]


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@of_a_draft
def consent(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """What the family, or the young person, said about the service being involved."""
    standing = consent_of(draft)
    form = _consent_form(request, draft, standing)
    if request.method == "POST" and form.is_valid():
        record_consent(
            by=request.eyes,
            at=request.now,
            request_id=draft.pk,
            consent=form.said,
            is_another_holder=form.cleaned_data.get("is_another_holder", False),
        )
        return redirect("school:check", draft.pk)
    return question(
        request,
        draft,
        "consent",
        form,
        "school/consent.html",
        standing=standing,
        rows=consent_rows(standing),
        may_ask=draft.learner_id is not None and not _holds(standing),
    )


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@never_cache
@of_a_draft
def ask(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """Ask by one-time link: sent by mail, or shown once to be passed on."""
    form = AskForm(request.POST or None)
    if draft.learner_id is None or _holds(consent_of(draft)):
        return redirect("school:consent", draft.pk)
    context = {
        "form": form,
        "draft": draft,
        "is_over_16": decides_for_themselves(draft),
        "until": today(request) + ANSWERABLE_FOR,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "school/consent_ask.html", context)
    email, link = form.cleaned_data["email"], new_consent_link(request)
    ask_for_consent(
        by=request.eyes, at=request.now, request_id=draft.pk, link=link, recipient=email
    )
    if not email:
        return render(request, "school/consent_link.html", {**context, "link": link.url})
    messages.success(request, "The link is on its way. You get an email when they have answered")
    return redirect("school:check", draft.pk)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def news(request: Asked, request_id: int) -> HttpResponse:
    """What was said after a request was sent: taken back, disputed, or settled."""
    asked = request_of_own_school(request.eyes, request_id)
    standing = consent_of(asked)
    if asked.state == State.DRAFTED:
        return redirect("school:consent", asked.pk)
    if standing is None or not can_be_taken_back(asked, standing):
        return redirect("school:request", asked.pk)
    form = NewsForm(request.POST or None, today=today(request), standing=standing)
    if request.method == "POST" and form.is_valid():
        _keep(request, asked, standing, form)
        return redirect("school:request", asked.pk)
    context = {"form": form, "asked": asked, "rows": consent_rows(standing)}
    return render_about(request, asked.learner_id, "school/consent_news.html", context)


def _keep(request: Asked, asked: SchoolRequest, standing: Consent, form: NewsForm) -> None:
    cleaned = form.cleaned_data
    told = {name: cleaned[name] for name in ("given_by", "route", "given_on")}
    if cleaned["news"] in (form.TAKEN_BACK, form.NOT_AGREED):
        record_taken_back(
            by=request.eyes, at=request.now, request_id=asked.pk, taken=TakenBack(**told)
        )
        messages.success(request, "Recorded. The work has stopped, and the service is told")
        return
    is_dispute = cleaned["news"] == form.OTHER
    said = ConsentGiven(
        outcome=Consent.Outcome.REFUSED if is_dispute else Consent.Outcome.GIVEN,
        holds_responsibility=True,
        scope=Consent.Scope(standing.scope),
        is_in_care=standing.is_in_care,
        holder_name=standing.holder_name,
        not_self_why=standing.not_self_why,
        settled_how=cleaned.get("settled_how", ""),
        **told,
    )
    record_consent(
        by=request.eyes,
        at=request.now,
        request_id=asked.pk,
        consent=said,
        is_another_holder=is_dispute,
    )
    messages.success(request, "Recorded")


def _holds(standing: Consent | None) -> bool:
    """Whether asking anew would pass over what was said."""
    said = (Consent.Outcome.GIVEN, Consent.Outcome.DISAGREED)
    return standing is not None and standing.outcome in said


def _consent_form(request: Asked, draft: SchoolRequest, standing: Consent | None) -> ConsentForm:
    initial = {}
    if standing is not None and standing.outcome in ("given", "refused"):
        initial = {name: getattr(standing, name) for name in KEPT}
        initial["holds_responsibility"] = "yes" if standing.holds_responsibility else "no"
        initial["sharing"] = standing.scope == Consent.Scope.SHARING
    return ConsentForm(
        request.POST or None,
        initial=initial,
        today=today(request),
        year_group="" if draft.learner is None else draft.learner.year_group,
        standing=standing,
    )


KEPT = (
    "outcome",
    "given_by",
    "route",
    "given_on",
    "is_in_care",
    "holder_name",
    "not_self_why",
)
"""What the form shows again of what was said last."""

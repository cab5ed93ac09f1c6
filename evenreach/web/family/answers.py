"""Answering a survey by one-time link: the link gives a cookie, only a sent form changes anything.

Programs that read mail open every link in it, so opening one must not use it up.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.feedback.actions import answer as keep_answer
from evenreach.flow.feedback.actions import open_invitation
from evenreach.flow.feedback.definitions import SurveyDefinition, load_survey
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.family.forms import AnswerForm
from evenreach.web.links import leave_token, token_left

COOKIE = "feedback"
GONE = 410


class NoLinkOpened(Refusal):
    """The page of questions was opened without a link, or a day after it."""

    def __init__(self) -> None:
        super().__init__(
            "To answer, open the link in the message that we sent you. If you opened it more than "
            "a day ago, open it again: nothing is lost, and it works for six weeks."
        )


@needs(May.ANSWER_A_SURVEY)
@require_safe
@never_cache
def link(request: Asked, token: str) -> HttpResponse:
    """Exchange the link for a cookie; the link itself stays unused."""
    response = redirect("family:answer")
    leave_token(response, token, cookie=COOKIE, path=reverse("family:answer"))
    return response


@needs(May.ANSWER_A_SURVEY)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: Asked) -> HttpResponse:
    """Ask the survey's questions, and keep the answers once they are sent."""
    survey = load_survey(settings.DEFINITIONS / "surveys" / "after-visit.toml")
    form = AnswerForm(request.POST or None, survey=survey)
    try:
        token = _token(request)
        open_invitation(request.authority.pk, token=token, on=today(request))
        if form.is_valid():
            _keep(request, token, survey, form)
            return _thanked()
    except Refusal as refusal:
        return render(request, "family/closed.html", {"refusal": str(refusal)}, status=GONE)
    return render(request, "family/answer.html", {"survey": survey, "form": form})


@needs(May.ANSWER_A_SURVEY)
@require_safe
def thanks(request: Asked) -> HttpResponse:
    survey = load_survey(settings.DEFINITIONS / "surveys" / "after-visit.toml")
    return render(request, "family/thanks.html", {"survey": survey})


def _token(request: Asked) -> str:
    """The token that the opened link left with the browser. Raises NoLinkOpened."""
    token = token_left(request, cookie=COOKIE)
    if token is None:
        raise NoLinkOpened
    return token


def _keep(request: Asked, token: str, survey: SurveyDefinition, form: AnswerForm) -> None:
    keep_answer(
        authority_id=request.authority.pk,
        on=today(request),
        token=token,
        survey=survey,
        ratings=form.ratings,
        words=form.words,
    )


def _thanked() -> HttpResponse:
    response = redirect("family:thanks")
    response.delete_cookie(COOKIE, path=reverse("family:answer"), samesite="Lax")
    return response

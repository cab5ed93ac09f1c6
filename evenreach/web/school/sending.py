"""Checking a draft, sending it once, and being told what happens next."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.requests.actions import NotComplete
from evenreach.flow.requests.consents import ConsentRefused
from evenreach.flow.requests.drafting import ask
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.flow.requests.together import visits_that_could_join
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.school.answers import mends, sections_of
from evenreach.web.school.bought import bought_left
from evenreach.web.school.drafts import of_a_draft
from evenreach.web.school.looks import render_about
from evenreach.web.school.next_steps import next_steps
from evenreach.web.school.promised import promised_after


@needs(May.ASK_FOR_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def check(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """What the draft says and what it still lacks; sending it gives the service the request."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            ask(by=request.eyes, at=request.now, request_id=draft.pk)
        except (NotComplete, ConsentRefused) as refusal:
            errors = mends(draft, refusal)
        else:
            return redirect("school:sent", draft.pk)
    sections = sections_of(draft, consent_of(draft))
    context = {
        "draft": draft,
        "errors": errors,
        "sections": sections,
        "tasks": [section.task for section in sections],
        "asked": draft,
        "can_choose_bought": True,
        "bought_left": bought_left(request, draft),
    }
    return render_about(request, draft.learner_id, "school/check.html", context)


@needs(May.ASK_FOR_VISITS)
@require_safe
def sent(request: Asked, request_id: int) -> HttpResponse:
    """The reference to quote, and what happens next."""
    asked = request_of_own_school(request.eyes, request_id)
    if asked.state == State.DRAFTED:
        return redirect("school:check", asked.pk)
    steps = next_steps(asked, visit=None, now=request.now)
    context = {
        "asked": asked,
        "steps": steps,
        "promised": promised_after(asked),
        "can_ask_along": visits_that_could_join(asked).exists(),
    }
    return render(request, "school/sent.html", context)

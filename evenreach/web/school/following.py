"""Following a request: where it stands, what happened, and who has looked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from evenreach.desks.planning.queries import proposals_of
from evenreach.flow.journal.queries import onlookers_of
from evenreach.flow.records.queries import report_of_request
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visits_for
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.school import words
from evenreach.web.school.answers import sections_of
from evenreach.web.school.appointments import appointment_of
from evenreach.web.school.history import events_of
from evenreach.web.school.looks import render_about
from evenreach.web.school.next_steps import next_steps


@needs(May.ASK_FOR_VISITS)
@require_safe
def request(request: Asked, request_id: int) -> HttpResponse:
    """Everything about one request of the school; a draft is gone on with instead."""
    asked = request_of_own_school(request.eyes, request_id)
    if asked.state == State.DRAFTED:
        return redirect("school:check", asked.pk)
    visits = list(visits_for(request.eyes, asked))
    held = next((visit for visit in visits if visit.state in Visit.HOLDING), None)
    context = {
        **_standing(request, asked, held),
        "events": events_of(asked, visits),
        "sections": sections_of(asked, consent_of(asked)),
        "report": report_of_request(request.eyes, asked.pk),
        "onlookers": []
        if asked.learner_id is None
        else onlookers_of(asked.authority_id, asked.learner_id),
    }
    return render_about(request, asked.learner_id, "school/request.html", context)


def _standing(request: Asked, asked: SchoolRequest, held: Visit | None) -> dict[str, Any]:
    proposed = held is not None and held.state == Visit.State.PROPOSED
    why = {} if held is None else proposals_of(asked.authority_id, [held])
    return {
        "asked": asked,
        "state": words.state_of(asked, has_proposal=proposed),
        "steps": next_steps(asked, visit=held, now=request.now),
        "appointment": None
        if held is None
        else appointment_of(held, why.get(held.pk), now=request.now),
    }

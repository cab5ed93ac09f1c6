"""Following a request: where it stands, what happened, and who has looked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from evenreach.desks.planning.queries import proposals_of
from evenreach.flow.journal.queries import onlookers_of
from evenreach.flow.records.queries import report_of_request
from evenreach.flow.records.review_queries import review_due_on
from evenreach.flow.requests.bought import STILL_TO_CHOOSE
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.states import TABLE, State
from evenreach.flow.requests.together import visits_that_could_join
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visits_for
from evenreach.flow.visits.taking_back import can_be_taken_back
from evenreach.flow.visits.waiting import RULE, place_of
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.company import company_of
from evenreach.web.consenting import WHAT_STOPS
from evenreach.web.school import words
from evenreach.web.school.answers import sections_of
from evenreach.web.school.appointments import appointment_of
from evenreach.web.school.bought import bought_left
from evenreach.web.school.history import events_of
from evenreach.web.school.looks import render_about
from evenreach.web.school.next_steps import next_steps
from evenreach.web.school.reviewing import review_sections


@needs(May.ASK_FOR_VISITS)
@require_safe
def request(request: Asked, request_id: int) -> HttpResponse:
    """Everything about one request of the school; a draft is gone on with instead."""
    asked = request_of_own_school(request.eyes, request_id)
    if asked.state == State.DRAFTED:
        return redirect("school:check", asked.pk)
    visits = list(visits_for(request.eyes, asked))
    held = next((visit for visit in visits if visit.state in Visit.HOLDING), None)
    consent = consent_of(asked)
    context = {
        **_standing(request, asked, held),
        "events": events_of(asked, visits),
        "sections": sections_of(asked, consent),
        "can_change_consent": can_be_taken_back(asked, consent),
        "stopped": "" if consent is None else WHAT_STOPS.get(consent.outcome, ""),
        "report": report_of_request(request.eyes, asked.pk),
        "review": review_sections(asked),
        "review_due_on": review_due_on(asked),
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
        "place": place_of(asked),
        "rule": RULE,
        "company": company_of(asked, held),
        "can_ask_along": visits_that_could_join(asked).exists(),
        "can_choose_bought": asked.state in STILL_TO_CHOOSE,
        "bought_left": bought_left(request, asked),
        "can_withdraw": (State(asked.state), "withdraw") in TABLE,
        "state": words.state_of(asked, has_proposal=proposed),
        "steps": next_steps(asked, visit=held, now=request.now),
        "appointment": None
        if held is None
        else appointment_of(held, why.get(held.pk), now=request.now),
    }

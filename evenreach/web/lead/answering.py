from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.desks.planning.actions import propose as propose_visit
from evenreach.desks.planning.queries import proposals_of
from evenreach.flow.entitlement.actions import NotEntitled
from evenreach.flow.entitlement.bought import NothingBought
from evenreach.flow.entitlement.ledger import PoolIsEmpty
from evenreach.flow.entitlement.queries import Standing, standings
from evenreach.flow.offer.models import Mode
from evenreach.flow.records.queries import report_of_request
from evenreach.flow.requests.bought import bought_minutes_for
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_led_by
from evenreach.flow.requests.states import State, move_from
from evenreach.flow.requests.together import visits_that_could_join
from evenreach.flow.requests.triage import QUOTA_FREE, accept_request, decline_request
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visits_about, visits_for
from evenreach.flow.visits.waiting import place_of
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.company import company_of
from evenreach.web.lead import words
from evenreach.web.lead.forms import AcceptForm, DeclineForm
from evenreach.web.lead.history import moves_of
from evenreach.web.looks import record_look_at
from evenreach.web.templatetags.casework import half_day_in_words
from evenreach.web.templatetags.evenreach import sessions

VISITS = [{"text": text} for text in ("When", "Who", "Request", "What came of it", "Reason")]


@needs(May.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def request(request: Asked, request_id: int) -> HttpResponse:
    """What a school asked, and its acceptance; from the pool, with a reason, if time is used up."""
    asked = request_led_by(request.eyes, request_id)
    standing = _standing(request, asked)
    form = _form(request, asked, standing)
    if request.method == "POST" and form.is_valid() and _accept(request, asked, form):
        messages.success(request, f"Request {asked.reference} is accepted. Propose a visit next.")
        return redirect("lead:request", request_id)
    return render(request, "lead/request.html", _page(request, asked, standing, form))


@needs(May.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Asked, request_id: int) -> HttpResponse:
    """Declines a request with a reason that the school reads."""
    asked = request_led_by(request.eyes, request_id)
    move_from(State(asked.state), "decline", reference=asked.reference)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        decline_request(by=request.eyes, at=request.now, request_id=request_id, reason=reason)
        messages.success(request, f"Request {asked.reference} is declined. The school is told.")
        return redirect("lead:queue")
    return render(request, "lead/decline.html", {"asked": asked, "form": form})


@needs(May.TRIAGE)
@require_POST
def propose(request: Asked, request_id: int) -> HttpResponse:
    """Proposes who goes and when, by the simple rule, for an accepted request."""
    request_led_by(request.eyes, request_id)
    visit = propose_visit(by=request.eyes, at=request.now, request_id=request_id)
    messages.success(
        request,
        f"Proposed: {visit.specialist.name}, {half_day_in_words(visit)}. "
        "The school is asked to confirm.",
    )
    return redirect("lead:request", request_id)


def _accept(request: Asked, asked: SchoolRequest, form: AcceptForm) -> bool:
    try:
        accept_request(
            by=request.eyes,
            at=request.now,
            request_id=asked.pk,
            academic_year=this_year(request).begins_in,
            pool_reason=form.cleaned_data.get("pool_reason", ""),
            criteria_met=form.cleaned_data.get("criteria_met", ""),
            on_bought=form.is_on_bought,
        )
    except (PoolIsEmpty, NothingBought) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _form(request: Asked, asked: SchoolRequest, standing: Standing | None) -> AcceptForm:
    mode, left = asked.specification.service_offer.mode, _bought_left(request, asked)
    return AcceptForm(
        request.POST or None,
        is_short=_is_short(asked, standing),
        by_criteria=mode == Mode.BY_CRITERIA,
        bought=sessions(left) if left >= asked.specification.minutes else "",
        has_quota=mode not in QUOTA_FREE,
    )


def _bought_left(request: Asked, asked: SchoolRequest) -> int:
    """What is left of what the school bought and lets this request use."""
    if not asked.may_use_bought:
        return 0
    return bought_minutes_for(asked, this_year(request).begins_in) or 0


def _bought_said(request: Asked, asked: SchoolRequest) -> str:
    """Why an acceptance on bought sessions is not offered, though the school would have it."""
    left, takes = _bought_left(request, asked), asked.specification.minutes
    if not asked.may_use_bought or left >= takes:
        return ""
    refusal = NothingBought(asked.school.name, takes, left)
    return f"The school lets you use what it has bought. {refusal}"


def _standing(request: Asked, asked: SchoolRequest) -> Standing | None:
    service_id = asked.specification.service_offer.service_id
    year = this_year(request).begins_in
    found = standings(request.eyes, academic_year=year, urns=frozenset({asked.school.urn}))
    return next((each for each in found if each.account.service_id == service_id), None)


def _is_short(asked: SchoolRequest, standing: Standing | None) -> bool:
    return standing is not None and standing.balance < asked.specification.minutes


def _page(
    request: Asked, asked: SchoolRequest, standing: Standing | None, form: AcceptForm
) -> dict[str, Any]:
    record_look_at(request, asked.learner_id)
    held = visits_for(request.eyes, asked).filter(state__in=Visit.HOLDING).first()
    return {
        "asked": asked,
        "state": words.state_tag(asked),
        "form": form if asked.state == State.ASKED else None,
        "short": _shortage(asked, standing),
        "bought_said": _bought_said(request, asked),
        "standing": standing,
        "consent": consent_of(asked),
        "held": held,
        "held_rows": [] if held is None else _held_rows(held),
        "visit_columns": VISITS,
        "visit_rows": words.visit_rows(visits_about(request.eyes, asked)),
        "place": place_of(asked),
        "company": company_of(asked, held),
        "can_ask_along": visits_that_could_join(asked).exists(),
        "history": moves_of(asked),
        "report": report_of_request(request.eyes, asked.pk),
    }


def _held_rows(held: Visit) -> list[dict[str, Any]]:
    return words.held_rows(held, proposals_of(held.authority_id, [held]).get(held.pk))


def _shortage(asked: SchoolRequest, standing: Standing | None) -> str:
    if standing is None or not _is_short(asked, standing):
        return ""
    return str(NotEntitled(standing.account, asked.specification.minutes, standing.balance))

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenreach.desks.planning import queries
from evenreach.desks.planning.models import Proposal
from evenreach.desks.planning.together import only_together, visit_beside_which
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_led_by
from evenreach.flow.visits import actions as visits
from evenreach.flow.visits.models import Visit
from evenreach.methods import assignment
from evenreach.methods.calendar import CalendarEnds, academic_year_of, add_school_days

RULE = "earliest-named-least-loaded-nearest"
NOTICE_SCHOOL_DAYS = 5


class NobodyCanGo(Refusal):
    """No specialist has a free half-day left in the year."""

    def __init__(self, reference: str, half_days: int, specialists: int) -> None:
        super().__init__(
            f"Nobody can go for {reference}: {specialists} specialists were looked at on "
            f"{half_days} half-days until the end of the academic year. Free a half-day, or add a "
            "specialist to the service."
        )


class NobodyCanComeAlong(NobodyCanGo):
    """Nobody of the second service is free on the half-day of the first."""

    def __init__(self, reference: str, beside: Visit) -> None:
        Refusal.__init__(
            self,
            f"Nobody can go for {reference} on {beside.on:%-d %B %Y}, {beside.part}, when the "
            f"visit for {beside.school_request.reference} is, and the two are for one visit. Free "
            "that half-day, or ask the school to ask for another; then both are found anew.",
        )


class NoTermDates(Refusal):
    """The calendar does not reach far enough to propose a day."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"No school day is known {NOTICE_SCHOOL_DAYS} school days after {on:%-d %B %Y}. Load "
            "the term dates of the year first."
        )


@transaction.atomic
def propose(*, by: Eyes, at: datetime, request_id: int) -> Visit:
    """Propose the first half-day that gives the school notice, and who goes, by the simple rule.

    Of a joint visit, on the half-day of the other service, or on one that suits both. Raises
    NobodyCanGo, NobodyCanComeAlong, NoTermDates, or what `visits.actions.propose_visit` raises.
    """
    request = request_led_by(by, request_id, lock=True)
    visits.lapse_proposals(by=by, at=at, request=request)
    today = timezone.localdate(at)
    days = queries.open_days(by.authority_id, academic_year=academic_year_of(today).begins_in)
    beside = visit_beside_which(request, at=at)
    wanted = only_together(
        request, queries.visit_wanted(request), beside=beside, days=days, today=today
    )
    weighed = queries.candidates(
        request, since=today, academic_year_starts_on=academic_year_of(today).starts_on
    )
    not_before = _notice(today, days) if beside is None else min(_notice(today, days), beside.on)
    found = assignment.propose(wanted, weighed, days=days, not_before=not_before)
    if isinstance(found, assignment.NotPossible):
        if beside is not None:
            raise NobodyCanComeAlong(request.reference, beside)
        raise NobodyCanGo(request.reference, found.half_days, len(weighed))
    visit = visits.propose_visit(
        by=by,
        at=at,
        request=request,
        specialist=_specialist(request, found.chosen.specialist),
        half_day=found.chosen.half_day,
    )
    Proposal.objects.create(
        authority_id=by.authority_id,
        visit=visit,
        rule=RULE,
        input_sha256=hashlib.sha256(repr((wanted, weighed, days)).encode()).hexdigest(),
        reason=_reason(found) | {"given_to": request.assigned_to_id is not None},
    )
    return visit


def _notice(today: date, days: tuple[date, ...]) -> date:
    try:
        return add_school_days(today, NOTICE_SCHOOL_DAYS, days)
    except CalendarEnds as error:
        raise NoTermDates(today) from error


def _specialist(request: SchoolRequest, key: int | str) -> Person:
    return Person.objects.of(request.authority_id).get(pk=key)


def _reason(found: assignment.Proposal) -> dict[str, Any]:
    """What a screen needs to say why."""
    following = found.next_best
    return {
        "decided_by": found.decided_by,
        "road_metres": found.chosen.road_metres,
        "travel_minutes": found.chosen.estimated_travel_minutes,
        "next_best_on": None if following is None else following.half_day.on.isoformat(),
        "next_best_road_metres": None if following is None else following.road_metres,
    }

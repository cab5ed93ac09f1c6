"""When two services can come together: what a joint request leaves of the half-days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from evenreach.desks.planning import queries
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.requests.together import companion_of
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.together import companion_visit
from evenreach.methods.assignment import Candidate, VisitWanted
from evenreach.methods.calendar import HalfDay, Part, academic_year_of


def visit_beside_which(request: SchoolRequest, *, at: datetime) -> Visit | None:
    """The other service's appointment that this request's visit is to be beside."""
    beside = companion_visit(request)
    return beside if beside is not None and beside.half_day.starts_at > at else None


def only_together(
    request: SchoolRequest,
    wanted: VisitWanted,
    *,
    beside: Visit | None,
    days: Sequence[date],
    today: date,
) -> VisitWanted:
    """What is wanted of a joint visit: the other service's half-day; before it has one, any on
    which somebody of the other service is free as well.
    """
    if beside is not None:
        return _refusing(wanted, days, {beside.half_day})
    companion = companion_of(request)
    if companion is None or companion.state != State.ACCEPTED:
        return wanted
    others = queries.candidates(
        companion, since=today, academic_year_starts_on=academic_year_of(today).starts_on
    )
    free = {half for half in _half_days(days) if any(_is_free(each, half) for each in others)}
    return _refusing(wanted, days, free)


def _refusing(wanted: VisitWanted, days: Sequence[date], left: set[HalfDay]) -> VisitWanted:
    refused = frozenset(half for half in _half_days(days) if half not in left)
    return replace(wanted, refused=wanted.refused | refused)


def _half_days(days: Sequence[date]) -> list[HalfDay]:
    return [HalfDay(day, part) for day in days for part in Part]


def _is_free(candidate: Candidate, half: HalfDay) -> bool:
    return half not in candidate.taken and (half.on.weekday(), half.part) in candidate.working

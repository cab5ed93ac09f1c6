"""What a service's year costs, as tables: each step, a session, a contact hour."""

from collections.abc import Sequence
from typing import Any

from evenreach.flow.entitlement.capacity import Planned
from evenreach.flow.entitlement.staffing import TakenOff
from evenreach.flow.offer.models import VisitSpecification
from evenreach.methods.cost import Cost, cost_of_minutes
from evenreach.web.templatetags.evenreach import pence

Row = list[Any]
NOT_KNOWN = "Not known"
HOUR = 60
COST_COLUMNS = [{"text": "Cost"}, {"text": "How"}, {"text": "Pounds", "numeric": True}]
VISIT_COLUMNS = [
    {"text": "Kind of visit"},
    {"text": "Minutes", "numeric": True},
    {"text": "Of them contact", "numeric": True},
    {"text": "A visit costs", "numeric": True},
    {"text": "A contact hour costs", "numeric": True},
]


def cost_rows(cost: Cost) -> list[Row]:
    return [[line.name, line.how, pence(line.pence) or NOT_KNOWN] for line in cost.lines]


def cost_foot(cost: Cost) -> Row:
    return ["The service’s year", "", pence(cost.pence) or NOT_KNOWN]


def session_words(cost: Cost, planned: Planned, session_minutes: int) -> str:
    """How the cost of a session comes about, in a sentence that can be typed into a calculator."""
    session = _of(cost, planned, session_minutes)
    if session is None:
        return "What a session costs is not known until every salary is."
    working, statutory = planned.year.working.minutes, planned.minutes_of(TakenOff.STATUTORY)
    return (
        f"A session costs {pence(session)}: {pence(cost.pence)} × ({working:,} − {statutory:,}) ÷ "
        f"{working:,} × {session_minutes} ÷ {_delivered(planned):,} minutes that reach schools, "
        "shared or from the pool. Statutory advice pays its own part."
    )


def visit_rows(cost: Cost, planned: Planned, visits: Sequence[VisitSpecification]) -> list[Row]:
    """Each kind of visit, with what an hour of its contact costs."""
    return [
        [
            visit.name,
            f"{visit.minutes}",
            f"{visit.contact_minutes}",
            pence(_of(cost, planned, visit.minutes)) or NOT_KNOWN,
            _contact_hour(cost, planned, visit),
        ]
        for visit in visits
    ]


def _contact_hour(cost: Cost, planned: Planned, visit: VisitSpecification) -> str:
    visit_pence = _of(cost, planned, visit.minutes)
    if visit_pence is None:
        return NOT_KNOWN
    contact = visit.contact_minutes
    return pence((visit_pence * HOUR * 2 + contact) // (contact * 2))


def _of(cost: Cost, planned: Planned, minutes: int) -> int | None:
    return cost_of_minutes(
        cost.pence,
        minutes=minutes,
        delivered=_delivered(planned),
        working=planned.year.working.minutes,
        elsewhere=planned.minutes_of(TakenOff.STATUTORY),
    )


def _delivered(planned: Planned) -> int:
    return sum(planned.delivered.values())

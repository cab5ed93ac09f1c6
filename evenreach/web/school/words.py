"""The school's words for what requests, visits and proposals keep as codes."""

from datetime import date

from evenreach.desks.planning.actions import NOTICE_SCHOOL_DAYS
from evenreach.desks.planning.models import Proposal
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.methods.assignment import Criterion
from evenreach.web.templatetags.evenreach import date_gov, time_gov

STATES: dict[str, tuple[str, str]] = {
    State.DRAFTED: ("Draft", "grey"),
    State.ASKED: ("Awaiting answer", "blue"),
    State.ACCEPTED: ("Accepted", "teal"),
    State.DECLINED: ("Declined", "red"),
    State.BOOKED: ("Visit booked", "purple"),
    State.SEEN: ("Report to come", "purple"),
    State.REPORTED: ("Report ready", "green"),
    State.RETURNED: ("The service asks you for more", "yellow"),
    State.SIGNPOSTED: ("Answered: somebody else can help", "grey"),
    State.CLOSED: ("Reviewed and closed", "grey"),
    State.WITHDRAWN: ("Withdrawn by your school", "orange"),
}
TO_CONFIRM = ("Visit to confirm", "yellow")


def state_of(request: SchoolRequest, *, has_proposal: bool) -> tuple[str, str]:
    """Where a request stands, and the colour of its tag."""
    if has_proposal and request.state == State.ACCEPTED:
        return TO_CONFIRM
    return STATES[request.state]


def service_of(request: SchoolRequest) -> str:
    return str(request.specification.service_offer.name)


def weekday_date(on: date) -> str:
    """Tuesday 24 November 2026."""
    return f"{on:%A} {date_gov(on)}"


def short_when(visit: Visit) -> str:
    """Tuesday 24 November 2026, morning."""
    return f"{weekday_date(visit.on)}, {visit.part}"


def when(visit: Visit) -> str:
    """Tuesday 24 November 2026, morning, 9am to midday."""
    half_day = visit.half_day
    times = f"{time_gov(half_day.part.starts_at)} to {time_gov(half_day.part.ends_at)}"
    return f"{short_when(visit)}, {times}"


def why_proposed(proposal: Proposal, visit: Visit) -> list[str]:
    """Why this day and this person, in sentences that follow the rule."""
    reason, name = proposal.reason, visit.specialist.name
    said = [
        f"It is the first half-day at least {NOTICE_SCHOOL_DAYS} school days after the proposal on "
        "which a specialist of the service is free.",
        _why_person(Criterion(reason["decided_by"]), name, reason["next_best_on"]),
    ]
    if reason["travel_minutes"] is not None:
        said.append(
            f"The journey takes about {reason['travel_minutes']} minutes each way. Travel is never "
            "taken from your sessions."
        )
    return said


def _why_person(decided_by: Criterion, name: str, next_best_on: str | None) -> str:
    if decided_by is Criterion.EARLIEST and next_best_on is not None:
        following = weekday_date(date.fromisoformat(next_best_on))
        return f"Only {name} is free then; the next specialist could come on {following}."
    return {
        Criterion.NAMED: f"{name} was the last to visit your school for this, and we keep to the "
        "same person where we can.",
        Criterion.LEAST_LOADED: f"Of those who are free then, {name} has the fewest visits this "
        "year for the hours they work.",
        Criterion.NEAREST: f"Of those who are free then with as many visits, {name} starts nearest "
        "to your school.",
        Criterion.LOWEST_KEY: f"Others could have come as well as {name}; nothing else told them "
        "apart, so the order of the service's list decided.",
    }.get(decided_by, f"{name} is the only specialist of the service who could come.")

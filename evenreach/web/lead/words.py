"""What a service lead reads of requests, visits and proposals."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from evenreach.desks.planning.models import Proposal
from evenreach.desks.planning.triage import ServiceQueue, Waiting
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.methods.assignment import Criterion
from evenreach.web.templatetags.casework import (
    half_day_in_words,
    need_in_words,
    visit_tag,
    year_in_words,
)
from evenreach.web.templatetags.evenreach import date_gov

Cell = str | dict[str, str]

STATES = {
    State.ASKED: "Waiting for an answer",
    State.ACCEPTED: "Accepted, no visit booked yet",
    State.BOOKED: "Visit booked",
    State.SEEN: "Visit made, report to come",
    State.REPORTED: "Report released",
    State.DECLINED: "Declined",
    State.RETURNED: "With the school, which adds something",
    State.SIGNPOSTED: "Signposted to somebody else",
    State.CLOSED: "Reviewed and closed",
    State.WITHDRAWN: "Withdrawn by the school",
}
TAGS = {
    State.ASKED: ("To answer", "yellow"),
    State.ACCEPTED: ("Accepted", "blue"),
    State.BOOKED: ("Booked", "green"),
    State.SEEN: ("Visited", "purple"),
    State.REPORTED: ("Reported", "grey"),
    State.DECLINED: ("Declined", "orange"),
    State.RETURNED: ("With the school", "yellow"),
    State.SIGNPOSTED: ("Signposted", "grey"),
    State.CLOSED: ("Closed", "grey"),
    State.WITHDRAWN: ("Withdrawn", "orange"),
}
FURTHER_ON = (State.RETURNED, State.BOOKED, State.SEEN, State.REPORTED, State.CLOSED)
DECIDED = {
    Criterion.EARLIEST: "Nobody else is free on so early a half-day.",
    Criterion.NAMED: "Others are free then too, but {name} went to this school last.",
    Criterion.LEAST_LOADED: (
        "Others are free then too, but {name} has the fewest visits for the time worked."
    ),
    Criterion.NEAREST: "Others are as free and have as many visits; {name} is nearest.",
    Criterion.LOWEST_KEY: "Another could go as well; the rule takes the first on its list.",
    Criterion.ONLY_ONE: "Nobody else in the service has a free half-day.",
}
GIVEN = "The service gave this request to {name}; nobody else was weighed."
ESTIMATED = "estimated from a straight line, not a route"


def count_of(number: int, one: str) -> str:
    """1 school day, 2 school days."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def waiting_rows(queue: ServiceQueue) -> list[list[Cell]]:
    """Reference, school, days waited, whether that is too long, year group and need."""
    return [
        [*_which(waiting.request), _waited(waiting), _in_time(waiting), *_about(waiting.request)]
        for waiting in queue.waiting
    ]


def to_plan_rows(queue: ServiceQueue) -> list[list[Cell]]:
    """Place, reference, school, why that place, why there is no visit, who goes, need."""
    return [
        [
            str(place),
            *_which(request),
            why_the_place(place, request.first_asked_at),  # type: ignore[attr-defined]
            _why_no_visit(request),
            "" if request.assigned_to is None else request.assigned_to.name,
            need_in_words(request.need_code),
        ]
        for place, request in enumerate(queue.to_plan, start=1)
    ]


def further_on(queue: ServiceQueue) -> list[dict[str, str]]:
    """How many requests stand at each later state, each with its list."""
    return [
        {
            "value": str(queue.counts[state]),
            "label": STATES[state],
            "href": list_of(queue, state),
        }
        for state in FURTHER_ON
    ]


def list_of(queue: ServiceQueue, state: State) -> str:
    """The address of the list of a service's requests at one state."""
    return f"{reverse('lead:requests')}?service={queue.part.service.slug}&state={state}"


def waiting_for_school(queue: ServiceQueue) -> str:
    """How many accepted requests have a proposed visit that the school has not answered."""
    proposed = queue.counts[State.ACCEPTED] - len(queue.to_plan)
    if not proposed:
        return ""
    waits = "waits" if proposed == 1 else "wait"
    return f"{count_of(proposed, 'proposed visit')} {waits} for the school to confirm."


def listed_rows(requests: Iterable[SchoolRequest]) -> list[list[Cell]]:
    return [
        [*_which(request), _stands(request), date_gov(request.asked_at), *_about(request)]
        for request in requests
    ]


def state_tag(request: SchoolRequest) -> dict[str, str]:
    text, colour = TAGS[State(request.state)]
    return {"text": text, "tag": colour}


def visit_rows(visits: Iterable[Visit]) -> list[list[Cell]]:
    """When, who, which request, what came of it, and why it ended if it did."""
    return [
        [
            half_day_in_words(visit),
            visit.specialist.name,
            visit.school_request.reference,
            {"text": (tag := visit_tag(visit))["text"], "tag": tag["colour"]},
            visit.ended_reason,
        ]
        for visit in visits
    ]


def held_rows(visit: Visit, proposal: Proposal | None) -> list[dict[str, Any]]:
    """When, who and why of the visit that holds a half-day, as rows of a summary list."""
    rows: list[dict[str, Any]] = [
        {"key": "When", "value": half_day_in_words(visit)},
        {"key": "Who", "value": visit.specialist.name},
    ]
    if proposal is not None:
        rows.append({"key": "Why", "lines": why_proposed(proposal, visit.specialist.name)})
    return rows


def why_the_place(place: int, first_asked_at: datetime) -> str:
    """First asked on 4 February 2026; 2 were asked earlier and wait too."""
    since = f"First asked on {date_gov(first_asked_at)}"
    if place == 1:
        return f"{since}; nobody who waits asked earlier"
    if place == 2:
        return f"{since}; 1 was asked earlier and waits too"
    return f"{since}; {place - 1} were asked earlier and wait too"


def why_proposed(proposal: Proposal, name: str) -> list[str]:
    """What decided, how far it is, and what was next best, in sentences."""
    reason: Mapping[str, Any] = proposal.reason
    lines = [
        "The first half-day that leaves the school five school days' notice and on which "
        "somebody is free.",
        _what_decided(reason).format(name=name),
        _how_far(reason),
    ]
    if reason["next_best_on"] is not None:
        lines.append(_next_best(reason))
    return lines


def _what_decided(reason: Mapping[str, Any]) -> str:
    return GIVEN if reason.get("given_to") else DECIDED[Criterion(reason["decided_by"])]


def _which(request: SchoolRequest) -> list[Cell]:
    href = reverse("lead:request", args=[request.pk])
    return [{"text": request.reference, "href": href}, request.school.name]


def _about(request: SchoolRequest) -> list[Cell]:
    year = "" if request.learner is None else year_in_words(request.learner.year_group)
    return [year, need_in_words(request.need_code)]


def _stands(request: SchoolRequest) -> Cell:
    return STATES[State(request.state)]


def _waited(waiting: Waiting) -> Cell:
    if waiting.school_days is None:
        return "Not known: no term dates"
    return count_of(waiting.school_days, "school day")


def _in_time(waiting: Waiting) -> Cell:
    left = waiting.days_left
    if left is None:
        return "Not known"
    if left < 0:
        return {"text": f"Overdue by {count_of(-left, 'day')}", "tag": "red"}
    return f"{count_of(left, 'school day')} left"


def _why_no_visit(request: SchoolRequest) -> str:
    on = date_gov(request.ended_on)  # type: ignore[attr-defined]
    if request.ended_state == Visit.State.MOVED:  # type: ignore[attr-defined]
        return f"The school asked to move the visit of {on}"
    if request.ended_state == Visit.State.MISSED:  # type: ignore[attr-defined]
        return f"The visit of {on} did not happen"
    return f"Accepted on {date_gov(request.answered_at)}, nothing proposed yet"


def _how_far(reason: Mapping[str, Any]) -> str:
    if reason["road_metres"] is None:
        return "How far it is cannot be said: where the school or the base lies is not known."
    minutes = count_of(reason["travel_minutes"], "minute")
    return f"About {_km(reason['road_metres'])} each way, some {minutes}, {ESTIMATED}."


def _next_best(reason: Mapping[str, Any]) -> str:
    on = date_gov(date.fromisoformat(reason["next_best_on"]))
    metres = reason["next_best_road_metres"]
    far = "" if metres is None else f", about {_km(metres)} away"
    return f"Next best was somebody else on {on}{far}."


def _km(metres: int) -> str:
    return f"{round(metres / 1000)} km" if metres >= 1000 else "1 km"

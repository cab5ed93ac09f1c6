"""Requests that take another turn than acceptance: each a few steps by the school and the lead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from evenreach.demo.people import PSYCHOLOGY, TEACHING
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.requests.answering_back import send_again
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.queries import request_led_by
from evenreach.flow.requests.triage import ask_for_more, pass_on, signpost
from evenreach.flow.visits.withdrawing import withdraw_request

MORE = (
    "Please tell us for how long the pictures were used, by whom, and what you saw before and "
    "after. Without that we cannot say whether a visit is the next step."
)
ADDED = (
    "Six weeks, daily, by the class teacher and the teaching assistant. Instructions followed "
    "rose from one in five to two in five; nothing changed in the hall or at play."
)
REASON = "What the school most wants to know is how this learner learns, which is your question."
WHERE_TO = (
    "The school nurse, through the county's single number for schools, answers this best: ask for "
    "a sleep and eating check. If teaching is still hard afterwards, come back to us."
)
CHANGED = "The family moves to another county at half-term and asks us to begin nothing new."


@dataclass(frozen=True, slots=True)
class Step:
    """So many school days after the asking, at an hour, somebody acts on a request."""

    school_days: int
    hour: int
    role: Role
    act: Callable[[Eyes, datetime, int], object]


def _ask_for_more(by: Eyes, at: datetime, request_id: int) -> None:
    ask_for_more(by=by, at=at, request_id=request_id, wanted=MORE)


def _send_again(by: Eyes, at: datetime, request_id: int) -> None:
    send_again(by=by, at=at, request_id=request_id, added=ADDED)


def _signpost(by: Eyes, at: datetime, request_id: int) -> None:
    signpost(by=by, at=at, request_id=request_id, where_to=WHERE_TO)


def _withdraw(by: Eyes, at: datetime, request_id: int) -> None:
    withdraw_request(by=by, at=at, request_id=request_id, why=CHANGED)


def _pass_on(by: Eyes, at: datetime, request_id: int) -> None:
    """To the other service that has a lead here, or else to the first by name."""
    visits = visits_to_pass_on_to(request_led_by(by, request_id))
    led = visits.filter(service_offer__service__slug__in=[TEACHING, PSYCHOLOGY])
    other = led.first() or visits[0]
    pass_on(by=by, at=at, request_id=request_id, specification_id=other.pk, reason=REASON)


TURNS: tuple[tuple[Step, ...], ...] = (
    (Step(1, 9, Role.SERVICE_LEAD, _ask_for_more),),
    (Step(1, 9, Role.SERVICE_LEAD, _signpost),),
    (Step(1, 9, Role.SERVICE_LEAD, _pass_on),),
    (Step(1, 9, Role.SERVICE_LEAD, _ask_for_more), Step(3, 15, Role.SCHOOL, _send_again)),
    (Step(1, 12, Role.SCHOOL, _withdraw),),
)

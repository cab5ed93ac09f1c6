"""Every state × every action × every role: the table's move, or a refusal and nothing else."""

from collections.abc import Callable
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person, Role
from evenreach.flow.requests.actions import change_state
from evenreach.flow.requests.answering_back import send_again
from evenreach.flow.requests.drafting import ask
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.states import MOVES, TABLE, CannotMove, State
from evenreach.flow.requests.triage import (
    accept_request,
    ask_for_more,
    decline_request,
    pass_on,
    signpost,
)
from evenreach.flow.visits.withdrawing import withdraw_request
from tests.stories import YEAR, drafted

ACTIONS = sorted({move.action for move in MOVES})
WHY = "Because this story says so."
Act = Callable[[Eyes, datetime, SchoolRequest], Any]


def _pass_on(by: Eyes, at: datetime, request: SchoolRequest) -> SchoolRequest:
    other = visits_to_pass_on_to(request).values_list("pk", flat=True)[0]
    return pass_on(by=by, at=at, request_id=request.pk, specification_id=other, reason=WHY)


REAL: dict[str, Act] = {
    "ask": lambda by, at, r: ask(by=by, at=at, request_id=r.pk),
    "accept": lambda by, at, r: accept_request(
        by=by, at=at, request_id=r.pk, academic_year=YEAR, pool_reason=WHY
    ),
    "decline": lambda by, at, r: decline_request(by=by, at=at, request_id=r.pk, reason=WHY),
    "ask for more": lambda by, at, r: ask_for_more(by=by, at=at, request_id=r.pk, wanted=WHY),
    "pass on": _pass_on,
    "signpost": lambda by, at, r: signpost(by=by, at=at, request_id=r.pk, where_to=WHY),
    "send again": lambda by, at, r: send_again(by=by, at=at, request_id=r.pk, added=WHY),
    "withdraw": lambda by, at, r: withdraw_request(by=by, at=at, request_id=r.pk, why=WHY),
}
"""What a door calls; the actions of later rooms move a request by `change_state`."""


def act_of(action: str) -> Act:
    def plain(by: Eyes, at: datetime, request: SchoolRequest) -> SchoolRequest:
        return change_state(by=by, at=at, request_id=request.pk, action=action, why=WHY)

    return REAL.get(action, plain)


@pytest.fixture
def everybody(people, eyes) -> dict[str, tuple[Role, Eyes, bool]]:
    """Each person's role, eyes, and whether the role is held where the request is."""
    priya = Person.objects.get(email="priya.nair@council.example")
    return {
        "alison": (Role.SCHOOL, eyes(people.alison), True),
        "brian": (Role.SCHOOL, eyes(people.brian), False),
        "jean": (Role.SERVICE_LEAD, eyes(people.jean), True),
        "ruth": (Role.SERVICE_LEAD, eyes(people.ruth), False),
        "tom": (Role.SPECIALIST, eyes(people.tom), True),
        "samuel": (Role.SPECIALIST, eyes(people.samuel), False),
        "priya": (Role.SPECIALIST, eyes(priya), True),
        "morag": (Role.AUTHORITY_LEAD, eyes(people.morag), True),
        "anil": (Role.EVALUATOR, eyes(people.anil), True),
    }


def way_to(state: State) -> list[str]:
    """The fewest actions that lead from a draft to a state."""
    ways: dict[State, list[str]] = {State.DRAFTED: []}
    waiting = [State.DRAFTED]
    while state not in ways:
        begins = waiting.pop(0)
        for move in MOVES:
            if move.begins == begins and move.ends not in ways:
                ways[move.ends] = [*ways[begins], move.action]
                waiting.append(move.ends)
    return ways[state]


def standing_at(state: State, everybody: dict, at: datetime) -> SchoolRequest:
    """Alison's request, led to a state by those whose moves they are."""
    held = {role: who for role, who, there in reversed(everybody.values()) if there}
    request = drafted(held[Role.SCHOOL], at)
    for action in way_to(state):
        request.refresh_from_db()
        move = TABLE[State(request.state), action]
        act_of(action)(held[move.role], at, request)
    request.refresh_from_db()
    assert request.state == state
    return request


def history(request: SchoolRequest) -> list[tuple[str, str, str, str, str]]:
    rows = RequestMove.objects.of(request.authority_id).filter(school_request=request)
    return list(rows.order_by("pk").values_list("begins", "action", "ends", "role", "by_name"))


@pytest.mark.parametrize("state", State)
def test_every_action_of_everybody(state, everybody, at):
    request = standing_at(state, everybody, at)
    before = history(request)
    for action, name in product(ACTIONS, everybody):
        role, who, there = everybody[name]
        move = TABLE.get((state, action))
        allowed = move is not None and move.role == role and there
        cell = f"{state} {action} {name}"
        with transaction.atomic():
            try:
                act_of(action)(who, at, request)
            except (Refusal, SchoolRequest.DoesNotExist) as refused:
                assert not allowed, f"{cell}: {refused}"
                request.refresh_from_db()
                assert (request.state, history(request)) == (state, before), cell
            else:
                assert allowed, cell
                request.refresh_from_db()
                line = (state, action, move.ends, role, who.name)
                assert (request.state, history(request)) == (move.ends, [*before, line]), cell
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", State)
def test_who_sees_a_request_reads_why_it_does_not_move(state, everybody, at):
    """The general move, whichever action: too early or too late, or not theirs."""
    request = standing_at(state, everybody, at)
    for action, name in product(ACTIONS, ("alison", "jean", "tom")):
        role, who, _ = everybody[name]
        move = TABLE.get((state, action))
        if move is not None and move.role == role:
            continue
        expected = CannotMove if move is None else NotTheirs
        with pytest.raises(expected), transaction.atomic():
            change_state(by=who, at=at, request_id=request.pk, action=action, why=WHY)


def test_the_database_takes_no_state_without_its_line(everybody, at):
    request = standing_at(State.ASKED, everybody, at)
    rows = SchoolRequest.objects.of(request.authority_id).filter(pk=request.pk)
    for state in set(State) - {State.ASKED}:
        with pytest.raises(IntegrityError, match="without a move"), transaction.atomic():
            rows.update(state=state, answer_reason=WHY)
    with pytest.raises(IntegrityError, match="without a move"), transaction.atomic():
        SchoolRequest.objects.create(
            authority_id=request.authority_id,
            school=request.school,
            specification=request.specification,
            asked_by=request.asked_by,
            learner=request.learner,
            concern="Written past the actions.",
            state=State.ASKED,
            drafted_at=at,
            asked_at=at,
        )


def test_the_database_takes_no_line_that_the_table_has_not(everybody, at):
    request = standing_at(State.ASKED, everybody, at)

    def write(**changed: object) -> None:
        line = {"begins": "asked", "action": "accept", "ends": "accepted", "role": "service_lead"}
        with transaction.atomic():
            RequestMove.objects.create(
                authority_id=request.authority_id,
                school_request=request,
                by_name="Nobody",
                moved_at=at,
                **(line | changed),
            )

    for changed in (
        {"action": "decline"},
        {"ends": "seen"},
        {"role": "school"},
        {"begins": "seen", "action": "report", "ends": "reported", "role": "specialist"},
    ):
        with pytest.raises(IntegrityError, match="no such move"):
            write(**changed)
    write()
    lines = RequestMove.objects.of(request.authority_id).filter(school_request=request)
    for change in (lambda: lines.update(why="Another"), lines.delete):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            change()

"""What every way of working on a request needs: its row, locked, and one move of the table."""

from collections.abc import Sequence
from datetime import datetime

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school, request_seen_by
from evenreach.flow.requests.states import Move, State, move_from

VERBS = {"ask": "request asked", "accept": "request accepted", "decline": "request declined"}


class NotComplete(Refusal):
    """A request was submitted with something missing."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(
            f"The request cannot be sent yet. Still missing: {', '.join(missing)}. What you have "
            "written is saved; add the rest and send it."
        )


def change_state(
    *, by: Eyes, at: datetime, request_id: int, action: str, why: str = ""
) -> SchoolRequest:
    """Make one move of the table for a later room, in its transaction.

    Raises CannotMove or NotTheirs.
    """
    request = locked(by, request_id)
    make_move(by=by, at=at, request=request, action=action, why=why)
    return request


def make_move(
    *,
    by: Eyes,
    at: datetime,
    request: SchoolRequest,
    action: str,
    why: str = "",
    also: Sequence[str] = (),
) -> None:
    """Move a locked request and write the line of its history; `also` names fields changed too.

    Raises CannotMove or NotTheirs.
    """
    move = demand_move(by, request, action)
    RequestMove.objects.create(
        authority_id=request.authority_id,
        school_request=request,
        begins=move.begins,
        action=move.action,
        ends=move.ends,
        role=move.role,
        by_person_id=by.person_id,
        by_name=by.name,
        moved_at=at,
        why=why,
    )
    request.state = move.ends
    if move.ends == State.ASKED and move.begins != State.ASKED:
        request.asked_at = at
    request.save(update_fields=["state", "asked_at", *also])
    verb = VERBS.get(action, f"request: {action}")
    journal_act(by=by, at=at, verb=verb, about=request, why=why)


def demand_move(by: Eyes, request: SchoolRequest, action: str) -> Move:
    """The move that an action makes, for who holds its role there. Raises CannotMove, NotTheirs."""
    move = move_from(State(request.state), action, reference=request.reference)
    part = request.specification.service_offer
    holds, place = {
        Role.SCHOOL: (request.school.urn in by.urns, request.school.name),
        Role.SERVICE_LEAD: (part.service.slug in by.leads, part.name),
        Role.SPECIALIST: (part.service.slug in by.works_in, part.name),
    }[move.role]
    if not holds:
        raise NotTheirs(by, place)
    return move


def drafted(by: Eyes, request_id: int) -> SchoolRequest:
    request = request_of_own_school(by, request_id, lock=True)
    move_from(State(request.state), "ask", reference=request.reference)
    return request


def locked(by: Eyes, request_id: int) -> SchoolRequest:
    return request_seen_by(by, request_id, lock=True)

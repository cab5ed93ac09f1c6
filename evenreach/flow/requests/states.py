"""Who may move a request from where to where: one table."""

from dataclasses import dataclass

from django.db.models import TextChoices

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.models import Role


class State(TextChoices):
    DRAFTED = "drafted"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    BOOKED = "booked"
    SEEN = "seen"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Move:
    """One action: the states it starts from, the state it leads to, and the role it takes."""

    begins: State
    action: str
    ends: State
    role: Role


MOVES = (
    Move(State.DRAFTED, "ask", State.ASKED, Role.SCHOOL),
    Move(State.ASKED, "accept", State.ACCEPTED, Role.SERVICE_LEAD),
    Move(State.ASKED, "decline", State.DECLINED, Role.SERVICE_LEAD),
    Move(State.ACCEPTED, "book", State.BOOKED, Role.SCHOOL),
    Move(State.BOOKED, "move", State.ACCEPTED, Role.SCHOOL),
    Move(State.BOOKED, "miss", State.ACCEPTED, Role.SPECIALIST),
    Move(State.BOOKED, "lose", State.ASKED, Role.SPECIALIST),
    Move(State.BOOKED, "see", State.SEEN, Role.SPECIALIST),
    Move(State.SEEN, "report", State.REPORTED, Role.SPECIALIST),
)
TABLE = {(move.begins, move.action): move for move in MOVES}
EXPLAINED = {
    State.DRAFTED: "is still a draft",
    State.ASKED: "waits for the service's answer",
    State.ACCEPTED: "is accepted and waits for a visit",
    State.DECLINED: "was declined",
    State.BOOKED: "has a visit booked",
    State.SEEN: "has had its visit and waits for the report",
    State.REPORTED: "has its report",
}


class CannotMove(Refusal):
    """The request is no longer where this action starts from."""

    def __init__(self, reference: str, state: State, action: str) -> None:
        super().__init__(
            f"Request {reference} {EXPLAINED[state]}, so it is too late or too early to {action} "
            "it. Open the request to see what can be done now."
        )


def move_from(state: State, action: str, *, reference: str) -> Move:
    """The move that `action` makes from `state`, or a refusal in words."""
    try:
        return TABLE[state, action]
    except KeyError:
        raise CannotMove(reference, state, action) from None

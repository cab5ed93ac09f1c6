"""Who may move a request from where to where: one table."""

from dataclasses import dataclass

from django.db.models import TextChoices

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.models import Role


class State(TextChoices):
    DRAFTED = "drafted"
    ASKED = "asked"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SIGNPOSTED = "signposted"
    BOOKED = "booked"
    SEEN = "seen"
    REPORTED = "reported"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


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
    Move(State.ASKED, "ask for more", State.RETURNED, Role.SERVICE_LEAD),
    Move(State.ASKED, "pass on", State.ASKED, Role.SERVICE_LEAD),
    Move(State.ASKED, "signpost", State.SIGNPOSTED, Role.SERVICE_LEAD),
    Move(State.ASKED, "withdraw", State.WITHDRAWN, Role.SCHOOL),
    Move(State.RETURNED, "send again", State.ASKED, Role.SCHOOL),
    Move(State.RETURNED, "withdraw", State.WITHDRAWN, Role.SCHOOL),
    Move(State.ACCEPTED, "withdraw", State.WITHDRAWN, Role.SCHOOL),
    Move(State.ACCEPTED, "book", State.BOOKED, Role.SCHOOL),
    Move(State.BOOKED, "move", State.ACCEPTED, Role.SCHOOL),
    Move(State.BOOKED, "withdraw", State.WITHDRAWN, Role.SCHOOL),
    Move(State.BOOKED, "hand over", State.ACCEPTED, Role.SERVICE_LEAD),
    Move(State.BOOKED, "miss", State.ACCEPTED, Role.SPECIALIST),
    Move(State.BOOKED, "lose", State.ASKED, Role.SPECIALIST),
    Move(State.BOOKED, "see", State.SEEN, Role.SPECIALIST),
    Move(State.SEEN, "report", State.REPORTED, Role.SPECIALIST),
    Move(State.SEEN, "withdraw", State.WITHDRAWN, Role.SCHOOL),
    Move(State.REPORTED, "review", State.CLOSED, Role.SCHOOL),
)
GONE = frozenset({State.DECLINED, State.SIGNPOSTED, State.WITHDRAWN})
"""The ends that a request comes to without a visit."""
TABLE = {(move.begins, move.action): move for move in MOVES}
EXPLAINED = {
    State.DRAFTED: "is still a draft",
    State.ASKED: "waits for the service's answer",
    State.RETURNED: "waits for what the service asked the school to add",
    State.ACCEPTED: "is accepted and waits for a visit",
    State.DECLINED: "was declined",
    State.SIGNPOSTED: "was answered by saying who can help instead",
    State.BOOKED: "has a visit booked",
    State.SEEN: "has had its visit and waits for the report",
    State.REPORTED: "has its report",
    State.CLOSED: "is reviewed and closed",
    State.WITHDRAWN: "was withdrawn by the school",
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

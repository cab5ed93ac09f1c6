"""The history of a request, move by move, as the service that answers it reads it."""

from dataclasses import dataclass
from datetime import datetime

from evenreach.flow.requests.models import RequestMove, SchoolRequest

TITLES = {
    "ask": "Asked by the school",
    "accept": "Accepted",
    "decline": "Declined",
    "ask for more": "The school was asked for more",
    "send again": "Sent again by the school",
    "pass on": "Passed on to another service",
    "signpost": "Answered with who can help instead",
    "withdraw": "Withdrawn by the school",
    "book": "Visit confirmed by the school",
    "move": "Half-day given back by the school",
    "hand over": "Visit freed for a colleague",
    "miss": "Visit did not take place",
    "lose": "Visit did not take place, and nobody had told us",
    "see": "Visit made",
    "report": "Report released",
    "review": "Reviewed and closed",
}


@dataclass(frozen=True, slots=True)
class Event:
    title: str
    at: datetime
    by: str
    text: str


def moves_of(request: SchoolRequest) -> list[Event]:
    """Every move that was made, the latest first."""
    moves = RequestMove.objects.of(request.authority_id).filter(school_request=request)
    return [
        Event(TITLES[move.action], move.moved_at, move.by_name, move.why)
        for move in moves.order_by("-pk")
    ]

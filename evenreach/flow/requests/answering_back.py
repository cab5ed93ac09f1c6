"""What a school does with a request that its service gave back."""

from datetime import datetime

from django.db import transaction

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.actions import demand_move, make_move
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.passing_on import tell_leads
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.triage import NoReason


@transaction.atomic
def send_again(*, by: Eyes, at: datetime, request_id: int, added: str) -> SchoolRequest:
    """Send a request again with what the service wanted; the service's time begins anew."""
    request = request_of_own_school(by, request_id, lock=True)
    demand_move(by, request, "send again")
    if not added.strip():
        raise NoReason("what the service asked for")
    make_move(by=by, at=at, request=request, action="send again", why=added)
    tell_leads(request, at)
    return request


def what_is_wanted(request: SchoolRequest) -> str:
    """What the service last asked the school to add."""
    moves = RequestMove.objects.of(request.authority_id).filter(
        school_request=request, action="ask for more"
    )
    return moves.order_by("-pk").values_list("why", flat=True).first() or ""

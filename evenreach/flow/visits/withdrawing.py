"""A school withdraws a request: what it holds is free again."""

from datetime import datetime

from django.db import transaction

from evenreach.flow.entitlement.actions import release
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.actions import demand_move, make_move
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.flow.requests.triage import NoReason
from evenreach.flow.visits.ending import end_visit, tell
from evenreach.flow.visits.models import Visit

SET_ASIDE = frozenset({State.ACCEPTED, State.BOOKED})


@transaction.atomic
def withdraw_request(*, by: Eyes, at: datetime, request_id: int, why: str) -> SchoolRequest:
    """Withdraw a request before its visit: the half-day and the minutes held for it are free.

    Raises CannotMove, NotTheirs or NoReason.
    """
    request = request_of_own_school(by, request_id, lock=True)
    demand_move(by, request, "withdraw")
    if not why.strip():
        raise NoReason("why you withdraw the request")
    held = Visit.objects.of(by.authority_id).filter(
        school_request=request, state__in=[Visit.State.PROPOSED, Visit.State.BOOKED]
    )
    for visit in held.select_related("specialist", "school_request"):
        end_visit(by, at, visit, Visit.State.CANCELLED, why)
        tell(visit, at, "cancelled", visit.specialist.email, "The school withdrew its request.")
    if request.account is not None and request.state in SET_ASIDE:
        release(
            by=by,
            at=at,
            account=request.account,
            minutes=request.specification.minutes,
            why=f"{request.reference} withdrawn",
        )
    make_move(by=by, at=at, request=request, action="withdraw", why=why)
    return request

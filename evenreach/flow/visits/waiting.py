"""The waiting list: accepted requests without a visit, in the order that is published."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit

RULE = (
    "Whoever was first asked for on the earlier day comes first; of two asked for at the same "
    "moment, the one with the lower reference. Adding what a service asked for, being passed on "
    "to another service, a visit that had to be moved or a hand-over to a colleague costs nobody "
    "their place."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request stands in its service's list, and since when it counts."""

    number: int
    of: int
    first_asked_at: datetime


def waiting_for_a_visit(
    authority_id: int, requests: QuerySet[SchoolRequest]
) -> QuerySet[SchoolRequest]:
    """Those that are accepted and that no visit is held for, in order, with `first_asked_at`."""
    held = Visit.objects.of(authority_id).filter(
        school_request=OuterRef("pk"), state__in=Visit.HOLDING
    )
    asked = RequestMove.objects.of(authority_id).filter(school_request=OuterRef("pk"), action="ask")
    first = Subquery(asked.order_by("pk").values("moved_at")[:1])
    return (
        requests.filter(~Exists(held), state=State.ACCEPTED)
        .annotate(first_asked_at=Coalesce(first, F("asked_at")))
        .order_by("first_asked_at", "pk")
    )


def place_of(request: SchoolRequest) -> Place | None:
    """A request's place in its service's list; None where it does not wait for a visit."""
    service_id = request.specification.service_offer.service_id
    waiting = waiting_for_a_visit(
        request.authority_id,
        SchoolRequest.objects.of(request.authority_id).filter(
            specification__service_offer__service_id=service_id
        ),
    )
    rows = list(waiting)
    for number, each in enumerate(rows, start=1):
        if each.pk == request.pk:
            return Place(number, len(rows), each.first_asked_at)  # type: ignore[attr-defined]
    return None

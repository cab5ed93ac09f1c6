"""One visit of two services: its two appointments on the same half-day, kept together."""

from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.together import companion_of
from evenreach.flow.visits.models import Visit

TO_COME = (Visit.State.PROPOSED, Visit.State.BOOKED)


def party_of(request: SchoolRequest) -> int:
    """What the two requests of a joint visit have in common: the first of them, by its id."""
    return request.joined_to_id or request.pk


def companion_visit(request: SchoolRequest) -> Visit | None:
    """The appointment that the other service of a joint visit has still to come, if it has one."""
    companion = companion_of(request)
    if companion is None:
        return None
    return (
        Visit.objects.of(request.authority_id)
        .filter(school_request=companion, state__in=TO_COME)
        .select_related("specialist", "school_request__specification__service_offer__service")
        .first()
    )


def visit_beside(visit: Visit, *, state: str, lock: bool = False) -> Visit | None:
    """The other service's appointment on the same half-day, if it stands in a state."""
    beside = companion_visit(visit.school_request)
    if beside is None or beside.half_day != visit.half_day or beside.state != state:
        return None
    if not lock:
        return beside
    return Visit.objects.of(visit.authority_id).select_for_update(of=("self",)).get(pk=beside.pk)

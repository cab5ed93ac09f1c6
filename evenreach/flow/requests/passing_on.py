"""Where a request can be passed on to, and who is told that it waits there."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.models import Role
from evenreach.flow.people.queries import people_with
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.states import GONE


def visits_to_pass_on_to(request: SchoolRequest) -> QuerySet[VisitSpecification]:
    """The visits about a learner that other services of the same offer make in such schools."""
    part = request.specification.service_offer
    own = [part.service_id, *_services_beside(request)]
    return (
        VisitSpecification.objects.of(request.authority_id)
        .filter(
            service_offer__offer_id=part.offer_id,
            service_offer__phases__contains=[request.school.phase],
            is_about_a_learner=True,
        )
        .exclude(service_offer__service_id__in=own)
        .select_related("service_offer__service")
        .order_by("service_offer__name", "name", "pk")
    )


def _services_beside(request: SchoolRequest) -> list[int]:
    """The services asked for the same visit, which it cannot be passed on to."""
    beside = SchoolRequest.objects.of(request.authority_id).filter(
        Q(joined_to=request) | Q(pk=request.joined_to_id)
    )
    beside = beside.exclude(state__in=GONE)
    return list(beside.values_list("specification__service_offer__service_id", flat=True))


def tell_leads(request: SchoolRequest, at: datetime) -> None:
    """Mail the leads of the service that a request now waits for."""
    part = request.specification.service_offer
    leads = people_with(
        request.authority_id,
        Role.SERVICE_LEAD,
        on=timezone.localdate(at),
        service_slug=part.service.slug,
    )
    for lead in leads:
        queue_mail(
            authority_id=request.authority_id,
            at=at,
            message_id=f"request-{request.pk}-{moves_made(request)}-{lead.pk}",
            recipient=lead.email,
            subject=f"A request waits for {part.name}: {request.reference}",
            body=f"{request.reference} waits for an answer. Sign in to read it.",
        )


def moves_made(request: SchoolRequest) -> int:
    """How many moves brought a request where it is: what a mail about it is known by."""
    return RequestMove.objects.of(request.authority_id).filter(school_request=request).count()

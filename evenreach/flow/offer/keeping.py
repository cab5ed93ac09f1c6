"""How a service's definition is kept in an offer, and who may change it meanwhile: nobody else."""

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.models import (
    OfferVersion,
    Service,
    ServiceOffer,
    VisitSpecification,
)
from evenreach.flow.offer.refusals import AlreadyPublished, InConsultation
from evenreach.flow.people.eyes import Eyes


def locked_offer(by: Eyes, offer_id: int) -> OfferVersion:
    """An offer that is not published yet and that nobody else moves. Raises AlreadyPublished."""
    offer = OfferVersion.objects.of(by.authority_id).select_for_update().get(pk=offer_id)
    if offer.state is OfferVersion.State.PUBLISHED:
        raise AlreadyPublished(offer)
    return offer


def locked_draft(by: Eyes, offer_id: int) -> OfferVersion:
    """A draft that nobody else moves. Raises AlreadyPublished or InConsultation."""
    offer = locked_offer(by, offer_id)
    if offer.state is OfferVersion.State.CONSULTATION:
        raise InConsultation(offer)
    return offer


def locked_part(by: Eyes, part_id: int) -> ServiceOffer:
    """A service of a draft, read after nobody else can change it."""
    parts = ServiceOffer.objects.of(by.authority_id).select_related("service")
    locked_draft(by, parts.get(pk=part_id).offer_id)
    return parts.get(pk=part_id)


def part_definition(part: ServiceOffer) -> ServiceDefinition:
    return ServiceDefinition.model_validate(part.definition)


def add_part(
    offer: OfferVersion, definition: ServiceDefinition, session_minutes: int
) -> ServiceOffer:
    service, _ = Service.objects.of(offer.authority_id).get_or_create(
        authority_id=offer.authority_id, slug=definition.slug
    )
    part = ServiceOffer(
        authority_id=offer.authority_id,
        offer=offer,
        service=service,
        session_minutes=session_minutes,
    )
    write_part(part, definition)
    return part


def write_part(part: ServiceOffer, definition: ServiceDefinition) -> None:
    """Keep a definition as a part's own, with its kinds of visit as rows."""
    part.name = definition.short_name
    part.mode = definition.mode
    part.phases = list(definition.phases)
    part.definition = definition.model_dump(mode="json")
    part.save()
    VisitSpecification.objects.bulk_create(
        VisitSpecification(
            authority_id=part.authority_id,
            service_offer=part,
            slug=visit.slug,
            name=visit.name,
            contact_minutes=visit.minutes.contact,
            preparation_minutes=visit.minutes.preparation,
            writing_minutes=visit.minutes.writing,
            is_about_a_learner=visit.parts is not None,
        )
        for visit in definition.visits
    )

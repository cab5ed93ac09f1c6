from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.models import (
    OfferVersion,
    Service,
    ServiceOffer,
    VisitSpecification,
)
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


class AlreadyPublished(Refusal):
    """A published offer never changes; what changes is a new version."""

    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(
            f"Offer {offer.number} for {offer.academic_year}/{(offer.academic_year + 1) % 100:02} "
            "is published and never changes. Draft the next version instead."
        )


@transaction.atomic
def draft_offer(
    *,
    by: Eyes,
    at: datetime,
    academic_year: int,
    definitions: Sequence[ServiceDefinition],
    session_minutes: int,
) -> OfferVersion:
    """Draft the next version of a year's offer from validated definitions."""
    versions = OfferVersion.objects.of(by.authority_id).filter(academic_year=academic_year)
    offer = OfferVersion.objects.create(
        authority_id=by.authority_id,
        academic_year=academic_year,
        number=versions.count() + 1,
    )
    for definition in definitions:
        _draft_service(offer, definition, session_minutes)
    journal_act(by=by, at=at, verb="offer drafted", about=offer)
    return offer


def _draft_service(
    offer: OfferVersion, definition: ServiceDefinition, session_minutes: int
) -> None:
    service, _ = Service.objects.of(offer.authority_id).get_or_create(
        authority_id=offer.authority_id, slug=definition.slug
    )
    part = ServiceOffer.objects.create(
        authority_id=offer.authority_id,
        offer=offer,
        service=service,
        name=definition.short_name,
        mode=definition.mode,
        phases=list(definition.phases),
        session_minutes=session_minutes,
        definition=definition.model_dump(mode="json"),
    )
    VisitSpecification.objects.bulk_create(
        VisitSpecification(
            authority_id=offer.authority_id,
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


@transaction.atomic
def publish_offer(*, by: Eyes, at: datetime, offer: OfferVersion) -> OfferVersion:
    """Publish a drafted offer; from now on it never changes."""
    locked = OfferVersion.objects.of(by.authority_id).select_for_update().get(pk=offer.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(locked)
    locked.published_at = at
    locked.save(update_fields=["published_at"])
    journal_act(by=by, at=at, verb="offer published", about=locked)
    return locked

"""An offer's way from draft through consultation to publication."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.keeping import add_part, locked_draft, locked_offer, part_definition
from evenreach.flow.offer.models import OfferVersion, ServiceOffer, VisitSpecification
from evenreach.flow.offer.queries import services_offered
from evenreach.flow.offer.refusals import (
    ClosesTooSoon,
    NoReason,
    NothingOffered,
    NotInConsultation,
    NotYetConsulted,
    OneInHand,
    StillOpen,
)
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes

State = OfferVersion.State


@transaction.atomic
def draft_offer(
    *,
    by: Eyes,
    at: datetime,
    academic_year: int,
    definitions: Sequence[ServiceDefinition],
    session_minutes: int,
    reason: str = "",
) -> OfferVersion:
    """Draft the next version of a year's offer; a version after the first says why."""
    versions = OfferVersion.objects.of(by.authority_id).filter(academic_year=academic_year)
    in_hand = versions.filter(published_at=None).first()
    if in_hand is not None:
        raise OneInHand(in_hand)
    number = versions.count() + 1
    if number > 1 and not reason.strip():
        raise NoReason("what is published needs correcting")
    offer = OfferVersion.objects.create(
        authority_id=by.authority_id,
        academic_year=academic_year,
        number=number,
        reason=reason.strip(),
    )
    for definition in definitions:
        add_part(offer, definition, session_minutes)
    journal_act(by=by, at=at, verb="offer drafted", about=offer, why=reason)
    return offer


@transaction.atomic
def draft_from_offer(
    *, by: Eyes, at: datetime, academic_year: int, source_id: int, reason: str = ""
) -> OfferVersion:
    """Draft a year's next version with everything that another version promises."""
    source = OfferVersion.objects.of(by.authority_id).get(pk=source_id)
    parts = list(services_offered(source))
    if not parts:
        raise NothingOffered(source)
    return draft_offer(
        by=by,
        at=at,
        academic_year=academic_year,
        definitions=[part_definition(part) for part in parts],
        session_minutes=parts[0].session_minutes,
        reason=reason,
    )


@transaction.atomic
def discard_draft(*, by: Eyes, at: datetime, offer_id: int) -> None:
    """Throw a draft away, with what was written in it."""
    offer = locked_draft(by, offer_id)
    parts = ServiceOffer.objects.of(by.authority_id).filter(offer=offer)
    VisitSpecification.objects.of(by.authority_id).filter(service_offer__in=parts).delete()
    parts.delete()
    journal_act(by=by, at=at, verb="draft offer discarded", about=offer)
    offer.delete()


@transaction.atomic
def open_consultation(*, by: Eyes, at: datetime, offer_id: int, closes_on: date) -> OfferVersion:
    """Show a draft to schools as proposed, to the end of a day; it stands still meanwhile."""
    offer = locked_draft(by, offer_id)
    if not services_offered(offer).exists():
        raise NothingOffered(offer)
    if closes_on <= timezone.localdate(at):
        raise ClosesTooSoon
    offer.opened_at, offer.opened_by, offer.closes_on = at, by.name, closes_on
    offer.returned_why = ""
    offer.save(update_fields=["opened_at", "opened_by", "closes_on", "returned_why"])
    journal_act(by=by, at=at, verb="consultation on the offer opened", about=offer)
    return offer


@transaction.atomic
def return_to_draft(*, by: Eyes, at: datetime, offer_id: int, why: str) -> OfferVersion:
    """End a consultation with a reason; what was proposed can be changed again."""
    offer = locked_offer(by, offer_id)
    if offer.state is State.DRAFT:
        raise NotInConsultation(offer)
    if not why.strip():
        raise NoReason("the consultation ends")
    offer.opened_at, offer.opened_by, offer.closes_on = None, "", None
    offer.returned_why = why.strip()
    offer.save(update_fields=["opened_at", "opened_by", "closes_on", "returned_why"])
    journal_act(by=by, at=at, verb="offer returned to draft", about=offer, why=why)
    return offer


@transaction.atomic
def publish_offer(*, by: Eyes, at: datetime, offer: OfferVersion) -> OfferVersion:
    """Publish an offer; from now on it never changes.

    A year's first version is published after its consultation has closed; a correction, which
    says what it is for, may be published from draft.
    """
    locked = locked_offer(by, offer.pk)
    if not services_offered(locked).exists():
        raise NothingOffered(locked)
    if locked.state is State.DRAFT and locked.number == 1:
        raise NotYetConsulted(locked)
    if locked.closes_on is not None and timezone.localdate(at) <= locked.closes_on:
        raise StillOpen(locked, locked.closes_on)
    locked.published_at = at
    locked.save(update_fields=["published_at"])
    journal_act(by=by, at=at, verb="offer published", about=locked, why=locked.reason)
    return locked

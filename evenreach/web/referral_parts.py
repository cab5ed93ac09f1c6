"""What hangs on a service in Open Referral UK: its costs, hours, places and words of taxonomies."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from evenreach.flow.offer.definitions import (
    SESSION_MINUTES,
    CoreItem,
    ServiceDefinition,
    TradedItem,
)
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.people.models import Authority
from evenreach.methods.calendar import AcademicYear
from evenreach.web import open_referral as oruk
from evenreach.web import words
from evenreach.web.offer_words import UNITS, VAT
from evenreach.web.open_referral import LinkType
from evenreach.web.templatetags.evenreach import sessions

Address = Callable[[str], str]
"""Where the page of a service is, by its slug; the empty slug is the authority's home."""
TAXONOMIES: Mapping[str, tuple[LinkType, str, Mapping[Any, str]]] = {
    "areas_of_need": (
        "service_category",
        "Areas of need, SEND code of practice: 0 to 25 years (2015)",
        words.AREAS,
    ),
    "needs": (
        "eligibility",
        "Types of special educational need, school census, Department for Education",
        words.NEEDS,
    ),
    "phases": (
        "intended_audience",
        "Phases of education, Get Information about Schools, Department for Education",
        words.PHASES,
    ),
}
"""Of each field of a definition: what its words say of a service, and whose words they are."""


@dataclass(frozen=True, slots=True)
class Told:
    """A published offer, who made it, and where its pages are."""

    authority: Authority
    offer: OfferVersion
    address: Address

    @property
    def year(self) -> AcademicYear:
        return AcademicYear(self.offer.academic_year)

    @property
    def last_day(self) -> date:
        return self.year.ends_on - timedelta(days=1)

    @property
    def published_at(self) -> datetime:
        assert self.offer.published_at is not None, "a draft is told to nobody"
        return self.offer.published_at

    def named(self, *parts: str) -> UUID:
        return oruk.named(self.authority.code, *parts)


def in_schools(told: Told, service: ServiceDefinition, mine: UUID) -> oruk.ServiceAtLocation:
    location = told.named("location", "schools")
    return oruk.ServiceAtLocation(
        id=told.named("at", service.slug),
        service_id=mine,
        location_id=location,
        location=oruk.Location(
            id=location,
            name=f"Schools and settings of {told.authority.name}",
            description="Specialists travel to the learner’s school, setting or home.",
        ),
    )


def hours(told: Told, service: ServiceDefinition, mine: UUID) -> oruk.Schedule:
    return oruk.Schedule(
        id=told.named("hours", service.slug),
        service_id=mine,
        valid_from=told.year.starts_on,
        valid_to=told.last_day,
        description=service.contact.hours,
    )


def cost_options(told: Told, service: ServiceDefinition, mine: UUID) -> Iterator[oruk.CostOption]:
    """What is free, and then what is sold, each with its price in pounds."""
    for core in service.core_items:
        yield _cost(told, mine, (service.slug, core.slug), core.name, 0, _taken(service, core))
    for sold in service.traded_items:
        yield _cost(
            told, mine, (service.slug, sold.slug), sold.name, sold.price_pence, _terms(sold)
        )


def _terms(item: TradedItem) -> str:
    terms = f"For {UNITS[item.unit]}, before VAT. VAT: {VAT[item.vat].lower()}."
    return terms + " A demonstration value." if item.price_status == "demonstration" else terms


def _cost(
    told: Told, mine: UUID, slugs: tuple[str, str], option: str, pence: int, terms: str
) -> oruk.CostOption:
    return oruk.CostOption(
        id=told.named("cost", *slugs),
        service_id=mine,
        valid_from=told.year.starts_on,
        valid_to=told.last_day,
        option=option,
        amount=pence / 100,
        amount_description=terms,
    )


def _taken(service: ServiceDefinition, item: CoreItem) -> str:
    """What a core item costs a school: no money, and perhaps sessions."""
    if not service.shares_sessions or not item.sessions:
        return "Free to the school. Nothing is taken from its sessions."
    return f"Free to the school. From its sessions: {sessions(item.sessions * SESSION_MINUTES)}."


def attributes(told: Told, service: ServiceDefinition, mine: UUID) -> Iterator[oruk.Attribute]:
    for field, (link_type, taxonomy, said) in TAXONOMIES.items():
        for code in getattr(service, field):
            term = oruk.named("term", field, code)
            yield oruk.Attribute(
                id=told.named("attribute", service.slug, field, code),
                link_id=mine,
                link_type=link_type,
                taxonomy_term_id=term,
                taxonomy_term=oruk.Term(
                    id=term,
                    name=said[code],
                    description=f"{said[code]} ({code})" if code.isupper() else said[code],
                    term=code,
                    taxonomy=taxonomy,
                    taxonomy_id=oruk.named("taxonomy", field),
                ),
            )

"""A published offer in the words of schema.org, for search engines. Source: schema.org 29."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from evenreach.flow.offer.definitions import CoreItem, ServiceDefinition, TradedItem
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.queries import services_offered
from evenreach.web.offer_words import UNITS, VAT
from evenreach.web.referral_parts import Told
from evenreach.web.words import AREAS, NEEDS, PHASES

Linked = dict[str, Any]


def offer_linked(told: Told) -> Linked:
    """The authority and every service of its offer."""
    definitions = [part_definition(part) for part in services_offered(told.offer)]
    return _document(_provider(told), *(_service(told, each) for each in definitions))


def service_linked(told: Told, service: ServiceDefinition) -> Linked:
    """One service, and the authority that provides it."""
    return _document(_provider(told), _service(told, service))


def _document(*things: Linked) -> Linked:
    return {"@context": "https://schema.org", "@graph": list(things)}


def _provider(told: Told) -> Linked:
    return {
        "@type": "GovernmentOrganization",
        "@id": told.address("") + "#authority",
        "name": told.authority.name,
        "identifier": told.authority.code,
        "url": told.address(""),
    }


def _service(told: Told, service: ServiceDefinition) -> Linked:
    page = told.address(service.slug)
    return {
        "@type": "GovernmentService",
        "@id": page + "#service",
        "name": service.name,
        "description": service.summary,
        "url": page,
        "serviceType": [AREAS[area] for area in service.areas_of_need],
        "provider": {"@id": told.address("") + "#authority"},
        "areaServed": {"@type": "AdministrativeArea", "name": told.authority.name},
        "audience": {"@type": "Audience", "audienceType": _audience(service)},
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": page,
            "availableLanguage": "en",
        },
        "providerMobility": "dynamic",
        "offers": list(_offers(told, service)),
    }


def _audience(service: ServiceDefinition) -> str:
    needs = ", ".join(NEEDS[code].lower() for code in service.needs)
    phases = ", ".join(PHASES[phase].lower() for phase in service.phases)
    return f"Learners with {needs}, and their schools and settings: {phases}"


def _offers(told: Told, service: ServiceDefinition) -> Iterator[Linked]:
    for core in service.core_items:
        yield _offer(told, core, pence=0)
    for sold in service.traded_items:
        yield _offer(told, sold, pence=sold.price_pence) | {
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": _pounds(sold.price_pence),
                "priceCurrency": "GBP",
                "unitText": UNITS[sold.unit].removeprefix("a "),
                "valueAddedTaxIncluded": False,
                "description": f"VAT: {VAT[sold.vat].lower()}",
            }
        }


def _offer(told: Told, item: CoreItem | TradedItem, *, pence: int) -> Linked:
    return {
        "@type": "Offer",
        "name": item.name,
        "description": item.what,
        "price": _pounds(pence),
        "priceCurrency": "GBP",
        "availabilityStarts": told.year.starts_on.isoformat(),
        "availabilityEnds": told.last_day.isoformat(),
        "seller": {"@id": told.address("") + "#authority"},
    }


def _pounds(pence: int) -> str:
    return f"{Decimal(pence) / 100:.2f}"

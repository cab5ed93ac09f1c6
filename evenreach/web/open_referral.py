"""The shapes of Open Referral UK 3.0, as far as an offer fills them; what is not known is left out.

Source: the UK profile of the Human Services Data Specification 3.0, Open Referral UK. Names and
spelling are the standard's. The profile has fewer fields than the specification that it is taken
from: `eligibility_description`, `application_process`, `fees_description`,
`currency`, `location_type`, `email` of a contact and `link_entity` are the specification's.
"""

from datetime import date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from ninja import Schema

PROFILE = "https://docs.openreferraluk.org/en/latest/"
VERSION = "HSDS-UK-3.0"
LinkType = Literal["service_category", "eligibility", "intended_audience"]
ROOT = uuid5(NAMESPACE_URL, "urn:evenreach:open-referral")


def named(*parts: str) -> UUID:
    """The identifier of a thing by its address, the authority's code first: the same every year."""
    return uuid5(ROOT, "/".join(parts))


class Details(Schema):
    """What an Open Referral UK feed says of itself."""

    version: str
    profile: str
    openapi_url: str


class Identifier(Schema):
    id: UUID
    organization_id: UUID
    identifier_type: str
    identifier: str


class Organization(Schema):
    id: UUID
    name: str
    description: str
    website: str
    organization_identifiers: list[Identifier] | None = None


class Term(Schema):
    """A word of a taxonomy: an area of need, a type of need or a phase."""

    id: UUID
    name: str
    description: str
    term: str
    taxonomy: str
    taxonomy_id: UUID


class Attribute(Schema):
    """That a term applies to a service, and as what."""

    id: UUID
    link_id: UUID
    link_entity: Literal["service"] = "service"
    link_type: LinkType
    taxonomy_term_id: UUID
    taxonomy_term: Term


class TeamContact(Schema):
    """A team, never a person."""

    id: UUID
    service_id: UUID
    name: str
    email: str


class Schedule(Schema):
    """When a team answers; the words are the offer's own."""

    id: UUID
    service_id: UUID
    valid_from: date
    valid_to: date
    description: str


class CostOption(Schema):
    id: UUID
    service_id: UUID
    valid_from: date
    valid_to: date
    option: str
    amount: float
    currency: Literal["GBP"] = "GBP"
    amount_description: str


class ServiceArea(Schema):
    id: UUID
    service_id: UUID
    name: str


class Location(Schema):
    id: UUID
    location_type: Literal["physical"] = "physical"
    name: str
    description: str


class ServiceAtLocation(Schema):
    id: UUID
    service_id: UUID
    location_id: UUID
    location: Location


class ServiceListed(Schema):
    """One service as a list tells it."""

    id: UUID
    organization_id: UUID
    name: str
    description: str
    url: str
    email: str
    status: Literal["active"] = "active"
    assured_date: date
    last_modified: datetime
    eligibility_description: str
    application_process: str
    fees_description: str
    organization: Organization


class ServiceWhole(ServiceListed):
    """One service with all that hangs on it."""

    service_at_locations: list[ServiceAtLocation]
    schedules: list[Schedule]
    cost_options: list[CostOption]
    service_areas: list[ServiceArea]
    contacts: list[TeamContact]
    attributes: list[Attribute]


class Page(Schema):
    """What a page of a list says of itself."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool


class ServicePage(Page):
    contents: list[ServiceListed]


class ServiceFile(Page):
    """Every service whole, on one page."""

    contents: list[ServiceWhole]

"""A published offer told as Open Referral UK."""

from urllib.parse import urljoin

from django.urls import reverse
from django.utils import timezone

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.models import Authority
from evenreach.methods.calendar import AcademicYear
from evenreach.web import open_referral as oruk
from evenreach.web import words
from evenreach.web.offer_words import ASKERS
from evenreach.web.referral_parts import (
    Address,
    Told,
    attributes,
    cost_options,
    hours,
    in_schools,
)


def pages_at(site: str) -> Address:
    """Where the public pages are, on the site whose home is given."""
    return lambda slug: urljoin(site, reverse("service", args=[slug]) if slug else reverse("home"))


def offer_told(authority: Authority, year: AcademicYear, address: Address) -> Told | None:
    """The published offer of a year; None where nothing is published, whatever is proposed."""
    offer = published_offer(authority.pk, academic_year=year.begins_in)
    return None if offer is None else Told(authority, offer, address)


def services_told(told: Told | None) -> list[oruk.ServiceWhole]:
    """Every service of the offer by name; none where nothing is published."""
    if told is None:
        return []
    return [_service(told, part_definition(part)) for part in services_offered(told.offer)]


def referral_file(told: Told) -> oruk.ServiceFile:
    """The offer whole, as the one page of a list that has everything."""
    found = services_told(told)
    return oruk.ServiceFile(
        total_items=len(found),
        total_pages=1,
        page_number=1,
        size=len(found),
        first_page=True,
        last_page=True,
        empty=not found,
        contents=found,
    )


def _service(told: Told, service: ServiceDefinition) -> oruk.ServiceWhole:
    mine = told.named("service", service.slug)
    organization = _organization(told)
    return oruk.ServiceWhole(
        id=mine,
        organization_id=organization.id,
        organization=organization,
        name=service.name,
        description=_description(service),
        url=told.address(service.slug),
        email=service.contact.email,
        assured_date=timezone.localdate(told.published_at),
        last_modified=told.published_at,
        eligibility_description=_who(service),
        application_process=service.asking,
        fees_description=service.traded_note,
        service_at_locations=[in_schools(told, service, mine)],
        schedules=[hours(told, service, mine)],
        cost_options=list(cost_options(told, service, mine)),
        service_areas=[
            oruk.ServiceArea(
                id=told.named("area", service.slug), service_id=mine, name=told.authority.name
            )
        ],
        contacts=[
            oruk.TeamContact(
                id=told.named("contact", service.slug),
                service_id=mine,
                name=service.contact.team,
                email=service.contact.email,
            )
        ],
        attributes=list(attributes(told, service, mine)),
    )


def _organization(told: Told) -> oruk.Organization:
    mine = told.named("organization")
    return oruk.Organization(
        id=mine,
        name=told.authority.name,
        description=_what_it_is(told.authority),
        website=told.address(""),
        organization_identifiers=[
            oruk.Identifier(
                id=told.named("organization", "code"),
                organization_id=mine,
                identifier_type="Local authority number of the Department for Education",
                identifier=told.authority.code,
            )
        ],
    )


def _what_it_is(authority: Authority) -> str:
    said = "A local authority and its services for learners with special educational needs."
    return f"{said} {words.DEMONSTRATION}." if authority.demonstration else said


def _description(service: ServiceDefinition) -> str:
    """What the service is, how its time is shared, what it does not do and who does."""
    leaves = [f"- {each.what} Who does: {each.who_does}" for each in service.exclusions]
    lines = [service.summary, "", service.mode_explained, "", "This service does not:", *leaves]
    return "\n".join(lines)


def _who(service: ServiceDefinition) -> str:
    """Who may ask, and when the criteria are met where there are any."""
    asking = f"Who may ask: {'; '.join(ASKERS[asker] for asker in service.who_may_ask)}."
    if service.criteria is None:
        return asking
    met = " ".join(service.criteria.met_when)
    return f"{asking} The criteria are met when: {met} {service.criteria.if_not_met}"

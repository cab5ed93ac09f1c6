"""What a new draft or a new service can begin from, as choices and as what they stand for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify
from pydantic import ValidationError

from evenreach.flow.offer.definitions import ServiceDefinition, load_services
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.offer.queries import offer_versions, services_offered
from evenreach.flow.offer.refusals import Unsound
from evenreach.flow.register.definition_files import faults_of
from evenreach.methods.calendar import AcademicYear
from evenreach.web.offer_changes import version_name

Beginnings = Mapping[str, tuple[str, ServiceDefinition]]


@dataclass(frozen=True, slots=True)
class Beginning:
    """One choice: a year's draft from an offer, or from the carried definitions (no source)."""

    value: str
    words: str
    academic_year: int
    source_id: int | None


def drafts_to_begin(authority_id: int, year: AcademicYear) -> list[Beginning]:
    """For this year and the next: a correction, or a first draft from what was published last."""
    versions = list(offer_versions(authority_id))
    found: list[Beginning] = []
    for begins_in in (year.begins_in + 1, year.begins_in):
        found.extend(_of_year(versions, begins_in))
    return found


def _of_year(versions: list[OfferVersion], begins_in: int) -> Iterator[Beginning]:
    label = AcademicYear(begins_in).label
    of_year = [offer for offer in versions if offer.academic_year == begins_in]
    if any(offer.published_at is None for offer in of_year):
        return
    if of_year:
        words = f"A correction of {version_name(of_year[0])}"
        yield Beginning(f"correct-{begins_in}", words, begins_in, of_year[0].pk)
        return
    earlier = [
        offer
        for offer in versions
        if offer.published_at is not None and offer.academic_year < begins_in
    ]
    if earlier:
        words = f"{label}, beginning from {version_name(earlier[0])} as it is published"
        yield Beginning(f"from-{begins_in}", words, begins_in, earlier[0].pk)
    words = f"{label}, beginning from the services carried with Evenreach"
    yield Beginning(f"carried-{begins_in}", words, begins_in, None)


def carried_services() -> list[ServiceDefinition]:
    return load_services(settings.DEFINITIONS / "services")


def services_to_begin(offer: OfferVersion) -> Beginnings:
    """Each choice with its words and what the service would be, before it has its own name."""
    there = [part_definition(part) for part in services_offered(offer)]
    taken = {service.slug for service in there}
    carried = {
        f"carried-{service.slug}": (f"{service.short_name}, as it is carried", service)
        for service in carried_services()
        if service.slug not in taken
    }
    copies = {
        f"copy-{service.slug}": (f"A copy of {service.short_name}, to change", service)
        for service in there
    }
    return carried | copies


def named(service: ServiceDefinition, name: str) -> ServiceDefinition:
    """A copy under a name and an address of its own. Raises Unsound."""
    own = {"slug": slugify(name), "name": name, "short_name": name}
    try:
        return ServiceDefinition.model_validate(service.model_dump(mode="json") | own)
    except ValidationError as error:
        raise Unsound(faults_of(error)) from error

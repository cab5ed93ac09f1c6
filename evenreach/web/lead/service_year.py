"""One service in one academic year, as the pages of its capacity and its cost need it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse

from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.offer.models import OfferVersion, Service, ServiceOffer, VisitSpecification
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.methods.calendar import AcademicYear
from evenreach.web.asked import Asked, this_year

YEARS = range(2000, 2100)


@dataclass(frozen=True)
class ServiceYear:
    """A service with its part of the offer of the year, or of this year's until there is one."""

    service: Service
    year: AcademicYear
    part: ServiceOffer | None

    @property
    def name(self) -> str:
        return self.part.name if self.part else self.service.slug

    @property
    def caption(self) -> str:
        return f"{self.name}, {self.year.label}"

    @property
    def session_minutes(self) -> int:
        return self.part.session_minutes if self.part else SESSION_MINUTES

    @property
    def which(self) -> dict[str, int]:
        return {"service_id": self.service.pk, "academic_year": self.year.begins_in}

    @cached_property
    def visits(self) -> list[VisitSpecification]:
        """The kinds of visit that it offers."""
        if self.part is None:
            return []
        visits = VisitSpecification.objects.of(self.service.authority_id)
        return list(visits.filter(service_offer=self.part).order_by("name"))

    def url(self, name: str, **more: int | str) -> str:
        """The address of one of its pages."""
        year = {"academic_year": self.year.begins_in, "slug": self.service.slug}
        return reverse(f"lead:{name}", kwargs={**year, **more})


def service_year(request: Asked, academic_year: int, slug: str) -> ServiceYear:
    """Raises Http404 or Service.DoesNotExist."""
    year = year_of(academic_year)
    service = Service.objects.of(request.authority.pk).get(slug=slug)
    offer = offer_of(request, academic_year)
    part = None if offer is None else services_offered(offer).filter(service=service).first()
    return ServiceYear(service, year, part)


def year_of(academic_year: int) -> AcademicYear:
    """Raises Http404 for what is no year that anybody plans."""
    if academic_year not in YEARS:
        raise Http404
    return AcademicYear(academic_year)


def offer_of(request: Asked, academic_year: int) -> OfferVersion | None:
    """The published offer of a year, or this year's until there is one."""
    authority = request.authority.pk
    offer = published_offer(authority, academic_year=academic_year)
    return offer or published_offer(authority, academic_year=this_year(request).begins_in)

"""The published offer, whole: services, visits, what is free and what is sold."""

from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from ninja import Path, Router
from ninja.errors import HttpError
from pydantic import Field

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.methods.calendar import AcademicYear
from evenreach.web.api.answers import PROBLEMS, Answer, about
from evenreach.web.asked import Asked, this_year

router = Router(tags=["Offer"])
YearItBegins = Annotated[
    int, Field(ge=2000, le=2100, description="The year in which the academic year begins.")
]


class NothingPublished(HttpError):
    """A year without a published offer; a draft is nobody's to read here."""

    def __init__(self, year: AcademicYear) -> None:
        super().__init__(404, f"No offer is published for {year.label}. Ask for another year.")


class ServiceOffered(ServiceDefinition):
    """What one service promises. Prices are in pence before VAT."""

    session_minutes: int


class OfferAnswer(Answer):
    """Everything promised for an academic year; this version never changes."""

    academic_year: int
    label: str
    version: int
    published_on: date
    services: list[ServiceOffered]


@router.get(
    "/offer",
    response={200: OfferAnswer} | PROBLEMS,
    operation_id="offer",
    summary="This academic year's published offer",
    url_name="offer",
)
def offer(request: Asked) -> dict[str, Any]:
    return offer_of(request, this_year(request))


@router.get(
    "/offer/{academic_year}",
    response={200: OfferAnswer} | PROBLEMS,
    operation_id="offer_of_year",
    summary="The published offer of an academic year",
    url_name="offer_of_year",
)
def offer_of_year(request: Asked, academic_year: Path[YearItBegins]) -> dict[str, Any]:
    return offer_of(request, AcademicYear(academic_year))


def offer_of(request: Asked, year: AcademicYear) -> dict[str, Any]:
    """The newest published version of a year's offer. Raises NothingPublished."""
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    if offer is None or offer.published_at is None:
        raise NothingPublished(year)
    return about(request) | {
        "academic_year": year.begins_in,
        "label": year.label,
        "version": offer.number,
        "published_on": timezone.localdate(offer.published_at),
        "services": [
            ServiceOffered(**part.definition, session_minutes=part.session_minutes)
            for part in services_offered(offer)
        ],
    }

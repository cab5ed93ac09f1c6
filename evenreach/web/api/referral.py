"""The published offer as Open Referral UK, for those who gather services from many places."""

from typing import Annotated, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from evenreach.web.api.answers import PROBLEMS
from evenreach.web.asked import Asked, this_year
from evenreach.web.open_referral import (
    PROFILE,
    VERSION,
    Details,
    ServicePage,
    ServiceWhole,
)
from evenreach.web.referral_offer import offer_told, pages_at, services_told

router = Router(tags=["Open Referral UK"])
Identifier = Annotated[UUID, Field(description="The `id` of a service in `/services`.")]


class NoSuchService(HttpError):
    """No service of this year's published offer has this identifier."""

    def __init__(self, identifier: UUID) -> None:
        super().__init__(
            404,
            f"No service of this year’s published offer has the id {identifier}. "
            "Look in /services for those it has.",
        )


class ServicesAsked(Schema):
    """Which services are asked for, and which page of them."""

    search: str = Field(
        "", max_length=100, pattern=r"^[^\x00]*$", description="Words of the name or description."
    )
    taxonomy_term_id: UUID | None = Field(
        None, description="The `id` of a taxonomy term that applies to the service."
    )
    page: int = Field(1, ge=1, le=10_000, description="Counted from 1.")
    per_page: int = Field(25, ge=1, le=100, description="How many services a page has.")

    def finds(self, service: ServiceWhole) -> bool:
        told = f"{service.name} {service.description}".casefold()
        terms = {each.taxonomy_term_id for each in service.attributes}
        return all(word in told for word in self.search.casefold().split()) and (
            self.taxonomy_term_id is None or self.taxonomy_term_id in terms
        )


@router.get(
    "/open-referral/",
    response={200: Details} | PROBLEMS,
    operation_id="referral",
    summary="Which standard is answered here",
    url_name="referral",
)
def details(request: Asked) -> Details:
    described = request.build_absolute_uri(reverse("api:description"))
    return Details(version=VERSION, profile=PROFILE, openapi_url=described)


@router.get(
    "/open-referral/services",
    response={200: ServicePage} | PROBLEMS,
    operation_id="referral_services",
    summary="The services of this academic year's published offer, by name",
    url_name="referral_services",
    exclude_none=True,
)
def services(request: Asked, asked: Query[ServicesAsked]) -> dict[str, Any]:
    found = [service for service in _services(request) if asked.finds(service)]
    pages = Paginator(found, asked.per_page)
    shown = list(pages.page(asked.page)) if asked.page <= pages.num_pages else []
    return {
        "total_items": len(found),
        "total_pages": pages.num_pages if found else 0,
        "page_number": asked.page,
        "size": len(shown),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages.num_pages,
        "empty": not shown,
        "contents": shown,
    }


@router.get(
    "/open-referral/services/{id}",
    response={200: ServiceWhole} | PROBLEMS,
    operation_id="referral_service",
    summary="One service, with its costs, contacts, hours, places and taxonomy terms",
    url_name="referral_service",
    exclude_none=True,
)
def service(request: Asked, id: Path[Identifier]) -> ServiceWhole:
    for found in _services(request):
        if found.id == id:
            return found
    raise NoSuchService(id)


def _services(request: Asked) -> list[ServiceWhole]:
    here = pages_at(request.build_absolute_uri("/"))
    return services_told(offer_told(request.authority, this_year(request), here))

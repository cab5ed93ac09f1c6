"""The published offer, what changed since last year, and what is proposed."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.offer.queries import (
    offer_before,
    offer_proposed,
    published_offer,
    service_offered,
    services_offered,
)
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.offer_prices import side_by_side
from evenreach.web.page_pdf import page_pdf
from evenreach.web.promises import by_mode, promise_of
from evenreach.web.referral_offer import offer_told, pages_at, referral_file
from evenreach.web.referral_parts import Told
from evenreach.web.schema_org import offer_linked, service_linked


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def services(request: Asked) -> HttpResponse:
    """Every service of this year's published offer."""
    year, offer, told = this_year(request), _published(request), _told(request)
    context = {
        "year": year,
        "offer": offer,
        "linked": None if told is None else offer_linked(told),
        "groups": [] if offer is None else by_mode(services_offered(offer)),
        "before": None if offer is None else offer_before(offer),
        "proposed": offer_proposed(request.authority.pk),
    }
    return render(request, "public/offer.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def service(request: Asked, slug: str) -> HttpResponse:
    """What a school can expect from one service: before, during and after a visit."""
    context, told = _one_service(request, slug), _told(request)
    context["linked"] = None if told is None else service_linked(told, context["service"])
    return render(request, "public/service.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def as_open_data(request: Asked) -> HttpResponse:
    """The whole offer as one file of Open Referral UK."""
    told = _told(request)
    if told is None:
        raise Http404
    name = f"offer-{told.year.begins_in}.json"
    return JsonResponse(
        referral_file(told).model_dump(mode="json", exclude_none=True),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def as_pdf(request: Asked) -> HttpResponse:
    """The list of services as a file."""
    year, offer = this_year(request), _published(request)
    if offer is None:
        raise Http404
    context = {
        "year": year,
        "offer": offer,
        "groups": by_mode(services_offered(offer)),
        "dated": offer.published_at,
    }
    name = f"offer-{year.begins_in}.pdf"
    return page_pdf(request, "public/offer_document.html", context, name)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def service_as_pdf(request: Asked, slug: str) -> HttpResponse:
    """What a school can expect from one service, as a file."""
    context = _one_service(request, slug)
    name = f"{slug}-{context['year'].begins_in}.pdf"
    return page_pdf(request, "public/service_document.html", context, name)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def costs(request: Asked) -> HttpResponse:
    """What a visit that does not happen costs a school, for every service alike."""
    return render(request, "public/visit_costs.html")


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def waiting_list(request: Asked) -> HttpResponse:
    """The order in which accepted requests wait, for every service alike; no figures of any."""
    return render(request, "public/waiting_list.html")


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def changes(request: Asked) -> HttpResponse:
    """What this year's offer changed of the one before, service by service."""
    offer = _published(request)
    before = None if offer is None else offer_before(offer)
    context: dict[str, object] = {"year": this_year(request), "offer": offer, "before": before}
    if offer is not None and before is not None:
        context |= side_by_side(before, offer)
    return render(request, "public/offer_changes.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def proposed(request: Asked) -> HttpResponse:
    """The offer that is out for consultation, and what it would change."""
    offer = offer_proposed(request.authority.pk)
    context: dict[str, object] = {"offer": offer}
    if offer is not None:
        before = offer_before(offer)
        context |= {
            "year": AcademicYear(offer.academic_year),
            "groups": by_mode(services_offered(offer)),
            "before": before,
        }
        context |= {} if before is None else side_by_side(before, offer)
    return render(request, "public/offer_proposed.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def proposed_service(request: Asked, slug: str) -> HttpResponse:
    """One service as it is proposed."""
    offer = offer_proposed(request.authority.pk)
    if offer is None:
        raise Http404
    promise = promise_of(service_offered(offer, slug))
    context = {"year": AcademicYear(offer.academic_year), "offer": offer, "promise": promise}
    return render(request, "public/service_proposed.html", context | {"service": promise.service})


def _published(request: Asked) -> OfferVersion | None:
    return published_offer(request.authority.pk, academic_year=this_year(request).begins_in)


def _told(request: Asked) -> Told | None:
    here = pages_at(request.build_absolute_uri("/"))
    return offer_told(request.authority, this_year(request), here)


def _one_service(request: Asked, slug: str) -> dict[str, Any]:
    offer = _published(request)
    if offer is None:
        raise Http404
    promise = promise_of(service_offered(offer, slug))
    return {
        "year": this_year(request),
        "offer": offer,
        "promise": promise,
        "service": promise.service,
        "dated": offer.published_at,
    }

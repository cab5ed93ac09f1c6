"""The published offer, what changed since last year, and what is proposed."""

from django.http import Http404, HttpResponse
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
from evenreach.web.offer_changes import changes_between, version_name
from evenreach.web.promises import by_mode, promise_of


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def services(request: Asked) -> HttpResponse:
    """Every service of this year's published offer."""
    year, offer = this_year(request), _published(request)
    context = {
        "year": year,
        "offer": offer,
        "groups": [] if offer is None else by_mode(services_offered(offer)),
        "before": None if offer is None else offer_before(offer),
        "proposed": offer_proposed(request.authority.pk),
    }
    return render(request, "public/offer.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def service(request: Asked, slug: str) -> HttpResponse:
    """What a school can expect from one service: before, during and after a visit."""
    offer = _published(request)
    if offer is None:
        raise Http404
    promise = promise_of(service_offered(offer, slug))
    context = {"year": this_year(request), "offer": offer, "promise": promise}
    return render(request, "public/service.html", context | {"service": promise.service})


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
        context |= _compared(before, offer)
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
        context |= {} if before is None else _compared(before, offer)
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


def _compared(before: OfferVersion, after: OfferVersion) -> dict[str, object]:
    return {
        "compared": changes_between(before, after),
        "earlier": version_name(before),
        "later": version_name(after),
    }

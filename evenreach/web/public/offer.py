from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.queries import published_offer, service_offered, services_offered
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def services(request: Asked) -> HttpResponse:
    """Every service of this year's published offer."""
    year = this_year(request)
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    parts = [] if offer is None else list(services_offered(offer))
    return render(
        request, "public/offer.html", {"year": year, "offer": offer, "parts": parts}
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def service(request: Asked, slug: str) -> HttpResponse:
    """What a school can expect from one service: before, during and after a visit."""
    year = this_year(request)
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    if offer is None:
        raise Http404
    part = service_offered(offer, slug)
    definition = ServiceDefinition.model_validate(part.definition)
    return render(
        request,
        "public/service.html",
        {"year": year, "offer": offer, "part": part, "service": definition},
    )

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.offer.queries import published_offer, service_offered, services_offered
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.public.promises import promise_of


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def services(request: Asked) -> HttpResponse:
    """Every service of this year's published offer."""
    year = this_year(request)
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    parts = [] if offer is None else services_offered(offer)
    promises = [promise_of(part) for part in parts]
    return render(
        request, "public/offer.html", {"year": year, "offer": offer, "promises": promises}
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def service(request: Asked, slug: str) -> HttpResponse:
    """What a school can expect from one service: before, during and after a visit."""
    year = this_year(request)
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    if offer is None:
        raise Http404
    promise = promise_of(service_offered(offer, slug))
    return render(
        request,
        "public/service.html",
        {"year": year, "offer": offer, "promise": promise, "service": promise.service},
    )

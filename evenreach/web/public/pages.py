from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.branding import chosen_logo
from evenreach.flow.register.queries import assured_schools, schools_on_register
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.brand import Brand
from evenreach.web.public.waiting import Moment, places_of, what_waits

SECONDS_KEPT = 300


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def home(request: Asked) -> HttpResponse:
    """What the authority gives to its schools, and where to go on."""
    authority, year = request.authority.pk, this_year(request)
    offer = published_offer(authority, academic_year=year.begins_in)
    context = {
        "year": year,
        "on_register": schools_on_register(authority).count(),
        "assured": assured_schools(authority).count(),
        "services": 0 if offer is None else services_offered(offer).count(),
    }
    return render(request, "public/home.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
@cache_control(max_age=SECONDS_KEPT)
def brand_stylesheet(request: Asked) -> HttpResponse:
    """The authority's colour."""
    authority = request.authority
    brand = Brand(authority.name, authority.colour, authority.logo)
    return HttpResponse(brand.stylesheet, content_type="text/css; charset=utf-8")


@needs(May.READ_PUBLIC_PAGES)
@require_safe
@cache_control(max_age=SECONDS_KEPT, immutable=True)
def brand_logo(request: Asked, digest: str) -> HttpResponse:
    """The authority's logo, where its lead chose one."""
    picture = chosen_logo(request.authority.pk, digest)
    return HttpResponse(
        picture, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"}
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def accessibility(request: Asked) -> HttpResponse:
    """What was tested, what is known not to work, and whom to tell."""
    return render(request, "public/accessibility.html", {"year": this_year(request)})


@needs(May.START)
@require_safe
def start(request: Asked) -> HttpResponse:
    """What waits for the person; whoever has one place to go goes there."""
    places = places_of(request.eyes)
    if len(places) == 1:
        return redirect(places[0])
    moment = Moment(request.now, this_year(request))
    return render(request, "public/start.html", {"sections": what_waits(request.eyes, moment)})

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.register.queries import latest_figures, school_by_urn, schools_found
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.public.forms import FindSchool
from evenreach.web.public.promises import promise_of
from evenreach.web.public.school_facts import Listed, facts_of, may_see_entitlement

SCHOOLS_ON_A_PAGE = 25


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def find(request: Asked) -> HttpResponse:
    """The open schools of the register, narrowed by what was typed."""
    form = FindSchool(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = schools_found(request.authority.pk, typed=typed)
    page = Paginator(found, SCHOOLS_ON_A_PAGE).get_page(request.GET.get("page"))
    schools = [Listed(school) for school in page]
    return render(
        request,
        "public/schools.html",
        {"form": form, "typed": typed, "page": page, "schools": schools},
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def school(request: Asked, urn: int) -> HttpResponse:
    """What the register says of one school, and what this year's offer assures to it."""
    authority, year = request.authority.pk, this_year(request)
    found = school_by_urn(authority, urn)
    figures = latest_figures(authority, academic_year=year.begins_in, school_id=found.pk)
    offer = published_offer(authority, academic_year=year.begins_in)
    parts = [] if offer is None else services_offered(offer)
    context = {
        "school": found,
        "facts": facts_of(found, figures.get(found.pk, {})),
        "year": year,
        "offer": offer,
        "promises": [promise_of(part) for part in parts if found.phase in part.phases],
        "sees_entitlement": may_see_entitlement(request.eyes, found),
    }
    return render(request, "public/school.html", context)

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.finding import nearest_schools
from evenreach.flow.register.imports import last_applied, published_on
from evenreach.flow.register.models import School
from evenreach.flow.register.partnerships import partnership_of
from evenreach.flow.register.queries import figures_by_year, school_by_urn
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.outlines import outline_of
from evenreach.web.promises import promise_of
from evenreach.web.public.finding import finding_of
from evenreach.web.public.found_pages import page_of
from evenreach.web.public.needs import needs_of
from evenreach.web.public.school_facts import (
    ROLL,
    ROLL_COLUMNS,
    Listed,
    facts_of,
    may_see_entitlement,
    rolls_of,
)
from evenreach.web.public.school_history import history_of
from evenreach.web.public.school_map import MARKS_AT_MOST, map_of

SCHOOLS_ON_A_PAGE = 50
NEAREST = 5


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def find(request: Asked) -> HttpResponse:
    """The open schools of the register, narrowed by what was asked."""
    finding = finding_of(request)
    page = page_of(finding, request.GET.get("page"), per_page=SCHOOLS_ON_A_PAGE)
    context = {
        "finding": finding,
        "form": finding.form,
        "page": page,
        "schools": [Listed(school) for school in page],
    }
    return render(request, "public/schools.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def on_a_map(request: Asked) -> HttpResponse:
    """The same schools, where they are."""
    finding = finding_of(request)
    drawn = None
    if finding.form.is_valid():
        drawn = map_of(
            finding.schools,
            outline_of(request.authority.code),
            spot=finding.form.spot,
            within_metres=finding.form.narrowing.within_metres,
        )
    context = {"finding": finding, "form": finding.form, "drawn": drawn, "most": MARKS_AT_MOST}
    return render(request, "public/schools_map.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def school(request: Asked, urn: int) -> HttpResponse:
    """What the register says of one school, and what this year's offer assures to it."""
    authority, year = request.authority.pk, this_year(request)
    found = school_by_urn(authority, urn)
    offer = published_offer(authority, academic_year=year.begins_in)
    parts = [] if offer is None else services_offered(offer)
    context = {
        "school": found,
        "year": year,
        "offer": offer,
        "promises": [promise_of(part) for part in parts if found.phase in part.phases],
        "sees_entitlement": may_see_entitlement(request.eyes, found),
    }
    context |= _register_says(found, year, request.eyes)
    return render(request, "public/school.html", context)


def _register_says(found: School, year: AcademicYear, eyes: Eyes) -> dict[str, Any]:
    authority = found.authority_id
    counted = figures_by_year(authority, found.pk, name=ROLL, academic_year=year.begins_in)
    rolls = list(counted)
    nearest = nearest_schools(authority, found, count=NEAREST)
    return {
        "facts": facts_of(found, rolls),
        "rolls": rolls_of(rolls),
        "roll_columns": ROLL_COLUMNS,
        "imported": last_applied(authority),
        "published_on": published_on(authority),
        **needs_of(found, year, eyes),
        **history_of(found),
        "partnership": partnership_of(found),
        "nearest": [Listed(other) for other in nearest],
    }

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.register.partnerships import in_partnership, partnerships, sums_by_phase
from evenreach.flow.register.queries import schools_on_register
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.outlines import outline_of
from evenreach.web.public import sums
from evenreach.web.public.school_facts import Listed
from evenreach.web.public.school_map import MARKS_AT_MOST, map_of


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def partnership(request: Asked, partnership_id: int) -> HttpResponse:
    """The open schools of one partnership: what their counts come to, where they are, each."""
    authority = request.authority.pk
    found = partnerships(authority).get(pk=partnership_id)
    schools = in_partnership(schools_on_register(authority), found)
    year = this_year(request)
    counted = sums_by_phase(authority, schools, names=sums.SHOWN, academic_year=year.begins_in)
    context = {
        "partnership": found,
        "year": year,
        "columns": sums.COLUMNS,
        "rows": sums.sum_rows(counted),
        "foot": sums.total_row(counted),
        "drawn": map_of(schools, outline_of(request.authority.code), is_close=True),
        "most": MARKS_AT_MOST,
        "schools": [Listed(school) for school in schools],
    }
    return render(request, "public/partnership.html", context)

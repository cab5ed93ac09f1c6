from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.register import authority_figures as figures
from evenreach.flow.register.calendars import stored_calendar
from evenreach.flow.register.imports import last_applied
from evenreach.flow.register.partnerships import open_members, partnerships
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.public import authority_words as words
from evenreach.web.public.sums import SHOWN


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def authority(request: Asked) -> HttpResponse:
    """The authority as its register, its calendar and its offer have it."""
    chosen, year = request.authority.pk, this_year(request)
    offer = published_offer(chosen, academic_year=year.begins_in)
    context = {
        "year": year,
        "services": [] if offer is None else services_offered(offer),
        "calendar": stored_calendar(chosen, year),
        "imported": last_applied(chosen),
        **_tables(chosen),
    }
    return render(request, "public/authority.html", context)


def _tables(authority_id: int) -> dict[str, Any]:
    found = list(partnerships(authority_id))
    years = figures.figures_of_years(authority_id, names=SHOWN)
    return {
        **words.status_table(figures.schools_by_status(authority_id)),
        "year_columns": words.YEAR_COLUMNS,
        "year_rows": words.year_rows(years),
        "partnership_columns": words.PARTNERSHIP_COLUMNS,
        "partnership_rows": words.partnership_rows(found, open_members(authority_id)),
        "partnership_source": found[0].source if found else "",
        "source_columns": words.SOURCE_COLUMNS,
        "source_rows": words.source_rows(figures.sources_of_counts(authority_id)),
        "supplied": figures.supplied_count(authority_id),
    }

"""The schools without contact, each with its reason; for staff only."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.register.models import Partnership
from evenreach.flow.register.partnerships import partnerships, partnerships_by_school
from evenreach.flow.register.queries import assured_schools, latest_figures
from evenreach.flow.visits.outreach import Uncontacted, uncontacted_schools
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.lead import contact_words as words
from evenreach.web.lead.contact_forms import NoContactFilter
from evenreach.web.lead.register_words import as_csv as written
from evenreach.web.templatetags.schools import phases_in_order


@needs(May.SEE_THE_YEAR)
@require_safe
def listed(request: Asked) -> HttpResponse:
    """Who had no contact, why, and who is asked to get in touch."""
    areas = partnerships_by_school(request.authority.pk)
    chosen, found, since = _found(request, areas)
    day = today(request)
    context = {
        "year": this_year(request),
        "monday": words.monday_of(day),
        "since": since,
        "filter": chosen,
        "query": request.GET.urlencode(),
        "count": len(found),
        "reasons": words.reason_figures(found),
        "columns": words.NO_CONTACT_COLUMNS,
        "rows": words.no_contact_rows(found, areas, _needs(request)),
    }
    return render(request, "lead/no_contact.html", context)


@needs(May.SEE_THE_YEAR)
@require_safe
def as_csv(request: Asked) -> HttpResponse:
    """The same list for a spreadsheet."""
    areas = partnerships_by_school(request.authority.pk)
    _, found, _ = _found(request, areas)
    rows = words.csv_rows(found, areas, _needs(request))
    name = f"no-contact-{today(request):%Y-%m-%d}.csv"
    return HttpResponse(
        written(words.CSV_COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _found(
    request: Asked, areas: Mapping[int, Partnership]
) -> tuple[NoContactFilter, list[Uncontacted], date]:
    mine = request.authority.pk
    phases = phases_in_order(assured_schools(mine).values_list("phase", flat=True))
    named = [(str(area.pk), area.name) for area in partnerships(mine)]
    chosen = NoContactFilter(request.GET or None, phases=phases, partnerships=named)
    since = chosen.day or this_year(request).starts_on
    found = uncontacted_schools(request.eyes, since=since, today=today(request))
    return chosen, [each for each in found if _is_chosen(chosen, each, areas)], since


def _is_chosen(
    chosen: NoContactFilter, each: Uncontacted, areas: Mapping[int, Partnership]
) -> bool:
    area = areas.get(each.school.pk)
    return (
        chosen.chosen("phase") in ("", each.school.phase)
        and chosen.chosen("reason") in ("", each.reason)
        and chosen.chosen("partnership") in ("", "" if area is None else str(area.pk))
    )


def _needs(request: Asked) -> dict[int, int]:
    """Learners with SEND by school, where both figures are known."""
    year = this_year(request).begins_in
    figures = latest_figures(request.authority.pk, academic_year=year)
    return {
        school_id: known["sen-support"].value + known["ehc-plans"].value
        for school_id, known in figures.items()
        if "sen-support" in known and "ehc-plans" in known
    }

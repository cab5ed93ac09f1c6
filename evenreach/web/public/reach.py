"""Whom the offer reached, as it was released: page, CSV and its metadata from the same row."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.publishing.reach_table import NAME
from evenreach.desks.publishing.release_models import Release
from evenreach.desks.publishing.release_queries import latest_release
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forum_pack import LICENCE
from evenreach.web.open_tables import table_csv, table_metadata
from evenreach.web.page_pdf import page_pdf
from evenreach.web.public.reach_words import reach_context
from evenreach.web.released_reach import reach_open_table


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def reach(request: Asked) -> HttpResponse:
    """The newest release, with its definition, its date and what was hidden."""
    released = latest_release(request.authority.pk, NAME)
    context: dict[str, Any] = {} if released is None else reach_context(released)
    return render(request, "public/reach.html", {"released": released, **context})


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def as_pdf(request: Asked) -> HttpResponse:
    """The newest release as a file."""
    released = _released(request)
    context = {"released": released, **reach_context(released), "dated": released.released_at}
    return page_pdf(request, "public/reach_document.html", context, f"reach-{released.number}.pdf")


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def as_csv(request: Asked) -> HttpResponse:
    """The released table as comma-separated values."""
    text = table_csv(reach_open_table(_released(request)))
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="reach.csv"'},
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def metadata(request: Asked) -> HttpResponse:
    """What is in each column of the CSV file (CSV on the Web, W3C 2015)."""
    released = _released(request)
    table = reach_open_table(released)
    described = table_metadata(table, licence=LICENCE, source_on=released.source_on.isoformat())
    return JsonResponse(described, content_type="application/csvm+json")


def _released(request: Asked) -> Release:
    released = latest_release(request.authority.pk, NAME)
    if released is None:
        raise Http404
    return released

"""Finding a request; a look is recorded when its record is opened, not here."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.learners import own_visit_to, requests_found
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.learners import words
from evenreach.web.learners.forms import SearchForm

FOUND_ON_A_PAGE = 25


@needs(May.SEARCH)
@require_safe
def search(request: Asked) -> HttpResponse:
    """Requests by reference, by the school's reference for a learner, or by school."""
    form = SearchForm(request.GET if "words" in request.GET else None, eyes=request.eyes)
    context: dict[str, Any] = {"chosen": form, "searched": form.is_bound}
    if form.is_bound and form.is_valid():
        found = requests_found(request.eyes, **form.cleaned_data)
        page = Paginator(found, FOUND_ON_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "columns": words.FOUND_COLUMNS, "rows": _rows(request, page)}
    return render(request, "learners/search.html", context)


def _rows(request: Asked, page: Page[SchoolRequest]) -> list[list[Any]]:
    visits = own_visit_to(request.eyes, [found.pk for found in page])
    return [words.found_row(found, request.eyes, visits.get(found.pk)) for found in page]

"""What schools had of a service last year: as it stands, what a list would change, loading it."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.desks.allocation import former
from evenreach.desks.allocation.former import FormerList, FormerMove
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.models import School
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead.allocation import part_of
from evenreach.web.lead.list_faults import faults_page
from evenreach.web.lead.own_list_forms import OwnListForm, ShownListForm
from evenreach.web.lead.signs import NOT_KNOWN, counted

LIST_NAME = "The list"
NEXT_STEP = "Nothing was changed. Mend these lines and load the whole list again."
COLUMNS = [
    {"text": "School"},
    {"text": "URN"},
    {"text": "Was", "numeric": True},
    {"text": "Becomes", "numeric": True},
]


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def last_year(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """The year before's sessions as they are known; or, of a list that is sent, what it changes."""
    part = part_of(request, slug, academic_year)
    form = OwnListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return _preview(request, part, form)
    stored = _stored(part)
    context = {
        **_named(part),
        "form": form,
        "source": stored.source,
        "schools": counted(len(stored.sessions), "school"),
        "sessions": counted(sum(stored.sessions.values()), "session"),
        "is_known": bool(stored.sessions),
    }
    return render(request, "lead/last_year.html", context)


@needs(May.ALLOCATE)
@require_POST
def load(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Make the year before's sessions what the list that was shown says."""
    part = part_of(request, slug, academic_year)
    form = ShownListForm(request.POST)
    if not form.is_valid():
        return redirect("lead:last_year", academic_year, slug)
    told = form.cleaned_data
    try:
        loaded = _read(request, told["listed"].encode(), LIST_NAME, told["source"])
    except FileRefused as refused:
        return _refused(request, part, refused)
    former.load_former(
        by=request.eyes,
        at=request.now,
        service=part.service,
        academic_year=_year(part),
        loaded=loaded,
        compared_with=told["compared_with"],
    )
    messages.success(request, "Last year’s sessions are now as the list says")
    return redirect("lead:last_year", academic_year, slug)


def _preview(request: Asked, part: ServiceOffer, form: OwnListForm) -> HttpResponse:
    try:
        loaded = _read(request, *form.listed, form.cleaned_data["source"])
    except FileRefused as refused:
        return _refused(request, part, refused)
    before = _stored(part)
    moves = former.former_difference(before, loaded)
    context = {
        **_named(part),
        "changes": before != loaded,
        "count": counted(len(moves), "school"),
        "columns": COLUMNS,
        "rows": _rows(request, moves),
        "form": ShownListForm(initial=_shown(before, loaded)),
    }
    return render(request, "lead/last_year_preview.html", context)


def _year(part: ServiceOffer) -> int:
    return part.offer.academic_year - 1


def _named(part: ServiceOffer) -> dict[str, Any]:
    return {"part": part, "year": AcademicYear(_year(part))}


def _stored(part: ServiceOffer) -> FormerList:
    """Raises SharedHere where a policy shared the year before."""
    where = {"service_id": part.service_id, "academic_year": _year(part)}
    former.refuse_shared_here(part.authority_id, **where)
    return former.stored_former(part.authority_id, **where)


def _read(request: Asked, raw: bytes, name: str, source: str) -> FormerList:
    known = set(School.objects.of(request.authority.pk).values_list("urn", flat=True))
    return FormerList(former.read_former(raw, name, known=known), source)


def _rows(request: Asked, moves: list[FormerMove]) -> list[list[Any]]:
    schools = School.objects.of(request.authority.pk).filter(urn__in=[m.urn for m in moves])
    names = dict(schools.values_list("urn", "name"))
    return [[names[move.urn], move.urn, _written(move.old), _written(move.new)] for move in moves]


def _written(sessions: int | None) -> str:
    return NOT_KNOWN if sessions is None else str(sessions)


def _shown(before: FormerList, loaded: FormerList) -> dict[str, str]:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(former.COLUMNS)
    writer.writerows(sorted(loaded.sessions.items()))
    return {
        "listed": written.getvalue(),
        "source": loaded.source,
        "compared_with": before.digest,
    }


def _refused(request: Asked, part: ServiceOffer, refused: FileRefused) -> HttpResponse:
    return faults_page(
        request,
        refused,
        back=reverse("lead:last_year", args=[part.offer.academic_year, part.service.slug]),
        back_text="Last year’s sessions",
        next_step=NEXT_STEP,
    )

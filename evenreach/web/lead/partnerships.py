"""The authority's partnerships: as they stand, what a list would change, and loading it."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.flow.register import partnerships as stored
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.models import School
from evenreach.flow.register.own_lists import PARTNERSHIP_COLUMNS, read_partnerships
from evenreach.flow.register.partnership_lists import (
    PartnershipList,
    list_difference,
    load_partnerships,
    stored_partnerships,
)
from evenreach.flow.register.queries import schools_on_register
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead import partnership_words as words
from evenreach.web.lead.list_faults import faults_page
from evenreach.web.lead.own_list_forms import OwnListForm, ShownListForm

LIST_NAME = "The list"
NEXT_STEP = "Nothing was changed. Mend these lines and load the whole list again."


@needs(May.KEEP_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def partnerships(request: Asked) -> HttpResponse:
    """The partnerships as they stand; or, of a list that is sent, what it would change."""
    form = OwnListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return _preview(request, form)
    return render(request, "lead/partnerships.html", {"form": form, **_standing(request)})


@needs(May.KEEP_REGISTER)
@require_POST
def load(request: Asked) -> HttpResponse:
    """Make the partnerships what the list that was shown says."""
    form = ShownListForm(request.POST)
    if not form.is_valid():
        return redirect("lead:partnerships")
    told = form.cleaned_data
    try:
        loaded = _read(request, told["listed"].encode(), LIST_NAME, told["source"])
    except FileRefused as refused:
        return _refused(request, refused)
    load_partnerships(
        by=request.eyes, at=request.now, loaded=loaded, compared_with=told["compared_with"]
    )
    messages.success(request, "The partnerships are now as the list says")
    return redirect("lead:partnerships")


def _standing(request: Asked) -> dict[str, Any]:
    authority = request.authority.pk
    found = list(stored.partnerships(authority))
    in_none = stored.in_no_partnership(authority)
    return {
        "source": stored_partnerships(authority).source,
        "columns": words.STANDING_COLUMNS,
        "rows": words.standing_rows(found, stored.open_members(authority)),
        "school_columns": words.SCHOOL_COLUMNS,
        "in_none": words.school_rows(in_none) if found else [],
        "none_left_out": words.only_the_first(in_none.count()) if found else "",
    }


def _preview(request: Asked, form: OwnListForm) -> HttpResponse:
    try:
        loaded = _read(request, *form.listed, form.cleaned_data["source"])
    except FileRefused as refused:
        return _refused(request, refused)
    before = stored_partnerships(request.authority.pk)
    found = list_difference(before, loaded)
    schools = School.objects.of(request.authority.pk)
    names = dict(schools.filter(urn__in=[m.urn for m in found.moves]).values_list("urn", "name"))
    not_listed = schools_on_register(request.authority.pk).exclude(urn__in=loaded.names)
    context = {
        "changes": before != loaded,
        "source_sentence": words.source_sentence(before, loaded),
        "count_columns": words.COUNT_COLUMNS,
        "count_rows": words.count_rows(found),
        "begun": found.begun,
        "ended": found.ended,
        "move_columns": words.MOVE_COLUMNS,
        "move_rows": words.move_rows(found.moves, names),
        "school_columns": words.SCHOOL_COLUMNS,
        "moves_left_out": words.only_the_first(len(found.moves)),
        "in_none": words.school_rows(not_listed),
        "none_left_out": words.only_the_first(not_listed.count()),
        "form": ShownListForm(initial=_shown(before, loaded)),
    }
    return render(request, "lead/partnerships_preview.html", context)


def _read(request: Asked, raw: bytes, name: str, source: str) -> PartnershipList:
    known = set(School.objects.of(request.authority.pk).values_list("urn", flat=True))
    rows = read_partnerships(raw, name, known=known)
    return PartnershipList({row.urn: row.partnership for row in rows}, source)


def _shown(before: PartnershipList, loaded: PartnershipList) -> dict[str, str]:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(PARTNERSHIP_COLUMNS)
    writer.writerows(sorted(loaded.names.items()))
    return {
        "listed": written.getvalue(),
        "source": loaded.source,
        "compared_with": before.digest,
    }


def _refused(request: Asked, refused: FileRefused) -> HttpResponse:
    return faults_page(
        request,
        refused,
        back=reverse("lead:partnerships"),
        back_text="Partnerships",
        next_step=NEXT_STEP,
    )

"""The authority lead enters a service's staff, what is taken off their time, and their miles."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenreach.flow.entitlement.capacity import NAMES, staff_lines, times_taken_off
from evenreach.flow.entitlement.costs import grades_of, miles_of
from evenreach.flow.entitlement.seen import NOT_THERE
from evenreach.flow.entitlement.staff_actions import (
    add_staff_line,
    change_staff_line,
    expect_miles,
    remove_staff_line,
    take_off,
)
from evenreach.flow.entitlement.staffing import StaffLine, TakenOff
from evenreach.flow.entitlement.streams import streams_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.lead.capacity_forms import (
    MilesForm,
    SeenForm,
    StaffForm,
    TakenOffForm,
    shown_staff,
    shown_taken,
)
from evenreach.web.lead.service_year import ServiceYear, service_year

PAGE = "lead/capacity_form.html"
HINTS = {
    TakenOff.STATUTORY: "Statutory advice comes first: it is due in six weeks and is never charged "
    "to a school. Enter how many pieces of advice and the minutes for each, or a percentage.",
    TakenOff.TRAVEL: "Travel is the service’s cost, never the school’s.",
    TakenOff.SUPERVISION: "Supervision that the staff give and receive, with their own learning.",
    TakenOff.MEETINGS: "Team meetings and administration.",
    TakenOff.POOL: "Kept back so that a used-up entitlement never stops a learner being seen.",
}


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Add staff of one role, grade and pattern."""
    shown = service_year(request, academic_year, slug)
    form = _staff_form(request, shown, {"seen": NOT_THERE, "leave_days": 0, "training_days": 0})
    of_year: dict[str, Any] = {"service": shown.service, "academic_year": academic_year}
    if form.is_valid() and _done(
        form, lambda: add_staff_line(by=request.eyes, at=request.now, **of_year, terms=form.terms)
    ):
        return _back(request, shown, "The staff are added")
    grades_url = "" if form.has_grades else reverse("lead:grade_add", args=[academic_year])
    context = {"heading": "Add staff", "submit": "Add them", "grades_url": grades_url}
    return _form(request, shown, form, **context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, academic_year: int, slug: str, line_id: int) -> HttpResponse:
    """Change a line of staff; whoever changes what somebody else just changed is told."""
    shown = service_year(request, academic_year, slug)
    line = _line(shown, line_id)
    form = _staff_form(request, shown, shown_staff(line))
    if form.is_valid() and _done(
        form,
        lambda: change_staff_line(
            by=request.eyes,
            at=request.now,
            line_id=line.pk,
            seen=form.cleaned_data["seen"],
            terms=form.terms,
        ),
    ):
        return _back(request, shown, "The staff are changed")
    remove = shown.url("staff_remove", line_id=line.pk)
    return _form(request, shown, form, heading=f"Change {line.role}", remove_url=remove)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asked, academic_year: int, slug: str, line_id: int) -> HttpResponse:
    """Take a line of staff out of the year."""
    shown = service_year(request, academic_year, slug)
    line = _line(shown, line_id)
    form = SeenForm(request.POST or None, initial={"seen": line.version})
    if form.is_valid() and _done(
        form,
        lambda: remove_staff_line(
            by=request.eyes, at=request.now, line_id=line.pk, seen=form.cleaned_data["seen"]
        ),
    ):
        return _back(request, shown, f"{line.role} is removed")
    words = f"{line.role}, {line.fte_hundredths / 100:g} FTE, is taken out of the arithmetic."
    context = {"heading": f"Remove {line.role}?", "submit": "Remove", "warning": True}
    return _form(request, shown, form, words=words, **context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def taken_off(request: Asked, academic_year: int, slug: str, kind: str) -> HttpResponse:
    """Say what is taken off working time for one purpose before the rest is shared."""
    shown = service_year(request, academic_year, slug)
    if kind not in TakenOff.values:
        raise Http404
    row = times_taken_off(request.authority.pk, **shown.which).get(TakenOff(kind))
    form = TakenOffForm(request.POST or None, initial=shown_taken(row))
    if form.is_valid() and _done(
        form,
        lambda: take_off(
            by=request.eyes,
            at=request.now,
            service=shown.service,
            academic_year=academic_year,
            kind=TakenOff(kind),
            seen=form.cleaned_data["seen"],
            **form.taken,
        ),
    ):
        return _back(request, shown, f"{NAMES[TakenOff(kind)]} is stored")
    words = HINTS[TakenOff(kind)]
    return _form(request, shown, form, heading=NAMES[TakenOff(kind)], words=words)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def miles(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Say how far a service expects to drive, for its cost."""
    shown = service_year(request, academic_year, slug)
    row = miles_of(request.authority.pk, **shown.which)
    first = {"seen": NOT_THERE} if row is None else {"seen": row.version, "miles": row.miles}
    form = MilesForm(request.POST or None, initial=first)
    of_year: dict[str, Any] = {"service": shown.service, "academic_year": academic_year}
    if form.is_valid() and _done(
        form,
        lambda: expect_miles(by=request.eyes, at=request.now, **of_year, **form.cleaned_data),
    ):
        return _back(request, shown, "The miles are stored")
    return _form(request, shown, form, heading="Miles in the year")


def _staff_form(request: Asked, shown: ServiceYear, first: dict[str, Any]) -> StaffForm:
    return StaffForm(
        request.POST or None,
        initial=first,
        grades=grades_of(request.authority.pk, academic_year=shown.year.begins_in),
        streams=streams_of(request.authority.pk),
    )


def _line(shown: ServiceYear, line_id: int) -> StaffLine:
    """Raises StaffLine.DoesNotExist."""
    line: StaffLine = staff_lines(shown.service.authority_id, **shown.which).get(pk=line_id)
    return line


def _done(form: Form, act: Callable[[], Any]) -> bool:
    """Whether the act was done; else its refusal is on the form."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _back(request: Asked, shown: ServiceYear, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(shown.url("service_capacity"))


def _form(request: Asked, shown: ServiceYear, form: Form, **context: Any) -> HttpResponse:
    about = {
        "caption": shown.caption,
        "back": shown.url("service_capacity"),
        "back_text": "Capacity",
    }
    return render(request, PAGE, {"form": form, **about, **context})

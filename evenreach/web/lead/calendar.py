"""An academic year's calendar: as it stands, what dates would change, and loading them."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.flow.register.bank_holidays import bank_holidays, list_reaches
from evenreach.flow.register.calendar_files import calendar_lines, read_calendar
from evenreach.flow.register.calendar_loading import load_calendar_dates
from evenreach.flow.register.calendars import calendar_changes, calendar_of, stored_calendar
from evenreach.flow.register.dated import Dated
from evenreach.flow.register.faults import FileRefused
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead.list_faults import faults_page
from evenreach.web.lead.own_list_forms import CalendarForm, ShownCalendarForm
from evenreach.web.templatetags.calendars import CHANGE_COLUMNS, change_rows

LIST_NAME = "The dates"
NEXT_STEP = "Nothing was changed. Mend these dates and load the whole file again."


@needs(May.KEEP_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Asked) -> HttpResponse:
    """The calendars as they stand; or, of dates that are sent, what they would change."""
    years = _years(request)
    form = CalendarForm(request.POST or None, request.FILES or None, years=years)
    if form.is_valid():
        return _preview(request, form)
    stored = [stored_calendar(request.authority.pk, year) for year in years]
    return render(request, "lead/calendar.html", {"form": form, "calendars": stored})


@needs(May.KEEP_REGISTER)
@require_POST
def load(request: Asked) -> HttpResponse:
    """Make a year's calendar what the dates that were shown say."""
    form = ShownCalendarForm(request.POST, years=_years(request))
    if not form.is_valid():
        return redirect("lead:calendar")
    told, year = form.cleaned_data, form.academic_year
    try:
        dates = read_calendar(told["listed"].encode(), LIST_NAME, year=year)
    except FileRefused as refused:
        return _refused(request, refused)
    loaded = calendar_of(dates, year, source=told["source"], bank_holidays=bank_holidays(year))
    load_calendar_dates(
        by=request.eyes, at=request.now, loaded=loaded, compared_with=told["compared_with"]
    )
    messages.success(request, f"The calendar of {year.label} is now as the dates say")
    return redirect("lead:calendar")


def _years(request: Asked) -> list[AcademicYear]:
    """The year that the clock is in, and the next."""
    begins_in = this_year(request).begins_in
    return [AcademicYear(begins_in), AcademicYear(begins_in + 1)]


def _preview(request: Asked, form: CalendarForm) -> HttpResponse:
    year, source = form.academic_year, form.cleaned_data["source"]
    try:
        dates = read_calendar(*form.listed, year=year)
    except FileRefused as refused:
        return _refused(request, refused)
    before = stored_calendar(request.authority.pk, year)
    after = calendar_of(dates, year, source=source, bank_holidays=bank_holidays(year))
    told = _shown(dates) | {"source": source, "compared_with": before.digest}
    context: dict[str, Any] = {
        "year": year,
        "after": after,
        "reaches": list_reaches(year),
        "columns": CHANGE_COLUMNS,
        "rows": change_rows(calendar_changes(before, after)),
        "form": ShownCalendarForm(
            initial=told | {"year": str(year.begins_in)}, years=_years(request)
        ),
    }
    return render(request, "lead/calendar_preview.html", context)


def _shown(dates: list[Dated]) -> dict[str, str]:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(calendar_lines(dates))
    return {"listed": written.getvalue()}


def _refused(request: Asked, refused: FileRefused) -> HttpResponse:
    return faults_page(
        request,
        refused,
        back=reverse("lead:calendar"),
        back_text="Term dates",
        next_step=NEXT_STEP,
    )

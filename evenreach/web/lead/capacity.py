"""The authority lead works out a service's capacity and puts it into use."""

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.entitlement.capacity import (
    Planned,
    planned_capacity,
    staff_lines,
    times_taken_off,
    use_capacity,
)
from evenreach.flow.entitlement.costs import cost_of_service, miles_of
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.queries import capacities_of, capacity_of, minutes_granted
from evenreach.flow.entitlement.ring_fences import funded_minutes, minutes_paid
from evenreach.flow.entitlement.staffing import StaffLine, YearMiles
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.queries import services_offered
from evenreach.methods.calendar import AcademicYear
from evenreach.methods.capacity import CannotPlan
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead import capacity_rows as rows
from evenreach.web.lead import cost_rows
from evenreach.web.lead.capacity_forms import UseForm
from evenreach.web.lead.service_year import ServiceYear, offer_of, service_year

OVERVIEW_COLUMNS = [
    {"text": "Service"},
    {"text": "Staff, FTE", "numeric": True},
    {"text": "Minutes to share", "numeric": True},
    {"text": "Sessions", "numeric": True},
]


@needs(May.ALLOCATE)
@require_safe
def overview(request: Asked) -> HttpResponse:
    """Every service, this year and next: its staff, and the capacity in use."""
    begins_in = this_year(request).begins_in
    years = [_overview(request, AcademicYear(begins_in + more)) for more in (0, 1)]
    return render(
        request,
        "lead/capacity_overview.html",
        {"years": years, "columns": OVERVIEW_COLUMNS, "is_offered": any(y["rows"] for y in years)},
    )


@needs(May.ALLOCATE)
@require_safe
def one_service(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """What a service has in a year, from its staff to its sessions, with who pays and the cost."""
    shown = service_year(request, academic_year, slug)
    authority = request.authority.pk
    lines = list(staff_lines(authority, **shown.which))
    context: dict[str, Any] = {
        "shown": shown,
        "staff_columns": rows.STAFF_COLUMNS,
        "staff_rows": rows.staff_rows(shown, lines),
        "taken_rows": rows.taken_rows(shown, times_taken_off(authority, **shown.which)),
        "miles_words": _miles_words(miles_of(authority, **shown.which)),
        "add_url": shown.url("staff_add"),
        "miles_url": shown.url("miles"),
        "use_url": shown.url("capacity_use"),
        "costs_url": reverse("lead:costs", args=[academic_year]),
        **_in_use(request, shown),
    }
    try:
        planned = planned_capacity(authority, **shown.which)
    except CannotPlan as refusal:
        context["refusal"] = str(refusal)
    else:
        context |= _worked_out(request, shown, planned, context)
    return render(request, "lead/capacity.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def put_into_use(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Use what the staff give as the service's capacity, or correct what is in use."""
    shown = service_year(request, academic_year, slug)
    in_use = _in_use(request, shown)
    try:
        planned = planned_capacity(request.authority.pk, **shown.which)
    except CannotPlan:
        return redirect(shown.url("service_capacity"))
    form = UseForm(
        request.POST or None,
        is_granted=bool(in_use["granted"]),
        initial={"digest": planned.digest},
    )
    if form.is_valid() and _used(request, shown, form):
        messages.success(request, f"The capacity of {shown.name} in {shown.year.label} is in use")
        return redirect(shown.url("service_capacity"))
    context = {"form": form, "shown": shown, "back": shown.url("service_capacity"), **in_use}
    context |= _worked_out(request, shown, planned, in_use)
    return render(request, "lead/capacity_use.html", context)


def _used(request: Asked, shown: ServiceYear, form: UseForm) -> bool:
    """Whether the capacity is in use now; else the refusal is on the form."""
    try:
        use_capacity(
            by=request.eyes,
            at=request.now,
            service=shown.service,
            academic_year=shown.year.begins_in,
            session_minutes=shown.session_minutes,
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _overview(request: Asked, year: AcademicYear) -> dict[str, Any]:
    authority = request.authority.pk
    offer = offer_of(request, year.begins_in)
    parts = [] if offer is None else list(services_offered(offer))
    lines = StaffLine.objects.of(authority).filter(academic_year=year.begins_in)
    staff = dict(lines.values_list("service_id").annotate(total=Sum("fte_hundredths")))
    capacities = {
        row.service_id: row for row in capacities_of(authority, academic_year=year.begins_in)
    }
    shown = [ServiceYear(part.service, year, part) for part in parts]
    return {
        "id": f"year-{year.begins_in}",
        "caption": f"Capacity in {year.label}",
        "costs_url": reverse("lead:costs", args=[year.begins_in]),
        "label": year.label,
        "rows": [_overview_row(one, staff, capacities.get(one.service.pk)) for one in shown],
    }


def _overview_row(shown: ServiceYear, staff: dict[int, int], capacity: Capacity | None) -> rows.Row:
    name = {"text": shown.name, "href": shown.url("service_capacity")}
    fte = rows.fte(staff[shown.service.pk]) if shown.service.pk in staff else "None yet"
    if capacity is None:
        return [name, fte, "Not in use", "Not in use"]
    return [name, fte, f"{capacity.shared_minutes:,}", f"{capacity.sessions:,}"]


def _miles_words(row: YearMiles | None) -> str:
    return "Enter the miles expected" if row is None else f"Change the {row.miles:,} miles expected"


def _in_use(request: Asked, shown: ServiceYear) -> dict[str, Any]:
    """The capacity in use, who pays for it, and the sessions granted from it."""
    capacity = capacity_of(request.authority.pk, **shown.which)
    if capacity is None:
        return {"capacity": None, "granted": 0, "funded": [], "used_rows": []}
    granted = minutes_granted(request.authority.pk, academic_year=shown.year.begins_in)
    funded = funded_minutes(capacity)
    minutes = granted.get(shown.service.pk, 0)
    sessions = minutes // capacity.session_minutes
    return {
        "capacity": capacity,
        "granted": sessions,
        "granted_words": "1 session" if sessions == 1 else f"{sessions:,} sessions",
        "funded": funded,
        "used_columns": rows.USED_COLUMNS,
        "used_rows": rows.used_rows(funded, minutes_paid(capacity), granted=minutes),
    }


def _worked_out(
    request: Asked, shown: ServiceYear, planned: Planned, in_use: dict[str, Any]
) -> dict[str, Any]:
    capacity: Capacity | None = in_use["capacity"]
    cost = cost_of_service(request.authority.pk, **shown.which)
    context: dict[str, Any] = {
        "planned": planned,
        "term_columns": rows.term_columns(planned),
        "term_rows": rows.term_rows(planned),
        "term_foot": rows.term_foot(planned),
        "sessions_words": rows.sessions_words(planned, shown.session_minutes),
        "stream_columns": rows.stream_columns(planned),
        "stream_rows": rows.stream_rows(planned),
        "is_in_use": rows.is_in_use(capacity, planned, in_use["funded"]),
        "cost": cost,
    }
    if capacity is not None:
        context["difference_columns"] = rows.DIFFERENCE_COLUMNS
        context["difference_rows"] = rows.difference_rows(capacity, planned)
    if cost is not None:
        context |= {
            "cost_columns": cost_rows.COST_COLUMNS,
            "cost_rows": cost_rows.cost_rows(cost),
            "cost_foot": cost_rows.cost_foot(cost),
            "session_words": cost_rows.session_words(cost, planned, shown.session_minutes),
            "visit_columns": cost_rows.VISIT_COLUMNS,
            "visit_rows": cost_rows.visit_rows(cost, planned, shown.visits),
        }
    return context

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.flow.records.queries import record_of, report_of_request
from evenreach.flow.requests.queries import consent_of
from evenreach.flow.visits.actions import NotYet, cancel_visit, record_made, record_missed
from evenreach.flow.visits.costs import Cause, Notice
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visit_of_specialist
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.specialist import words
from evenreach.web.specialist.forms import CancelForm, MissedForm
from evenreach.web.specialist.looking import look_at

HOURS = [{"text": "Minutes"}, {"text": "What"}]


@needs(May.MAKE_VISITS)
@require_safe
def visit(request: Asked, visit_id: int) -> HttpResponse:
    """One visit: where and when, what to prepare, what the school wrote, and what comes next."""
    found = look_at(request, visit_id)
    return render(request, "specialist/visit.html", _page(request, found))


@needs(May.MAKE_VISITS)
@require_POST
def made(request: Asked, visit_id: int) -> HttpResponse:
    """Records that the visit was made; its record is written next."""
    visit = record_made(by=request.eyes, at=request.now, visit_id=visit_id)
    messages.success(request, f"The visit to {visit.school_request.school.name} was made.")
    return redirect("specialist:record", visit_id)


@needs(May.MAKE_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def missed(request: Asked, visit_id: int) -> HttpResponse:
    """Records that the visit did not happen, why, and whether we were told in time."""
    visit = visit_of_specialist(request.eyes, visit_id)
    form = MissedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_missed(
            by=request.eyes,
            at=request.now,
            visit_id=visit_id,
            why=form.cleaned_data["why"],
            cause=Cause(form.cleaned_data["cause"]),
            notice=Notice(form.cleaned_data["notice"]),
        )
        messages.success(request, "It is recorded that the visit did not happen.")
        return redirect("specialist:visit", visit_id)
    return _missed_page(request, visit, form)


@needs(May.MAKE_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Asked, visit_id: int) -> HttpResponse:
    """Cancels a visit that is still to come; the school is told why, and pays nothing."""
    visit = visit_of_specialist(request.eyes, visit_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        cancel_visit(by=request.eyes, at=request.now, visit_id=visit_id, why=why)
        messages.success(request, "The visit is cancelled, and the school is told.")
        return redirect("specialist:visit", visit_id)
    is_to_come = visit.half_day.starts_at > request.now
    if not is_to_come or visit.state not in (Visit.State.PROPOSED, Visit.State.BOOKED):
        return redirect("specialist:visit", visit_id)
    return render(request, "specialist/cancel.html", {"visit": visit, "form": form})


def _missed_page(request: Asked, visit: Visit, form: MissedForm) -> HttpResponse:
    if visit.state != Visit.State.BOOKED:
        return redirect("specialist:visit", visit.pk)
    if visit.half_day.starts_at > request.now:
        raise NotYet(visit)
    said = words.promised(visit)
    return render(request, "specialist/missed.html", {"visit": visit, "said": said, "form": form})


def _page(request: Asked, found: Visit) -> dict[str, Any]:
    said = words.promised(found)
    asked = found.school_request
    has_begun = found.half_day.starts_at <= request.now
    return {
        "visit": found,
        "asked": asked,
        "said": said,
        "rows": words.appointment_rows(found),
        "preparation": words.preparation(said),
        "hour_columns": HOURS,
        "hours": words.hour_rows(said),
        "consent": consent_of(asked),
        "has_begun": has_begun,
        "is_to_come": not has_begun and found.state in Visit.HOLDING,
        "record": record_of(found),
        "report": report_of_request(request.eyes, asked.pk),
    }

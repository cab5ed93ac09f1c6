"""Saying yes to a proposed visit, or giving its half-day back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from evenreach.desks.planning.queries import proposals_of
from evenreach.flow.visits.actions import ask_to_move, confirm_visit
from evenreach.flow.visits.preparing import steps_done, steps_of, tick_steps
from evenreach.flow.visits.queries import visit_of_school
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.school import words
from evenreach.web.school.appointments import Appointment, appointment_of
from evenreach.web.school.forms import MoveForm, PrepareForm
from evenreach.web.school.looks import render_about

METHODS = ["GET", "HEAD", "POST"]


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def confirm(request: Asked, visit_id: int) -> HttpResponse:
    """The proposed visit and what the school prepares for it; confirming books it."""
    if request.method == "POST":
        visit = confirm_visit(by=request.eyes, at=request.now, visit_id=visit_id)
        messages.success(request, f"Visit confirmed for {words.short_when(visit)}")
        return redirect("school:request", visit.school_request_id)
    appointment = _appointment(request, visit_id)
    asked = appointment.visit.school_request
    if not appointment.can_be_confirmed:
        return redirect("school:request", asked.pk)
    return render_about(
        request,
        asked.learner_id,
        "school/confirm.html",
        {"appointment": appointment, "asked": asked},
    )


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def move(request: Asked, visit_id: int) -> HttpResponse:
    """Why the half-day does not suit; the service proposes another."""
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.in_words
        visit = ask_to_move(by=request.eyes, at=request.now, visit_id=visit_id, why=why)
        messages.success(request, "Half-day given back. The service proposes another")
        return redirect("school:request", visit.school_request_id)
    appointment = _appointment(request, visit_id)
    asked = appointment.visit.school_request
    if not appointment.can_be_moved:
        return redirect("school:request", asked.pk)
    context = {"form": form, "appointment": appointment, "asked": asked}
    return render_about(request, asked.learner_id, "school/move.html", context)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def prepare(request: Asked, visit_id: int) -> HttpResponse:
    """What the offer asks the school to prepare, ticked step by step."""
    visit = visit_of_school(request.eyes, visit_id)
    asked = visit.school_request
    form = PrepareForm(request.POST or None, steps=steps_of(visit), done=steps_done(visit))
    if request.method == "POST" and form.is_valid():
        tick_steps(by=request.eyes, at=request.now, visit_id=visit_id, done=form.done)
        messages.success(request, "Your preparation is saved")
        return redirect("school:request", asked.pk)
    context = {"form": form, "visit": visit, "asked": asked, "when": words.when(visit)}
    return render_about(request, asked.learner_id, "school/prepare_visit.html", context)


def _appointment(request: Asked, visit_id: int) -> Appointment:
    visit = visit_of_school(request.eyes, visit_id)
    why = proposals_of(visit.authority_id, [visit])
    return appointment_of(visit, why.get(visit.pk), now=request.now)

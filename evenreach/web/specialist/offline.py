"""A page that the browser keeps, so that a visit can be recorded in a school without signal.

The page itself holds nobody's data: a browser that is online asks for the visits and holds them
encrypted under a PIN. What the page's scripts ask for is answered in JSON.
"""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.records.models import VisitRecord
from evenreach.flow.records.offline import TextsDiffer, holding_hours, keep_note, visits_to_note
from evenreach.flow.records.queries import record_of
from evenreach.flow.visits.models import Visit
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.specialist.looking import look_at
from evenreach.web.specialist.note_form import NoteForm
from evenreach.web.specialist.shell import SHELL, worker_script
from evenreach.web.templatetags.casework import half_day_in_words

KEPT = "Saved as the draft of the record."
AGAIN_A_DRAFT = f"{KEPT} The record had been complete: it is a draft again, so complete it anew."
NOT_YOURS = (
    "This visit is no longer yours: it was handed over to a colleague, or moved. The note stays on "
    "this device. Copy it for whoever makes the visit now, then delete it here."
)


@needs(May.MAKE_VISITS)
@require_safe
def page(request: Asked) -> HttpResponse:
    """The page; as the browser keeps it, without the sheets that it offers where no script runs."""
    is_kept = SHELL in request.GET
    return _page(request, [] if is_kept else visits_to_note(request.eyes, on=today(request)))


@needs(May.MAKE_VISITS)
@require_safe
def worker(request: Asked) -> HttpResponse:
    """The service worker; its text changes whenever something that it keeps does."""
    script = worker_script(_page(request, []).content, logo=request.authority.logo)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@needs(May.MAKE_VISITS)
@require_safe
def visits(request: Asked) -> HttpResponse:
    """The visits that a note could be written of: reference, school and time, no learner."""
    found = visits_to_note(request.eyes, on=today(request))
    return JsonResponse(
        {
            "person": request.eyes.acting_id,
            "token": get_token(request),
            "hours": holding_hours(request.authority.pk),
            "visits": [_appointment(visit) for visit in found],
        }
    )


@needs(May.MAKE_VISITS)
@require_POST
def keep(request: Asked, visit_id: int) -> HttpResponse:
    """Saves a note as a draft; a refusal is a sentence, two texts are put to the person."""
    form = NoteForm(request.POST)
    try:
        visit = look_at(request, visit_id)
        if not form.is_valid():
            said = [str(error) for errors in form.errors.values() for error in errors]
            return _refused(". ".join(said), 409)
        return _kept(request, visit, form)
    except Visit.DoesNotExist:
        return _refused(NOT_YOURS, 404)
    except TextsDiffer as refusal:
        return JsonResponse({"compared": form.compared(refusal)}, status=409)
    except Refusal as refusal:
        return _refused(str(refusal), 409)


def _page(request: Asked, sheets: list[Visit]) -> HttpResponse:
    shown = {"form": NoteForm(), "sheets": sheets, "navigation": [], "now": None}
    return render(request, "specialist/offline.html", shown)


def _kept(request: Asked, visit: Visit, form: NoteForm) -> HttpResponse:
    before = record_of(visit)
    was_open = before is None or before.state == VisitRecord.State.DRAFT
    kept = keep_note(
        by=request.eyes,
        at=request.now,
        visit_id=visit.pk,
        seen=form.seen,
        was_made=form.cleaned_data["was_made"],
        chosen=form.chosen,
        edition=form.cleaned_data["edition"],
    )
    said = KEPT if was_open or kept.state != VisitRecord.State.DRAFT else AGAIN_A_DRAFT
    return JsonResponse({"kept": said, "record": reverse("specialist:record", args=[visit.pk])})


def _refused(sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"refused": sentence}, status=status)


def _appointment(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.pk,
        "reference": visit.school_request.reference,
        "school": visit.school_request.school.name,
        "when": half_day_in_words(visit),
        "keep": reverse("specialist:offline_keep", args=[visit.pk]),
    }

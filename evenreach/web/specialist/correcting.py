from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.records.actions import NothingToCorrect, start_correction
from evenreach.flow.records.queries import report_of_request
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.specialist.forms import CorrectForm
from evenreach.web.specialist.looking import look_at


@needs(May.MAKE_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Asked, visit_id: int) -> HttpResponse:
    """Why a released report is corrected; the report stands until the next version."""
    visit = look_at(request, visit_id)
    report = report_of_request(request.eyes, visit.school_request_id)
    if report is None:
        raise NothingToCorrect
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        start_correction(by=request.eyes, at=request.now, visit_id=visit_id, why=why)
        messages.success(request, "The record is open again. Correct it, then release it.")
        return redirect("specialist:record", visit_id)
    shown = {"visit": visit, "report": report, "form": form}
    return render(request, "specialist/correct.html", shown)

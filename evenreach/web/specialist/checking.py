"""Reading a colleague's record as the second person, before anybody else reads it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.records.checking import check_record, return_record
from evenreach.flow.records.queries import records_to_check, report_content
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.looks import record_look_at
from evenreach.web.specialist.forms import CheckForm


@needs(May.CHECK_RECORDS)
@require_safe
def records(request: Asked) -> HttpResponse:
    """The records of colleagues that wait for a second person, the oldest first."""
    waiting = list(records_to_check(request.eyes)[:200])
    return render(request, "specialist/checking.html", {"waiting": waiting})


@needs(May.CHECK_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asked, record_id: int) -> HttpResponse:
    """One record as its report would be, and whether it may be released."""
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answered(request, record_id, form)
    found = records_to_check(request.eyes).get(pk=record_id)
    record_look_at(request, found.visit.school_request.learner_id)
    content = report_content(found, found.visit)
    shown = {"record": found, "report": content, "form": form}
    return render(request, "specialist/check.html", shown)


def _answered(request: Asked, record_id: int, form: CheckForm) -> HttpResponse:
    by, at = request.eyes, request.now
    if form.is_right:
        check_record(by=by, at=at, record_id=record_id)
        messages.success(request, "Checked. Its writer is told that the report can be released.")
    else:
        return_record(by=by, at=at, record_id=record_id, why=form.cleaned_data["why"])
        messages.success(request, "Given back. Its writer reads what is to be changed.")
    return redirect("specialist:checking")

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.feedback.actions import release_and_invite
from evenreach.flow.feedback.definitions import load_survey
from evenreach.flow.offer.visit_specifications import ThreeParts
from evenreach.flow.records.actions import NotMade, save_draft, write_record
from evenreach.flow.records.models import VisitRecord
from evenreach.flow.records.naming import others_named
from evenreach.flow.records.queries import (
    outcomes_of,
    provision_of,
    record_of,
    report_content,
    report_of_request,
)
from evenreach.flow.records.writing import ChangedMeanwhile
from evenreach.flow.visits.models import Visit
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.specialist import words
from evenreach.web.specialist.forms import ReleaseForm
from evenreach.web.specialist.looking import look_at
from evenreach.web.specialist.record_form import RecordPage
from evenreach.web.specialist.sheets import sheet_parts
from evenreach.web.templatetags.reports import paragraphs

SURVEY = "after-visit.toml"
CONFLICT = 409
METHODS = ["GET", "HEAD", "POST"]
SAVED = {
    VisitRecord.State.DRAFT: "Saved as a draft. Only you see it.",
    VisitRecord.State.COMPLETE: "The record is saved. Read it as the school will.",
    VisitRecord.State.TO_CHECK: "The record is saved. A second person is told that it waits.",
}


@needs(May.MAKE_VISITS)
@require_http_methods(METHODS)
def record(request: Asked, visit_id: int) -> HttpResponse:
    """Writes the record of a visit; it can be written again until its report is released."""
    visit = look_at(request, visit_id)
    if request.method == "POST":
        page = RecordPage.typed(request.POST, said=_parts(visit), visited_on=visit.on)
        answer = _save if page.is_valid() else _record_page
        return answer(request, visit, page)
    if visit.state != Visit.State.MADE:
        raise NotMade(visit)
    if report_id := _released(request, visit):
        return redirect("reports:read", report_id)
    return _record_page(request, visit, _saved(visit))


@needs(May.MAKE_VISITS)
@require_http_methods(METHODS)
def release(request: Asked, visit_id: int) -> HttpResponse:
    """Shows the report as the school will read it, and releases it for good."""
    visit = look_at(request, visit_id)
    written = record_of(visit)
    if request.method != "POST" and (report_id := _released(request, visit)):
        return redirect("reports:read", report_id)
    if written is None or written.state == VisitRecord.State.DRAFT:
        return redirect("specialist:record", visit_id)
    content = report_content(written, visit)
    form = ReleaseForm(request.POST or None, found=others_named(visit, content))
    if request.method == "POST" and form.is_valid():
        return _release(request, visit_id, form)
    shown = {"visit": visit, "report": content, "record": written, "form": form}
    return render(request, "specialist/release.html", shown)


@needs(May.MAKE_VISITS)
@require_safe
def sheet(request: Asked, visit_id: int) -> HttpResponse:
    """The record's questions on paper, to be filled in by hand and typed in afterwards."""
    visit = look_at(request, visit_id)
    shown = {"visit": visit, "parts": sheet_parts(_parts(visit))}
    return render(request, "specialist/sheet.html", shown)


def _save(request: Asked, visit: Visit, page: RecordPage) -> HttpResponse:
    keep = save_draft if page.is_draft else write_record
    try:
        kept = keep(
            by=request.eyes,
            at=request.now,
            visit_id=visit.pk,
            seen=page.seen,
            provision=page.provision,
            outcomes=page.agreed,
            edition=page.edition,
        )
    except ChangedMeanwhile as refusal:
        return _conflict(request, visit, page, refusal)
    messages.success(request, SAVED[VisitRecord.State(kept.state)])
    return redirect(f"specialist:{'record' if page.is_draft else 'release'}", visit.pk)


def _conflict(
    request: Asked, visit: Visit, page: RecordPage, refusal: ChangedMeanwhile
) -> HttpResponse:
    """What was typed here, above what was saved elsewhere; saving again is then a choice."""
    data = request.POST.copy()
    data["edition"] = str(refusal.record.edition)
    again = RecordPage.typed(data, said=_parts(visit), visited_on=visit.on)
    again.is_valid()
    saved = report_content(refusal.record, visit)
    return _record_page(request, visit, again, saved=saved, status=CONFLICT)


def _release(request: Asked, visit_id: int, form: ReleaseForm) -> HttpResponse:
    token = secrets.token_urlsafe(32)
    report = release_and_invite(
        by=request.eyes,
        at=request.now,
        visit_id=visit_id,
        token=token,
        link=request.build_absolute_uri(reverse("family:link", args=[token])),
        title=load_survey(settings.DEFINITIONS / "surveys" / SURVEY).title,
        confirmed=form.confirmed,
    )
    asked = ", and asked how it went" if report.version == 1 else ""
    messages.success(request, f"The report is released. The school is told{asked}.")
    return redirect("reports:read", report.pk)


def _released(request: Asked, visit: Visit) -> int | None:
    """The report that stands, unless it is being corrected."""
    written = record_of(visit)
    if written is not None and written.correcting:
        return None
    report = report_of_request(request.eyes, visit.school_request_id)
    return None if report is None else report.pk


def _record_page(
    request: Asked,
    visit: Visit,
    page: RecordPage,
    *,
    saved: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "visit": visit,
        "record": record_of(visit),
        "page": page,
        "errors": page.errors,
        "saved": saved,
        "said": _parts(visit),
        "asked_lines": paragraphs(visit.school_request.concern),
    }
    return render(request, "specialist/record.html", shown, status=status)


def _saved(visit: Visit) -> RecordPage:
    written = record_of(visit)
    return RecordPage.blank(
        said=_parts(visit),
        visited_on=visit.on,
        record=written,
        provision=[] if written is None else provision_of(written),
        outcomes=[] if written is None else outcomes_of(written),
    )


def _parts(visit: Visit) -> ThreeParts | None:
    """What the published offer says of the parts of a record."""
    return words.promised(visit).parts

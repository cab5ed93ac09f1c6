import secrets

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenreach.flow.feedback.actions import release_and_invite
from evenreach.flow.feedback.definitions import load_survey
from evenreach.flow.offer.visit_specifications import ThreeParts
from evenreach.flow.records.actions import NotMade, write_record
from evenreach.flow.records.queries import (
    provision_of,
    record_of,
    report_content,
    report_of_request,
)
from evenreach.flow.visits.models import Visit
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.specialist import words
from evenreach.web.specialist.looking import look_at
from evenreach.web.specialist.record_form import RecordPage
from evenreach.web.templatetags.reports import paragraphs

SURVEY = "after-visit.toml"


@needs(May.MAKE_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asked, visit_id: int) -> HttpResponse:
    """Writes the record of a visit; it can be written again until its report is released."""
    visit = look_at(request, visit_id)
    if request.method == "POST":
        page = RecordPage.typed(request.POST, said=_parts(visit), visited_on=visit.on)
        if page.is_valid():
            write_record(
                by=request.eyes,
                at=request.now,
                visit_id=visit_id,
                seen=page.seen,
                provision=page.provision,
            )
            messages.success(request, "The record is saved. Read it as the school will.")
            return redirect("specialist:release", visit_id)
        return _record_page(request, visit, page)
    if visit.state != Visit.State.MADE:
        raise NotMade(visit)
    if report := report_of_request(request.eyes, visit.school_request_id):
        return redirect("reports:read", report.pk)
    return _record_page(request, visit, _saved(visit))


@needs(May.MAKE_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: Asked, visit_id: int) -> HttpResponse:
    """Shows the report as the school will read it, and releases it for good."""
    visit = look_at(request, visit_id)
    if request.method == "POST":
        return _release(request, visit_id)
    if report := report_of_request(request.eyes, visit.school_request_id):
        return redirect("reports:read", report.pk)
    written = record_of(visit)
    if written is None:
        return redirect("specialist:record", visit_id)
    content = report_content(written, visit)
    return render(request, "specialist/release.html", {"visit": visit, "report": content})


def _release(request: Asked, visit_id: int) -> HttpResponse:
    token = secrets.token_urlsafe(32)
    report = release_and_invite(
        by=request.eyes,
        at=request.now,
        visit_id=visit_id,
        token=token,
        link=request.build_absolute_uri(reverse("family:link", args=[token])),
        title=load_survey(settings.DEFINITIONS / "surveys" / SURVEY).title,
    )
    messages.success(request, "The report is released. The school is told, and asked how it went.")
    return redirect("reports:read", report.pk)


def _record_page(request: Asked, visit: Visit, page: RecordPage) -> HttpResponse:
    return render(
        request,
        "specialist/record.html",
        {
            "visit": visit,
            "page": page,
            "errors": page.errors,
            "said": _parts(visit),
            "asked_lines": paragraphs(visit.school_request.concern),
        },
    )


def _saved(visit: Visit) -> RecordPage:
    written = record_of(visit)
    return RecordPage.blank(
        said=_parts(visit),
        visited_on=visit.on,
        record=written,
        provision=[] if written is None else provision_of(written),
    )


def _parts(visit: Visit) -> ThreeParts | None:
    """What the published offer says of the parts of a record."""
    return words.promised(visit).parts

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from evenreach.flow.records.models import Report
from evenreach.flow.records.queries import report_seen_by, versions_of
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.documents import file_name, report_pdf
from evenreach.web.looks import record_look_at
from evenreach.web.report_versions import NAMES, version_asked


@needs(May.READ_REPORTS)
@require_safe
@cache_control(private=True, no_store=True)
def read(request: Asked, report_id: int) -> HttpResponse:
    """A released report, to read and to print."""
    released = _look_at(request, report_id)
    shown = {
        "released": released,
        "version": version_asked(request.GET.get("for", "")),
        "readers": list(NAMES.items()),
        "versions": versions_of(released),
        "is_own": released.record.visit.specialist_id == request.eyes.person_id,
    }
    return render(request, "reports/read.html", shown)


@needs(May.READ_REPORTS)
@require_safe
@cache_control(private=True, no_store=True)
def pdf(request: Asked, report_id: int) -> HttpResponse:
    """The same report as a file, named by its reference only."""
    released = _look_at(request, report_id)
    version = version_asked(request.GET.get("for", ""))
    return HttpResponse(
        report_pdf(released, request.authority, version),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{file_name(released, version)}"'},
    )


def _look_at(request: Asked, report_id: int) -> Report:
    """The report if these eyes may see it; the look stands in the journal before any answer."""
    released = report_seen_by(request.eyes, report_id)
    record_look_at(request, released.record.visit.school_request.learner_id)
    return released

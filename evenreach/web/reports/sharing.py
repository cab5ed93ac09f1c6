import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenreach.flow.records.queries import report_seen_by
from evenreach.flow.records.sharing import send_to_family
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.looks import record_look_at
from evenreach.web.reports.forms import FamilyForm


@needs(May.READ_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def family(request: Asked, report_id: int) -> HttpResponse:
    """Sends the family a link to their version of the report."""
    released = report_seen_by(request.eyes, report_id)
    record_look_at(request, released.record.visit.school_request.learner_id)
    form = FamilyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token = secrets.token_urlsafe(32)
        send_to_family(
            by=request.eyes,
            at=request.now,
            report_id=report_id,
            recipient=form.cleaned_data["address"],
            token=token,
            link=request.build_absolute_uri(reverse("family:report_link", args=[token])),
        )
        messages.success(request, "The link is on its way. The address is not kept here.")
        return redirect("reports:read", report_id)
    return render(request, "reports/family.html", {"released": released, "form": form})

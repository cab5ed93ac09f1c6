"""Looking back on what was planned after a visit; the review closes the request."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from evenreach.flow.records.queries import outcomes_of, provision_of
from evenreach.flow.records.review_models import Review
from evenreach.flow.records.review_queries import (
    lines_of,
    record_reviewed,
    review_due_on,
    review_of,
)
from evenreach.flow.records.reviewing import review_request
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.school.looks import render_about
from evenreach.web.school.review_form import DONE, NEXT_STEPS, ReviewForm
from evenreach.web.templatetags.evenreach import date_gov

METHODS = ["GET", "HEAD", "POST"]


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def review(request: Asked, request_id: int) -> HttpResponse:
    """The review of a request: what was planned, whether it was done, and what comes next."""
    asked = request_of_own_school(request.eyes, request_id)
    if asked.state != State.REPORTED:
        return redirect("school:request", asked.pk)
    record = record_reviewed(asked)
    planned = [] if record is None else provision_of(record)
    form = ReviewForm(
        request.POST or None,
        planned=[line.what for line in planned],
        outcomes=[] if record is None else list(outcomes_of(record)),
        today=today(request),
    )
    if form.is_valid():
        kept = review_request(
            by=request.eyes,
            at=request.now,
            request_id=asked.pk,
            reviewed=form.reviewed,
            lines=form.lines,
            achieved=form.achieved,
        )
        return _closed(request, asked, kept)
    context = {
        "asked": asked,
        "form": form,
        "due_on": review_due_on(asked),
        "planned": [_planned(line) for line in planned],
    }
    return render_about(request, asked.learner_id, "school/review.html", context)


def review_sections(asked: SchoolRequest) -> list[dict[str, Any]]:
    """The review of a request as rows of a summary list; none before there is one."""
    kept = review_of(asked)
    if kept is None:
        return []
    rows: list[dict[str, Any]] = [
        {"key": "Reviewed", "value": f"{date_gov(kept.reviewed_on)}, by {kept.reviewed_by.name}"}
    ]
    for line in lines_of(kept):
        said = DONE[line.done]  # type: ignore[index]
        rows.append({"key": line.what, "value": f"{said}: {line.why}" if line.why else said})
    rows += [
        {"key": "What difference it made", "value": kept.difference},
        {"key": "The learner's view", "value": kept.learner_view},
        {"key": "The family's view", "value": kept.family_view},
        {"key": "What comes next", "value": _next(kept)},
    ]
    return rows


def _next(kept: Review) -> str:
    said = NEXT_STEPS[Review.NextStep(kept.next_step)]
    return f"{said}. {kept.next_detail}" if kept.next_detail else said


def _planned(line: Any) -> dict[str, Any]:
    when = f"{line.how_often}, by {line.who}, until {date_gov(line.until)}"
    return {"key": line.what, "value": when}


def _closed(request: Asked, asked: SchoolRequest, kept: Review) -> HttpResponse:
    messages.success(request, f"Request {asked.reference} is reviewed and closed")
    if kept.next_step == Review.NextStep.ASK_AGAIN:
        return redirect("school:new", asked.school.urn)
    return redirect("school:request", asked.pk)

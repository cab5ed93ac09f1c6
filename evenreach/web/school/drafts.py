"""A draft that anybody of its school can go on with: opened, asked one page at a time, saved."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from evenreach.flow.requests.actions import Concern
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.school.looks import render_about

DraftView = Callable[[Asked, SchoolRequest], HttpResponse]
RequestView = Callable[[Asked, int], HttpResponse]


def of_a_draft(view: DraftView) -> RequestView:
    """Give a view its draft, locked while it changes; a request that was sent is only read."""

    @wraps(view)
    def opened(request: Asked, request_id: int) -> HttpResponse:
        changes = request.method == "POST"
        draft = request_of_own_school(request.eyes, request_id, lock=changes)
        if draft.state != State.DRAFTED and not changes:
            return redirect("school:request", draft.pk)
        return view(request, draft)

    return opened


def question(
    request: Asked, draft: SchoolRequest, form: Form, template: str, back: str
) -> HttpResponse:
    """One page of the draft, with what was typed."""
    leads_back = "school:check" if "change" in request.GET else back
    context = {
        "form": form,
        "draft": draft,
        "back": reverse(leads_back, args=[draft.pk]) if leads_back else reverse("school:start"),
    }
    return render_about(request, draft.learner_id, template, context)


def onward(request: Asked, draft: SchoolRequest, following: str) -> HttpResponse:
    """The next page, or back to the answers for somebody who came from there."""
    return redirect("school:check" if "change" in request.GET else following, draft.pk)


def concern_with(draft: SchoolRequest, answers: dict[str, Any]) -> Concern:
    """All that a draft says of the concern, with the answers of one page put in."""
    kept = {field.name: getattr(draft, field.name) for field in fields(Concern)}
    return Concern(**(kept | answers))

"""A draft that anybody of its school can go on with: opened, and asked one page at a time."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.school.looks import render_about
from evenreach.web.school.pages import address_before, address_of, page_after

DraftView = Callable[..., HttpResponse]
RequestView = Callable[..., HttpResponse]


def of_a_draft(view: DraftView) -> RequestView:
    """Give a view its draft, locked while it changes; a request that was sent is only read."""

    @wraps(view)
    def opened(request: Asked, request_id: int, **more: Any) -> HttpResponse:
        changes = request.method == "POST"
        draft = request_of_own_school(request.eyes, request_id, lock=changes)
        if draft.state != State.DRAFTED and not changes:
            return redirect("school:request", draft.pk)
        return view(request, draft, **more)

    return opened


def question(
    request: Asked,
    draft: SchoolRequest,
    name: str,
    form: Form,
    template: str,
    **more: Any,
) -> HttpResponse:
    """One page of the draft, with what was typed."""
    to_answers = reverse("school:check", args=[draft.pk])
    context = {
        "form": form,
        "draft": draft,
        "back": to_answers if "change" in request.GET else address_before(draft, name),
        **more,
    }
    return render_about(request, draft.learner_id, template, context)


def onward(request: Asked, draft: SchoolRequest, name: str) -> HttpResponse:
    """The next page, or back to the answers for somebody who came from there."""
    following = "check" if "change" in request.GET else page_after(draft, name)
    return redirect(address_of(draft, following))

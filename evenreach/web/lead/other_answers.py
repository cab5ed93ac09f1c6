"""Asking a school for more, passing a request on, and saying who can help instead."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.actions import demand_move
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.queries import request_led_by
from evenreach.flow.requests.triage import ask_for_more, pass_on, signpost
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.lead.answer_forms import MoreForm, PassOnForm, SignpostForm

METHODS = ["GET", "HEAD", "POST"]


@needs(May.TRIAGE)
@require_http_methods(METHODS)
def more(request: Asked, request_id: int) -> HttpResponse:
    """Gives a request back with what the school should add."""
    asked = _to_answer(request, request_id, "ask for more")
    form = MoreForm(request.POST or None)

    def act() -> str:
        wanted = form.cleaned_data["wanted"]
        ask_for_more(by=request.eyes, at=request.now, request_id=asked.pk, wanted=wanted)
        return "is with the school, which is asked to add to it."

    return _answered(request, asked, form, act, "Ask the school for more")


@needs(May.TRIAGE)
@require_http_methods(METHODS)
def elsewhere(request: Asked, request_id: int) -> HttpResponse:
    """Answers a request by saying who can help instead."""
    asked = _to_answer(request, request_id, "signpost")
    form = SignpostForm(request.POST or None)

    def act() -> str:
        where_to = form.cleaned_data["where_to"]
        signpost(by=request.eyes, at=request.now, request_id=asked.pk, where_to=where_to)
        return "is answered. The school is told who can help instead."

    return _answered(request, asked, form, act, "Signpost this request")


@needs(May.TRIAGE)
@require_http_methods(METHODS)
def on(request: Asked, request_id: int) -> HttpResponse:
    """Passes a request on to another service, which decides."""
    asked = _to_answer(request, request_id, "pass on")
    form = PassOnForm(request.POST or None, visits=visits_to_pass_on_to(asked))

    def act() -> str:
        pass_on(
            by=request.eyes,
            at=request.now,
            request_id=asked.pk,
            specification_id=form.cleaned_data["specification"],
            reason=form.cleaned_data["reason"],
        )
        return "is passed on. The school and the other service are told."

    return _answered(request, asked, form, act, "Pass this request on")


def _to_answer(request: Asked, request_id: int, action: str) -> SchoolRequest:
    asked = request_led_by(request.eyes, request_id)
    demand_move(request.eyes, asked, action)
    return asked


def _answered(
    request: Asked, asked: SchoolRequest, form: Form, act: Callable[[], str], button: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Request {asked.reference} {act()}")
        return redirect("lead:queue")
    return render(
        request, "lead/other_answer.html", {"asked": asked, "form": form, "button": button}
    )

"""Suggesting to a school that a second service comes along on the same visit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.queries import request_led_by
from evenreach.flow.requests.together import CannotComeAlong, ask_along, visits_that_could_join
from evenreach.web.access import May, needs
from evenreach.web.along import AlongForm
from evenreach.web.asked import Asked


@needs(May.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def along(request: Asked, request_id: int) -> HttpResponse:
    """Which service and why; the school has a draft for it, to send if the family agrees."""
    asked = request_led_by(request.eyes, request_id)
    visits = visits_that_could_join(asked)
    if not visits:
        raise CannotComeAlong(asked)
    form = AlongForm(request.POST or None, visits=visits, asks_consent=False)
    if request.method == "POST" and form.is_valid():
        ask_along(
            by=request.eyes,
            at=request.now,
            request_id=asked.pk,
            specification_id=form.cleaned_data["specification"],
            why=form.cleaned_data["why"],
        )
        messages.success(request, "The school is told, and has a draft for the second service")
        return redirect("lead:request", asked.pk)
    return render(request, "lead/along.html", {"asked": asked, "form": form})

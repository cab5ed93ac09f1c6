"""Saying whether a request may be served from sessions that the school has bought."""

from django.contrib import messages
from django.forms import ChoiceField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.bought import (
    STILL_TO_CHOOSE,
    TooLateToChoose,
    bought_minutes_for,
    choose_bought,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.states import State
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.forms import Form, Radios
from evenreach.web.school.looks import render_about
from evenreach.web.templatetags.evenreach import sessions

YES, NO = "yes", "no"


class BoughtForm(Form):
    page_heading = "may_use"

    may_use = ChoiceField(
        label="May the service use sessions that your school has bought?",
        help_text="The service chooses on accepting. If you say no, it draws on your entitlement.",
        choices=[(YES, "Yes, it may use bought sessions"), (NO, "No, use our entitlement")],
        widget=Radios(),
        error_messages={"required": "Say whether the service may use bought sessions"},
    )


@needs(May.ASK_FOR_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def bought(request: Asked, request_id: int) -> HttpResponse:
    """The school's choice, and what it has left of what it bought."""
    asked = request_of_own_school(request.eyes, request_id)
    if asked.state not in STILL_TO_CHOOSE:
        raise TooLateToChoose(asked.reference)
    form = BoughtForm(
        request.POST or None, initial={"may_use": YES if asked.may_use_bought else NO}
    )
    if request.method == "POST" and form.is_valid():
        may_use = form.cleaned_data["may_use"] == YES
        choose_bought(by=request.eyes, at=request.now, request_id=asked.pk, may_use=may_use)
        messages.success(request, "Your choice is saved")
        where = "school:check" if asked.state == State.DRAFTED else "school:request"
        return redirect(where, asked.pk)
    context = {"asked": asked, "form": form, "left": bought_left(request, asked)}
    return render_about(request, asked.learner_id, "school/bought.html", context)


def bought_left(request: Asked, asked: SchoolRequest) -> str:
    """What the school has left of what it bought of the request's service, in words."""
    left = bought_minutes_for(asked, this_year(request).begins_in)
    return "" if left is None else sessions(left)

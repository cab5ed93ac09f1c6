"""Sending a request again with what the service wanted, or withdrawing it."""

from django.contrib import messages
from django.forms import CharField, Textarea
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.actions import demand_move
from evenreach.flow.requests.answering_back import send_again, what_is_wanted
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.visits.withdrawing import withdraw_request
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.school.looks import render_about

METHODS = ["GET", "HEAD", "POST"]


class MoreForm(Form):
    added = CharField(
        label="What do you add?",
        help_text="The service reads this. Do not name the learner.",
        max_length=3000,
        widget=Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write what the service asked for"},
    )


class WithdrawForm(Form):
    why = CharField(
        label="Why do you withdraw it?",
        help_text="The service reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why you withdraw the request"},
    )


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def more(request: Asked, request_id: int) -> HttpResponse:
    """What the service wants, and sending the request again with it."""
    asked = request_of_own_school(request.eyes, request_id)
    demand_move(request.eyes, asked, "send again")
    form = MoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = form.cleaned_data["added"]
        send_again(by=request.eyes, at=request.now, request_id=asked.pk, added=added)
        messages.success(request, f"Request {asked.reference} is sent again")
        return redirect("school:request", asked.pk)
    context = {"asked": asked, "form": form, "wanted": what_is_wanted(asked)}
    return render_about(request, asked.learner_id, "school/more.html", context)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def withdraw(request: Asked, request_id: int) -> HttpResponse:
    """Why the request is withdrawn; its half-day and its time are free again."""
    asked = request_of_own_school(request.eyes, request_id)
    demand_move(request.eyes, asked, "withdraw")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        withdraw_request(by=request.eyes, at=request.now, request_id=asked.pk, why=why)
        messages.success(request, f"Request {asked.reference} is withdrawn")
        return redirect("school:request", asked.pk)
    context = {"asked": asked, "form": form}
    return render_about(request, asked.learner_id, "school/withdraw.html", context)

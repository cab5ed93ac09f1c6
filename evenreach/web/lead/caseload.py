"""Who goes: accepted requests given to a specialist, and an absent one's cases to a colleague."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.desks.planning.handing_over import HandedOver, hand_over
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.assigning import assign_requests
from evenreach.flow.visits.models import SpecialistPost
from evenreach.flow.visits.queries import posts_of, requests_to_plan
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead.answer_forms import AssignForm, HandOverForm
from evenreach.web.lead.words import count_of
from evenreach.web.templatetags.casework import need_in_words

METHODS = ["GET", "HEAD", "POST"]


@needs(May.TRIAGE)
@require_http_methods(METHODS)
def assign(request: Asked) -> HttpResponse:
    """Gives the chosen requests of the waiting list to one specialist."""
    waiting = [(each, _in_words(each)) for each in requests_to_plan(request.eyes)]
    form = AssignForm(request.POST or None, waiting=waiting, posts=_posts(request))
    if request.method == "POST" and form.is_valid():
        given = assign_requests(
            by=request.eyes,
            at=request.now,
            request_ids=form.cleaned_data["requests"],
            specialist_id=form.cleaned_data["specialist"],
        )
        name = given[0].assigned_to.name  # type: ignore[union-attr]
        messages.success(request, f"{count_of(len(given), 'request')} given to {name}.")
        return redirect("lead:queue")
    return render(request, "lead/assign.html", {"form": form, "waiting": waiting})


@needs(May.TRIAGE)
@require_http_methods(METHODS)
def over(request: Asked) -> HttpResponse:
    """Hands an absent specialist's visits to come to a colleague, all in one step."""
    posts = _posts(request)
    form = HandOverForm(request.POST or None, posts=posts)
    if request.method == "POST" and form.is_valid():
        absent_id = form.cleaned_data["absent"]
        done = hand_over(
            by=request.eyes,
            at=request.now,
            service_slug=next(each.service.slug for each in posts if each.person_id == absent_id),
            absent_id=absent_id,
            colleague_id=form.cleaned_data["colleague"],
            why=form.cleaned_data["why"],
        )
        messages.success(request, _said(done))
        return redirect("lead:queue")
    return render(request, "lead/hand_over.html", {"form": form})


def _posts(request: Asked) -> list[SpecialistPost]:
    return [
        post
        for slug in sorted(request.eyes.leads)
        for post in posts_of(request.authority.pk, slug).select_related("service")
    ]


def _in_words(asked: SchoolRequest) -> str:
    given = "" if asked.assigned_to is None else f", given to {asked.assigned_to.name}"
    return f"{asked.reference}, {asked.school.name}: {need_in_words(asked.need_code)}{given}"


def _said(done: HandedOver) -> str:
    if not done.kept and not done.proposed and not done.to_plan:
        return "No visit was to come. Requests that were given to the absent are the colleague's."
    return (
        f"{count_of(len(done.kept), 'visit')} kept on the same half-day, "
        f"{len(done.proposed)} proposed anew, {len(done.to_plan)} still to plan. "
        "The schools are told."
    )

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.planning.triage import (
    ServiceQueue,
    overdue_requests,
    service_queues,
    services_led,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import requests_led_by
from evenreach.flow.requests.states import State
from evenreach.flow.visits.waiting import RULE
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.lead import words
from evenreach.web.lead.forms import RequestFilter

REQUESTS_ON_A_PAGE = 25
WHICH = [{"text": "Reference"}, {"text": "School"}]
ABOUT = [{"text": "Year group"}, {"text": "Kind of need"}]
WAITING = [*WHICH, {"text": "Waiting"}, {"text": "Target"}, *ABOUT]
TO_PLAN = [
    {"text": "Place"},
    *WHICH,
    {"text": "Why this place"},
    {"text": "Why there is no visit"},
    {"text": "Who goes"},
    {"text": "Kind of need"},
]
LISTED = [*WHICH, {"text": "Where it stands"}, {"text": "Asked on"}, *ABOUT]


@needs(May.TRIAGE)
@require_safe
def queue(request: Asked) -> HttpResponse:
    """What waits for the services that the person leads."""
    queues = service_queues(request.eyes, today=today(request))
    return render(
        request,
        "lead/queue.html",
        {
            "queues": [_shown(found) for found in queues],
            "waiting_columns": WAITING,
            "to_plan_columns": TO_PLAN,
            "rule": RULE,
        },
    )


@needs(May.TRIAGE)
@require_safe
def requests(request: Asked) -> HttpResponse:
    """Every request of the services that the person leads, newest first, narrowed as chosen."""
    parts = services_led(request.eyes, today=today(request))
    chosen = RequestFilter(request.GET, parts=parts)
    found = _narrowed(requests_led_by(request.eyes), chosen)
    if chosen.is_valid() and chosen.cleaned_data["overdue"]:
        found = found.filter(pk__in=overdue_requests(request.eyes, today=today(request)))
    page = Paginator(found, REQUESTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "lead/requests.html",
        {"chosen": chosen, "page": page, "columns": LISTED, "rows": words.listed_rows(page)},
    )


def _shown(found: ServiceQueue) -> dict[str, object]:
    definition = found.part.definition
    return {
        "slug": found.part.service.slug,
        "name": definition["name"],
        "target": words.count_of(definition["targets"]["triage_school_days"], "school day"),
        "waiting": words.waiting_rows(found),
        "to_plan": words.to_plan_rows(found),
        "proposed": words.waiting_for_school(found),
        "accepted": words.list_of(found, State.ACCEPTED),
        "further_on": words.further_on(found),
    }


def _narrowed(found: QuerySet[SchoolRequest], chosen: RequestFilter) -> QuerySet[SchoolRequest]:
    if not chosen.is_valid():
        return found.none()
    if state := chosen.cleaned_data["state"]:
        found = found.filter(state=state)
    if need := chosen.cleaned_data["need"]:
        found = found.filter(need_code=need)
    if school := chosen.cleaned_data["school"]:
        found = found.filter(school__name__icontains=school)
    if slug := chosen.cleaned_data.get("service"):
        found = found.filter(specification__service_offer__service__slug=slug)
    return found

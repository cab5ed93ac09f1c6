"""Where a school begins: what it is entitled to, what waits for it, and what it has asked for."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.entitlement.year_queries import transfers_seen_by
from evenreach.flow.requests.queries import requests_of_own_schools
from evenreach.flow.visits.queries import visits_to_confirm
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.school.after_tasks import after_tasks
from evenreach.web.school.consultation_words import to_answer
from evenreach.web.school.minutes_words import offers_to_answer
from evenreach.web.school.overview import entitlements, request_rows, waiting_tasks

REQUESTS_ON_A_PAGE = 20


@needs(May.ASK_FOR_VISITS)
@require_safe
def start(request: Asked) -> HttpResponse:
    """Everything of the schools at which the person holds a role."""
    year = this_year(request)
    proposed = list(visits_to_confirm(request.eyes))
    requests = Paginator(requests_of_own_schools(request.eyes), REQUESTS_ON_A_PAGE)
    page = requests.get_page(request.GET.get("page"))
    schools = entitlements(request.eyes, year)
    context = {
        "schools": schools,
        "tasks": [
            *to_answer(request.eyes, today(request)),
            *offers_to_answer(request.eyes, transfers_seen_by(request.eyes)),
            *waiting_tasks(request.eyes, proposed),
            *after_tasks(request.eyes, today(request)),
        ],
        "page": page,
        "columns": [{"text": name} for name in ("Reference", "State", "Visit", "Date")],
        "rows": request_rows(page, proposed, names_schools=len(schools) > 1),
    }
    return render(request, "school/start.html", context)

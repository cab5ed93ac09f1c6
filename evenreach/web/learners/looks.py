"""Who has looked at a learner's record; this look is recorded too."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenreach.flow.journal.looks import by_day, looks_at
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.models import Learner
from evenreach.flow.visits.learners import learner_seen_by, requests_known_to
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.learners import words
from evenreach.web.looks import record_look_at

LOOKS_ON_A_PAGE = 100


@needs(May.SEE_LOOKS)
@require_safe
def looks(request: Asked, learner_id: int) -> HttpResponse:
    """Every look at one learner, by day, the latest first."""
    learner = learner_seen_by(request.eyes, learner_id)
    record_look_at(request, learner.pk)
    page = Paginator(looks_at(learner.authority_id, learner.pk), LOOKS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "back": _way_back(request.eyes, learner),
        "requests": words.references(requests_known_to(request.eyes).filter(learner=learner)),
        "school": learner.school,
        "days": [(day.on, words.look_rows(day)) for day in by_day(list(page))],
        "columns": words.LOOK_COLUMNS,
        "page": page,
    }
    return render(request, "learners/looks.html", context)


def _way_back(eyes: Eyes, learner: Learner) -> tuple[str, str]:
    if learner.school.urn in eyes.urns:
        return reverse("learners:learner", args=[learner.pk]), "The learner's timeline"
    return reverse("learners:search"), "Find a request"

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.flow.records.timelines import timeline_of
from evenreach.flow.visits.learners import learner_of_school
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.learners import words
from evenreach.web.looks import record_look_at


@needs(May.ASK_FOR_VISITS)
@require_safe
def learner(request: Asked, learner_id: int) -> HttpResponse:
    """Requests, consents, visits, reports and reviews of a learner in the order of time."""
    shown = learner_of_school(request.eyes, learner_id)
    record_look_at(request, shown.pk)
    context = {
        "learner": shown,
        "rows": words.learner_rows(shown),
        "events": [words.event_of(each) for each in timeline_of(request.eyes, shown)],
    }
    return render(request, "learners/learner.html", context)

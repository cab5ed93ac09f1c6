"""How a page that shows a learner is answered: the look is recorded before it leaves."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from evenreach.flow.journal.actions import record_look
from evenreach.web.asked import Asked


def render_about(
    request: Asked, learner_id: int | None, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A page about a learner; a draft that names none yet shows none."""
    if learner_id is not None and request.eyes.person_id is not None:
        record_look(
            authority_id=request.authority.pk,
            at=request.now,
            person_id=request.eyes.person_id,
            person_name=request.eyes.name,
            learner_id=learner_id,
            page=request.path,
        )
    return render(request, template, context)

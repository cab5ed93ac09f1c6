"""How a page that shows a learner is answered: the look is recorded before it leaves."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from evenreach.web.asked import Asked
from evenreach.web.looks import record_look_at


def render_about(
    request: Asked, learner_id: int | None, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A page about a learner; a draft that names none yet shows none."""
    record_look_at(request, learner_id)
    return render(request, template, context)

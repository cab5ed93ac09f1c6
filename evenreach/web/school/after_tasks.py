"""What waits for a school after a visit: reviews, and learners who come or go."""

from datetime import date
from typing import Any

from django.urls import reverse

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.move_queries import moves_to_settle
from evenreach.flow.records.review_queries import reviews_awaited
from evenreach.web.templatetags.evenreach import date_gov


def after_tasks(eyes: Eyes, today: date) -> list[dict[str, Any]]:
    """The reviews that are due soon or late, then the moves that another school proposed."""
    return [
        *(_to_review(request, today) for request in reviews_awaited(eyes, today=today)),
        *(_to_settle(move) for move in moves_to_settle(eyes)),
    ]


def _to_review(request: Any, today: date) -> dict[str, Any]:
    due = request.review_due_on
    late = due < today
    return {
        "text": f"Review what was planned, {request.reference}",
        "href": reverse("school:review", args=[request.pk]),
        "hint": f"{'Was due' if late else 'Due'} on {date_gov(due)}",
        "status": "Overdue" if late else "Review",
        "colour": "red" if late else "blue",
    }


def _to_settle(move: Any) -> dict[str, Any]:
    return {
        "text": "Answer a learner's move between schools",
        "href": reverse("learners:move", args=[move.pk]),
        "hint": f"From {move.from_school.name} to {move.to_school.name}",
        "status": "Answer",
        "colour": "yellow",
    }

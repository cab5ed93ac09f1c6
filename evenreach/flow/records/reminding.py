"""Reminds schools of reviews: once before the day, once after it, never of one that was made."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.people.models import Person, Role
from evenreach.flow.people.queries import people_with
from evenreach.flow.records.review_queries import DAYS_BEFORE, requests_to_review
from evenreach.flow.requests.models import SchoolRequest

DAYS_AFTER = 7


def remind_of_reviews(*, authority_id: int, at: datetime) -> int:
    """Queue each reminder that has become due; how many reviews are in their time of reminding.

    A reminder is named by its cause, so that asking again sends nothing twice.
    """
    today = timezone.localdate(at)
    waiting = requests_to_review(authority_id, due_by=today + timedelta(days=DAYS_BEFORE))
    for request in waiting:
        _remind(request, at, today)
    return len(waiting)


def _remind(request: SchoolRequest, at: datetime, today: date) -> None:
    due: date = request.review_due_on  # type: ignore[attr-defined]
    late = today >= due + timedelta(days=DAYS_AFTER)
    stage = "late" if late else "due"
    said = "was due on" if due < today else "is due on"
    for person in _people_of(request, today):
        queue_mail(
            authority_id=request.authority_id,
            at=at,
            message_id=f"review-{request.pk}-{stage}-{person.pk}",
            recipient=person.email,
            subject=f"The review for request {request.reference} {said} {due:%-d %B %Y}",
            body=(
                f"The provision planned after the visit for request {request.reference} has run, "
                f"or soon has. Its review {said} {due:%-d %B %Y}.\n\nSign in to say what was done, "
                "what difference it made and what comes next. That closes the request."
            ),
        )


def _people_of(request: SchoolRequest, today: date) -> list[Person]:
    """Who asked, while they are still at the school; else everybody who holds a role there."""
    people = list(people_with(request.authority_id, Role.SCHOOL, on=today, urn=request.school.urn))
    return [person for person in people if person.pk == request.asked_by_id] or people

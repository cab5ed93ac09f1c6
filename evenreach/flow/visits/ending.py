"""How a visit ends, and how those concerned are told by stage and reference."""

from datetime import datetime

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.visits.models import Booking, LearnerBooking, Visit


def end_visit(by: Eyes, at: datetime, visit: Visit, state: Visit.State, why: str) -> None:
    visit.state = state
    visit.ended_at = at
    visit.ended_reason = why
    visit.save(update_fields=["state", "ended_at", "ended_reason"])
    Booking.objects.of(by.authority_id).filter(visit=visit).update(holds=False)
    LearnerBooking.objects.of(by.authority_id).filter(visit=visit).update(holds=False)
    journal_act(by=by, at=at, verb=f"visit {state}", about=visit, why=why)


def tell_school(visit: Visit, at: datetime, stage: str, next_step: str) -> None:
    tell(visit, at, stage, visit.school_request.asked_by.email, next_step)


def tell(visit: Visit, at: datetime, stage: str, recipient: str, next_step: str) -> None:
    reference = visit.school_request.reference
    when = f"{visit.on:%-d %B %Y}, {visit.part}"
    queue_mail(
        authority_id=visit.authority_id,
        at=at,
        message_id=f"visit-{visit.pk}-{stage}",
        recipient=recipient,
        subject=f"Visit for request {reference}: {stage}",
        body=f"The visit for request {reference} is {stage}: {when}.\n\n{next_step}",
    )

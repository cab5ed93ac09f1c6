"""A school prepares a visit: the steps that the offer asks of it, and a mail some days before."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.queries import holidays, term_blocks
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.preparation_models import StepDone
from evenreach.flow.visits.queries import visit_of_school, visits_seen_by
from evenreach.methods.calendar import (
    CalendarEnds,
    Term,
    academic_year_of,
    add_school_days,
    school_days,
)

OF_THE_SCHOOL = ("school", "school_and_service")
SCHOOL_DAYS_BEFORE = 5


def steps_of(visit: Visit) -> list[str]:
    """What the published offer asks the school to do before this visit."""
    specification = visit.school_request.specification
    definition = ServiceDefinition.model_validate(specification.service_offer.definition)
    before = definition.visit(specification.slug).before
    return [step.what for step in before if step.who in OF_THE_SCHOOL]


def steps_done(visit: Visit) -> set[str]:
    """The steps of a visit that its school has ticked."""
    rows = StepDone.objects.of(visit.authority_id).filter(visit=visit)
    return set(rows.values_list("step", flat=True))


@transaction.atomic
def tick_steps(*, by: Eyes, at: datetime, visit_id: int, done: Collection[str]) -> set[str]:
    """Let exactly these steps be ticked; what the offer does not ask for is left out."""
    visit = visit_of_school(by, visit_id, lock=True)
    wanted = set(done) & set(steps_of(visit))
    StepDone.objects.of(by.authority_id).filter(visit=visit).exclude(step__in=wanted).delete()
    for step in sorted(wanted - steps_done(visit)):
        StepDone.objects.create(
            authority_id=by.authority_id,
            visit=visit,
            step=step,
            ticked_by_id=by.acting_id,
            ticked_at=at,
        )
    journal_act(by=by, at=at, verb="visit prepared", about=visit)
    return wanted


def remind_of_visits(*, authority_id: int, at: datetime) -> int:
    """Remind schools of the visits booked for the next five school days; how many those are.

    A reminder is named by its visit, so that asking again sends nothing twice.
    """
    today = timezone.localdate(at)
    eyes = Eyes(authority_id=authority_id, name="The system")
    visits = visits_seen_by(eyes).filter(
        state=Visit.State.BOOKED, on__gt=today, on__lte=_reminded_until(authority_id, today)
    )
    for visit in visits:
        _remind(visit, at)
    return len(visits)


def _reminded_until(authority_id: int, today: date) -> date:
    """Five school days on; as many days of the week where the calendar does not reach so far."""
    blocks = term_blocks(authority_id, academic_year=academic_year_of(today).begins_in)
    terms = [Term(block.name, block.starts_on, block.ends_on) for block in blocks]
    try:
        days = school_days(terms, holidays(authority_id), ())
        return add_school_days(today, SCHOOL_DAYS_BEFORE, days)
    except (CalendarEnds, ValueError):
        return today + timedelta(days=SCHOOL_DAYS_BEFORE)


def _remind(visit: Visit, at: datetime) -> None:
    left = len(set(steps_of(visit)) - steps_done(visit))
    reference = visit.school_request.reference
    steps = f"{left} steps" if left != 1 else "1 step"
    queue_mail(
        authority_id=visit.authority_id,
        at=at,
        message_id=f"visit-{visit.pk}-reminder",
        recipient=visit.school_request.asked_by.email,
        subject=f"The visit for request {reference} is on {visit.on:%-d %B %Y}",
        body=(
            f"The visit for request {reference} is on {visit.on:%-d %B %Y}, {visit.part}. "
            f"{steps} of your preparation are not ticked. Sign in to see what to prepare, or to "
            "ask for another half-day: until the day itself that costs nothing."
        ),
    )

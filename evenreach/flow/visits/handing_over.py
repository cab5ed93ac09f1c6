"""A colleague takes over a visit: on the same half-day if that can be, or on one found anew."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.actions import make_move
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_led_by, requests_led_by
from evenreach.flow.requests.states import State
from evenreach.flow.visits.ending import end_visit, tell, tell_school
from evenreach.flow.visits.models import Booking, Visit
from evenreach.flow.visits.queries import posts_of, visits_seen_by, working_half_days

TO_COME = (Visit.State.PROPOSED, Visit.State.BOOKED)


def visits_to_hand_over(
    eyes: Eyes, *, service_slug: str, person_id: int, at: datetime
) -> list[Visit]:
    """What somebody still has to come in a service that is led, the next first."""
    if service_slug not in eyes.leads:
        return []
    visits = visits_seen_by(eyes).filter(
        specialist_id=person_id,
        state__in=TO_COME,
        school_request__specification__service_offer__service__slug=service_slug,
    )
    return [visit for visit in visits.order_by("on", "-part", "pk") if visit.half_day.ends_at > at]


def requests_given_to(eyes: Eyes, *, service_slug: str, person_id: int) -> QuerySet[SchoolRequest]:
    """The accepted requests of a service that were given to somebody."""
    return requests_led_by(eyes).filter(
        state=State.ACCEPTED,
        assigned_to_id=person_id,
        specification__service_offer__service__slug=service_slug,
    )


@transaction.atomic
def take_over(*, by: Eyes, at: datetime, visit: Visit, colleague: Person, why: str) -> bool:
    """Let a colleague go on the same half-day, if they work then and are free; whether it can be.

    The database refuses a colleague who would be in two places at once.
    """
    request = request_led_by(by, visit.school_request_id, lock=True)
    if not _works_then(visit, colleague):
        return False
    try:
        with transaction.atomic():
            Booking.objects.of(by.authority_id).filter(visit=visit, holds=True).update(
                specialist=colleague
            )
    except IntegrityError:
        return False
    visit.specialist = colleague
    visit.save(update_fields=["specialist"])
    request.assigned_to = colleague
    request.save(update_fields=["assigned_to"])
    journal_act(by=by, at=at, verb="visit handed over", about=visit, why=why)
    tell_school(visit, at, f"handed-over-{colleague.pk}", f"{colleague.name} comes instead.")
    tell(visit, at, f"taken-over-{colleague.pk}", colleague.email, "It is in your diary.")
    return True


@transaction.atomic
def free_for_colleague(
    *, by: Eyes, at: datetime, visit: Visit, colleague: Person, why: str
) -> SchoolRequest:
    """End a visit that its specialist cannot make; its request waits for the colleague's."""
    request = request_led_by(by, visit.school_request_id, lock=True)
    request.assigned_to = colleague
    request.save(update_fields=["assigned_to"])
    if visit.state == Visit.State.BOOKED:
        make_move(by=by, at=at, request=request, action="hand over", why=why)
    end_visit(by, at, visit, Visit.State.MOVED, why)
    tell_school(visit, at, "moved", "Another half-day is found for it. Sign in to read when.")
    return request


def _works_then(visit: Visit, colleague: Person) -> bool:
    slug = visit.school_request.specification.service_offer.service.slug
    posts = posts_of(visit.authority_id, slug).filter(person=colleague)
    then = (visit.on.weekday(), visit.part)
    return any(then in days for days in working_half_days(visit.authority_id, posts).values())

"""Schools that nobody has had contact with: which, since when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.calls import contacts_logged
from evenreach.flow.visits.contact_tasks import demand_lead, open_tasks
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.outreach_models import ContactTask

WAITING = (State.ASKED, State.RETURNED, State.ACCEPTED, State.BOOKED)


class Reason(models.TextChoices):
    CLOSED = "closed"
    WAITING = "waiting"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Uncontacted:
    """A school without contact, why, when the last one was, and the task it is given as."""

    school: School
    reason: Reason
    last_contact: date | None
    task: ContactTask | None


def uncontacted_schools(eyes: Eyes, *, since: date, today: date) -> list[Uncontacted]:
    """The schools of the offer, and those closed since, that were not in contact since a day.

    By name; a visit, a call and a drop-in are contact. For leads only: in a very small school the
    reason can point at a child.
    """
    demand_lead(eyes)
    schools = _of_the_offer(eyes.authority_id, since=since, today=today)
    visits = Visit.objects.of(eyes.authority_id).filter(state=Visit.State.MADE, on__lte=today)
    seen = visits.filter(school_request__school=OuterRef("pk"), on__gte=since)
    logged = contacts_logged(eyes.authority_id).filter(on__lte=today).order_by()
    heard = logged.filter(school=OuterRef("pk"), on__gte=since)
    last = _latest(
        visits.values_list("school_request__school_id").annotate(Max("on")),
        logged.values_list("school_id").annotate(Max("on")),
    )
    states = _states(eyes.authority_id, since=since)
    tasks = {task.school_id: task for task in open_tasks(eyes.authority_id)}
    return [
        Uncontacted(
            school,
            _reason(school, states.get(school.pk, [])),
            last.get(school.pk),
            tasks.get(school.pk),
        )
        for school in schools.exclude(Exists(seen) | Exists(heard))
    ]


def _latest(*days: Iterable[tuple[int, date]]) -> dict[int, date]:
    """The last day of each school among several lists of them."""
    last: dict[int, date] = {}
    for school_id, on in chain(*days):
        last[school_id] = max(on, last.get(school_id, on))
    return last


def _of_the_offer(authority_id: int, *, since: date, today: date) -> QuerySet[School]:
    return (
        School.objects.of(authority_id)
        .filter(is_state_funded=True)
        .filter(Q(is_open=True) | Q(closed_on__gte=since, closed_on__lte=today))
        .order_by("name", "urn")
    )


def _states(authority_id: int, *, since: date) -> dict[int, list[str]]:
    """How each school's requests stand that were asked since a day or are still open, in order."""
    rows = SchoolRequest.objects.of(authority_id).exclude(state=State.DRAFTED)
    rows = rows.filter(Q(asked_at__date__gte=since) | Q(state__in=WAITING))
    states: dict[int, list[str]] = {}
    for school_id, state in rows.order_by("asked_at", "pk").values_list("school_id", "state"):
        states.setdefault(school_id, []).append(state)
    return states


def _reason(school: School, states: list[str]) -> Reason:
    if not school.is_open:
        return Reason.CLOSED
    if any(state in WAITING for state in states):
        return Reason.WAITING
    return Reason.DECLINED if states[-1:] == [State.DECLINED] else Reason.NOT_ASKED

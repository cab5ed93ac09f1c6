"""Who gets in touch with a school that nobody has had contact with, and what came of it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person, Role, RoleGrant
from evenreach.flow.register.models import School
from evenreach.flow.visits.outreach_models import ContactTask

STAFF = (Role.SPECIALIST, Role.SERVICE_LEAD, Role.AUTHORITY_LEAD)


class TaskOpen(Refusal):
    """A school whose task is with somebody already."""

    def __init__(self, school: School) -> None:
        super().__init__(
            f"Somebody is asked already to get in touch with {school.name}. Close that task first, "
            "or ask them how it stands."
        )


class NotStaff(Refusal):
    """A task was to be given to somebody who works neither in a service nor for the authority."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} holds no role in a service or the authority. Choose a colleague.")


class TaskClosed(Refusal):
    """A task that was closed before."""

    def __init__(self) -> None:
        super().__init__("This task is closed already, and what came of it is written down.")


def open_tasks(authority_id: int) -> QuerySet[ContactTask]:
    """Every task that is not closed, the oldest first."""
    return (
        ContactTask.objects.of(authority_id)
        .filter(closed_at=None)
        .select_related("school", "given_to")
        .order_by("opened_at", "pk")
    )


def tasks_seen_by(eyes: Eyes) -> QuerySet[ContactTask]:
    """Every task for a lead; for others those given to them. The oldest first."""
    tasks = ContactTask.objects.of(eyes.authority_id).select_related("school", "given_to")
    if not (eyes.is_authority_lead or eyes.leads):
        tasks = tasks.filter(given_to_id=eyes.person_id)
    return tasks.order_by("opened_at", "pk")


def task_seen_by(eyes: Eyes, task_id: int) -> ContactTask:
    """One of them. Raises DoesNotExist."""
    task: ContactTask = tasks_seen_by(eyes).get(pk=task_id)
    return task


def own_open_tasks(eyes: Eyes) -> QuerySet[ContactTask]:
    """What a person is asked to do and has not closed."""
    return open_tasks(eyes.authority_id).filter(given_to_id=eyes.person_id)


def staff_on(authority_id: int, *, on: date) -> QuerySet[Person]:
    """Who works in a service or for the authority on a day, by name."""
    grants = RoleGrant.objects.of(authority_id).filter(
        Q(ends_on=None) | Q(ends_on__gt=on), role__in=STAFF, starts_on__lte=on
    )
    people = Person.objects.of(authority_id).filter(is_active=True)
    return people.filter(pk__in=grants.values("person_id")).order_by("name", "pk")


@transaction.atomic
def give_task(*, by: Eyes, at: datetime, school: School, person: Person) -> ContactTask:
    """Ask a colleague to get in touch with a school. Raises TaskOpen or NotStaff."""
    demand_lead(by)
    if not staff_on(by.authority_id, on=timezone.localdate(at)).filter(pk=person.pk).exists():
        raise NotStaff(person.name)
    try:
        with transaction.atomic():
            task = ContactTask.objects.create(
                authority_id=by.authority_id,
                school=school,
                opened_at=at,
                opened_by=by.name,
                given_to=person,
            )
    except IntegrityError as error:
        raise TaskOpen(school) from error
    journal_act(by=by, at=at, verb="contact task given", about=task)
    return task


@transaction.atomic
def close_task(
    *, by: Eyes, at: datetime, task_id: int, outcome: ContactTask.Outcome, reason: str
) -> ContactTask:
    """Say what came of a task; its holder does, or a lead. Raises TaskClosed."""
    task: ContactTask = tasks_seen_by(by).select_for_update(of=("self",)).get(pk=task_id)
    if task.closed_at is not None:
        raise TaskClosed
    task.closed_at, task.outcome, task.reason = at, outcome, reason
    task.save(update_fields=["closed_at", "outcome", "reason"])
    journal_act(by=by, at=at, verb=f"contact task closed: {outcome}", about=task, why=reason)
    return task


def demand_lead(eyes: Eyes) -> None:
    """Raises NotTheirs unless a lead of the authority or of a service looks."""
    if not (eyes.is_authority_lead or eyes.leads):
        raise NotTheirs(eyes, "a service or the authority")

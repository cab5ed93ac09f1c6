"""Long acts of people, done in the background: queued with what they are about, done once.

A room's `jobs.py` holds one function a job: it takes `authority_id` and `task_id`, and calls
`run_task` with the action to do and the one that puts things back where it fails.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from evenreach.flow.journal.models import Task
from evenreach.flow.journal.progress import Progress
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import acting_for, name_actor
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.people.queries import time_at

UNFORESEEN = (
    "Something went wrong that was not foreseen, and nothing was changed. Try it again; if it goes "
    "wrong again, tell whoever runs this service the day and the time."
)
AGAIN = RetryStrategy(retry_exceptions=[OperationalError], wait=5)
log = logging.getLogger(__name__)


class UnderWay(Refusal):
    """Something long was asked for while it is being done already."""

    def __init__(self) -> None:
        super().__init__("This is under way already. Look at the page again in a moment.")


@transaction.atomic
def queue_task(*, by: Eyes, job: str, about: models.Model) -> Task:
    """Ask for a job about a row; it begins once the caller's transaction commits.

    Raises UnderWay where a task about this row has not finished.
    """
    try:
        with transaction.atomic():
            task = Task.objects.create(
                authority_id=by.authority_id,
                job=job,
                table=about._meta.db_table,
                row_id=about.pk,
                person_id=by.acting_id,
                started_by=by.name,
            )
    except IntegrityError as error:
        raise UnderWay from error
    app.configure_task(job, allow_unknown=False).defer(
        authority_id=by.authority_id, task_id=task.pk
    )
    return task


Act = Callable[[Eyes, datetime, int, Progress], object]
PutBack = Callable[[Eyes, datetime, int], object]


def run_task(authority_id: int, task_id: int, act: Act, *, put_back: PutBack) -> None:
    """Do what a task is for, in one transaction, as the person who asked, and once.

    `act` is given eyes, moment, the row that it is about, and whom to tell of its steps. Where it
    fails, `put_back` is called in a transaction of its own and the task says why. A database that
    is away raises OperationalError: the job is tried again.
    """
    with Progress(authority_id, task_id) as told:
        try:
            with acting_for(authority_id):
                task = _unfinished(authority_id, task_id)
                if task is not None:
                    act(*_acting(task), task.row_id, told)
                    _finish(task)
        except OperationalError:
            raise
        except Refusal as refusal:
            _give_up(authority_id, task_id, str(refusal), put_back)
        except Exception:
            log.exception("Task %s failed", task_id)
            _give_up(authority_id, task_id, UNFORESEEN, put_back)


def _unfinished(authority_id: int, task_id: int) -> Task | None:
    """The task, if nobody has finished it; whoever else runs it waits until we end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"task {task_id}"])
    return Task.objects.of(authority_id).filter(pk=task_id, finished_at=None).first()


def _acting(task: Task) -> tuple[Eyes, datetime]:
    """As whom a task is done and at what moment; the database is told the actor."""
    name_actor(task.person_id)
    at = time_at(Authority.objects.get(pk=task.authority_id), real=timezone.now())
    person = Person.objects.of(task.authority_id).get(pk=task.person_id)
    return eyes_of(person, on=timezone.localdate(at)), at


def _give_up(authority_id: int, task_id: int, sentence: str, put_back: PutBack) -> None:
    with acting_for(authority_id):
        task = _unfinished(authority_id, task_id)
        if task is not None:
            put_back(*_acting(task), task.row_id)
            _finish(task, failed=sentence)


def _finish(task: Task, *, failed: str = "") -> None:
    task.finished_at, task.failed = timezone.now(), failed
    task.save(update_fields=["finished_at", "failed"])

"""Publishing's jobs: each calls one action for a task."""

from django.utils import timezone
from procrastinate.contrib.django import app

from evenreach.desks.publishing import approving
from evenreach.desks.publishing.actions import SEND, put_back, send_letters
from evenreach.desks.publishing.sending import publish_and_send, queue_due
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.background import AGAIN, run_task
from evenreach.flow.people.models import Authority
from evenreach.flow.people.queries import time_at

EVERY_MINUTE = "* * * * *"


@app.task(name=SEND, retry=AGAIN)
def send(authority_id: int, task_id: int) -> None:
    run_task(
        authority_id,
        task_id,
        lambda by, at, row_id, told: send_letters(by=by, at=at, issue_id=row_id, told=told),
        put_back=lambda by, at, row_id: put_back(by=by, at=at, issue_id=row_id),
    )


@app.task(name=approving.PUBLISH, retry=AGAIN)
def publish(authority_id: int, task_id: int) -> None:
    run_task(
        authority_id,
        task_id,
        lambda by, at, row_id, told: publish_and_send(by=by, at=at, version_id=row_id, told=told),
        put_back=lambda by, at, row_id: approving.put_back(by=by, at=at, version_id=row_id),
    )


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="announcements.due", retry=AGAIN)
def due(timestamp: int) -> None:
    """Each minute: what was approved for a time that has come, late where no worker ran."""
    for authority in Authority.objects.order_by("pk"):
        with acting_for(authority.pk):
            queue_due(authority_id=authority.pk, at=time_at(authority, real=timezone.now()))

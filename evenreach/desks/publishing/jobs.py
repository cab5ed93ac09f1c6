"""Publishing's jobs: each calls one action for a task."""

from procrastinate.contrib.django import app

from evenreach.desks.publishing.actions import SEND, put_back, send_letters
from evenreach.flow.people.background import AGAIN, run_task


@app.task(name=SEND, retry=AGAIN)
def send(authority_id: int, task_id: int) -> None:
    run_task(
        authority_id,
        task_id,
        lambda by, at, row_id, told: send_letters(by=by, at=at, issue_id=row_id, told=told),
        put_back=lambda by, at, row_id: put_back(by=by, at=at, issue_id=row_id),
    )

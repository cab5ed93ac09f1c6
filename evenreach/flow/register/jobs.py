"""The register's jobs: each calls one action for a task."""

from collections.abc import Callable

from procrastinate.contrib.django import app

from evenreach.flow.people.background import AGAIN, run_task
from evenreach.flow.register.applying import APPLY, UNDO, apply_import, put_back, undo_import
from evenreach.flow.register.importing import READ, read_import
from evenreach.flow.register.models import RegisterImport


@app.task(name=READ, retry=AGAIN)
def read(authority_id: int, task_id: int) -> None:
    _run(authority_id, task_id, read_import)


@app.task(name=APPLY, retry=AGAIN)
def apply(authority_id: int, task_id: int) -> None:
    _run(authority_id, task_id, apply_import)


@app.task(name=UNDO, retry=AGAIN)
def undo(authority_id: int, task_id: int) -> None:
    _run(authority_id, task_id, undo_import)


def _run(authority_id: int, task_id: int, act: Callable[..., RegisterImport]) -> None:
    run_task(
        authority_id,
        task_id,
        lambda by, at, row_id, told: act(by=by, at=at, import_id=row_id, told=told),
        put_back=lambda by, at, row_id: put_back(by=by, at=at, import_id=row_id),
    )

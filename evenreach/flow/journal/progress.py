"""How far a task has come, told on a connection of its own so that everybody sees it at once.

The task's work is one transaction, of which nobody sees anything before it commits.
"""

from contextlib import AbstractContextManager
from time import monotonic
from types import TracebackType
from typing import Protocol

from django.db import connection

SECONDS_BETWEEN = 0.5
BEGIN = "SELECT set_config('evenreach.authority', %s, false)"
TELL = (
    "UPDATE flow_task SET started_at = coalesce(started_at, clock_timestamp()), words = %s,"
    " done = %s, total = %s WHERE id = %s AND finished_at IS NULL"
)


class Told(Protocol):
    """Whatever wants to know the step that is under way, and how much of it is done."""

    def __call__(self, words: str, done: int = 0, total: int | None = None) -> None: ...


def untold(words: str, done: int = 0, total: int | None = None) -> None:
    """For work that nobody waits for."""


class Progress(AbstractContextManager["Progress"]):
    """Writes a task's steps: each new one at once, what is done of it twice a second."""

    def __init__(self, authority_id: int, task_id: int) -> None:
        self.authority_id, self.task_id = authority_id, task_id
        self.words, self.told_at = "", 0.0
        self.connection = connection.copy()

    def __enter__(self) -> "Progress":
        with self.connection.cursor() as cursor:
            cursor.execute(BEGIN, [str(self.authority_id)])
        return self

    def __call__(self, words: str, done: int = 0, total: int | None = None) -> None:
        if words == self.words and monotonic() - self.told_at < SECONDS_BETWEEN:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(TELL, [words, done, total, self.task_id])
        self.words, self.told_at = words, monotonic()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()

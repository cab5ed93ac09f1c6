"""Imports in real workers: killed in the middle, watched while they run, wanted by two at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.conf import settings

from evenreach.config import PROJECT
from evenreach.demo.authority import CLOCK_SHOWS
from evenreach.demo.setting import REGISTER
from evenreach.flow.journal.models import Task
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.applying import begin_applying, begin_undoing
from evenreach.flow.register.importing import begin_import
from evenreach.flow.register.imports import stored_register
from evenreach.flow.register.merging import Published, PublishedFiles
from evenreach.flow.register.models import RegisterImport, SchoolChange
from tests.faults.test_races import at_once

RAW = (REGISTER / "edubasealldata_northumberland.csv").read_bytes()
CHANGED = RAW.replace(b'"Acomb First School"', b'"Acomb School"')
SECONDS = 60.0
ROWS = 60_000
MIDDLES = {
    "reading": ("flow_registersnapshot", "Keeping what would change"),
    "applying": ("flow_schoolchange", "Writing the schools’ history"),
    "undoing": ("flow_schoollink", "Storing links"),
}


class Desk:
    """Morag with her authority's register, over a database in which everything is committed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.authority = Authority.objects.get(code="929")
        self.import_id = 0

    @property
    def eyes(self) -> Eyes:
        morag = Person.objects.get(authority=self.authority, email="morag.telfer@council.example")
        return eyes_of(morag, on=CLOCK_SHOWS.date())

    def load(self, raw: bytes = CHANGED) -> RegisterImport:
        file = Published("schools.csv", raw, "DfE", date(2026, 9, 24))
        with acting_for(self.authority.pk):
            begun = begin_import(by=self.eyes, at=CLOCK_SHOWS, files=PublishedFiles(schools=file))
        self.import_id = begun.pk
        return begun

    def ask(self, act: Callable[..., RegisterImport]) -> RegisterImport:
        with acting_for(self.authority.pk):
            return act(by=self.eyes, at=CLOCK_SHOWS, import_id=self.import_id)

    def stands(self) -> tuple[str, str, int]:
        """The import's state, the register's digest, and how many changes are its history."""
        with acting_for(self.authority.pk):
            state = RegisterImport.objects.of(self.authority.pk).get(pk=self.import_id).state
            changes = SchoolChange.objects.of(self.authority.pk).filter(by_import=self.import_id)
            return state, stored_register(self.authority.pk).digest, changes.count()

    def task(self) -> Task:
        with acting_for(self.authority.pk):
            return Task.objects.of(self.authority.pk).latest("pk")

    def wait_for(self, what: Callable[[Task], bool]) -> Task:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            task = self.task()
            if what(task):
                return task
            time.sleep(0.02)
        raise AssertionError(f"waited in vain; the task is at {task.words!r}")

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EVENREACH_SECRET_KEY": settings.SECRET_KEY,
        }
        words = [sys.executable, "-m", "evenreach.config.cli", "work"]
        process = subprocess.Popen(words, cwd=PROJECT, env=environment)
        try:
            yield process
        finally:
            process.kill()
            process.wait(20)

    def work_off(self) -> Task:
        with self.worker():
            return self.wait_for(lambda task: task.finished_at is not None)


@pytest.fixture
def desk(fresh_database: str) -> Desk:
    return Desk(fresh_database)


def bring_to(desk: Desk, middle: str) -> None:
    """Everything before, worked off; the job of `middle` is queued and waits."""
    desk.load()
    for name, act in (("applying", begin_applying), ("undoing", begin_undoing)):
        if middle != "reading":
            desk.work_off()
            desk.ask(act)
        if name == middle:
            return


@pytest.mark.parametrize("middle", MIDDLES)
def test_a_worker_killed_in_the_middle_leaves_before_and_another_makes_after(desk, middle):
    table, words = MIDDLES[middle]
    bring_to(desk, middle)
    before = desk.stands()
    with psycopg.connect(desk.url) as other, desk.worker() as worker:
        other.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        seen = desk.wait_for(lambda task: task.words == words)
        assert seen.finished_at is None
        assert desk.stands() == before
        worker.send_signal(signal.SIGKILL)
        worker.wait(20)
    assert desk.stands() == before
    assert desk.work_off().failed == ""
    state, digest, changes = desk.stands()
    assert state == {"reading": "previewed", "applying": "applied", "undoing": "undone"}[middle]
    assert (digest != before[1]) == (middle != "reading")
    assert changes == (0 if middle == "reading" else 1)


def test_how_far_it_is_is_seen_while_it_runs(desk):
    _, line, *_ = CHANGED.splitlines(keepends=True)
    elsewhere = line.replace(b'"929"', b'"390"').replace(b",929,", b",390,")
    rows = (elsewhere.replace(line[:6], str(200_000 + nth).encode(), 1) for nth in range(ROWS))
    desk.load(CHANGED + b"".join(rows))
    with desk.worker():
        seen = desk.wait_for(lambda task: task.total is not None and task.done >= 2_000)
        assert seen.words == "Reading schools.csv, row"
        assert 0 < seen.done < (seen.total or 0)
        assert (seen.started_at is not None, seen.finished_at) == (True, None)
        assert desk.stands()[0] == "waiting"
        later = desk.wait_for(lambda task: task.done > seen.done)
        assert later.total == seen.total
        desk.wait_for(lambda task: task.finished_at is not None)
    assert desk.stands()[0] == "previewed"


def test_of_eight_who_load_at_once_one_does(desk):
    answers = at_once(lambda _: desk.load())
    assert sum(isinstance(answer, RegisterImport) for answer in answers) == 1
    assert sum(isinstance(answer, Refusal) for answer in answers) == 7
    assert jobs(desk) == 1


def test_of_eight_who_apply_at_once_one_does(desk):
    desk.load()
    desk.work_off()
    answers = at_once(lambda _: desk.ask(begin_applying))
    assert sum(isinstance(answer, RegisterImport) for answer in answers) == 1
    assert jobs(desk) == 1
    assert desk.work_off().failed == ""
    assert (desk.stands()[0], desk.stands()[2]) == ("applied", 1)


def jobs(desk: Desk) -> int:
    """How many jobs of the register wait; what the clock begins is not counted."""
    with psycopg.connect(desk.url) as other:
        row = other.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status = 'todo' AND task_name <> 'announcements.due'"
        )
        return int((row.fetchone() or (0,))[0])

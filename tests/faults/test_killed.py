"""Web server and database killed under a steady load: what was acknowledged is there, once."""

import http.client
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from django.test import Client

from evenreach.config.embedded import running
from evenreach.demo.authority import SENCO_URN
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.models import Authority, Person
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from tests.conftest import BACKEND, SERVING, connect, make_empty, make_scene
from tests.journeys.conftest import Served, serving

WRITERS = 3
SECONDS_OF_LOAD = 4.0
TOKEN = "t" * 32


class Writer:
    """Sends forms one after the other and keeps its own journal of what was acknowledged."""

    def __init__(self, session: str, specification: int) -> None:
        self.body = {"specification": str(specification), "csrfmiddlewaretoken": TOKEN}
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.acknowledged: dict[str, str] = {}
        self.unanswered: list[str] = []

    def send(self, served: Served, key: str) -> bool:
        """Whether the form with this key was acknowledged."""
        host = urlsplit(served.url).netloc
        try:
            with closing(http.client.HTTPConnection(host, timeout=20)) as connection:
                body = urlencode({**self.body, "form_key": key})
                connection.request("POST", f"/school/{SENCO_URN}/ask/", body, self.headers)
                answer = connection.getresponse()
                answer.read()
        except (OSError, http.client.HTTPException):
            return False
        location = answer.headers.get("Location", "")
        if answer.status != 302 or not location.startswith("/school/requests/"):
            return False
        self.acknowledged[key] = location
        return True

    def write_until(self, served: Served, stop: threading.Event) -> None:
        while not stop.is_set():
            key = uuid4().hex
            if not self.send(served, key):
                self.unanswered.append(key)
                time.sleep(0.05)


@pytest.fixture
def folder() -> Iterator[Path]:
    place = "/var/tmp" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="evenreach-", dir=place) as name:
        Path(name).chmod(0o711)
        yield Path(name)


def writer_of(url: str) -> Writer:
    connect(url, SERVING)
    authority = Authority.objects.get(code="929")
    with acting_for(authority.pk):
        offer = published_offer(authority.pk, academic_year=2025)
        assert offer is not None
        visit = learner_visits_offered(offer).first()
        client = Client()
        email = f"senco.{SENCO_URN}@school.example"
        client.force_login(Person.objects.get(email=email), backend=BACKEND)
    connections.close_all()
    return Writer(client.cookies["sessionid"].value, visit.pk)


def kill_database(folder: Path) -> None:
    pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for process in (pid, *map(int, children)):
        os.kill(process, signal.SIGKILL)


def load_then_kill(folder: Path, *statements: str) -> list[Writer]:
    """The writers after a load in whose midst database and web server were killed.

    The owner's statements come before the load.
    """
    with running(folder) as server:
        make_empty(server)
        url = make_scene(server)
        with psycopg.connect(server, autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement)
        writers = [writer_of(url) for _ in range(WRITERS)]
        stop = threading.Event()
        with serving(url, folder) as served:
            threads = [
                threading.Thread(target=writer.write_until, args=(served, stop))
                for writer in writers
            ]
            for thread in threads:
                thread.start()
            time.sleep(SECONDS_OF_LOAD)
            kill_database(folder)
            os.killpg(served.pid, signal.SIGKILL)
            stop.set()
            for thread in threads:
                thread.join()
    return writers


@pytest.fixture
def connected_again(django_db_blocker) -> Iterator[None]:
    """Lets these tests connect Django to databases of their own, and back."""
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        yield
        connections["default"].settings_dict.update(before)


@pytest.mark.long
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(folder, connected_again):
    writers = load_then_kill(folder)
    with running(folder) as server, serving(scene_of(server), folder) as served:
        for writer in writers:
            for key in writer.unanswered:
                assert writer.send(served, key)
            for key, location in list(writer.acknowledged.items()):
                assert writer.send(served, key)
                assert writer.acknowledged[key] == location
        keys = sum(len(writer.acknowledged) for writer in writers)
        assert keys > 20
        assert rows_of(scene_of(server)) == keys


@pytest.mark.long
def test_without_waiting_for_the_disk_acknowledged_writes_are_lost(folder, connected_again):
    """The control: a commit that does not wait is acknowledged and gone."""
    writers = load_then_kill(
        folder,
        "ALTER DATABASE scene_test SET synchronous_commit = off",
        "ALTER SYSTEM SET wal_writer_delay = '10s'",
        "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
        "SELECT pg_reload_conf()",
    )
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    with running(folder) as server:
        assert rows_of(scene_of(server)) < acknowledged


def scene_of(server: str) -> str:
    return server.rpartition("/")[0] + "/scene_test"


def rows_of(url: str) -> int:
    with psycopg.connect(url) as owner:
        owner.execute("SELECT set_config('evenreach.authority', '1', true)")
        row = owner.execute("SELECT count(*) FROM flow_schoolrequest").fetchone()
        assert row is not None
        return int(row[0])

"""A served Evenreach and a real browser: Debian's Chromium, no network but loopback."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from evenreach.config import PROJECT
from evenreach.config.addresses import address, with_database
from evenreach.config.database import clone, drop
from evenreach.demo import play
from evenreach.demo.people import PASSWORD
from evenreach.demo.setting import OPENED_AT
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.actions import add_person, grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Role
from tests.conftest import SERVING, connect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 700}


@dataclass(frozen=True)
class Served:
    """Evenreach on a port of its own, over a database of its own."""

    url: str
    database: str
    mail: Path
    pid: int

    def let_time_pass_until(self, moment: datetime) -> None:
        """Set the authority's clock on, as nobody who uses it could."""
        with psycopg.connect(self.database, autocommit=True) as owner:
            owner.execute(
                "UPDATE flow_authority SET clock_shows = %s, clock_set_at = now()"
                " WHERE code = '929'",
                [moment],
            )

    def give_password(self, email: str) -> None:
        """Let one of the invented staff sign in who has no account to show."""
        with psycopg.connect(self.database, autocommit=True) as owner:
            owner.execute("SELECT set_config('evenreach.authority', '1', false)")
            owner.execute(
                "UPDATE flow_person SET password = (SELECT password FROM flow_person"
                " WHERE email = 'tom.robson@council.example') WHERE email = %s",
                [email],
            )


@contextmanager
def serving(database: str, folder: Path) -> Iterator[Served]:
    """The web server, and a worker beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "EVENREACH_DEMONSTRATION": "1",
        "EVENREACH_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONWARNINGS": "default",
    }
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    words += ["--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    words += ["--log-level", "error", "evenreach.config.wsgi:application"]
    working = [sys.executable, "-m", "evenreach.config.cli", "work"]
    with (folder / "server.log").open("wb") as log:
        process, worker = (
            subprocess.Popen(
                each, cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            for each in (words, working)
        )
        try:
            _wait_for(port, process, folder / "server.log")
            yield Served(f"http://127.0.0.1:{port}", database, folder / "mail", process.pid)
        finally:
            worker.kill()
            worker.wait(20)
            process.terminate()
            process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise AssertionError(log.read_text())
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 seconds")


@pytest.fixture(scope="session")
def played(
    server: str, empty_database: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker
) -> Iterator[Served]:
    """The whole demonstration as `make demo` plays it, served for reading."""
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        url = clone(server, "empty_test", "played_test")
        connect(url, SERVING)
        play.ensure_played()
        connections.close_all()
        connections["default"].settings_dict.update(before)
    with serving(url, tmp_path_factory.mktemp("played")) as served:
        yield served


@pytest.fixture
def served(server: str, scene: str, tmp_path: Path, django_db_setup: None) -> Iterator[Served]:
    """The year's beginning, served for acting."""
    url = clone(server, "scene_test", "served_clone")
    with serving(url, tmp_path) as running:
        yield running
    drop(server, address(with_database(url, "served_clone")).name)


@pytest.fixture
def beginning(
    server: str, empty_database: str, tmp_path: Path, django_db_setup: None, django_db_blocker
) -> Iterator[Served]:
    """An authority in which there is Morag, its lead, and nothing else; served for acting."""
    url = clone(server, "empty_test", "beginning_clone")
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        connect(url, SERVING)
        _add_morag()
        connections.close_all()
        connections["default"].settings_dict.update(before)
    with serving(url, tmp_path) as running:
        yield running
    drop(server, "beginning_clone")


def _add_morag() -> None:
    authority = Authority.objects.get(code="929")
    by = Eyes(authority_id=authority.pk, name="Set-up", is_authority_lead=True)
    with acting_for(authority.pk):
        morag = add_person(
            by=by,
            at=OPENED_AT,
            name="Morag Telfer",
            email="morag.telfer@council.example",
            password=PASSWORD,
        )
        grant_role(
            by=by,
            at=OPENED_AT,
            person=morag,
            role=Role.AUTHORITY_LEAD,
            starts_on=OPENED_AT.date(),
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A browser of somebody's own, signed in; on a desktop unless said otherwise."""
    contexts: list[BrowserContext] = []

    def opened(served: Served, email: str | None = None, **options: object) -> Page:
        options.setdefault("viewport", DESKTOP)
        context = browser.new_context(base_url=served.url, locale="en-GB", **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        if email is not None:
            sign_in(page, email)
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def faults_of(page: Page) -> list[str]:
    """What axe finds on a page, and whether anything spills over its width."""
    results = Axe().run(page).response["violations"]
    found = [f"{fault['id']}: {node['html'][:160]}" for fault in results for node in fault["nodes"]]
    return [*found, *overflow_of(page)]


def overflow_of(page: Page) -> list[str]:
    """Whether a page has to be scrolled sideways."""
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"wider than the window by {width}px"] if width > 0 else []


def overflow_at_200_percent(page: Page) -> list[str]:
    """The same with the text at twice its size, as a reader's own setting makes it."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = overflow_of(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found

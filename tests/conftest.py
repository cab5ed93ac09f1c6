"""A served authority for every test: Northumberland's schools, invented people, and a neighbour.

Tests run as the serving role, so row-level security is forced on all of them.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from evenreach.config import PROJECT, guards
from evenreach.config.addresses import with_database
from evenreach.config.database import OWNER, clone, connection_settings, create_afresh, drop
from evenreach.config.embedded import running
from evenreach.demo import authority as demonstration
from evenreach.demo.people import add_senco
from evenreach.demo.setting import OPENED_AT, set_the_scene
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.actions import add_person, grant_role, open_authority
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority, Person, Role
from evenreach.flow.register.queries import school_by_urn

SERVING = "evenreach_web"
OTHER_URN = 122171
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def connect(url: str, role: str) -> None:
    """Let Django's connection be to this database in this role."""
    connections.close_all()
    connections["default"].settings_dict.update(connection_settings(url, role))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    chosen = os.environ.get("EVENREACH_POSTGRES_FOLDER")
    with running(Path(chosen) if chosen else PROJECT / ".evenreach" / "tests") as url:
        yield url


@pytest.fixture(scope="session")
def empty_database(server: str, django_db_blocker) -> str:
    """Migrated, guarded, with two authorities and nothing else; nobody stays connected to it."""
    with django_db_blocker.unblock():
        return make_empty(server)


@pytest.fixture(scope="session")
def scene(server: str, empty_database: str, django_db_blocker) -> str:
    """The year's beginning: register, offer, staff, adopted policies, three SENCOs."""
    with django_db_blocker.unblock():
        return make_scene(server)


def make_empty(server: str) -> str:
    url = create_afresh(with_database(server, "empty_test"), "empty_test")
    connect(url, OWNER)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    guards.install(connections["default"])
    now = datetime.now(UTC)
    for code, name, host in (
        (demonstration.LA_CODE, demonstration.NAME, ""),
        ("999", "Elsewhere (demonstration)", "elsewhere.test"),
    ):
        open_authority(
            code=code,
            name=name,
            host=host,
            colour=demonstration.COLOUR,
            mail_from=demonstration.MAIL_FROM,
            demonstration_clock=(demonstration.CLOCK_SHOWS, now),
        )
    connections.close_all()
    return url


def make_scene(server: str) -> str:
    url = clone(server, "empty_test", "scene_test")
    connect(url, SERVING)
    authority = Authority.objects.get(code=demonstration.LA_CODE)
    by = Eyes(authority_id=authority.pk, name="Set-up", is_authority_lead=True)
    with acting_for(authority.pk):
        set_the_scene(by=by)
        _add_sencos(by)
    connections.close_all()
    return url


def _add_sencos(by: Eyes) -> None:
    for nth, urn in enumerate((demonstration.SENCO_URN, OTHER_URN)):
        school = school_by_urn(by.authority_id, urn)
        add_senco(by=by, at=OPENED_AT, school=school, nth=nth, named=True)
    colleague = add_person(
        by=by, at=OPENED_AT, name="Dawn Kerr", email="head@school.example", password=None
    )
    grant_role(
        by=by,
        at=OPENED_AT,
        person=colleague,
        role=Role.SCHOOL,
        starts_on=OPENED_AT.date(),
        urn=demonstration.SENCO_URN,
        title="Headteacher",
    )


@pytest.fixture(scope="session")
def django_db_setup(server: str, scene: str, django_db_blocker) -> Iterator[None]:
    """Takes the place of pytest-django's own: tests share one database and undo what they do."""
    with django_db_blocker.unblock():
        connect(clone(server, "scene_test", "evenreach_test"), SERVING)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@dataclass(frozen=True)
class People:
    """The named people of the stories."""

    alison: Person
    brian: Person
    dawn: Person
    jean: Person
    ruth: Person
    tom: Person
    samuel: Person
    morag: Person
    anil: Person


@pytest.fixture
def northumberland(db: None) -> Iterator[Authority]:
    """The authority, with the test's transaction acting for it."""
    authority = Authority.objects.get(code=demonstration.LA_CODE)
    with acting_for(authority.pk):
        yield authority


@pytest.fixture
def elsewhere(northumberland: Authority) -> Authority:
    return Authority.objects.get(code="999")


@pytest.fixture
def at() -> datetime:
    """What the authority's clock shows, but for the moments since the tests began."""
    return demonstration.CLOCK_SHOWS


@pytest.fixture
def people(northumberland: Authority) -> People:
    addresses = {
        "alison": f"senco.{demonstration.SENCO_URN}@school.example",
        "brian": f"senco.{OTHER_URN}@school.example",
        "dawn": "head@school.example",
        "jean": "jean.armstrong@council.example",
        "ruth": "ruth.okafor@council.example",
        "tom": "tom.robson@council.example",
        "samuel": "samuel.osei@council.example",
        "morag": "morag.telfer@council.example",
        "anil": "anil.desai@council.example",
    }
    found = {person.email: person for person in Person.objects.of(northumberland.pk)}
    return People(**{name: found[address] for name, address in addresses.items()})


@pytest.fixture
def eyes(at: datetime) -> Callable[[Person], Eyes]:
    """Whose eyes a person has on the day of the stories."""
    return lambda person: eyes_of(person, on=at.date())


@pytest.fixture
def browser_of(db: None) -> Callable[..., Client]:
    """A test client, signed in as somebody or as nobody."""

    def client_of(person: Person | None = None, *, host: str = "testserver") -> Client:
        client = Client(headers={"host": host})
        if person is not None:
            client.force_login(person, backend=BACKEND)
        return client

    return client_of


@pytest.fixture
def fresh_database(server: str, scene: str, django_db_blocker) -> Iterator[str]:
    """A database of its own with the scene, for tests that commit; Django is connected to it."""
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        url = clone(server, "scene_test", "fresh_clone")
        connect(url, SERVING)
        try:
            yield url
        finally:
            connections.close_all()
            connections["default"].settings_dict.update(before)
            drop(server, "fresh_clone")


@pytest.fixture
def project() -> Path:
    return PROJECT

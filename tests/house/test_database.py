"""A database is made ready by any login that may, explained to one that may not, never dropped."""

import threading
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from evenreach.config import database
from evenreach.config.addresses import WrongDatabaseUrl, address, hidden, with_database
from evenreach.config.database import NotAllowed, Unreachable, UnsafeName, UnsafeRole

WEB = "-c role=evenreach_web"
OWNER = "-c role=evenreach_owner"


@pytest.fixture(scope="module")
def prepared(server_url: str) -> str:
    """A database that is ready, and that no test changes."""
    return database.create_afresh(server_url, "ready_test")


@pytest.fixture
def plain_login(server_url: str) -> Iterator[str]:
    """The URL of a login without any right, to a database that somebody made for it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN PASSWORD 'p@ss/word'")
        connection.execute("CREATE DATABASE plain_test")
    parts = urlsplit(with_database(server_url, "plain_test"))
    netloc = f"plain:p%40ss%2Fword@{parts.hostname}:{parts.port}"
    yield urlunsplit(parts._replace(netloc=netloc))
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE plain_test WITH (FORCE)")
        connection.execute("DROP ROLE plain")


def run(url: str, command: str, options: str = "") -> None:
    with psycopg.connect(url, options=options) as connection:
        connection.execute(command)


def answer(url: str, command: str, options: str = "") -> object:
    with psycopg.connect(url, options=options) as connection:
        row = connection.execute(command).fetchone()
    return row and row[0]


def test_every_connection_says_which_role_it_is() -> None:
    url = "postgresql://ann:p%40ss@db.example:6432/evenreach?sslmode=require"
    assert database.connection_settings(url, "evenreach_web") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "evenreach",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {
            "sslmode": "require",
            "options": "-c role=evenreach_web -c timezone=Europe/London",
        },
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", "does not begin with postgresql://"),
        ("mysql://ann:secret@host/evenreach", "does not begin with postgresql://"),
        ("host=localhost password=secret", "does not begin with postgresql://"),
        ("postgresql://ann:secret@host", "does not name one database"),
        ("postgresql://ann:secret@host/", "does not name one database"),
        ("postgresql://ann:secret@host/a/b", "does not name one database"),
        ("postgresql://ann:secret@host:port/evenreach", "port that cannot be read"),
        ("postgresql://ann:sec/secret@host/evenreach", "port that cannot be read"),
    ],
)
def test_a_wrong_url_is_explained_and_its_password_kept(url: str, fault: str) -> None:
    with pytest.raises(WrongDatabaseUrl, match=fault) as caught:
        database.connection_settings(url, "evenreach_web")
    assert "secret" not in str(caught.value)
    assert "postgresql://login:password@host:5432/database" in str(caught.value)


def test_a_password_in_the_query_is_hidden_too() -> None:
    assert hidden("postgresql://ann@host/a?password=secret&x=1") == (
        "postgresql://ann@host/a?password=…&x=1"
    )


def test_a_server_that_is_not_there_is_explained() -> None:
    with pytest.raises(Unreachable, match=r"ann:…@127.0.0.1:1/evenreach.* refused") as caught:
        database.prepare("postgresql://ann:secret@127.0.0.1:1/evenreach")
    assert "secret" not in str(caught.value)


def test_the_roles_are_no_superusers_and_cannot_log_in(prepared: str) -> None:
    with psycopg.connect(prepared) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname LIKE 'evenreach\\__%' ORDER BY rolname"
        ).fetchall()
    assert rows == [(name, *[False] * 5) for name in ("evenreach_owner", "evenreach_web")]


def test_the_owner_makes_tables_and_the_web_cannot(prepared: str) -> None:
    run(prepared, "CREATE TABLE t(); DROP TABLE t", OWNER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(prepared, "CREATE TABLE t()", WEB)


def test_ranges_can_exclude_each_other(prepared: str) -> None:
    booking = "CREATE TEMP TABLE b (who int, at tstzrange, EXCLUDE USING gist ({}))"
    run(prepared, booking.format("who WITH =, at WITH &&"), OWNER)


def test_many_at_once_make_the_same_database_ready(server_url: str) -> None:
    database.drop(server_url, "many_test")
    url, failures = with_database(server_url, "many_test"), []

    def prepare() -> None:
        try:
            database.prepare(url)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=prepare) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert answer(url, "SELECT 1", WEB) == 1


def test_a_login_without_the_right_is_told_what_an_administrator_runs(
    server_url: str, plain_login: str, prepared: str
) -> None:
    with pytest.raises(NotAllowed, match="The login plain may not") as caught:
        database.prepare(plain_login)
    told = str(caught.value).split("start again:")[1]
    assert 'GRANT "evenreach_web" TO "plain";' in told
    assert "p@ss" not in str(caught.value)
    with psycopg.connect(with_database(server_url, "plain_test"), autocommit=True) as connection:
        for command in told.strip().removesuffix(";").split(";"):
            connection.execute(command)
    database.prepare(plain_login)
    assert answer(plain_login, "SELECT current_user::text", WEB) == "evenreach_web"


def test_a_database_that_the_login_may_not_make(plain_login: str) -> None:
    with pytest.raises(NotAllowed, match='CREATE DATABASE "never_made"'):
        database.prepare(with_database(plain_login, "never_made"))


@pytest.mark.parametrize("name", ["evenreach", "evenreach_demo", "postgres", "a_once; --", "_once"])
def test_nobodys_data_are_dropped(server_url: str, name: str) -> None:
    for refused in (database.create_afresh, database.drop):
        with pytest.raises(UnsafeName, match="is not dropped"):
            refused(server_url, name)


def test_made_afresh_nothing_is_left_of_before(server_url: str) -> None:
    url = database.create_afresh(server_url, "again_once")
    run(url, "CREATE TABLE before()", OWNER)
    with psycopg.connect(url):
        assert database.create_afresh(server_url, "again_once") == url
    assert answer(url, "SELECT to_regclass('before')") is None


def test_a_clone_holds_the_same_and_changes_alone(server_url: str) -> None:
    source = database.create_afresh(server_url, "source_test")
    run(source, "CREATE TABLE kept AS SELECT 1 AS one", OWNER)
    copy = database.clone(server_url, "source_test", "source_clone_a1")
    assert address(copy).name == "source_clone_a1"
    run(copy, "UPDATE kept SET one = 2", OWNER)
    assert (answer(source, "SELECT one FROM kept"), answer(copy, "SELECT one FROM kept")) == (1, 2)
    database.drop(server_url, "source_clone_a1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(copy)


def test_the_role_that_serves_is_bound_by_row_level_security(server_url: str) -> None:
    url = database.create_afresh(server_url, "serving_test")
    run(url, "CREATE TABLE owned()", OWNER)
    with psycopg.connect(url, options=WEB) as connection:
        database.check_serving_role(connection)
    with (
        psycopg.connect(url, options=OWNER) as connection,
        pytest.raises(UnsafeRole, match="evenreach_owner owns tables"),
    ):
        database.check_serving_role(connection)
    with (
        psycopg.connect(url) as connection,
        pytest.raises(UnsafeRole, match="is a superuser and may bypass"),
    ):
        database.check_serving_role(connection)

"""How Django connects, and how a database is made ready for it.

Two roles that cannot log in: `evenreach_owner` owns and migrates, `evenreach_web` serves and owns
nothing, so that row-level security binds it. The login of DATABASE_URL is a member of both, and
every connection says which of them it is.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors, sql

from evenreach.config import Refusal
from evenreach.config.addresses import WrongDatabaseUrl, address, hidden, with_database
from evenreach.config.readiness import LOCK, Step, steps_missing

__all__ = ["NotAllowed", "Unreachable", "UnsafeName", "UnsafeRole", "WrongDatabaseUrl"]

OWNER = "evenreach_owner"
DROPPABLE = re.compile(r"[a-z0-9_]+_(once|test|clone)(_[a-z0-9]+)?")
MEETINGS = (
    errors.UniqueViolation,
    errors.DuplicateObject,
    errors.DuplicateDatabase,
    errors.ObjectInUse,
    errors.InternalError_,
)
TRIES = 8

Connection = psycopg.Connection[tuple[Any, ...]]


class NotAllowed(Refusal):
    """The login may not do what is missing; the sentence holds the SQL for an administrator."""


class Unreachable(Refusal):
    """No connection to the server."""


class UnsafeName(Refusal):
    """A database that may hold somebody's data is not dropped."""


class UnsafeRole(Refusal):
    """Row-level security would not bind the role that serves."""


def connection_settings(url: str, role: str) -> dict[str, Any]:
    """Django's DATABASES["default"] for this URL, every connection acting as `role`."""
    found = address(url)
    words = [found.options.pop("options", ""), f"-c role={role}", "-c timezone=Europe/London"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.name,
        "USER": found.login,
        "PASSWORD": found.password,
        "HOST": found.host,
        "PORT": "" if found.port is None else str(found.port),
        "OPTIONS": {**found.options, "options": " ".join(filter(None, words))},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def prepare(url: str) -> None:
    """Makes the database of this URL and all it needs, where missing; any number at once."""
    name = address(url).name
    if not _exists(url, name):
        _create(url, name, sql.SQL("ENCODING 'UTF8' TEMPLATE template0"))
    for _ in range(TRIES - 1):
        with suppress(*MEETINGS):
            _complete(url)
            return
    _complete(url)


def create_afresh(url: str, name: str) -> str:
    """The URL of a new, prepared database; one of that name is dropped first."""
    drop(url, name)
    fresh = with_database(url, name)
    prepare(fresh)
    return fresh


def clone(url: str, source: str, name: str) -> str:
    """The URL of a copy of `source`, which nobody may be using; one of that name is dropped."""
    drop(url, name)
    _create(
        url, name, sql.SQL("TEMPLATE {} OWNER {}").format(*map(sql.Identifier, (source, OWNER)))
    )
    return with_database(url, name)


def drop(url: str, name: str) -> None:
    """Drops a database whose name says that it may be dropped, whoever is connected to it."""
    if not DROPPABLE.fullmatch(name):
        raise UnsafeName(
            f"The database {name!r} is not dropped: only names that end in _once, _test or _clone "
            "(or in one of these and a word) are, so that nobody loses data."
        )
    command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with _beside(url) as connection:
        try:
            connection.execute(command)
        except errors.InsufficientPrivilege as error:
            raise _not_allowed(url, [command.as_string(connection)]) from error


def check_serving_role(connection: Any) -> None:
    """Raises UnsafeRole unless row-level security binds the current user of this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, EXISTS("
            "  SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p')"
            "  AND relnamespace = 'public'::regnamespace)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        role, *faults = cursor.fetchone()
    words = ("is a superuser", "may bypass row-level security", "owns tables")
    found = [word for word, fault in zip(words, faults, strict=True) if fault]
    if found:
        raise UnsafeRole(
            f"The database role {role} {' and '.join(found)}, so one school could see another's "
            "learners. Serve as evenreach_web: unset EVENREACH_DATABASE_ROLE."
        )


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise Unreachable(
            f"No connection to the database {hidden(url)}: {str(error).splitlines()[0]}. "
            "Check that the server runs and that DATABASE_URL is right."
        ) from error
    with connection:
        yield connection


@contextmanager
def _beside(url: str) -> Iterator[Connection]:
    """A connection to the same server, from which this URL's database can be made or dropped."""
    address(url)
    with _connected(with_database(url, "postgres")) as connection:
        yield connection


def _exists(url: str, name: str) -> bool:
    """Asks the database itself first: a login may have no other that it can enter.

    One that is listed all the same has come to be meanwhile, by another start, and is asked again.
    """
    try:
        with _connected(url):
            return True
    except Unreachable as refusal:
        try:
            listed = _is_listed(url, name)
        except Unreachable:
            raise refusal from None
    if listed:
        with _connected(url):
            return True
    return False


def _is_listed(url: str, name: str) -> bool:
    question = "SELECT FROM pg_database WHERE datname = %s"
    with _beside(url) as connection:
        return connection.execute(question, [name]).fetchone() is not None


def _create(url: str, name: str, how: sql.Composable) -> None:
    command = sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), how)
    with _beside(url) as connection:
        try:
            connection.execute(command)
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return
        except errors.InsufficientPrivilege as error:
            raise _not_allowed(url, [command.as_string(connection)]) from error


def _complete(url: str) -> None:
    with _connected(url) as connection:
        missing: list[Step] = []
        try:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                missing = steps_missing(connection)
                for step in missing:
                    connection.execute(step.command)
        except errors.InsufficientPrivilege as error:
            commands = [step.command.as_string(connection) for step in missing]
            raise _not_allowed(url, commands) from error


def _not_allowed(url: str, commands: list[str]) -> NotAllowed:
    lines = "".join(f"\n  {command};" for command in commands)
    return NotAllowed(
        f"The login {address(url).login or 'of DATABASE_URL'} may not make the database "
        f"{address(url).name} ready. Let an administrator of the server run this in that database "
        f"(CREATE DATABASE and DROP DATABASE: in postgres), then start again:{lines}"
    )

"""What a database needs before the first migration: one step a thing, each with its own question.

A step is taken only where its question is answered with yes, so that a login without the right to
take it does no harm once an administrator has.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

LOCK = 929_2025
ROLES = ("evenreach_owner", "evenreach_web")
SET_OPTION_SINCE = 16_00_00

OF_EACH_ROLE = (
    (
        "SELECT NOT EXISTS(SELECT FROM pg_roles WHERE rolname = {name})",
        "CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    ),
    (
        "SELECT EXISTS(SELECT FROM pg_roles WHERE rolname = {name}"
        " AND (rolcanlogin OR rolsuper OR rolbypassrls))",
        "ALTER ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS",
    ),
    (
        "SELECT NOT EXISTS(SELECT FROM pg_roles WHERE rolname = {name}"
        " AND pg_has_role(session_user, oid, {acting})"
        " AND pg_has_role(session_user, oid, 'USAGE'))",
        "GRANT {role} TO {login}",
    ),
)
OF_THE_DATABASE = (
    (
        "SELECT pg_get_userbyid(datdba) <> 'evenreach_owner' FROM pg_database"
        " WHERE datname = current_database()",
        "ALTER DATABASE {database} OWNER TO evenreach_owner",
    ),
    (
        "SELECT NOT EXISTS(SELECT FROM pg_extension WHERE extname = 'btree_gist')",
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
    ),
    (
        "SELECT pg_get_userbyid(nspowner) <> 'evenreach_owner' FROM pg_namespace"
        " WHERE nspname = 'public'",
        "ALTER SCHEMA public OWNER TO evenreach_owner",
    ),
    (
        "SELECT EXISTS(SELECT FROM pg_namespace, aclexplode(nspacl)"
        " WHERE nspname = 'public' AND grantee = 0 AND privilege_type = 'CREATE')",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    ),
    (
        "SELECT NOT EXISTS(SELECT FROM pg_roles WHERE rolname = 'evenreach_web'"
        " AND has_schema_privilege(oid, 'public', 'USAGE'))",
        "GRANT USAGE ON SCHEMA public TO evenreach_web",
    ),
)


@dataclass(frozen=True)
class Step:
    """`question` answers whether `command` is still needed."""

    question: sql.Composed
    command: sql.Composed


def steps_missing(connection: psycopg.Connection[tuple[Any, ...]]) -> list[Step]:
    """The steps still to take in the database of this connection, in their order."""
    return [step for step in _steps(connection) if _is_needed(connection, step)]


def _is_needed(connection: psycopg.Connection[tuple[Any, ...]], step: Step) -> bool:
    row = connection.execute(step.question).fetchone()
    return bool(row and row[0])


def _steps(connection: psycopg.Connection[tuple[Any, ...]]) -> list[Step]:
    """Acting as a role is a right of every member, and since PostgreSQL 16 an option of its own."""
    acting = "SET" if connection.info.server_version >= SET_OPTION_SINCE else "MEMBER"
    words: dict[str, sql.Composable] = {
        "database": sql.Identifier(connection.info.dbname),
        "login": sql.Identifier(connection.info.user),
        "acting": sql.Literal(acting),
    }
    named = [
        (pair, {**words, "role": sql.Identifier(role), "name": sql.Literal(role)})
        for role in ROLES
        for pair in OF_EACH_ROLE
    ]
    named += [(pair, words) for pair in OF_THE_DATABASE]
    return [
        Step(sql.SQL(question).format(**names), sql.SQL(command).format(**names))
        for (question, command), names in named
    ]

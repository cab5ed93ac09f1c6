"""DATABASE_URL taken apart and put together; passwords never reach a message."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from evenreach.config import Refusal

FORM = "postgresql://login:password@host:5432/database"


class WrongDatabaseUrl(Refusal):
    """DATABASE_URL is not the address of a PostgreSQL database."""

    def __init__(self, url: str, fault: str) -> None:
        super().__init__(
            f"DATABASE_URL {fault} (it is {hidden(url)!r}). Write it as {FORM}, with anything odd "
            "in the password percent-encoded, or unset it to use the embedded PostgreSQL."
        )


@dataclass(frozen=True)
class Address:
    """A database's address; `options` are libpq's, such as sslmode."""

    name: str
    login: str
    password: str
    host: str
    port: int | None
    options: dict[str, str]


def address(url: str) -> Address:
    """The parts of a DATABASE_URL; raises WrongDatabaseUrl."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise WrongDatabaseUrl(url, "has a host or port that cannot be read") from error
    if parts.scheme not in ("postgresql", "postgres"):
        raise WrongDatabaseUrl(url, "does not begin with postgresql://")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise WrongDatabaseUrl(url, "does not name one database after the host")
    return Address(
        name=name,
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or ""),
        port=port,
        options=dict(parse_qsl(parts.query)),
    )


def with_database(url: str, name: str) -> str:
    """The same server and login, another database."""
    return urlunsplit(urlsplit(url.strip())._replace(path="/" + quote(name, safe="")))


def hidden(url: str) -> str:
    """The URL as it may be shown: without its password."""
    shown = re.sub(r"(://[^:/@]*):.*@", r"\1:…@", url)
    return re.sub(r"(password=)[^&\s]*", r"\1…", shown)

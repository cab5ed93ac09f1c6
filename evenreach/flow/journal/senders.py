"""How an installation sends mail: by SMTP, through GOV.UK Notify, or into a folder."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from evenreach.flow.journal.notify import NotAKey, Notify

Send = Callable[[EmailMessage, str], None]


class NoPostbox(Exception):
    """The settings that say where mail goes are missing or not understood."""

    def __init__(self, found: str, why: str = "") -> None:
        super().__init__(
            why
            or f"EVENREACH_MAIL is {found!r}. Set it to smtp://user:password@host:port, to notify "
            "for GOV.UK Notify, or to a folder in which to keep messages as files."
        )


def sender() -> Send:
    """How this installation sends. Raises NoPostbox."""
    where = settings.MAIL
    if where == "notify":
        return _through_notify()
    if where.startswith("smtp://"):
        return _by_smtp(where)
    if not where or "://" in where:
        raise NoPostbox(where)
    return _into_folder(Path(where))


def _through_notify() -> Notify:
    try:
        return Notify(settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE)
    except NotAKey as error:
        raise NoPostbox("notify", str(error)) from error


def _into_folder(folder: Path) -> Send:
    def send(message: EmailMessage, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        part.write_bytes(bytes(message))
        part.replace(folder / f"{name}.eml")

    return send


def _by_smtp(address: str) -> Send:
    parts = urlsplit(address)

    def send(message: EmailMessage, _: str) -> None:
        with smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=30) as server:
            if parts.username:
                server.starttls()
                server.login(parts.username, parts.password or "")
            server.send_message(message)

    return send

"""Sends what waits in the outbox, each message until it is away.

A message is sent while its row is locked and marked in the same transaction: killed in between,
it is sent again with the same Message-ID, which receivers know; it is never lost.
"""

import os
import smtplib
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from evenreach.flow.journal.models import Goes, OutgoingMail
from evenreach.flow.journal.scope import acting_for

Send = Callable[[EmailMessage, str], None]
SECONDS_BETWEEN = 1.0
MOST_ATTEMPTS = 20


class NoPostbox(Exception):
    """The setting that says where mail goes is missing or not understood."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"EVENREACH_MAIL is {found!r}. Set it to smtp://user:password@host:port, or to a "
            "folder in which to keep messages as files."
        )


def sender() -> Send:
    """How this installation sends: to an SMTP server, or into a folder. Raises NoPostbox."""
    where = settings.MAIL
    if where.startswith("smtp://"):
        return _by_smtp(where)
    if not where or "://" in where:
        raise NoPostbox(where)
    return _into_folder(Path(where))


def send_waiting(authority_id: int, address_from: str, send: Send) -> int:
    """Send every message that waits for one authority, one transaction each; how many went."""
    sent = 0
    while _send_one(authority_id, address_from, send):
        sent += 1
    return sent


def _send_one(authority_id: int, address_from: str, send: Send) -> bool:
    with acting_for(authority_id):
        mail = (
            OutgoingMail.objects.of(authority_id)
            .select_for_update(skip_locked=True)
            .filter(goes=Goes.AT_ONCE, sent_at=None, attempts__lt=MOST_ATTEMPTS)
            .order_by("attempts", "pk")
            .first()
        )
        if mail is None:
            return False
        mail.attempts += 1
        try:
            send(_message(mail, address_from), mail.message_id)
        except (OSError, smtplib.SMTPException) as error:
            mail.last_error = str(error)
            mail.save(update_fields=["attempts", "last_error"])
            return False
        mail.sent_at = timezone.now()
        mail.save(update_fields=["attempts", "sent_at"])
        return True


def _message(mail: OutgoingMail, address_from: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = address_from
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = mail.written_at
    message["Message-ID"] = f"<{mail.message_id}@{mail.authority_id}.evenreach>"
    message.set_content(mail.body)
    return message


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


def run(
    *,
    authorities: Callable[[], list[tuple[int, str]]],
    daily: Callable[[int], None] = lambda authority_id: None,
    once: bool = False,
) -> None:
    """Send for every authority until stopped, or once; a database that is away is waited for.

    `daily` is asked before each sending to do what is due once a day.
    """
    send = sender()
    parent = os.getppid()
    while True:
        try:
            for authority_id, address_from in authorities():
                daily(authority_id)
                send_waiting(authority_id, address_from, send)
        except OperationalError:
            if once:
                raise
            close_old_connections()
        if once or os.getppid() != parent:
            return
        time.sleep(SECONDS_BETWEEN)

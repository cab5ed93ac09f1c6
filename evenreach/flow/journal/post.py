"""Sends what waits in the outbox, each message until it is away.

A message is sent while its row is locked and marked in the same transaction: killed in between,
it is sent again with the same Message-ID, which receivers know; it is never lost.
"""

import os
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.db import OperationalError, close_old_connections
from django.db.models import Q
from django.utils import timezone

from evenreach.flow.journal.models import Delivery, Goes, OutgoingMail
from evenreach.flow.journal.notify import Notify, NotTaken
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.journal.senders import Send, sender

Clock = Callable[[], datetime]
SECONDS_BETWEEN = 1.0
MOST_ATTEMPTS = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
ASKED_AFTER = timedelta(minutes=1)
ASKED_FOR = timedelta(days=7)
"""How long delivery is asked after: Notify keeps what it knows of a message for a week."""


def wait_after(attempts: int) -> timedelta:
    """How long a message rests after so many failed attempts: doubling, an hour at most."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def send_waiting(
    authority_id: int, address_from: str, send: Send, clock: Clock = timezone.now
) -> int:
    """Send every message that waits for one authority, one transaction each; how many went."""
    sent = 0
    while _send_one(authority_id, address_from, send, clock()):
        sent += 1
    return sent


def _send_one(authority_id: int, address_from: str, send: Send, at: datetime) -> bool:
    with acting_for(authority_id):
        mail = (
            OutgoingMail.objects.of(authority_id)
            .select_for_update(skip_locked=True)
            .filter(goes=Goes.AT_ONCE, sent_at=None, delivery="", attempts__lt=MOST_ATTEMPTS)
            .filter(Q(next_try_at=None) | Q(next_try_at__lte=at))
            .order_by("attempts", "pk")
            .first()
        )
        if mail is None:
            return False
        mail.attempts += 1
        try:
            send(_message(mail, address_from), mail.message_id)
        except (OSError, smtplib.SMTPException, NotTaken) as error:
            mail.last_error = str(error)
            mail.next_try_at = at + wait_after(mail.attempts)
            if isinstance(error, NotTaken) and error.for_good:
                mail.delivery = Delivery.PERMANENT
            mail.save(update_fields=["attempts", "last_error", "next_try_at", "delivery"])
            return False
        mail.sent_at = at
        mail.ask_again_at = at + ASKED_AFTER if isinstance(send, Notify) else None
        mail.save(update_fields=["attempts", "sent_at", "ask_again_at"])
        return True


def ask_after_sent(
    authority_id: int, address_from: str, notify: Notify, clock: Clock = timezone.now
) -> int:
    """Ask Notify what became of the messages it took, ever more rarely; how many were answered."""
    answered = 0
    while _ask_after_one(authority_id, address_from, notify, clock()):
        answered += 1
    return answered


def _ask_after_one(authority_id: int, address_from: str, notify: Notify, at: datetime) -> bool:
    with acting_for(authority_id):
        due = OutgoingMail.objects.of(authority_id).filter(ask_again_at__lte=at)
        mail = due.select_for_update(skip_locked=True).order_by("ask_again_at", "pk").first()
        if mail is None or mail.sent_at is None:
            return False
        try:
            found = notify.delivery_of(_message(mail, address_from))
        except NotTaken:
            due.update(ask_again_at=at + ASKED_AFTER)
            return False
        waited = at - mail.sent_at
        if found is None:
            mail.ask_again_at = at + max(waited, ASKED_AFTER) if waited < ASKED_FOR else None
        else:
            mail.delivery, mail.ask_again_at = found, None
        mail.save(update_fields=["delivery", "ask_again_at"])
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
                if isinstance(send, Notify):
                    ask_after_sent(authority_id, address_from, send)
        except OperationalError:
            if once:
                raise
            close_old_connections()
        if once or os.getppid() != parent:
            return
        time.sleep(SECONDS_BETWEEN)

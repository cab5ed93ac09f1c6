"""Sending on the link of a page that somebody reads: to one address, a few times an hour."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person

MOST_AN_HOUR = 10
HOUR = timedelta(hours=1)


class TooManyPagesSent(Refusal):
    """Somebody has sent on as many pages in an hour as one person may."""

    def __init__(self) -> None:
        super().__init__(
            f"You have sent {MOST_AN_HOUR} pages in the last hour, and that is the most that one "
            "person can send. Wait an hour, or send this one from your own mail program."
        )


def page_message(by: Eyes, *, title: str, link: str) -> tuple[str, str]:
    """Subject and words of the message, as they are shown to its sender before it goes."""
    body = (
        f"{by.name} sends you the link to a page of the SEND support services:\n\n"
        f"{title}\n{link}\n\n"
        "Some pages can be read only by those who sign in. Nothing in this message tells us "
        "whether you opened it."
    )
    return title, body


@transaction.atomic
def mail_page(*, by: Eyes, at: datetime, recipient: str, title: str, link: str) -> None:
    """Send the link and title of a page to one address. Raises TooManyPagesSent.

    The same page goes to the same address once within an hour, however often it is asked for.
    """
    sender = Person.objects.of(by.authority_id).select_for_update().get(pk=by.acting_id)
    begins = f"page-{sender.pk}-"
    sent = OutgoingMail.objects.of(by.authority_id).filter(
        message_id__startswith=begins, written_at__gt=at - HOUR
    )
    to = sha256(f"{recipient.lower()} {link}".encode()).hexdigest()[:16]
    if sent.filter(message_id__contains=to).exists():
        return
    if sent.count() >= MOST_AN_HOUR:
        raise TooManyPagesSent
    subject, body = page_message(by, title=title, link=link)
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"{begins}{at:%Y%m%d%H%M%S}-{to}",
        recipient=recipient,
        subject=subject,
        body=body,
    )
    journal_act(by=by, at=at, verb="link to a page sent by mail", about=sender, why=link)

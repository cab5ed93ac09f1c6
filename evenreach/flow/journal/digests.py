"""Once a day, what somebody wants daily goes in one message."""

from datetime import datetime, time
from itertools import groupby

from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.models import Goes, OutgoingMail


def gather_digests(*, authority_id: int, at: datetime) -> int:
    """Queue one digest for everybody whose messages of the days before wait for it; how many.

    A digest is named by its first message, so that gathering twice sends nothing twice.
    """
    begins = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    waiting = list(
        OutgoingMail.objects.of(authority_id)
        .select_for_update()
        .filter(goes=Goes.DAILY, in_digest="", written_at__lt=begins)
        .order_by("recipient", "pk")
    )
    gathered = groupby(waiting, key=lambda mail: mail.recipient)
    return sum(_gather(authority_id, at, recipient, list(own)) for recipient, own in gathered)


def _gather(authority_id: int, at: datetime, recipient: str, own: list[OutgoingMail]) -> int:
    name = f"digest-{own[0].pk}"
    lines = "\n".join(f"- {mail.subject}" for mail in own)
    queue_mail(
        authority_id=authority_id,
        at=at,
        message_id=name,
        recipient=recipient,
        subject=f"Your daily digest: {len(own)} message{'' if len(own) == 1 else 's'}",
        body=f"Since the last digest:\n\n{lines}\n\nSign in to read more and to act.",
    )
    OutgoingMail.objects.of(authority_id).filter(pk__in=[mail.pk for mail in own]).update(
        in_digest=name
    )
    return 1

"""What has become of messages: sent, waiting, failing, held for a digest, or not wanted."""

from django.db.models import QuerySet

from evenreach.flow.journal.models import Goes, OutgoingMail

FAILED_AFTER = 5
"""Attempts after which somebody should look at a message that is not away."""


def mail_sent(authority_id: int) -> QuerySet[OutgoingMail]:
    return _mail(authority_id).filter(sent_at__isnull=False)


def mail_waiting(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that will go by themselves."""
    return _mail(authority_id).filter(goes=Goes.AT_ONCE, sent_at=None, attempts__lt=FAILED_AFTER)


def mail_failed(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that could not be sent in several attempts."""
    return _mail(authority_id).filter(goes=Goes.AT_ONCE, sent_at=None, attempts__gte=FAILED_AFTER)


def mail_held(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that wait for a daily digest, went in one, or are not wanted."""
    return _mail(authority_id).exclude(goes=Goes.AT_ONCE)


def _mail(authority_id: int) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.of(authority_id).order_by("-written_at", "-pk")

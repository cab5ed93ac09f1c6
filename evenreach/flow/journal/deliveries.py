"""What has become of messages: sent, waiting, failing, held for a digest, or not wanted."""

from django.db.models import Q, QuerySet

from evenreach.flow.journal.models import NOT_DELIVERED, Goes, OutgoingMail

FAILED_AFTER = 5
"""Attempts after which somebody should look at a message that is not away."""


def mail_sent(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that went, and of which it is not known that they did not arrive."""
    return _mail(authority_id).filter(sent_at__isnull=False).exclude(delivery__in=NOT_DELIVERED)


def mail_waiting(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that will go by themselves."""
    return _mail(authority_id).filter(
        goes=Goes.AT_ONCE, sent_at=None, delivery="", attempts__lt=FAILED_AFTER
    )


def mail_failed(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that could not be sent in several attempts, or did not arrive."""
    return _mail(authority_id).filter(
        Q(delivery__in=NOT_DELIVERED) | Q(sent_at=None, attempts__gte=FAILED_AFTER),
        goes=Goes.AT_ONCE,
    )


def mail_held(authority_id: int) -> QuerySet[OutgoingMail]:
    """Messages that wait for a daily digest, went in one, or are not wanted."""
    return _mail(authority_id).exclude(goes=Goes.AT_ONCE)


def _mail(authority_id: int) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.of(authority_id).order_by("-written_at", "-pk")

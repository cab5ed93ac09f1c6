from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from evenreach.desks.publishing.models import Letter, LetterCopy, LetterIssue
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.people.eyes import Eyes

State = LetterIssue.State


@dataclass(frozen=True, slots=True)
class Delivery:
    """Proof for one recipient: queued, sent (None: not yet), and what went wrong last."""

    copy: LetterCopy
    sent_at: datetime | None
    attempts: int
    last_error: str


def letter_issues(authority_id: int) -> QuerySet[LetterIssue]:
    """Every occasion, the newest first."""
    return LetterIssue.objects.of(authority_id).order_by("-pk")


def letters_of(issue: LetterIssue) -> QuerySet[Letter]:
    """An issue's letters in the order of schools."""
    return (
        Letter.objects.of(issue.authority_id)
        .filter(issue=issue)
        .select_related("school", "issue")
        .order_by("school__name", "pk")
    )


def letter_seen_by(eyes: Eyes, letter_id: int) -> Letter:
    """One letter: schools see their own once sent. Raises Letter.DoesNotExist."""
    return _visible(eyes).get(pk=letter_id)


def letters_seen_by(eyes: Eyes) -> QuerySet[Letter]:
    """The letters that somebody may see, those of the newest issue first."""
    return _visible(eyes).order_by("-issue_id", "school__name", "pk")


def deliveries_of(issue: LetterIssue) -> Mapping[int, list[Delivery]]:
    """Who was sent what and when, by the id of the letter."""
    copies = list(
        LetterCopy.objects.of(issue.authority_id)
        .filter(letter__issue=issue)
        .select_related("person")
        .order_by("recipient")
    )
    mails = {
        mail.message_id: mail
        for mail in OutgoingMail.objects.of(issue.authority_id).filter(
            message_id__in=[copy.message_id for copy in copies]
        )
    }
    found: dict[int, list[Delivery]] = {}
    for copy in copies:
        mail = mails[copy.message_id]
        found.setdefault(copy.letter_id, []).append(
            Delivery(copy, mail.sent_at, mail.attempts, mail.last_error)
        )
    return found


def _visible(eyes: Eyes) -> QuerySet[Letter]:
    letters = Letter.objects.of(eyes.authority_id).select_related("school", "issue")
    if eyes.is_authority_lead or eyes.is_evaluator:
        return letters
    return letters.filter(school__urn__in=eyes.urns, issue__state__in=[State.SENT, State.WITHDRAWN])

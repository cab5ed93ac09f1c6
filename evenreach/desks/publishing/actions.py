"""Letters prepared for every school, sent to each of its people once, or withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenreach.desks.publishing.extracts import SchoolExtract
from evenreach.desks.publishing.models import Letter, LetterCopy, LetterIssue
from evenreach.desks.publishing.wording import body_of
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.background import queue_task
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person, Role
from evenreach.flow.people.queries import people_with

SEND = "letters.send"
State = LetterIssue.State


class NobodyToWriteTo(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "No school has a share in this year, so there is nothing to write about. Adopt a "
            "policy first."
        )


class NotSo(Refusal):
    """The letters have moved on since the page was opened."""

    def __init__(self, issue: LetterIssue) -> None:
        super().__init__(
            f"These letters are {issue.state}, so this cannot be done with them. Look at the page "
            "again; to write something else, prepare new letters."
        )


@transaction.atomic
def prepare_letters(
    *,
    by: Eyes,
    at: datetime,
    academic_year: int,
    title: str,
    opening: str,
    appeals: str,
    signed_by: str,
    contact: str,
    address: str,
    extracts: Sequence[SchoolExtract],
) -> LetterIssue:
    """Write every school's letter; nobody is sent anything yet."""
    _demand_lead(by)
    if not extracts:
        raise NobodyToWriteTo
    issue = LetterIssue.objects.create(
        authority_id=by.authority_id,
        academic_year=academic_year,
        title=title,
        opening=opening,
        appeals=appeals,
        signed_by=signed_by,
        contact=contact,
        address=address,
        prepared_at=at,
        prepared_by=by.name,
    )
    Letter.objects.bulk_create(
        Letter(
            authority_id=by.authority_id,
            issue=issue,
            school_id=extract.school_id,
            content=extract.content(),
        )
        for extract in extracts
    )
    journal_act(by=by, at=at, verb="letters prepared", about=issue)
    return issue


@transaction.atomic
def begin_sending(*, by: Eyes, at: datetime, issue_id: int) -> LetterIssue:
    """Ask for the letters to be sent in the background."""
    issue = mark_for_sending(by=by, at=at, issue_id=issue_id)
    queue_task(by=by, job=SEND, about=issue)
    return issue


@transaction.atomic
def mark_for_sending(*, by: Eyes, at: datetime, issue_id: int) -> LetterIssue:
    """Decide that prepared letters are sent: nobody else can, or can withdraw them meanwhile."""
    issue = _locked(by, issue_id, State.PREPARED)
    _move(issue, State.SENDING)
    journal_act(by=by, at=at, verb="letters asked to be sent", about=issue)
    return issue


@transaction.atomic
def send_letters(*, by: Eyes, at: datetime, issue_id: int, told: Told = untold) -> LetterIssue:
    """Queue a mail to everybody who holds a role at each school today, each person once."""
    issue = _locked(by, issue_id, State.SENDING)
    letters = Letter.objects.of(by.authority_id).filter(issue=issue).select_related("school")
    authority = Authority.objects.get(pk=by.authority_id)
    ordered = list(letters.order_by("school__name"))
    for done, letter in enumerate(ordered):
        told("Writing to schools", done, len(ordered))
        for person in people_with(
            by.authority_id, Role.SCHOOL, on=timezone.localdate(at), urn=letter.school.urn
        ):
            _send(issue, letter, person, authority, at)
    told("Writing to schools", len(ordered), len(ordered))
    _move(issue, State.SENT, at=at)
    journal_act(by=by, at=at, verb="letters sent", about=issue)
    return issue


@transaction.atomic
def put_back(*, by: Eyes, at: datetime, issue_id: int) -> None:
    """Let letters that could not be sent be asked for again."""
    _move(_locked(by, issue_id, State.SENDING), State.PREPARED)


@transaction.atomic
def withdraw_letters(*, by: Eyes, at: datetime, issue_id: int, reason: str) -> LetterIssue:
    """Take letters back, sent or not, and say why; what was sent stays on record."""
    issue = _locked(by, issue_id, State.PREPARED, State.SENT)
    issue.reason = reason
    _move(issue, State.WITHDRAWN, at=at)
    journal_act(by=by, at=at, verb="letters withdrawn", about=issue, why=reason)
    return issue


def _send(
    issue: LetterIssue, letter: Letter, person: Person, authority: Authority, at: datetime
) -> None:
    message_id = f"letter-{letter.pk}-person-{person.pk}"
    _, is_new = LetterCopy.objects.of(issue.authority_id).get_or_create(
        authority_id=issue.authority_id,
        letter=letter,
        person=person,
        defaults={"recipient": person.email, "message_id": message_id, "queued_at": at},
    )
    if is_new:
        queue_mail(
            authority_id=issue.authority_id,
            at=at,
            message_id=message_id,
            recipient=person.email,
            subject=f"{issue.title}: {letter.school.name}",
            body=body_of(issue, letter, authority, person.name),
        )


def _locked(by: Eyes, issue_id: int, *states: str) -> LetterIssue:
    _demand_lead(by)
    issue = LetterIssue.objects.of(by.authority_id).select_for_update().get(pk=issue_id)
    if issue.state not in states:
        raise NotSo(issue)
    return issue


def _move(issue: LetterIssue, state: str, *, at: datetime | None = None) -> None:
    issue.state, issue.settled_at = state, at
    issue.save(update_fields=["state", "settled_at", "reason"])


def _demand_lead(by: Eyes) -> None:
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")

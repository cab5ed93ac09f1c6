"""Four eyes: an author submits, somebody else approves; then it is published once, at its time."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenreach.desks.publishing.addressing import demand_somebody
from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcing import State, demand_lead, locked
from evenreach.desks.publishing.drafting import own_draft
from evenreach.desks.publishing.findings import Finding
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.background import queue_task
from evenreach.flow.people.eyes import Eyes

PUBLISH = "announcements.publish"


class NotReady(Refusal):
    """Something is found that stops a publication."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        more = "" if len(findings) == 1 else f" There {_are(len(findings) - 1)} more to mend."
        super().__init__(f"{first.where}: {first.what} {first.mend}{more}")


class NothingSaidChanged(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "A correction says what it changed: readers of the version before must not look for "
            "it. Write it under “What changed”, then submit it again."
        )


class OwnAnnouncement(Refusal):
    """The author wants to approve what they wrote."""

    def __init__(self) -> None:
        super().__init__(
            "You wrote this announcement, so somebody else approves it. Ask another person of the "
            "authority's leadership to read it."
        )


class TimeIsOver(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "The time for publication is over already. Choose a later one, or publish it at once."
        )


@transaction.atomic
def submit_version(
    *, by: Eyes, at: datetime, version_id: int, findings: Sequence[Finding]
) -> AnnouncementVersion:
    """Ask for approval, with what was found in the text as it stands.

    Raises NotReady, NothingSaidChanged, ToNobody, NotTheAuthor or NotInThisState.
    """
    version = own_draft(by, version_id)
    stopping = [each for each in findings if each.stops]
    if stopping:
        raise NotReady(stopping)
    if version.number > 1 and not version.changed.strip():
        raise NothingSaidChanged
    demand_somebody(version, on=timezone.localdate(at))
    version.state, version.returned_why = State.SUBMITTED, ""
    version.save(update_fields=["state", "returned_why"])
    journal_act(by=by, at=at, verb="announcement submitted", about=version)
    return version


@transaction.atomic
def give_back(*, by: Eyes, at: datetime, version_id: int, why: str) -> AnnouncementVersion:
    """Return an announcement to its author, with the reason; an approval is taken back with it."""
    demand_lead(by)
    version = locked(by, version_id, State.SUBMITTED, State.APPROVED)
    version.returned_why = why
    _take_back(version, State.DRAFTED)
    journal_act(by=by, at=at, verb="announcement returned", about=version, why=why)
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"returned-announcement-{version.pk}-{at:%Y%m%dT%H%M%S%f}",
        recipient=version.author.email,
        subject=f"Returned to you: {version.title}",
        body=f"{by.name} returned your announcement, because: {why}",
    )
    return version


@transaction.atomic
def approve_version(
    *,
    by: Eyes,
    at: datetime,
    version_id: int,
    findings: Sequence[Finding],
    address: str,
    publish_at: datetime | None = None,
) -> AnnouncementVersion:
    """Approve what somebody else wrote, for a time or at once; mail links begin with `address`.

    Raises OwnAnnouncement, NotReady, TimeIsOver, ToNobody or NotInThisState.
    """
    version = mark_approved(
        by=by,
        at=at,
        version_id=version_id,
        findings=findings,
        address=address,
        publish_at=publish_at,
    )
    if publish_at is None:
        queue_task(by=by, job=PUBLISH, about=version)
    return version


@transaction.atomic
def mark_approved(
    *,
    by: Eyes,
    at: datetime,
    version_id: int,
    findings: Sequence[Finding],
    address: str,
    publish_at: datetime | None = None,
) -> AnnouncementVersion:
    """The same without asking for its publication."""
    demand_lead(by)
    version = locked(by, version_id, State.SUBMITTED)
    stopping = [each for each in findings if each.stops]
    if version.author_id == by.person_id:
        raise OwnAnnouncement
    if stopping:
        raise NotReady(stopping)
    if publish_at is not None and publish_at <= at:
        raise TimeIsOver
    demand_somebody(version, on=timezone.localdate(publish_at or at))
    version.state, version.approver_id, version.approved_at = State.APPROVED, by.acting_id, at
    version.publish_at, version.address = publish_at or at, address
    version.save()
    journal_act(by=by, at=at, verb="announcement approved", about=version)
    return version


@transaction.atomic
def put_back(*, by: Eyes, at: datetime, version_id: int) -> None:
    """Let an announcement that could not be published be approved again."""
    version = AnnouncementVersion.objects.of(by.authority_id).select_for_update().get(pk=version_id)
    if version.state == State.APPROVED:
        _take_back(version, State.SUBMITTED)
        journal_act(by=by, at=at, verb="announcement not published", about=version)


@transaction.atomic
def withdraw_version(
    *, by: Eyes, at: datetime, version_id: int, reason: str
) -> AnnouncementVersion:
    """Take a published announcement back; its page stays, with the reason in the text's place."""
    demand_lead(by)
    version = locked(by, version_id, State.PUBLISHED)
    version.state, version.withdrawn_at, version.reason = State.WITHDRAWN, at, reason
    version.save(update_fields=["state", "withdrawn_at", "reason"])
    journal_act(by=by, at=at, verb="announcement withdrawn", about=version, why=reason)
    return version


def _take_back(version: AnnouncementVersion, state: str) -> None:
    version.state, version.approver, version.approved_at = state, None, None
    version.publish_at, version.address = None, ""
    version.save()


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"

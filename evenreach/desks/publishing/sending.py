"""Publishing an approved announcement and writing to its recipients, in one transaction, once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenreach.desks.publishing.addressing import Recipient, demand_somebody
from evenreach.desks.publishing.announcement_mail import body_for, subject_of
from evenreach.desks.publishing.announcement_models import AnnouncementCopy, AnnouncementVersion
from evenreach.desks.publishing.announcing import State, demand_lead, demand_writer, locked
from evenreach.desks.publishing.approving import PUBLISH
from evenreach.desks.publishing.merging import SchoolFacts
from evenreach.desks.publishing.school_facts import facts_by_urn
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.deliveries import mail_failed
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.background import UnderWay, queue_task
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority
from evenreach.methods.calendar import academic_year_of


@transaction.atomic
def publish_and_send(
    *, by: Eyes, at: datetime, version_id: int, told: Told = untold
) -> AnnouncementVersion:
    """Publish an approved version and queue a mail to everybody it is addressed to today.

    The list of people is frozen by it. Raises ToNobody or NotInThisState.
    """
    demand_lead(by)
    version = locked(by, version_id, State.APPROVED)
    on = timezone.localdate(at)
    recipients = demand_somebody(version, on=on)
    facts = facts_by_urn(version.authority_id, academic_year=academic_year_of(on).begins_in, on=on)
    version.state, version.published_at = State.PUBLISHED, at
    version.save(update_fields=["state", "published_at"])
    authority = Authority.objects.get(pk=version.authority_id)
    for done, recipient in enumerate(recipients):
        told("Writing to people", done, len(recipients))
        _send(version, recipient, facts, authority, at)
    told("Writing to people", len(recipients), len(recipients))
    journal_act(by=by, at=at, verb="announcement published", about=version)
    return version


def queue_due(*, authority_id: int, at: datetime) -> int:
    """Ask for the publication of what is approved for a time that has come; how many."""
    due = (
        AnnouncementVersion.objects.of(authority_id)
        .filter(state=State.APPROVED, publish_at__lte=at)
        .select_related("approver")
        .order_by("publish_at", "pk")
    )
    return sum(_queue(version, at) for version in due)


@transaction.atomic
def send_copy_again(*, by: Eyes, at: datetime, copy_id: int) -> OutgoingMail:
    """Try a copy anew that failed, at the address that its reader has today; under its old name.

    Raises DoesNotExist where the message did not fail.
    """
    demand_writer(by)
    copies = AnnouncementCopy.objects.of(by.authority_id).select_related("person")
    copy = copies.get(pk=copy_id)
    failed = mail_failed(by.authority_id).select_for_update()
    mail = failed.get(message_id=copy.message_id)
    mail.attempts, mail.recipient = 0, copy.person.email
    mail.save(update_fields=["attempts", "recipient"])
    journal_act(by=by, at=at, verb="announcement sent again", about=copy)
    return mail


def _queue(version: AnnouncementVersion, at: datetime) -> int:
    approver = version.approver
    if approver is None:
        return 0
    try:
        queue_task(by=eyes_of(approver, on=timezone.localdate(at)), job=PUBLISH, about=version)
    except UnderWay:
        return 0
    return 1


def _send(
    version: AnnouncementVersion,
    recipient: Recipient,
    facts: Mapping[int, SchoolFacts],
    authority: Authority,
    at: datetime,
) -> None:
    person = recipient.person
    message_id = f"announcement-{version.pk}-person-{person.pk}"
    _, is_new = AnnouncementCopy.objects.of(version.authority_id).get_or_create(
        authority_id=version.authority_id,
        version=version,
        person=person,
        defaults={
            "urns": list(recipient.urns),
            "recipient": person.email,
            "message_id": message_id,
            "queued_at": at,
        },
    )
    if is_new:
        own = [facts[urn] for urn in recipient.urns]
        queue_mail(
            authority_id=version.authority_id,
            at=at,
            message_id=message_id,
            recipient=person.email,
            subject=subject_of(version),
            body=body_for(version, person, own, authority),
        )

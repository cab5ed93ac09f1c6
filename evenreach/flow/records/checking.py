"""A record by a trainee or an assistant is checked by a second person before it is released."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.people.queries import people_with
from evenreach.flow.records.models import VisitRecord
from evenreach.flow.records.queries import record_to_check
from evenreach.flow.visits.models import SpecialistPost, Visit

State = VisitRecord.State


class OwnRecord(Refusal):
    """Whoever wrote a record cannot check it."""

    def __init__(self) -> None:
        super().__init__(
            "You wrote this record, so somebody else checks it: the lead of the service, or "
            "another of its specialists."
        )


class NothingToCheck(Refusal):
    """A record does not wait to be checked any more."""

    def __init__(self) -> None:
        super().__init__(
            "This record does not wait to be checked: somebody has checked it, or its writer has "
            "taken it back to change it. Your list shows what waits now."
        )


class NoReason(Refusal):
    """A record was sent back without a word."""

    def __init__(self) -> None:
        super().__init__("Say what is to be changed; whoever wrote the record reads it.")


def is_to_be_checked(visit: Visit) -> bool:
    """Whether the visit's specialist holds a post whose records another checks."""
    return (
        SpecialistPost.objects.of(visit.authority_id)
        .filter(
            person_id=visit.specialist_id,
            service_id=visit.school_request.specification.service_offer.service_id,
            needs_checking=True,
        )
        .exists()
    )


@transaction.atomic
def let_be_checked(*, by: Eyes, at: datetime, post_id: int) -> SpecialistPost:
    """Say that a second person checks the records of a post's holder, as its service's lead."""
    post = (
        SpecialistPost.objects.of(by.authority_id)
        .select_for_update()
        .get(pk=post_id, service__slug__in=by.leads)
    )
    post.needs_checking = True
    post.save(update_fields=["needs_checking"])
    journal_act(by=by, at=at, verb="checking asked for", about=post)
    return post


@transaction.atomic
def check_record(*, by: Eyes, at: datetime, record_id: int) -> VisitRecord:
    """Say that a colleague's record may be released. Raises OwnRecord or NothingToCheck."""
    record = _waiting(by, record_id)
    record.state = State.CHECKED
    record.checked_by_id = by.acting_id
    record.checked_at = at
    record.save(update_fields=["state", "checked_by", "checked_at"])
    journal_act(by=by, at=at, verb="record checked", about=record)
    _tell(record, at, "checked", "Sign in to release its report.")
    return record


@transaction.atomic
def return_record(*, by: Eyes, at: datetime, record_id: int, why: str) -> VisitRecord:
    """Give a colleague's record back with what is to be changed."""
    if not why.strip():
        raise NoReason
    record = _waiting(by, record_id)
    record.state = State.DRAFT
    record.returned_why = why.strip()
    record.save(update_fields=["state", "returned_why"])
    journal_act(by=by, at=at, verb="record returned", about=record, why=why)
    _tell(record, at, "returned", "Sign in to read what is to be changed.")
    return record


def ask_to_check(*, by: Eyes, at: datetime, record: VisitRecord) -> None:
    """Tell the leads of the service that a record waits for a second person."""
    request = record.visit.school_request
    leads = people_with(
        by.authority_id,
        Role.SERVICE_LEAD,
        on=timezone.localdate(at),
        service_slug=request.specification.service_offer.service.slug,
    )
    for lead in leads.exclude(pk=by.acting_id):
        queue_mail(
            authority_id=by.authority_id,
            at=at,
            message_id=f"record-{record.pk}-{record.edition}-to-check-{lead.pk}",
            recipient=lead.email,
            subject=f"A record waits to be checked: {request.reference}",
            body=f"The record for {request.reference} waits for a second person. Sign in to read.",
        )


def _waiting(by: Eyes, record_id: int) -> VisitRecord:
    record = record_to_check(by, record_id, lock=True)
    if record.written_by_id == by.acting_id:
        raise OwnRecord
    if record.state != State.TO_CHECK:
        raise NothingToCheck
    return record


def _tell(record: VisitRecord, at: datetime, stage: str, next_step: str) -> None:
    reference = record.visit.school_request.reference
    queue_mail(
        authority_id=record.authority_id,
        at=at,
        message_id=f"record-{record.pk}-{record.edition}-{stage}",
        recipient=record.written_by.email,
        subject=f"Your record for {reference} was {stage}",
        body=f"A second person has {stage} your record for {reference}.\n\n{next_step}",
    )

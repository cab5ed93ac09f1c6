from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.checking import ask_to_check, is_to_be_checked
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.records.naming import demand_confirmed
from evenreach.flow.records.queries import report_content
from evenreach.flow.records.writing import Agreed, Provision, Seen, demand_complete, keep_record
from evenreach.flow.requests.actions import change_state
from evenreach.flow.requests.consents import demand_consent
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visit_of_specialist

State = VisitRecord.State


class NotMade(Refusal):
    """Only a visit that was made can be recorded."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(
            f"The visit of {visit.on:%-d %B %Y} is {visit.state}. Say first that it was made, "
            "then write its record."
        )


class AlreadyReleased(Refusal):
    """A released report never changes."""

    def __init__(self) -> None:
        super().__init__(
            "The report of this visit is released and never changes. Read it on the request's "
            "page; if something in it is wrong, correct it from there, with a reason."
        )


class NotReady(Refusal):
    """A record is a draft, or waits for a second person, so it cannot be released."""

    def __init__(self, record: VisitRecord) -> None:
        why = {
            State.DRAFT: "is still a draft. Complete it and save it as complete",
            State.TO_CHECK: "waits to be checked by a second person. They are told of it",
        }[State(record.state)]
        super().__init__(f"The record {why}; then its report can be released.")


@transaction.atomic
def write_record(
    *,
    by: Eyes,
    at: datetime,
    visit_id: int,
    seen: Seen,
    provision: Sequence[Provision],
    outcomes: Sequence[Agreed] = (),
    edition: int | None = None,
) -> VisitRecord:
    """Write or rewrite the complete record of a visit until its report is released.

    A trainee's or an assistant's waits then for a second person. `edition` is the one that was
    read before writing. Raises NotMade, AlreadyReleased, NothingPlanned, NotComplete,
    ChangedMeanwhile or AlreadyAchieved.
    """
    visit = _open_visit(by, visit_id)
    demand_complete(seen, provision, outcomes)
    state = State.TO_CHECK if is_to_be_checked(visit) else State.COMPLETE
    record = keep_record(by, at, visit, state, seen, provision, outcomes, edition)
    if state == State.TO_CHECK:
        ask_to_check(by=by, at=at, record=record)
    journal_act(by=by, at=at, verb="record written", about=record)
    return record


@transaction.atomic
def save_draft(
    *,
    by: Eyes,
    at: datetime,
    visit_id: int,
    seen: Seen,
    provision: Sequence[Provision],
    outcomes: Sequence[Agreed] = (),
    edition: int | None = None,
) -> VisitRecord:
    """Keep a record that may lack anything; only its specialist sees it."""
    visit = _open_visit(by, visit_id)
    record = keep_record(by, at, visit, State.DRAFT, seen, provision, outcomes, edition)
    journal_act(by=by, at=at, verb="record drafted", about=record)
    return record


@transaction.atomic
def start_correction(*, by: Eyes, at: datetime, visit_id: int, why: str) -> VisitRecord:
    """Open a released record again; what was released stands until the next version is."""
    visit = visit_of_specialist(by, visit_id, lock=True)
    record = VisitRecord.objects.of(by.authority_id).get(visit=visit)
    if not why.strip() or not _is_released(visit):
        raise NothingToCorrect
    record.correcting = why.strip()
    record.state = State.DRAFT
    record.checked_by = record.checked_at = None
    record.save(update_fields=["correcting", "state", "checked_by", "checked_at"])
    journal_act(by=by, at=at, verb="correction started", about=record, why=why)
    return record


class NothingToCorrect(Refusal):
    """A correction has a reason and begins from a released report."""

    def __init__(self) -> None:
        super().__init__(
            "A correction begins from a released report and says why it is made. Write the "
            "reason; readers of the new version see it."
        )


@transaction.atomic
def release_report(
    *, by: Eyes, at: datetime, visit_id: int, confirmed: Collection[str] = ()
) -> Report:
    """Release the record as a report, word for word; a corrected one as the next version.

    `confirmed` are the names and references of others that may stand in it. Raises NotReady,
    AlreadyReleased or NamesOthers.
    """
    visit = visit_of_specialist(by, visit_id, lock=True)
    record = _record_to_release(by, visit)
    content = report_content(record, visit)
    demand_confirmed(visit, content, confirmed)
    demand_consent(visit.school_request)
    if not record.correcting:
        change_state(by=by, at=at, request_id=visit.school_request_id, action="report")
    report = Report.objects.create(
        authority_id=by.authority_id,
        record=record,
        version=1 + Report.objects.of(by.authority_id).filter(record=record).count(),
        reason=record.correcting,
        released_by_id=by.acting_id,
        released_at=at,
        content=content,
    )
    _close_correction(record)
    why = f"confirmed: {', '.join(sorted(confirmed))}" if confirmed else ""
    journal_act(by=by, at=at, verb="report released", about=report, why=why)
    _tell_school(report, visit, at)
    return report


def _tell_school(report: Report, visit: Visit, at: datetime) -> None:
    request = visit.school_request
    which = "The report" if report.version == 1 else "A corrected report"
    queue_mail(
        authority_id=report.authority_id,
        at=at,
        message_id=f"report-{report.pk}",
        recipient=request.asked_by.email,
        subject=f"{which} for request {request.reference} is ready",
        body=(
            f"{which} of the visit for request {request.reference} is ready. Sign in to read, "
            "print or save it."
        ),
    )


def _record_to_release(by: Eyes, visit: Visit) -> VisitRecord:
    record = VisitRecord.objects.of(by.authority_id).get(visit=visit)
    if _is_released(visit) and not record.correcting:
        raise AlreadyReleased
    if record.state in (State.DRAFT, State.TO_CHECK):
        raise NotReady(record)
    return record


def _close_correction(record: VisitRecord) -> None:
    if record.correcting:
        record.correcting = ""
        record.save(update_fields=["correcting"])


def _open_visit(by: Eyes, visit_id: int) -> Visit:
    visit = visit_of_specialist(by, visit_id, lock=True)
    if visit.state != Visit.State.MADE:
        raise NotMade(visit)
    reopened = VisitRecord.objects.of(by.authority_id).filter(visit=visit).exclude(correcting="")
    if _is_released(visit) and not reopened.exists():
        raise AlreadyReleased
    return visit


def _is_released(visit: Visit) -> bool:
    return Report.objects.of(visit.authority_id).filter(record__visit=visit).exists()

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import ProvisionLine, Report, VisitRecord
from evenreach.flow.records.queries import report_content
from evenreach.flow.requests.actions import change_state
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visit_of_specialist


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
            "The report of this visit is released and never changes. Read it on the request's page."
        )


class NothingPlanned(Refusal):
    """A record plans provision."""

    def __init__(self) -> None:
        super().__init__(
            "The record plans no provision. Write at least one line: what, who, how often, until "
            "when."
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What the specialist saw, with the three parts of a record."""

    context: str
    strengths: str
    learner_voice: str
    need_area: str
    need_identified: str
    further_assessment: VisitRecord.Assessment
    assessment_detail: str


@dataclass(frozen=True, slots=True)
class Provision:
    """One agreed piece of provision."""

    what: str
    who: str
    how_often: str
    until: date


@transaction.atomic
def write_record(
    *, by: Eyes, at: datetime, visit_id: int, seen: Seen, provision: Sequence[Provision]
) -> VisitRecord:
    """Write or rewrite the record of a visit until its report is released."""
    visit = visit_of_specialist(by, visit_id, lock=True)
    if visit.state != Visit.State.MADE:
        raise NotMade(visit)
    if not provision:
        raise NothingPlanned
    _demand_unreleased(by, visit)
    record, _ = VisitRecord.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        visit=visit,
        defaults={**asdict(seen), "written_by_id": by.acting_id, "written_at": at},
    )
    ProvisionLine.objects.of(by.authority_id).filter(record=record).delete()
    ProvisionLine.objects.bulk_create(
        ProvisionLine(authority_id=by.authority_id, record=record, **asdict(line))
        for line in provision
    )
    journal_act(by=by, at=at, verb="record written", about=record)
    return record


@transaction.atomic
def release_report(*, by: Eyes, at: datetime, visit_id: int) -> Report:
    """Release the record as a report: to the school, word for word, for good."""
    visit = visit_of_specialist(by, visit_id, lock=True)
    _demand_unreleased(by, visit)
    record = VisitRecord.objects.of(by.authority_id).get(visit=visit)
    request = change_state(by=by, at=at, request_id=visit.school_request_id, action="report")
    report = Report.objects.create(
        authority_id=by.authority_id,
        record=record,
        version=1,
        released_by_id=by.acting_id,
        released_at=at,
        content=report_content(record, visit),
    )
    journal_act(by=by, at=at, verb="report released", about=report)
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"report-{report.pk}",
        recipient=request.asked_by.email,
        subject=f"The report for request {request.reference} is ready",
        body=(
            f"The report of the visit for request {request.reference} is ready. Sign in to read, "
            "print or save it."
        ),
    )
    return report


def _demand_unreleased(by: Eyes, visit: Visit) -> None:
    if Report.objects.of(by.authority_id).filter(record__visit=visit).exists():
        raise AlreadyReleased

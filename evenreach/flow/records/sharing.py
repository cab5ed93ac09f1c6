"""A family reads the report by a link: sent once to an address that is kept nowhere else."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail, record_look
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.queries import digest_of
from evenreach.flow.records.models import FamilyLink, Report
from evenreach.flow.records.queries import report_seen_by, versions_of
from evenreach.flow.requests.consents import demand_consent

READABLE_FOR = timedelta(days=28)
READER = "The family, by link"


class NoFamily(Refusal):
    """A report is about no single learner."""

    def __init__(self) -> None:
        super().__init__(
            "This report is not about one learner, so there is no family to send it to. Show it "
            "to whom it concerns at school."
        )


class FamilyLinkEnded(Refusal):
    """A family's link is unknown or too old."""

    def __init__(self) -> None:
        super().__init__(
            "This link is not one of ours or has ended; links to a report work for four weeks. "
            "Ask the school to send you a new one."
        )


@transaction.atomic
def send_to_family(
    *, by: Eyes, at: datetime, report_id: int, recipient: str, token: str, link: str
) -> FamilyLink:
    """Send the family a link to the newest version; the address stays in the outgoing mail only.

    Raises DoesNotExist, NoFamily or ConsentRefused.
    """
    newest = versions_of(report_seen_by(by, report_id))[0]
    request = report_seen_by(by, newest.pk).record.visit.school_request
    if request.learner_id is None:
        raise NoFamily
    demand_consent(request)
    sent = FamilyLink.objects.create(
        authority_id=by.authority_id,
        report=newest,
        token_digest=digest_of(token),
        sent_by_id=by.acting_id,
        sent_at=at,
        expires_on=timezone.localdate(at) + READABLE_FOR,
    )
    journal_act(by=by, at=at, verb="report sent to the family", about=sent)
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"family-report-{sent.pk}",
        recipient=recipient,
        subject=f"A report for you ({request.reference})",
        body=(
            f"The report of the visit for request {request.reference} is ready for you to read."
            f"\n\n{link}\n\nOpen it on a device of your own: whoever has the link can read the "
            f"report. It works until {sent.expires_on:%-d %B %Y}."
        ),
    )
    return sent


@transaction.atomic
def read_by_family(*, authority_id: int, at: datetime, token: str, page: str) -> Report:
    """The newest version of what a link was sent for; the look is recorded. Raises FamilyLinkEnded.

    Nothing else changes: the link can be opened again until it ends.
    """
    newest = versions_of(_sent(authority_id, token=token, on=timezone.localdate(at)).report)[0]
    report: Report = (
        Report.objects.of(authority_id)
        .select_related("record__visit__school_request")
        .get(pk=newest.pk)
    )
    learner_id = report.record.visit.school_request.learner_id
    if learner_id is not None:
        record_look(
            authority_id=authority_id,
            at=at,
            person_id=0,
            person_name=READER,
            learner_id=learner_id,
            page=page,
        )
    return report


def _sent(authority_id: int, *, token: str, on: date) -> FamilyLink:
    found = (
        FamilyLink.objects.of(authority_id)
        .filter(token_digest=digest_of(token), expires_on__gt=on)
        .select_related("report")
        .first()
    )
    if found is None:
        raise FamilyLinkEnded
    return found

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from evenreach.flow.feedback.definitions import ScaleQuestion, SurveyDefinition
from evenreach.flow.feedback.models import Answer, Invitation
from evenreach.flow.feedback.queries import invitation_by
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.queries import digest_of
from evenreach.flow.records.actions import release_report
from evenreach.flow.records.models import Report
from evenreach.flow.visits.models import Visit
from evenreach.methods.calendar import academic_year_of

ANSWERABLE_FOR = timedelta(days=42)


class LinkIsUsed(Refusal):
    """A one-time link was used a second time."""

    def __init__(self) -> None:
        super().__init__(
            "These questions have been answered already, and the answers are kept. Nothing was "
            "changed."
        )


class LinkHasEnded(Refusal):
    """A one-time link is unknown or too old."""

    def __init__(self) -> None:
        super().__init__(
            "This link is not one of ours or has ended; links to a survey work for six weeks. To "
            "tell us how a visit went, write to the service: its address is on the page of the "
            "offer."
        )


class NotAnAnswer(Refusal):
    """A rating is missing or off its scale."""

    def __init__(self, question: str) -> None:
        super().__init__(f"Choose one of the five answers to: {question}")


@transaction.atomic
def invite(
    *, by: Eyes, at: datetime, visit: Visit, token: str, link: str, title: str
) -> Invitation:
    """Ask a visit's school how it went, by a one-time link; only the token's digest is kept."""
    sent_on = timezone.localdate(at)
    invitation = Invitation.objects.create(
        authority_id=by.authority_id,
        visit=visit,
        token_digest=digest_of(token),
        sent_on=sent_on,
        expires_on=sent_on + ANSWERABLE_FOR,
    )
    journal_act(by=by, at=at, verb="feedback invited", about=invitation)
    reference = visit.school_request.reference
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"feedback-{invitation.pk}",
        recipient=visit.school_request.asked_by.email,
        subject=f"{title} ({reference})",
        body=(
            f"Three questions about the visit for request {reference}, two minutes, no sign-in:"
            f"\n\n{link}\n\nThe link works once, until "
            f"{invitation.expires_on:%-d %B %Y}."
        ),
    )
    return invitation


@transaction.atomic
def release_and_invite(
    *,
    by: Eyes,
    at: datetime,
    visit_id: int,
    token: str,
    link: str,
    title: str,
    confirmed: Collection[str] = (),
) -> Report:
    """Release a visit's report and ask its school, in the same breath, how the visit went.

    A school is asked once, not for a correction. Raises what `records.actions.release_report`
    raises; then nobody is asked.
    """
    report = release_report(by=by, at=at, visit_id=visit_id, confirmed=confirmed)
    if report.version == 1:
        invite(by=by, at=at, visit=report.record.visit, token=token, link=link, title=title)
    return report


@transaction.atomic
def answer(
    *,
    authority_id: int,
    on: date,
    token: str,
    survey: SurveyDefinition,
    ratings: Mapping[str, int],
    words: Mapping[str, str],
) -> Answer:
    """Store the answers that a one-time link brought and use the link up.

    They count in the year in which they were asked for, so that response rates stay rates.
    Raises LinkHasEnded, LinkIsUsed or NotAnAnswer.
    """
    invitation = open_invitation(authority_id, token=token, on=on, lock=True)
    for question in survey.questions:
        if isinstance(question, ScaleQuestion) and ratings.get(question.key) not in dict(
            question.choices
        ):
            raise NotAnAnswer(question.text)
    invitation.answered_on = on
    invitation.save(update_fields=["answered_on"])
    request = invitation.visit.school_request
    return Answer.objects.create(
        authority_id=authority_id,
        service_id=request.specification.service_offer.service_id,
        academic_year=academic_year_of(invitation.sent_on).begins_in,
        survey=survey.slug,
        survey_version=survey.version,
        ratings=dict(ratings),
        words={key: text for key, text in words.items() if text.strip()},
    )


def open_invitation(authority_id: int, *, token: str, on: date, lock: bool = False) -> Invitation:
    """The invitation that a link may still answer. Raises LinkHasEnded or LinkIsUsed."""
    invitation = invitation_by(authority_id, digest_of(token), lock=lock)
    if invitation is None or invitation.expires_on < on:
        raise LinkHasEnded
    if invitation.answered_on is not None:
        raise LinkIsUsed
    return invitation

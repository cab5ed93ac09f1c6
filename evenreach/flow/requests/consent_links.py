"""Asking for consent by one-time link: a family answers on a phone, and can take it back there.

Opening a link changes nothing; only an answer that is sent does.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.inviting import OneTimeLink
from evenreach.flow.people.queries import digest_of
from evenreach.flow.requests.actions import NotComplete
from evenreach.flow.requests.consent_models import YOUNG_PERSON, Consent
from evenreach.flow.requests.consents import (
    AlreadyGiven,
    NotSettled,
    Outcome,
    demand_open,
    demand_theirs,
    keep_consent,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.states import State

ANSWERABLE_FOR = timedelta(days=28)
FAMILY = "The family, by one-time link"


class LinkNotOpen(Refusal):
    """A link to consent is unknown, replaced, expired or has been answered."""


UNKNOWN = (
    "This link is not one of ours. Open the link in the newest message from the school, or ask the "
    "school to send it again."
)
REPLACED = (
    "The school has sent you a newer link, or has written down an answer since. Open the newest "
    "link, or ask the school what it has written down."
)
EXPIRED = (
    "This link has expired: you have four weeks to answer. Nothing was agreed in your name. Ask "
    "the school to send it again, or tell the school your answer."
)
USED = (
    "You have answered this already, and your answer is kept as you gave it. To change it, tell "
    "the school."
)


@dataclass(frozen=True, slots=True)
class FamilyAnswer:
    """What somebody answered by a link."""

    outcome: Consent.Outcome
    given_by: str
    holds_responsibility: bool
    is_in_care: bool = False
    holder_name: str = ""
    scope: Consent.Scope = Consent.Scope.VISIT
    not_self_why: str = ""
    said: str = ""


@transaction.atomic
def ask_for_consent(
    *, by: Eyes, at: datetime, request_id: int, link: OneTimeLink, recipient: str = ""
) -> Consent:
    """Ask a family, or a young person over 16, by one-time link; a link from before ends.

    The mail goes to `recipient` if there is one, and says nothing about the learner. Raises
    NotComplete, AlreadyGiven, NotSettled or ConsentRefused.
    """
    request = request_of_own_school(by, request_id, lock=True)
    if request.learner_id is None:
        raise NotComplete(["the learner"])
    standing = consent_of(request)
    demand_open(request, standing)
    _demand_askable(standing)
    consent = keep_consent(
        by=by,
        at=at,
        request=request,
        values={
            "outcome": Outcome.REQUESTED,
            "route": Consent.Route.ONLINE,
            "holds_responsibility": False,
            "recorded_by_id": by.acting_id,
            "token_digest": digest_of(link.token),
            "expires_at": at + ANSWERABLE_FOR,
        },
    )
    if recipient:
        _write_to(recipient, request, consent, link, at)
    return consent


@transaction.atomic
def answer_by_link(*, authority_id: int, at: datetime, token: str, answer: FamilyAnswer) -> Consent:
    """Keep what a family answered, once. What they wrote is also their view, if none is told yet.

    Raises LinkNotOpen, NotTheirsToGive, TheirOwnToGive or HolderNotNamed.
    """
    asked = consent_by_link(authority_id, at=at, token=token, lock=True)
    if asked.outcome != Outcome.REQUESTED:
        raise LinkNotOpen(USED)
    request = asked.school_request
    demand_theirs(request, said=answer)
    is_self = answer.given_by == YOUNG_PERSON
    consent = keep_consent(
        by=Eyes(authority_id=authority_id, name=FAMILY),
        at=at,
        request=request,
        values={
            **asdict(answer),
            "route": Consent.Route.OWN if is_self else Consent.Route.ONLINE,
            "given_on": timezone.localdate(at),
            "token_digest": asked.token_digest,
            "expires_at": asked.expires_at,
        },
    )
    if answer.said and request.state == State.DRAFTED and not request.family_view:
        request.family_view = answer.said
        request.save(update_fields=["family_view"])
    if asked.recorded_by is not None:
        _tell_school(asked.recorded_by.email, consent, at)
    return consent


def consent_by_link(authority_id: int, *, at: datetime, token: str, lock: bool = False) -> Consent:
    """What stands for a link, with its request (locked if wanted). Raises LinkNotOpen."""
    digest = digest_of(token)
    request_ids = Consent.objects.of(authority_id).filter(token_digest=digest)
    requests = SchoolRequest.objects.of(authority_id).select_related(
        "school", "learner", "specification__service_offer__service", "asked_by", "account"
    )
    if lock:
        requests = requests.select_for_update(of=("self",))
    request = requests.filter(pk__in=request_ids.values("school_request_id")).first()
    if request is None:
        raise LinkNotOpen(UNKNOWN)
    standing = consent_of(request)
    if standing is None or standing.token_digest != digest:
        raise LinkNotOpen(REPLACED)
    ends_at = standing.expires_at
    if standing.outcome == Outcome.REQUESTED and ends_at is not None and ends_at <= at:
        raise LinkNotOpen(EXPIRED)
    standing.school_request = request
    return standing


def _demand_askable(standing: Consent | None) -> None:
    if standing is None:
        return
    if standing.outcome == Outcome.GIVEN:
        raise AlreadyGiven
    if standing.outcome == Outcome.DISAGREED:
        raise NotSettled


def _write_to(
    recipient: str, request: SchoolRequest, consent: Consent, link: OneTimeLink, at: datetime
) -> None:
    part = request.specification.service_offer
    until = timezone.localdate(at + ANSWERABLE_FOR)
    queue_mail(
        authority_id=request.authority_id,
        at=at,
        message_id=f"consent-{consent.pk}-asked",
        recipient=recipient,
        subject=f"{request.school.name} asks for your answer ({request.reference})",
        body=(
            f"{request.school.name} would like {part.name} to be involved, and asks whether you "
            "agree. The page says what that means, who would read what is written, and that you "
            f"can say no. You need no account:\n\n{link.url}\n\nPlease answer by "
            f"{until:%-d %B %Y}. Do not send this message on: whoever opens the link can answer."
        ),
    )


def _tell_school(recipient: str, consent: Consent, at: datetime) -> None:
    request = consent.school_request
    queue_mail(
        authority_id=request.authority_id,
        at=at,
        message_id=f"consent-{consent.pk}-answered",
        recipient=recipient,
        subject=f"The family has answered: request {request.reference}",
        body=(
            f"The question about consent for request {request.reference} is answered. Sign in to "
            "read the answer and what happens next."
        ),
    )

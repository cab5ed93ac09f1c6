"""Consent to involvement: who says what, what stands, and what stops without it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Protocol

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.consent_models import SELF_DECIDING_YEARS, YOUNG_PERSON, Consent
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.states import State

Outcome = Consent.Outcome
NOT_STANDING = {
    Outcome.REQUESTED: "The family was asked for consent and has not answered yet. Wait for the "
    "answer, or record what they said on paper, by telephone or in person.",
    Outcome.DISAGREED: "Two people with parental responsibility do not agree about this visit, so "
    "the work stops until that is settled. Record how it was settled; then it goes on.",
    Outcome.WITHDRAWN: "Consent was taken back, so the work has stopped. Talk with the family; if "
    "they change their mind, ask for a visit anew.",
}


class ConsentRefused(Refusal):
    """There is no consent to involvement that stands."""

    def __init__(self, consent: Consent | None = None) -> None:
        super().__init__(
            NOT_STANDING.get(
                Outcome.REFUSED if consent is None else Outcome(consent.outcome),
                "A visit needs consent from somebody who holds parental responsibility, or from "
                "the young person themselves when they are over 16. Talk with the family first; "
                "the draft is kept.",
            )
        )


class NotTheirsToGive(Refusal):
    """Consent was recorded from somebody who cannot give it."""

    def __init__(self, given_by: str) -> None:
        super().__init__(
            f"Consent was recorded from: {given_by}, without parental responsibility. Record what "
            "somebody who has it said, or what a young person over 16 decided."
        )


class TheirOwnToGive(Refusal):
    """Somebody answered for a young person over 16, or a child for themselves."""

    def __init__(self, *, is_over_16: bool) -> None:
        super().__init__(
            "A young person in Year 12 or above decides for themselves. Record what they said, or "
            "say why they are not able to decide and who decides for them."
            if is_over_16
            else "Only a young person over 16, from Year 12 on, decides for themselves. Record "
            "what somebody with parental responsibility said."
        )


class HolderNotNamed(Refusal):
    """Nobody is named who holds parental responsibility for a child in care."""

    def __init__(self) -> None:
        super().__init__(
            "For a child in care, write the name of whoever holds parental responsibility and "
            "says this, as the care order has it."
        )


class NotSettled(Refusal):
    """A disagreement between holders was passed over."""

    def __init__(self) -> None:
        super().__init__(
            "Two people with parental responsibility do not agree. Write how it was settled: they "
            "agreed after all, or a court decided. Until then the work stops."
        )


class AlreadyGiven(Refusal):
    """Consent stands, and was to be asked for or refused again as if it did not."""

    def __init__(self) -> None:
        super().__init__(
            "Consent has been given and stands. If the same person has changed their mind, record "
            "that it is taken back; if another holder of parental responsibility does not agree, "
            "record that."
        )


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What one person said about involvement, how and when; no name but of a child in care's."""

    outcome: Consent.Outcome
    route: Consent.Route
    given_by: str
    holds_responsibility: bool
    given_on: date
    scope: Consent.Scope = Consent.Scope.VISIT
    is_in_care: bool = False
    holder_name: str = ""
    not_self_why: str = ""
    settled_how: str = ""


@transaction.atomic
def record_consent(
    *,
    by: Eyes,
    at: datetime,
    request_id: int,
    consent: ConsentGiven,
    is_another_holder: bool = False,
) -> SchoolRequest:
    """Record what the family, or the young person, said to the school about our being involved.

    `is_another_holder` says that a second holder of parental responsibility speaks, and that the
    first keeps to what they said. Raises ConsentRefused, NotTheirsToGive, TheirOwnToGive,
    HolderNotNamed, NotSettled or AlreadyGiven.
    """
    request = request_of_own_school(by, request_id, lock=True)
    standing = consent_of(request)
    demand_open(request, standing)
    demand_theirs(request, said=consent)
    values = asdict(consent)
    if standing is not None and is_another_holder:
        values["outcome"] = _of_two(standing, consent)
    _demand_settled(request, standing, values)
    keep_consent(by=by, at=at, request=request, values={**values, "recorded_by_id": by.acting_id})
    return request


def demand_consent(request: SchoolRequest) -> None:
    """Let nothing go on about a learner without consent that stands.

    Raises ConsentRefused, or TheirOwnToGive where a draft came to be about somebody else's age.
    """
    if request.learner_id is None:
        return
    standing = consent_of(request)
    if standing is None or standing.outcome != Outcome.GIVEN:
        raise ConsentRefused(standing)
    if request.state == State.DRAFTED:
        demand_theirs(request, said=standing)


def demand_open(request: SchoolRequest, standing: Consent | None) -> None:
    """Consent taken back is the last word on a request that was sent. Raises ConsentRefused."""
    if (
        request.state != State.DRAFTED
        and standing is not None
        and standing.outcome == Outcome.WITHDRAWN
    ):
        raise ConsentRefused(standing)


def decides_for_themselves(request: SchoolRequest) -> bool:
    """Whether the learner is a young person over 16."""
    return request.learner is not None and request.learner.year_group in SELF_DECIDING_YEARS


def keep_consent(
    *, by: Eyes, at: datetime, request: SchoolRequest, values: dict[str, object]
) -> Consent:
    """Add what was said to a locked request; what stood until now is superseded."""
    Consent.objects.of(request.authority_id).filter(
        school_request=request, superseded_at=None
    ).update(superseded_at=at)
    consent = Consent.objects.create(
        authority_id=request.authority_id, school_request=request, entered_at=at, **values
    )
    journal_act(by=by, at=at, verb=VERBS[Outcome(consent.outcome)], about=request)
    return consent


VERBS = {
    Outcome.REQUESTED: "consent asked for",
    Outcome.GIVEN: "consent recorded",
    Outcome.REFUSED: "consent recorded",
    Outcome.DISAGREED: "consent disputed",
    Outcome.WITHDRAWN: "consent withdrawn",
}


class Said(Protocol):
    """What was said, however it came to us."""

    @property
    def outcome(self) -> str: ...
    @property
    def given_by(self) -> str: ...
    @property
    def holds_responsibility(self) -> bool: ...
    @property
    def is_in_care(self) -> bool: ...
    @property
    def holder_name(self) -> str: ...
    @property
    def not_self_why(self) -> str: ...


def demand_theirs(request: SchoolRequest, *, said: Said) -> None:
    """Let only who may speak, as far as the learner is known.

    Raises NotTheirsToGive, TheirOwnToGive or HolderNotNamed.
    """
    is_self, is_over_16 = said.given_by == YOUNG_PERSON, decides_for_themselves(request)
    if said.is_in_care and not said.holder_name:
        raise HolderNotNamed
    if is_self and request.learner is not None and not is_over_16:
        raise TheirOwnToGive(is_over_16=False)
    if said.outcome != Outcome.GIVEN:
        return
    if not is_self and not said.holds_responsibility:
        raise NotTheirsToGive(said.given_by)
    if not is_self and is_over_16 and not said.not_self_why:
        raise TheirOwnToGive(is_over_16=True)


def _of_two(standing: Consent, second: ConsentGiven) -> Consent.Outcome:
    """What two holders come to: agreement only where both say the same."""
    first = Outcome(standing.outcome)
    if first in (Outcome.GIVEN, Outcome.REFUSED) and first != second.outcome:
        return Outcome.DISAGREED
    return second.outcome


def _demand_settled(
    request: SchoolRequest, standing: Consent | None, values: dict[str, object]
) -> None:
    if standing is None:
        return
    if standing.outcome == Outcome.DISAGREED and not values["settled_how"]:
        raise NotSettled
    was_sent = request.state != State.DRAFTED
    if was_sent and standing.outcome == Outcome.GIVEN and values["outcome"] == Outcome.REFUSED:
        raise AlreadyGiven

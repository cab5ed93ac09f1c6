"""A learner moves to another school: proposed by one school, confirmed by the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.people.queries import people_with
from evenreach.flow.records.move_models import LearnerMove
from evenreach.flow.records.move_queries import move_to_settle, under_way
from evenreach.flow.register.models import School
from evenreach.flow.requests.models import Learner, SchoolRequest


class SameSchool(Refusal):
    """A move leads from a school to itself."""

    def __init__(self, school: School) -> None:
        super().__init__(f"The learner is at {school.name} already. Choose the other school.")


class MoveIsOpen(Refusal):
    """The learner has a move that nobody has answered yet."""

    def __init__(self) -> None:
        super().__init__(
            "A move of this learner is proposed already and waits for the other school's answer."
        )


class StillUnderWay(Refusal):
    """Requests of the learner have to come to an end before they move."""

    def __init__(self, requests: Sequence[SchoolRequest]) -> None:
        named = ", ".join(request.reference for request in requests)
        super().__init__(
            f"Requests about this learner are still under way at their present school: {named}. "
            "That school brings them to an end first: it withdraws what has not been visited, and "
            "reviews what has its report. Then the move can be confirmed."
        )


class NoSuchLearner(Refusal):
    """The reference that the new school gave belongs to nobody at the present school."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"No learner of your school has the reference {reference} here. Refuse the move and "
            "say so; the other school can propose it again."
        )


class ReferenceTaken(Refusal):
    """Another learner of the new school has the reference already."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Your school's reference {reference} already belongs to another learner. Give this "
            "learner a reference of their own."
        )


class NoReference(Refusal):
    """A school takes a learner in without saying what it calls them."""

    def __init__(self) -> None:
        super().__init__("Enter your school's own reference for the learner.")


class RefusedWithoutReason(Refusal):
    """A school that refuses a move says why."""

    def __init__(self) -> None:
        super().__init__("Say why you refuse the move; the other school reads it.")


@dataclass(frozen=True, slots=True)
class SharingAgreed:
    """Who agreed that released reports go along, and when; no name is kept."""

    by: str
    on: date


@transaction.atomic
def propose_departure(
    *, by: Eyes, at: datetime, learner: Learner, to_school: School, sharing: SharingAgreed | None
) -> LearnerMove:
    """The present school says where its learner goes; the new school confirms."""
    _demand_school(by, learner.school)
    return _propose(
        by,
        at,
        LearnerMove(
            learner=learner,
            from_school=learner.school,
            to_school=to_school,
            reference_given=learner.school_reference,
            proposed_from=LearnerMove.Side.PRESENT,
            **_sharing(sharing),
        ),
    )


@transaction.atomic
def propose_arrival(
    *,
    by: Eyes,
    at: datetime,
    from_school: School,
    to_school: School,
    reference_given: str,
    new_reference: str,
) -> LearnerMove:
    """The new school says whom it has taken in; the present school confirms.

    Whether there is such a learner is not told before that.
    """
    _demand_school(by, to_school)
    learner = (
        Learner.objects.of(by.authority_id)
        .filter(school=from_school, school_reference__iexact=reference_given.strip())
        .first()
    )
    if learner is not None and _has_open_move(learner):
        learner = None
    return _propose(
        by,
        at,
        LearnerMove(
            learner=learner,
            from_school=from_school,
            to_school=to_school,
            reference_given=reference_given.strip(),
            new_reference=new_reference.strip(),
            proposed_from=LearnerMove.Side.NEW,
        ),
    )


@transaction.atomic
def confirm_move(
    *,
    by: Eyes,
    at: datetime,
    move_id: int,
    new_reference: str = "",
    sharing: SharingAgreed | None = None,
) -> LearnerMove:
    """The other school confirms: from now on the learner is the new school's.

    A new school gives its reference; a present school says whether reports go along. Raises
    StillUnderWay, NoSuchLearner or ReferenceTaken.
    """
    move = move_to_settle(by, move_id, lock=True)
    if move.proposed_from == LearnerMove.Side.PRESENT:
        move.new_reference = new_reference.strip()
    else:
        for name, value in _sharing(sharing).items():
            setattr(move, name, value)
    if not move.new_reference:
        raise NoReference
    if move.learner is None:
        raise NoSuchLearner(move.reference_given)
    if open_requests := under_way(move):
        raise StillUnderWay(open_requests)
    _settle(by, at, move, LearnerMove.Outcome.CONFIRMED)
    _take_in(move.learner, move)
    return move


@transaction.atomic
def refuse_move(*, by: Eyes, at: datetime, move_id: int, why: str) -> LearnerMove:
    """The other school says why the learner does not move; nothing changes."""
    move = move_to_settle(by, move_id, lock=True)
    if not why.strip():
        raise RefusedWithoutReason
    move.why = why.strip()
    _settle(by, at, move, LearnerMove.Outcome.REFUSED)
    return move


def _propose(by: Eyes, at: datetime, move: LearnerMove) -> LearnerMove:
    if move.from_school_id == move.to_school_id:
        raise SameSchool(move.from_school)
    move.authority_id = by.authority_id
    move.proposed_by_id = by.acting_id
    move.proposed_at = at
    try:
        with transaction.atomic():
            move.save()
    except IntegrityError as error:
        raise MoveIsOpen from error
    journal_act(by=by, at=at, verb="move of a learner proposed", about=move)
    other = move.to_school if move.proposed_from == LearnerMove.Side.PRESENT else move.from_school
    _tell(move, at, other, "proposed", "Sign in to confirm or refuse it.")
    return move


def _settle(by: Eyes, at: datetime, move: LearnerMove, outcome: LearnerMove.Outcome) -> None:
    move.outcome = outcome
    move.settled_by_id = by.acting_id
    move.settled_at = at
    move.save()
    journal_act(by=by, at=at, verb=f"move of a learner {outcome}", about=move, why=move.why)
    proposer = (
        move.from_school if move.proposed_from == LearnerMove.Side.PRESENT else move.to_school
    )
    _tell(move, at, proposer, outcome, "Sign in to read the answer.")


def _take_in(learner: Learner, move: LearnerMove) -> None:
    learner.school = move.to_school
    if learner.identified_by == Learner.IdentifiedBy.REFERENCE:
        learner.school_reference = move.new_reference
    try:
        with transaction.atomic():
            learner.save(update_fields=["school", "school_reference"])
    except IntegrityError as error:
        raise ReferenceTaken(move.new_reference) from error


def _sharing(agreed: SharingAgreed | None) -> dict[str, object]:
    if agreed is None:
        return {"shares_reports": False, "shared_by": "", "shared_on": None}
    return {"shares_reports": True, "shared_by": agreed.by, "shared_on": agreed.on}


def _has_open_move(learner: Learner) -> bool:
    return LearnerMove.objects.of(learner.authority_id).filter(learner=learner, outcome="").exists()


def _demand_school(by: Eyes, school: School) -> None:
    if school.urn not in by.urns:
        raise NotTheirs(by, school.name)


def _tell(move: LearnerMove, at: datetime, school: School, stage: str, next_step: str) -> None:
    for person in people_with(
        move.authority_id, Role.SCHOOL, on=timezone.localdate(at), urn=school.urn
    ):
        queue_mail(
            authority_id=move.authority_id,
            at=at,
            message_id=f"move-{move.pk}-{stage}-{person.pk}",
            recipient=person.email,
            subject=f"Move M-{move.pk:05d} of a learner between schools: {stage}",
            body=(
                f"Move M-{move.pk:05d} between {move.from_school.name} and {move.to_school.name} "
                f"is {stage}.\n\n{next_step}"
            ),
        )

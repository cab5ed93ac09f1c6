from django.db.models import Exists, OuterRef, Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.move_models import LearnerMove
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import MOVES, State

ENDED = [State.DRAFTED, *(set(State) - {move.begins for move in MOVES})]
NEW, PRESENT = LearnerMove.Side.NEW, LearnerMove.Side.PRESENT


def moves_seen_by(eyes: Eyes) -> QuerySet[LearnerMove]:
    """The moves from and to the schools at which the person holds a role, the newest first."""
    return (
        LearnerMove.objects.of(eyes.authority_id)
        .filter(Q(from_school__urn__in=eyes.urns) | Q(to_school__urn__in=eyes.urns))
        .select_related("learner", "from_school", "to_school", "proposed_by")
        .order_by("-proposed_at", "-pk")
    )


def moves_to_settle(eyes: Eyes) -> QuerySet[LearnerMove]:
    """The moves that another school has proposed to one of the person's, the newest first."""
    return moves_seen_by(eyes).filter(
        Q(proposed_from=PRESENT, to_school__urn__in=eyes.urns)
        | Q(proposed_from=NEW, from_school__urn__in=eyes.urns),
        outcome="",
    )


def move_to_settle(eyes: Eyes, move_id: int, *, lock: bool = False) -> LearnerMove:
    """One of them, locked until the transaction ends if wanted. Raises DoesNotExist."""
    moves = moves_to_settle(eyes)
    return (moves.select_for_update(of=("self",)) if lock else moves).get(pk=move_id)


def carried_along(eyes: Eyes) -> Q:
    """Of reports: those on learners who have come to the person's schools by a confirmed move, and
    whose families let the reports go along.
    """
    request = "record__visit__school_request"
    shared = LearnerMove.objects.of(eyes.authority_id).filter(
        learner=OuterRef(f"{request}__learner"),
        from_school=OuterRef(f"{request}__school"),
        outcome=LearnerMove.Outcome.CONFIRMED,
        shares_reports=True,
    )
    return Q(Exists(shared), **{f"{request}__learner__school__urn__in": eyes.urns})


def under_way(move: LearnerMove) -> list[SchoolRequest]:
    """The learner's requests at the present school that are neither drafts nor at an end."""
    if move.learner_id is None:
        return []
    return list(
        SchoolRequest.objects.of(move.authority_id)
        .filter(learner=move.learner_id, school=move.from_school_id)
        .exclude(state__in=ENDED)
        .order_by("pk")
    )

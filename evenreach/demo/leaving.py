"""Invented learners move to the named school: one has come, one waits for its answer."""

from datetime import UTC, date, datetime
from typing import Any

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.people import Cast
from evenreach.flow.journal.scope import name_actor
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.records.move_models import LearnerMove
from evenreach.flow.records.moving import SharingAgreed, confirm_move, propose_departure
from evenreach.flow.records.review_models import Review
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.states import MOVES

PROPOSED_AT = datetime(2026, 2, 25, 9, tzinfo=UTC)
CONFIRMED_AT = datetime(2026, 2, 26, 14, tzinfo=UTC)
PROPOSED_LATER_AT = datetime(2026, 2, 27, 15, tzinfo=UTC)
AGREED = SharingAgreed("Mother", date(2026, 2, 24))
NEW_REFERENCE = "P2001"
TAUGHT = ("R", "1", "2", "3", "4")
"""The years of a first school."""


def move_learners(*, authority_id: int, cast: Cast) -> None:
    """Two whose work is reviewed move, the first with their reports; schools act for themselves."""
    first, second = _reviewed_elsewhere(authority_id)[:2]
    named = school_by_urn(authority_id, SENCO_URN)
    proposed = propose_departure(
        by=_senco(cast, first.school.urn, PROPOSED_AT),
        at=PROPOSED_AT,
        learner=first,
        to_school=named,
        sharing=AGREED,
    )
    confirm_move(
        by=_senco(cast, SENCO_URN, CONFIRMED_AT),
        at=CONFIRMED_AT,
        move_id=proposed.pk,
        new_reference=NEW_REFERENCE,
    )
    propose_departure(
        by=_senco(cast, second.school.urn, PROPOSED_LATER_AT),
        at=PROPOSED_LATER_AT,
        learner=second,
        to_school=named,
        sharing=None,
    )


def learner_moves(authority_id: int) -> dict[str, Any]:
    """How many moves of learners stand where."""
    moves = LearnerMove.objects.of(authority_id)
    return {
        "learner_moves": {
            "proposed": moves.filter(outcome="").count(),
            "confirmed": moves.filter(outcome=LearnerMove.Outcome.CONFIRMED).count(),
        }
    }


def _reviewed_elsewhere(authority_id: int) -> list[Learner]:
    """Learners of a first school's years at other schools, reviewed, with nothing under way."""
    going_on = {move.begins for move in MOVES}
    requests = SchoolRequest.objects.of(authority_id)
    reviews = Review.objects.of(authority_id).filter(written_at__lt=PROPOSED_AT)
    reviewed = requests.filter(pk__in=reviews.values("school_request_id"))
    busy = requests.filter(state__in=going_on)
    learners = Learner.objects.of(authority_id).select_related("school").order_by("pk")
    return list(
        learners.filter(pk__in=reviewed.values("learner_id"), year_group__in=TAUGHT)
        .exclude(pk__in=busy.exclude(learner=None).values("learner_id"))
        .exclude(school__urn=SENCO_URN)
    )


def _senco(cast: Cast, urn: int, at: datetime) -> Eyes:
    person = cast.sencos[urn]
    name_actor(person.pk)
    return eyes_of(person, on=at.date())

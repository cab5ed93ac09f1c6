"""A school reviews what was planned after a visit; that closes the request."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import Outcome
from evenreach.flow.records.outcomes import set_achieved
from evenreach.flow.records.queries import outcomes_of, provision_of
from evenreach.flow.records.review_models import Review, ReviewedLine
from evenreach.flow.records.review_queries import record_reviewed
from evenreach.flow.requests.actions import change_state
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school


class ReviewNotComplete(Refusal):
    """Something that a review must say is missing."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"The review cannot be kept yet. Still missing: {'; '.join(missing)}. Add it and send "
            "the review again."
        )


class ReviewedLater(Refusal):
    """A review lies in the future."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"The review cannot have been on {on:%-d %B %Y}, which is still to come. Enter the day "
            "on which you met."
        )


@dataclass(frozen=True, slots=True)
class LineReviewed:
    """Whether one piece of provision was done; if not wholly, why."""

    done: ReviewedLine.Done
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What people said when they looked back, and what happens next."""

    reviewed_on: date
    difference: str
    next_step: Review.NextStep
    next_detail: str = ""
    learner_view: str = ""
    family_view: str = ""


@transaction.atomic
def review_request(
    *,
    by: Eyes,
    at: datetime,
    request_id: int,
    reviewed: Reviewed,
    lines: Sequence[LineReviewed],
    achieved: Sequence[int] = (),
) -> Review:
    """Keep a school's review and close its request.

    `lines` tell of the planned provision in its order, `achieved` of the outcomes in theirs.
    Raises ReviewNotComplete, ReviewedLater, OffTheScale or CannotMove.
    """
    request = request_of_own_school(by, request_id, lock=True)
    planned, outcomes = _planned(request)
    _demand_complete(reviewed, lines, planned, levels_missing=len(achieved) != len(outcomes))
    if reviewed.reviewed_on > timezone.localdate(at):
        raise ReviewedLater(reviewed.reviewed_on)
    change_state(by=by, at=at, request_id=request_id, action="review")
    review = Review.objects.create(
        authority_id=by.authority_id,
        school_request=request,
        reviewed_by_id=by.acting_id,
        written_at=at,
        **asdict(reviewed),
    )
    ReviewedLine.objects.bulk_create(
        ReviewedLine(authority_id=by.authority_id, review=review, what=what, **asdict(line))
        for what, line in zip(planned, lines, strict=True)
    )
    for outcome, level in zip(outcomes, achieved, strict=True):
        set_achieved(by=by, at=at, outcome=outcome, achieved=level)
    journal_act(by=by, at=at, verb="request reviewed", about=review)
    return review


def _planned(request: SchoolRequest) -> tuple[list[str], list[Outcome]]:
    record = record_reviewed(request)
    if record is None:
        return [], []
    return [line.what for line in provision_of(record)], list(outcomes_of(record))


def _demand_complete(
    reviewed: Reviewed,
    lines: Sequence[LineReviewed],
    planned: Sequence[str],
    *,
    levels_missing: bool,
) -> None:
    missing = [
        f"why “{what}” was not wholly done"
        for what, line in zip(planned, lines, strict=False)
        if line.done != ReviewedLine.Done.DONE and not line.why.strip()
    ]
    if len(lines) != len(planned):
        missing.append("whether each piece of the planned provision was done")
    if levels_missing:
        missing.append("the level that each outcome has reached")
    if not reviewed.difference.strip():
        missing.append("what difference it made")
    if reviewed.next_step == Review.NextStep.REFER_ON and not reviewed.next_detail.strip():
        missing.append("whom you refer to")
    if missing:
        raise ReviewNotComplete(missing)

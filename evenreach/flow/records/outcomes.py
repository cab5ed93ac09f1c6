"""What was achieved, said at the review, and how it compares with what was expected."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import Outcome, Report, VisitRecord
from evenreach.flow.records.queries import outcomes_of
from evenreach.flow.records.review_queries import record_reviewed
from evenreach.flow.requests.models import SchoolRequest
from evenreach.methods.outcomes import HIGHEST, LOWEST, Levels, t_score_of


class OffTheScale(Refusal):
    """An achieved level is not on the scale of its outcome."""

    def __init__(self, level: int) -> None:
        super().__init__(
            f"{level} is not on the scale. Give a whole number from {LOWEST} to {HIGHEST}."
        )


class NotYetAgreed(Refusal):
    """An outcome was to be reviewed before its report was released."""

    def __init__(self) -> None:
        super().__init__(
            "The report with this outcome is not released yet. It is reviewed after the school "
            "and the family have read it."
        )


@transaction.atomic
def set_achieved(*, by: Eyes, at: datetime, outcome: Outcome, achieved: int) -> Outcome:
    """Say at the review which level an outcome reached; whoever calls has found it by its eyes."""
    if not LOWEST <= achieved <= HIGHEST:
        raise OffTheScale(achieved)
    mine = Outcome.objects.of(by.authority_id).select_for_update().get(pk=outcome.pk)
    if not Report.objects.of(by.authority_id).filter(record_id=mine.record_id).exists():
        raise NotYetAgreed
    mine.achieved = achieved
    mine.save(update_fields=["achieved"])
    journal_act(by=by, at=at, verb="outcome reviewed", about=mine)
    return mine


def levels_of(record: VisitRecord) -> list[Levels]:
    """The agreed outcomes of a complete record as the method takes them, in order."""
    return [
        Levels(each.baseline, each.expected, each.achieved, each.weight)
        for each in outcomes_of(record)
        if each.baseline is not None and each.expected is not None
    ]


def t_score_of_record(record: VisitRecord) -> float | None:
    """The T-score of a record's outcomes; None until every one is reviewed."""
    return t_score_of(levels_of(record))


@dataclass(frozen=True, slots=True)
class Reached:
    """The outcomes of one learner as the review found them: words, levels, and the T-score.

    The T-score is None where a correction agreed another outcome after the review.
    """

    outcomes: tuple[tuple[str, Levels], ...]
    t_score: float | None


def outcomes_reached(request: SchoolRequest) -> Reached | None:
    """What a request's review found, the request being found by its eyes; None before it."""
    record = record_reviewed(request)
    outcomes = [] if record is None else outcomes_of(record)
    if record is None or all(each.achieved is None for each in outcomes):
        return None
    words = [each.what for each in outcomes]
    return Reached(tuple(zip(words, levels_of(record), strict=True)), t_score_of_record(record))

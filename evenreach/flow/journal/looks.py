"""Who looked at a learner's record, look by look."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from evenreach.flow.journal.models import LearnerLook


@dataclass(frozen=True, slots=True)
class DayOfLooks:
    """The looks of one day, the latest first."""

    on: date
    looks: list[LearnerLook]


def looks_at(authority_id: int, learner_id: int) -> QuerySet[LearnerLook]:
    """Every look at one learner's record, the latest first."""
    return (
        LearnerLook.objects.of(authority_id)
        .filter(learner_id=learner_id)
        .order_by("-looked_at", "-pk")
    )


def by_day(looks: list[LearnerLook]) -> list[DayOfLooks]:
    """Looks that come latest first, one group for each day in London."""
    grouped = groupby(looks, key=lambda look: timezone.localdate(look.looked_at))
    return [DayOfLooks(on, list(day)) for on, day in grouped]

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Model, Q, QuerySet

from evenreach.flow.journal.models import LearnerLook, Line, Task


def history_of(authority_id: int, rows: Mapping[str, Iterable[int]]) -> QuerySet[Line]:
    """What was done to rows, given as identifiers by table, the oldest first."""
    about = Q(pk__in=[])
    for table, row_ids in rows.items():
        about |= Q(table=table, row_id__in=list(row_ids))
    return Line.objects.of(authority_id).filter(about).order_by("happened_at", "pk")


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who looked at a learner's record, how often, and when last."""

    name: str
    times: int
    last_at: datetime


def onlookers_of(authority_id: int, learner_id: int) -> list[Onlooker]:
    """Who has looked at a learner's record, the latest first."""
    rows = (
        LearnerLook.objects.of(authority_id)
        .filter(learner_id=learner_id)
        .values_list("person_id", "person_name")
        .annotate(times=Count("pk"), last_at=Max("looked_at"))
        .order_by("-last_at", "person_name")
    )
    return [Onlooker(name, times, last_at) for _, name, times, last_at in rows]


def pages_looked_at(authority_id: int, *, person_id: int, pages: Iterable[str]) -> frozenset[str]:
    """Those of some pages about learners that a person has looked at before."""
    looks = LearnerLook.objects.of(authority_id).filter(person_id=person_id, page__in=list(pages))
    return frozenset(looks.values_list("page", flat=True))


def latest_task(authority_id: int, about: Model) -> Task | None:
    """The task that is under way about a row, else the one that was last."""
    tasks = Task.objects.of(authority_id).filter(table=about._meta.db_table, row_id=about.pk)
    return tasks.order_by("-pk").first()

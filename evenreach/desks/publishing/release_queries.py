from dataclasses import dataclass

from django.db.models import QuerySet

from evenreach.desks.publishing.release_facts import published_of
from evenreach.desks.publishing.release_models import Release, SmallNumbers
from evenreach.methods.suppression import Published


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Below what numbers an authority hides: inside, in public, and of schools behind a sum."""

    inside: int = 5
    in_public: int = 10
    schools: int = 3


def thresholds_of(authority_id: int) -> Thresholds:
    row = SmallNumbers.objects.of(authority_id).first()
    return Thresholds(row.inside, row.in_public, row.schools) if row else Thresholds()


def releases_of(authority_id: int, name: str = "") -> QuerySet[Release]:
    """Releases without the facts behind them, the newest first; of one name or of all."""
    found = Release.objects.of(authority_id).defer("facts").order_by("-pk")
    return found.filter(name=name) if name else found


def latest_release(authority_id: int, name: str) -> Release | None:
    return releases_of(authority_id, name).first()


def earlier_tables(authority_id: int, measure: str) -> list[Published]:
    """Every table of a measure that was published, the first one first."""
    found = Release.objects.of(authority_id).order_by("pk")
    return [
        published_of(f"{each.title}, to {each.source_on:%-d %B %Y}", facts)
        for each in found
        for facts in each.facts
        if facts["name"] == measure
    ]

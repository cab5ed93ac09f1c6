"""What the register says of the authority as a whole: its schools and their counts by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Sum

from evenreach.flow.register.merging import SUPPLIED
from evenreach.flow.register.models import School, SchoolFigure


@dataclass(frozen=True, slots=True)
class PhaseStatus:
    """How many establishments of one phase stand at one status; empty: not known."""

    phase: str
    status: str
    schools: int


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The sum of one count over the schools that have it for an academic year."""

    academic_year: int
    name: str
    value: int
    schools: int


@dataclass(frozen=True, slots=True)
class CountSource:
    """A publisher's file of counts, and the last day on which it counted."""

    source: str
    newest_on: date


def schools_by_status(authority_id: int) -> list[PhaseStatus]:
    """Every establishment, counted by phase and by status in the publisher's words."""
    rows = School.objects.of(authority_id).values("phase", "status").annotate(count=Count("pk"))
    return [
        PhaseStatus(row["phase"], row["status"], row["count"])
        for row in rows.order_by("phase", "status")
    ]


def figures_of_years(authority_id: int, *, names: Sequence[str]) -> list[YearFigure]:
    """Each count summed over all schools for each academic year, the newest year first."""
    rows = SchoolFigure.objects.of(authority_id).filter(name__in=names)
    summed = rows.values("academic_year", "name").annotate(total=Sum("value"), count=Count("pk"))
    return [
        YearFigure(row["academic_year"], row["name"], row["total"], row["count"])
        for row in summed.order_by("-academic_year", "name")
    ]


def sources_of_counts(authority_id: int) -> list[CountSource]:
    """Who has published counts here, by name; what the authority supplied is left out."""
    published = SchoolFigure.objects.of(authority_id).exclude(source__startswith=SUPPLIED)
    rows = published.values("source").annotate(newest=Max("counted_on"))
    return [CountSource(row["source"], row["newest"]) for row in rows.order_by("source")]


def supplied_count(authority_id: int) -> int:
    """How many counts the authority has supplied where no publisher had one."""
    return SchoolFigure.objects.of(authority_id).filter(source__startswith=SUPPLIED).count()

"""The tables of the authority's page: schools by phase and status, counts by year, sources."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from evenreach.flow.register.authority_figures import CountSource, PhaseStatus, YearFigure
from evenreach.flow.register.models import Partnership
from evenreach.methods.calendar import AcademicYear
from evenreach.web.public.school_facts import ROLL
from evenreach.web.public.sums import FEWEST, SHOWN, UNSAID
from evenreach.web.public.words import NOT_KNOWN
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import FIGURES, phase_in_words, phases_in_order

Row = list[Any]
YEAR_COLUMNS = [
    {"text": "Academic year"},
    *({"text": FIGURES[name], "numeric": True} for name in SHOWN),
]
PARTNERSHIP_COLUMNS = [{"text": "Partnership"}, {"text": "Open schools", "numeric": True}]
SOURCE_COLUMNS = [{"text": "Source of counts"}, {"text": "Newest count of"}]


def status_table(counted: Sequence[PhaseStatus]) -> dict[str, Any]:
    """Phases down, statuses across, with the sums of both."""
    statuses = sorted({each.status for each in counted})
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for each in counted:
        counts[each.phase][each.status] = each.schools
    rows = [
        _status_row(phase_in_words(phase), [counts[phase].get(s, 0) for s in statuses])
        for phase in phases_in_order(counts)
    ]
    sums = [sum(by_status.get(s, 0) for by_status in counts.values()) for s in statuses]
    return {
        "status_columns": [
            {"text": "Phase"},
            *({"text": status or NOT_KNOWN, "numeric": True} for status in statuses),
            {"text": "All", "numeric": True},
        ],
        "status_rows": rows,
        "status_foot": _status_row("All phases", sums),
    }


def year_rows(figures: Sequence[YearFigure]) -> list[Row]:
    """One row for each academic year, the newest first."""
    by_year: dict[int, dict[str, YearFigure]] = defaultdict(dict)
    for figure in figures:
        by_year[figure.academic_year][figure.name] = figure
    return [
        [AcademicYear(year).label, *(_counted(name, by_year[year].get(name)) for name in SHOWN)]
        for year in by_year
    ]


def partnership_rows(found: Sequence[Partnership], counts: Mapping[int, int]) -> list[Row]:
    return [
        [
            {"text": each.name, "href": reverse("partnership", args=[each.pk])},
            f"{counts.get(each.pk, 0):,}",
        ]
        for each in found
    ]


def source_rows(sources: Sequence[CountSource]) -> list[Row]:
    return [[each.source, date_gov(each.newest_on)] for each in sources]


def _status_row(title: str, counts: Sequence[int]) -> Row:
    return [title, *(f"{count:,}" for count in counts), f"{sum(counts):,}"]


def _counted(name: str, figure: YearFigure | None) -> str:
    if figure is None:
        return NOT_KNOWN
    if name != ROLL and figure.schools < FEWEST:
        return UNSAID
    return f"{figure.value:,} at {figure.schools:,} school{'' if figure.schools == 1 else 's'}"

"""The released reach table in words and tables for one page."""

from typing import Any

from evenreach.desks.publishing.release_models import Release
from evenreach.web.released_reach import (
    ALL_PARTNERSHIPS,
    ALL_PHASES,
    ReachRow,
    hidden_in_words,
    reach_rows,
    symbols,
)

FIGURES = [
    {"text": "Schools", "numeric": True},
    {"text": "Schools reached", "numeric": True},
    {"text": "Hours delivered", "numeric": True},
]
MINUTES_AN_HOUR = 60
Line = list[Any]


def reach_context(released: Release) -> dict[str, Any]:
    """By phase, by partnership, and both together."""
    rows = list(reach_rows(released))
    by_phase = [row for row in rows if row.partnership == ALL_PARTNERSHIPS]
    by_partnership = [row for row in rows if row.phase == ALL_PHASES]
    inner = [row for row in rows if row.partnership != ALL_PARTNERSHIPS and row.phase != ALL_PHASES]
    return {
        "phase_columns": [{"text": "Phase"}, *FIGURES],
        "phase_rows": [_line(row.phase, row) for row in by_phase[:-1]],
        "foot": _line(ALL_PHASES, by_phase[-1]),
        "partnership_columns": [{"text": "Partnership"}, *FIGURES],
        "partnership_rows": [_line(row.partnership, row) for row in by_partnership[1:]],
        "partnership_foot": _line(ALL_PARTNERSHIPS, by_partnership[0]),
        "inner_columns": [{"text": "Partnership"}, {"text": "Phase"}, *FIGURES],
        "inner_rows": [[row.partnership, *_line(row.phase, row)] for row in inner],
        "symbols": symbols(released),
        "hidden": hidden_in_words(released),
    }


def _line(name: str, row: ReachRow) -> Line:
    hours = row.minutes_delivered
    told = hours if isinstance(hours, str) else f"{hours / MINUTES_AN_HOUR:,.1f}"
    reached = row.schools_reached
    return [name, f"{row.schools:,}", reached if isinstance(reached, str) else f"{reached:,}", told]

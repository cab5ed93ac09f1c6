"""The reach table as it was released: to read, to compute with, to ask for. Nothing else is read.

Each row is a partnership and a phase, or a total of either; a cell is its number or a symbol.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evenreach.desks.publishing.reach_table import DELIVERED, REACHED
from evenreach.desks.publishing.release_models import Release
from evenreach.methods.suppression import ALL, MEANINGS, key_of
from evenreach.web.open_tables import Cell, OpenColumn, OpenTable
from evenreach.web.templatetags.schools import phase_in_words, phases_in_order

ALL_PHASES, ALL_PARTNERSHIPS = "All phases", "All partnerships"
COLUMNS = (
    OpenColumn("partnership", "Partnership"),
    OpenColumn("phase", "Phase"),
    OpenColumn("schools", "Schools", is_number=True),
    OpenColumn(REACHED, "Schools reached", is_number=True),
    OpenColumn(DELIVERED, "Minutes delivered", is_number=True),
)


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One group: a number, or the symbol in its place."""

    partnership: str
    phase: str
    schools: int
    schools_reached: int | str
    minutes_delivered: int | str

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (
            self.partnership,
            self.phase,
            self.schools,
            self.schools_reached,
            self.minutes_delivered,
        )


def reach_rows(released: Release) -> Iterator[ReachRow]:
    """Every group that has schools: all partnerships first, and all phases last in each."""
    outline, cells = released.content["outline"], _cells(released)
    for partnership in (ALL, *outline["partnerships"]):
        for phase in (*phases_in_order(outline["phases"]), ALL):
            key = key_of([phase, partnership])
            if key in outline["schools"]:
                yield ReachRow(
                    ALL_PARTNERSHIPS if partnership == ALL else partnership,
                    ALL_PHASES if phase == ALL else phase_in_words(phase),
                    outline["schools"][key],
                    cells[REACHED][key],
                    cells[DELIVERED][key],
                )


def reach_open_table(released: Release) -> OpenTable:
    """All rows, with what the symbols mean."""
    return OpenTable(
        name="reach",
        title=f"{released.title}, to {released.source_on.isoformat()}",
        columns=COLUMNS,
        rows=tuple(row.cells for row in reach_rows(released)),
        note=" ".join([released.definition, *(f"{s}: {words}" for s, words in symbols(released))]),
    )


def symbols(released: Release) -> list[tuple[str, str]]:
    """The symbols that stand in this release, and their meanings."""
    told = {value for cells in _cells(released).values() for value in cells.values()}
    return [(str(each), words) for each, words in MEANINGS.items() if each in told]


def hidden_in_words(released: Release) -> list[str]:
    """How much of each measure was hidden, and how much of that for the sake of others."""
    return [
        f"{each['title']}: {each['hidden']:,} of {len(each['cells']):,} figures are not shown, "
        f"{each['hidden_for_others']:,} of them because others could be worked out from them."
        for each in released.content["measures"]
    ]


def _cells(released: Release) -> dict[str, dict[str, Any]]:
    return {each["name"]: each["cells"] for each in released.content["measures"]}

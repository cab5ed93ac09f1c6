"""Tables as values: the page shows them in words, a workbook keeps their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from evenreach.web.lead.signs import NOT_KNOWN, decimal, signed

Cell = str | int | Fraction | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """`is_change`: its numbers are differences, written with their sign."""

    text: str
    numeric: bool = True
    is_change: bool = False
    places: int = 3


@dataclass(frozen=True, slots=True)
class Table:
    """`note` is the sentence below it."""

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    @property
    def shown_rows(self) -> list[list[str]]:
        return [
            [self._shown(cell, column) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]

    @staticmethod
    def _shown(cell: Cell, column: Column) -> str:
        if cell is None:
            return NOT_KNOWN
        if isinstance(cell, str):
            return cell
        if isinstance(cell, int):
            return signed(cell) if column.is_change else f"{cell:,}"
        return decimal(cell, column.places)


def text(words: str) -> Column:
    return Column(words, numeric=False)


def change(words: str) -> Column:
    return Column(words, is_change=True)

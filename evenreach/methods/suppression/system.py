"""What an attacker has before them: cells as sums of unseen groups, and bounds for each."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evenreach.methods.suppression.rules import Reason, Rule
from evenreach.methods.suppression.table import Cell, Kind, Table

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Published:
    """A table as it left: which cells were hidden and why, under what name and rule."""

    name: str
    table: Table
    rule: Rule
    hidden: dict[str, Reason]


@dataclass(frozen=True, slots=True)
class Target:
    """A hidden cell (by row of the system) and what its possible values must span."""

    row: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Row:
    """One set of groups in all tables: the same figure twice is one row.

    `is_open`: the new table may show or hide it. `is_known`: everybody has read it. Else it is
    hidden in any case.
    """

    cell: Cell
    parts: frozenset[str]
    low: int
    high: int
    is_open: bool
    is_known: bool
    reason: Reason | None
    asked: tuple[int, int] | None
    origin: str


@dataclass(frozen=True)
class System:
    """Rows and parts as numbers; `adds[row, part]` is 1 where the row sums the part."""

    rows: tuple[Row, ...]
    parts: tuple[str, ...]
    largest: int
    kind: Kind

    @cached_property
    def adds(self) -> Numbers:
        column = {part: nth for nth, part in enumerate(self.parts)}
        adds = np.zeros((len(self.rows), len(self.parts)), dtype=np.int64)
        for nth, row in enumerate(self.rows):
            adds[nth, [column[part] for part in row.parts]] = 1
        return adds

    @cached_property
    def values(self) -> Numbers:
        return np.array([row.cell.value for row in self.rows], dtype=np.int64)

    @cached_property
    def lows(self) -> Numbers:
        return np.array([row.low for row in self.rows], dtype=np.int64)

    @cached_property
    def highs(self) -> Numbers:
        return np.array([row.high for row in self.rows], dtype=np.int64)

    @cached_property
    def open_rows(self) -> Numbers:
        return np.array([n for n, row in enumerate(self.rows) if row.is_open], dtype=np.int64)

    @cached_property
    def always_hidden(self) -> Flags:
        return np.array([not (row.is_open or row.is_known) for row in self.rows])

    @cached_property
    def wanted(self) -> tuple[Target, ...]:
        return tuple(Target(n, *row.asked) for n, row in enumerate(self.rows) if row.asked)

    @cached_property
    def insiders(self) -> tuple[int, ...]:
        """Hidden rows with one contributor, who knows their own part of a magnitude.

        A count tells its contributor nothing: they know that they are in it, not who else is.
        """
        if self.kind is Kind.COUNT:
            return ()
        return tuple(
            nth
            for nth, row in enumerate(self.rows)
            if self.always_hidden[nth] and row.cell.fact.contributors == 1
        )

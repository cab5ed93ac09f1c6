"""One table made safe: which cells are hidden and why, and how that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evenreach.methods.suppression.attack import DOWN, UP, Reals
from evenreach.methods.suppression.defence import Defence, defence_of
from evenreach.methods.suppression.fallback import safe_pattern
from evenreach.methods.suppression.gathering import system_of
from evenreach.methods.suppression.pattern import first_told_row, least_pattern
from evenreach.methods.suppression.refusals import CannotProtect, WouldUndo
from evenreach.methods.suppression.rules import Reason, Rule, primary_reason
from evenreach.methods.suppression.system import Published, System
from evenreach.methods.suppression.table import Table


class Loss(StrEnum):
    """What hiding a cell costs: 1, or its value."""

    CELLS = "cells"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Alibi:
    """That a hidden cell could as well be `low` or `high`, everything shown being the same."""

    key: str
    low: int
    high: int


@dataclass(frozen=True)
class Protected:
    """A safe table. `is_least`: no safe pattern costs less; else it is safe, and that is all."""

    table: Table
    rule: Rule
    hidden: dict[str, Reason]
    alibis: tuple[Alibi, ...]
    is_least: bool

    @property
    def primary(self) -> frozenset[str]:
        return frozenset(key for key, why in self.hidden.items() if why is not Reason.SECONDARY)

    @property
    def shown(self) -> dict[str, int]:
        """What may leave: the value of every cell that is not hidden."""
        return {c.key: c.value for c in self.table.cells if c.key not in self.hidden}

    def published(self, name: str) -> Published:
        return Published(name, self.table, self.rule, self.hidden)


def protect(
    table: Table,
    rule: Rule,
    earlier: Sequence[Published] = (),
    *,
    loss: Loss = Loss.CELLS,
    hide: frozenset[str] = frozenset(),
    show: frozenset[str] = frozenset(),
    rounds: int = 200,
    nodes: int = 20_000,
) -> Protected:
    """Hides the cells that the rule names and the fewest others that keep them from being told.

    `earlier` are tables of the same facts that everybody has read: what they hid stays hidden, also
    together with this one. `hide` are cells to be hidden in any case, `show` those that are shown
    unless the rule itself hides them. `rounds` and `nodes` bound the search (no clock, so that the
    same table gives the same pattern everywhere); beyond them the pattern is safe and not proved
    least. Ties go to the smaller value, then the earlier key. Raises `CannotProtect`.
    """
    system = system_of(table, rule, earlier, hide, show)
    defence = defence_of(system)
    costs = _costs(system, loss)
    chosen = least_pattern(defence, costs, rounds, nodes)
    is_least = chosen is not None
    if chosen is None:
        chosen = safe_pattern(defence, costs)
        assert first_told_row(defence, chosen) is None
    hidden = defence.hidden(chosen)
    by_parts = {row.parts: nth for nth, row in enumerate(system.rows)}
    reasons: dict[str, Reason] = {}
    for cell in table.cells:
        nth = by_parts[cell.parts]
        own = primary_reason(cell, table.kind, rule)
        if own or hidden[nth]:
            reasons[cell.key] = own or system.rows[nth].reason or Reason.SECONDARY
    return Protected(table, rule, reasons, _alibis(table, defence), is_least)


def safe_with(
    table: Table,
    rule: Rule,
    earlier: Sequence[Published],
    *,
    loss: Loss = Loss.CELLS,
    hide: frozenset[str] = frozenset(),
) -> Protected:
    """The table as it is safe by itself, if it is so beside the earlier ones as well.

    Raises `WouldUndo`, which names the earlier table, the cell it would tell, and what to hide too.
    """
    alone = protect(table, rule, loss=loss, hide=hide)
    told = first_told(alone.published(""), earlier)
    if told is None:
        return alone
    try:
        both = protect(table, rule, earlier, loss=loss, hide=hide).hidden
    except CannotProtect:
        both = {}
    raise WouldUndo(*told, sorted(both.keys() - alone.hidden.keys()))


def first_told(new: Published, earlier: Sequence[Published]) -> tuple[str, str] | None:
    """The first earlier table, and its cell, that the new one as it stands would tell."""
    system = system_of(new.table, new.rule, earlier)
    defence = defence_of(system)
    by_parts = {cell.parts: cell.key for cell in new.table.cells}
    open_rows = [system.rows[nth] for nth in system.open_rows]
    chosen = np.array([by_parts[row.parts] in new.hidden for row in open_rows], dtype=bool)
    shown = {cell.parts for cell in new.table.cells if cell.key not in new.hidden}
    told = next((r for r in system.rows if r.origin and r.asked and r.parts in shown), None)
    if told is None:
        nth = first_told_row(defence, chosen)
        told = None if nth is None else system.rows[nth]
    return None if told is None else (told.origin or earlier[0].name, told.cell.key)


def _costs(system: System, loss: Loss) -> Reals:
    """What each open row costs; ties by value, then key, in so small a part that it comes last."""
    rows = [system.rows[nth] for nth in system.open_rows]
    order = sorted(range(len(rows)), key=lambda n: (rows[n].cell.value, rows[n].cell.key))
    rank = np.empty(len(rows))
    rank[order] = np.arange(len(rows))
    values = [max(1, row.cell.value) if loss is Loss.VALUES else 1 for row in rows]
    return np.array(values, dtype=np.float64) + rank / (len(rows) ** 2 + 1)


def _alibis(table: Table, defence: Defence) -> tuple[Alibi, ...]:
    """One for each cell of the table that the rule itself hides, in the table's order."""
    everybody = [goal for goal in defence.goals if goal.insider is None]
    rows = defence.system.rows
    highs = {rows[goal.row].parts: goal.edge for goal in everybody if goal.sign == UP}
    lows = {rows[goal.row].parts: goal.edge for goal in everybody if goal.sign == DOWN}
    return tuple(
        Alibi(cell.key, lows[cell.parts], highs[cell.parts])
        for cell in table.cells
        if cell.parts in highs
    )

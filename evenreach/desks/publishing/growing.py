"""Figures of a year to date: how the same figure up to two days hangs together.

What was counted up to one day is a part of what is counted up to a later one. A group's figure is
therefore made of the parts that the release before it had and of what came since; the gate attacks
both together. A figure that fell, or changed for the same day, was corrected: it is another
figure, and shares nothing with the one before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from evenreach.methods.suppression import Table


@dataclass(frozen=True, slots=True)
class Before:
    """The release before: up to when it counted, each group's figure, and what that was made of."""

    until: date
    values: Mapping[str, int]
    parts: Mapping[str, frozenset[str]]


def grown(table: Table, *, universe: str, until: date, before: Before | None) -> Table:
    """The table with every finest group made of its parts in time."""
    finest = {
        part: cell.value for cell in table.cells if len(cell.parts) == 1 for part in cell.parts
    }
    parts = {
        group: _parts_of(f"{universe} | {group}", group, value, until, before)
        for group, value in finest.items()
    }
    cells = tuple(
        replace(cell, parts=frozenset().union(*(parts[part] for part in cell.parts)))
        for cell in table.cells
    )
    return replace(table, cells=cells)


def _parts_of(
    named: str, group: str, value: int, until: date, before: Before | None
) -> frozenset[str]:
    if before is None or group not in before.values:
        return frozenset({f"{named} | to {until}"})
    was, parts = before.values[group], before.parts[group]
    if until == before.until and value == was:
        return parts
    if until > before.until and value >= was:
        return parts | {f"{named} | after {before.until} to {until}"}
    return frozenset({f"{named} | counted again to {until}, {value}"})

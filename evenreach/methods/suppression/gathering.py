"""What a new table and the earlier ones come to together: one row for each figure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evenreach.methods.suppression.refusals import CannotSuppress
from evenreach.methods.suppression.rules import Reason, Rule, asked_for, bounds_of, primary_reason
from evenreach.methods.suppression.system import Published, Row, System
from evenreach.methods.suppression.table import Cell, Kind, Table


def system_of(
    table: Table,
    rule: Rule,
    earlier: Sequence[Published] = (),
    hide: frozenset[str] = frozenset(),
    show: frozenset[str] = frozenset(),
) -> System:
    """Every row of the table and of the earlier ones that share its parts, in a fixed order."""
    earlier = _of_the_same(table, earlier)
    largest = 2 * sum(
        max((cell.value for cell in each.cells), default=0)
        for each in (table, *(one.table for one in earlier))
    ) + 2 * (rule.fewest + max((one.rule.fewest for one in earlier), default=0) + 10)
    rows: dict[frozenset[str], Row] = {}
    for one in earlier:
        for row in _earlier_rows(one, largest):
            rows[row.parts] = _stricter(rows.get(row.parts), row)
    for cell in table.cells:
        row = _new_row(cell, table.kind, rule, largest)
        if row.is_open:
            is_known = cell.key in show and cell.key not in hide
            row = replace(row, is_known=is_known, is_open=cell.key not in hide | show)
        rows[cell.parts] = _joined(rows.get(cell.parts), row)
    ordered = sorted(rows.values(), key=lambda row: (len(row.parts), row.cell.key, row.origin))
    parts = sorted({part for row in ordered for part in row.parts})
    return System(tuple(ordered), tuple(parts), largest, table.kind)


def _of_the_same(table: Table, earlier: Sequence[Published]) -> list[Published]:
    """Earlier tables that share a part with this one, or with one that does."""
    parts = {part for cell in table.cells for part in cell.parts}
    found: list[Published] = []
    while True:
        more = [one for one in earlier if one not in found and parts & _parts_of(one)]
        if not more:
            return found
        found += more
        parts.update(*map(_parts_of, more))


def _parts_of(one: Published) -> set[str]:
    return {part for cell in one.table.cells for part in cell.parts}


def _new_row(cell: Cell, kind: Kind, rule: Rule, largest: int) -> Row:
    reason = primary_reason(cell, kind, rule)
    low, high = bounds_of(cell, kind, rule, largest=largest)
    is_nought = cell.value == 0 and cell.fact.contributors == 0
    asked = asked_for(cell, kind, rule) if reason else None
    is_known = reason is None and is_nought
    is_open = reason is None and not is_known
    return Row(cell, cell.parts, low, high, is_open, is_known, reason, asked, "")


def _earlier_rows(one: Published, largest: int) -> Iterator[Row]:
    for cell in one.table.cells:
        reason = one.hidden.get(cell.key)
        low, high = bounds_of(cell, one.table.kind, one.rule, largest=largest)
        if reason is Reason.EARLIER:
            low, high = 0, largest
        asked = asked_for(cell, one.table.kind, one.rule) if _has_own(reason) else None
        yield Row(
            cell,
            cell.parts,
            low,
            high,
            is_open=False,
            is_known=reason is None,
            reason=Reason.EARLIER if asked else reason,
            asked=asked,
            origin=one.name,
        )


def _has_own(reason: Reason | None) -> bool:
    return reason is not None and reason not in (Reason.SECONDARY, Reason.EARLIER)


def _stricter(before: Row | None, row: Row) -> Row:
    """Of two earlier releases of one figure: shown once is known, else the one that asks."""
    if before is None or (row.is_known and not before.is_known):
        return row
    if before.is_known or before.asked:
        return before
    return row if row.asked else before


def _joined(before: Row | None, row: Row) -> Row:
    """A figure that an earlier table has too: what it said about the figure stands."""
    if before is None:
        return row
    if before.cell.value != row.cell.value:
        raise CannotSuppress(
            f"“{row.cell.key}” is {row.cell.value} and was {before.cell.value} in "
            f"“{before.origin}”: the facts were corrected since, so give them a universe of their "
            f"own."
        )
    return before if before.is_known or before.asked else row

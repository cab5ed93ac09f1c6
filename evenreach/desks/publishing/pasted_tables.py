"""Tables from a clipboard as Markdown; refused where a part of one was hidden."""

from collections.abc import Sequence

from evenreach.desks.publishing.pasted_tree import Node
from evenreach.flow.journal.refusal import Refusal

WIDEST = 60


class HiddenPart(Refusal):
    """A table has a column or a row that was hidden where it was copied."""

    def __init__(self, parts: Sequence[str]) -> None:
        verb, what = ("is", "it") if len(parts) == 1 else ("are", "them")
        super().__init__(
            f"{' and '.join(parts)} of the table {verb} hidden, and would be published although "
            f"you do not see {what}. Go back to the spreadsheet, show {what} (Unhide) or delete "
            f"{what}, then copy and paste the table again."
        )


def table_of(table: Node) -> str:
    """A table as Markdown, its first row being the header. Raises HiddenPart."""
    rows = list(table.all("tr"))
    _demand_all_seen(table, rows)
    return markdown_table([_cells(row) for row in rows])


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as Markdown, made as wide as the widest; empty rows at the ends are dropped."""
    kept = [list(row) for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        return ""
    width = max(_used(row) for row in kept)
    full = [[*row[:width], *[""] * (width - len(row))] for row in kept]
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in full]
    return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])


def column_name(index: int) -> str:
    """A, B … Z, AA, as spreadsheets name them."""
    before, letter = divmod(index, 26)
    return (column_name(before - 1) if before else "") + chr(ord("A") + letter)


def _used(row: Sequence[str]) -> int:
    return max(at for at, cell in enumerate(row, start=1) if cell.strip())


def _cells(row: Node) -> list[str]:
    found: list[str] = []
    for cell in row.all("td", "th"):
        found += [cell.words, *[""] * (_span(cell) - 1)]
    return found


def _span(node: Node, name: str = "colspan") -> int:
    given = node.attributes.get(name, "")
    return min(max(int(given), 1), WIDEST) if given.isdecimal() else 1


def _demand_all_seen(table: Node, rows: Sequence[Node]) -> None:
    hidden = _hidden_columns(table, rows)
    headers = _cells(rows[0]) if rows else []
    parts = [_column(index, headers) for index in sorted(hidden)]
    parts += [f"Row {at}" for at, row in enumerate(rows, start=1) if row.is_hidden]
    if parts:
        raise HiddenPart(parts)


def _hidden_columns(table: Node, rows: Sequence[Node]) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for col in table.all("col"):
        span = _span(col, "span")
        hidden |= set(range(at, at + span)) if col.is_hidden else set()
        at += span
    for row in rows:
        at = 0
        for cell in row.all("td", "th"):
            hidden |= {at} if cell.is_hidden else set()
            at += _span(cell)
    return hidden


def _column(index: int, headers: Sequence[str]) -> str:
    named = headers[index] if index < len(headers) else ""
    return f"Column {column_name(index)}" + (f" (“{named}”)" if named else "")

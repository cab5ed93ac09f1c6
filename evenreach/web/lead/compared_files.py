"""A comparison as files: a workbook with a sheet for each table, and every school as CSV."""

import io
from collections.abc import Iterable
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from evenreach.flow.register.faults import harmless
from evenreach.web.lead.compared_tables import Cell, Table
from evenreach.web.lead.register_words import as_csv

WIDEST = 60
NARROWEST = 10


def workbook(tables: Iterable[Table], notes: Iterable[str]) -> bytes:
    """Numbers are numbers; no text of it is taken for a formula. The notes are the first sheet."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "about"
    for note in notes:
        first.append([harmless(note)])
    for table in tables:
        sheet = book.create_sheet(table.id)
        sheet.append([harmless(column.text) for column in table.columns])
        for row in table.rows:
            sheet.append([_cell(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
        for nth, column in enumerate(table.columns):
            longest = max([len(column.text), *(len(str(row[nth])) for row in table.rows)])
            width = min(WIDEST, max(NARROWEST, longest + 2))
            sheet.column_dimensions[get_column_letter(nth + 1)].width = width
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def table_as_csv(table: Table) -> str:
    columns = [column.text for column in table.columns]
    return as_csv(columns, ([_cell(cell) for cell in row] for row in table.rows))


def _cell(cell: Cell) -> str | int | float | None:
    """A fraction as a decimal; what is not known stays empty."""
    if isinstance(cell, Fraction):
        return float(cell)
    return harmless(cell) if isinstance(cell, str) else cell

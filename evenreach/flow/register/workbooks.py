"""The one sheet of a workbook, as rows of text; what a reader could not see or trust is a fault."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from evenreach.flow.register.faults import Fault, FileRefused, refuse
from evenreach.flow.register.tables import Sheet

MOST_BYTES = 100_000_000
MOST_CELLS = 1_000_000
MERGED = re.compile(rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"']+)")
DAMAGED = "a whole .xlsx workbook without a password: save it as .xlsx or as CSV"


def sheet_of(raw: bytes, name: str, *, most: int = MOST_BYTES) -> Sheet:
    """Raises FileRefused with every fault that the workbook's form has."""
    workbook = opened(raw, name, most)
    faults = [
        Fault(name, None, None, sheet.title, "no hidden sheets: show it or delete it", sheet.title)
        for sheet in workbook.worksheets
        if sheet.sheet_state != "visible"
    ]
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in visible[1:]:
        faults.append(Fault(name, None, None, sheet.title, "one sheet alone", sheet.title))
    for sheet in visible:
        faults.extend(sheet_faults(sheet, name))
    if faults:
        raise FileRefused(faults)
    if not visible:
        refuse(name, "one sheet of cells, but there is none")
    [sheet] = visible
    return Sheet(sheet.title, [[text(cell) for cell in row] for row in sheet.values])


def opened(raw: bytes, name: str, most: int) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            is_small = unpacked <= most and merged_count(archive) <= MOST_CELLS
        workbook = load_workbook(io.BytesIO(raw)) if is_small else None
    except Exception as error:  # openpyxl raises whatever its parts raise on what is damaged
        raise FileRefused([Fault(name, None, None, None, DAMAGED)]) from error
    sheets = workbook.worksheets if workbook else []
    if workbook is None or any(one.max_row * one.max_column > MOST_CELLS for one in sheets):
        refuse(name, f"at most {most:,} bytes when unpacked, and {MOST_CELLS:,} cells a sheet")
    return workbook


def merged_count(archive: zipfile.ZipFile) -> int:
    """Cells within merged ranges, counted before openpyxl makes an object of each."""
    count = 0
    for member in archive.namelist():
        for reference in MERGED.findall(archive.read(member)):
            left, top, right, bottom = range_boundaries(reference.decode())
            count += (right - left + 1) * (bottom - top + 1)
    return count


def sheet_faults(sheet: Any, name: str) -> Iterator[Fault]:
    for merged in sheet.merged_cells.ranges:
        column = get_column_letter(merged.min_col)
        expected = "no merged cells: split them, each with its own value"
        yield Fault(name, merged.min_row, column, str(merged), expected, sheet.title)
    for letter, column in sheet.column_dimensions.items():
        if column.hidden:
            yield Fault(name, None, letter, None, "no hidden columns", sheet.title)
    for number, row in sheet.row_dimensions.items():
        if row.hidden:
            yield Fault(name, number, None, None, "no hidden rows", sheet.title)
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                expected = "a value, but the cell holds a formula: paste it as a value"
                value = str(getattr(cell.value, "text", cell.value))
                yield Fault(name, cell.row, cell.column_letter, value, expected, sheet.title)


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%d-%m-%Y")
    return str(value)

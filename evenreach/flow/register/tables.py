"""A published CSV file as rows whose cells are read by column name, every fault kept."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from evenreach.flow.register.faults import Fault, FileRefused

ARCHIVES_AND_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
NOT_GIVEN = {"", "x", "z", "c"}
HEADER_ROW = 1
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}")
DAY_MONTH_YEAR = re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{4}")


@dataclass(frozen=True)
class Row:
    number: int
    cells: dict[str, str]


def refuse(name: str, expected: str, *, row: int | None = None) -> NoReturn:
    raise FileRefused([Fault(name, row, None, None, expected)])


def text_of(raw: bytes, name: str) -> str:
    """UTF-8 (with or without its mark), else Windows-1252, the two that the publishers use."""
    if not raw.strip():
        refuse(name, "a header and at least one row, but the file is empty")
    if raw.startswith(ARCHIVES_AND_SPREADSHEETS):
        refuse(name, "a CSV text file, but this is a spreadsheet or an archive: save it as CSV")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    refuse(name, "text in UTF-8 or Windows-1252, but some bytes are neither: save it as UTF-8")


def records_of(text: str, name: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        refuse(
            name,
            f"well-formed CSV with every quotation mark closed ({error})",
            row=len(records) + 1,
        )
    return records


class Table:
    """Reads cells as what they should be. A cell that is not is a fault, and `close` refuses."""

    def __init__(self, raw: bytes, name: str, columns: Sequence[str]) -> None:
        """`columns` must all be in the header, in any order and whatever their capitals."""
        self.name = name
        self.faults: list[Fault] = []
        header, *records = records_of(text_of(raw, name), name)
        self.header = [cell.strip().casefold() for cell in header]
        self.require(columns)
        self.rows = self.even_rows(records)

    def require(self, columns: Sequence[str]) -> None:
        for column in columns:
            times = self.header.count(column.casefold())
            if times != 1:
                found = "there is none" if times == 0 else f"there are {times}"
                self.fault(HEADER_ROW, column, None, f"one column of this name, but {found}")
        self.close()

    def even_rows(self, records: Sequence[Sequence[str]]) -> list[Row]:
        width = len(self.header)
        rows: list[Row] = []
        for number, record in enumerate(records, start=HEADER_ROW + 1):
            if len(record) == width:
                cells = (cell.strip() for cell in record)
                rows.append(Row(number, dict(zip(self.header, cells, strict=True))))
            elif record:
                expected = f"{width} fields as in the header (is the row shifted or cut short?)"
                self.fault(number, None, f"{len(record)} fields", expected)
        if not records:
            self.fault(HEADER_ROW + 1, None, None, "at least one row below the header")
        return rows

    def fault(self, row: int | None, column: str | None, value: str | None, expected: str) -> None:
        self.faults.append(Fault(self.name, row, column, value, expected))

    def close(self) -> None:
        if self.faults:
            raise FileRefused(self.faults)

    def text(self, row: Row, column: str) -> str | None:
        return row.cells[column.casefold()] or None

    def needed_text(self, row: Row, column: str) -> str:
        value = self.text(row, column)
        if value is None:
            self.fault(row.number, column, "", "a value, but the cell is empty")
        return value or ""

    def one_of(self, row: Row, column: str, choices: Sequence[str]) -> str:
        value = self.needed_text(row, column)
        if value and value not in choices:
            self.fault(row.number, column, value, f"one of: {'; '.join(choices)}")
        return value

    def whole(self, row: Row, column: str, *, lowest: int, highest: int) -> int | None:
        """A whole number, or None where the publisher gives none (empty, or x, z, c)."""
        value = row.cells[column.casefold()]
        if value in NOT_GIVEN:
            return None
        if not WHOLE_NUMBER.fullmatch(value) or not lowest <= int(value) <= highest:
            expected = f"a whole number from {lowest:,} to {highest:,}, or an empty cell"
            self.fault(row.number, column, value, expected)
            return None
        return int(value)

    def day(self, row: Row, column: str) -> date | None:
        """GIAS's dd-mm-yyyy, or None where the cell is empty."""
        value = row.cells[column.casefold()]
        if not value:
            return None
        try:
            if DAY_MONTH_YEAR.fullmatch(value):
                return datetime.strptime(value, "%d-%m-%Y").date()  # noqa: DTZ007
        except ValueError:
            pass
        self.fault(row.number, column, value, "a day that exists, as dd-mm-yyyy")
        return None

    def key(self, row: Row, column: str, seen: dict[int, int]) -> int:
        """A URN, given once; `seen` keeps the row on which each was first met."""
        if not row.cells[column.casefold()]:
            self.fault(row.number, column, "", "a URN, but the cell is empty")
        urn = self.whole(row, column, lowest=100000, highest=999999)
        if urn is None:
            return 0
        first = seen.setdefault(urn, row.number)
        if first != row.number:
            self.fault(row.number, column, str(urn), f"each URN once, but row {first} has it too")
        return urn

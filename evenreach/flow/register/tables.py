"""A published CSV file as rows whose cells are read by column name, every fault kept."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.csv_text import WELL_FORMED, csv_records, text_of
from evenreach.flow.register.faults import Fault, FileRefused, refuse

__all__ = ["Row", "Sheet", "Table", "header_of", "missing", "plain", "text_of"]

NOT_GIVEN = {"", "x", "z", "c"}
HEADER_ROW = 1
ROWS_BETWEEN = 1_000
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}")
DAY_MONTH_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})")
OTHER_DELIMITERS = re.compile(r"[;\t|]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook as rows of text."""

    name: str
    records: Iterable[list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells asked for, by the names they were asked by; optional ones may be missing."""

    number: int
    cells: dict[str, str]


def header_of(raw: bytes, name: str) -> list[str]:
    try:
        return next(csv_records(raw, name), [])
    except csv.Error as error:
        refuse(name, f"{WELL_FORMED} ({error})", row=HEADER_ROW)


def missing(columns: Sequence[str], header: Sequence[str]) -> list[str]:
    """Those of the columns that the header does not have."""
    found = {plain(cell) for cell in header}
    return [column for column in columns if plain(column) not in found]


def plain(column: str) -> str:
    """A column's name without what publishers vary: capitals, underscores, space around it."""
    return column.strip().casefold().replace("_", "")


class Table:
    """Reads cells as what they should be. A cell that is not is a fault, and `close` refuses."""

    def __init__(
        self,
        raw: bytes,
        name: str,
        columns: Sequence[str],
        optional: Sequence[str] = (),
        *,
        sheet: Sheet | None = None,
        told: Told = untold,
    ) -> None:
        """`columns` must be in the header, in any order and whatever their capitals.

        A `sheet` of a workbook is read in place of `raw`. `told` hears of every thousand rows.
        """
        self.name = name
        self.sheet = sheet.name if sheet else None
        self.faults: list[Fault] = []
        self.told, self.lines = told, max(1, raw.count(b"\n"))
        self.records = iter(sheet.records) if sheet else csv_records(raw, name)
        try:
            self.header = [plain(cell) for cell in next(self.records, [])]
        except csv.Error as error:
            refuse(name, f"{WELL_FORMED} ({error})", row=HEADER_ROW)
        self.require(columns, optional)

    def require(self, columns: Sequence[str], optional: Sequence[str]) -> None:
        if len(self.header) == 1 and (sign := OTHER_DELIMITERS.search(self.header[0])):
            expected = "commas between the fields (another sign stands there: save it as CSV)"
            self.fault(HEADER_ROW, None, sign[0], expected)
            self.close()
        self.places: list[tuple[str, int]] = []
        for column in (*columns, *optional):
            times = self.header.count(plain(column))
            if times == 1:
                self.places.append((column, self.header.index(plain(column))))
            elif times or column in columns:
                found = "there is none" if times == 0 else f"there are {times}"
                self.fault(HEADER_ROW, column, None, f"one column of this name, but {found}")
        self.close()

    @property
    def rows(self) -> Iterator[Row]:
        """Once: the file is read as it goes, so that a whole country fits in memory."""
        width, number = len(self.header), HEADER_ROW
        try:
            for number, record in enumerate(self.records, start=HEADER_ROW + 1):
                if number % ROWS_BETWEEN == 0:
                    self.told(f"Reading {self.name}, row", number, self.lines)
                if len(record) == width:
                    cells = {column: record[place].strip() for column, place in self.places}
                    yield Row(number, cells)
                elif record:
                    expected = f"{width} fields as in the header (is the row shifted or cut short?)"
                    self.fault(number, None, f"{len(record)} fields", expected)
        except csv.Error as error:
            self.fault(number + 1, None, None, f"{WELL_FORMED} ({error})")
        if number == HEADER_ROW and not self.faults:
            self.fault(HEADER_ROW + 1, None, None, "at least one row below the header")

    def fault(self, row: int | None, column: str | None, value: str | None, expected: str) -> None:
        self.faults.append(Fault(self.name, row, column, value, expected, self.sheet))

    def close(self) -> None:
        if self.faults:
            raise FileRefused(self.faults)

    def text(self, row: Row, column: str) -> str | None:
        value = row.cells.get(column)
        if value and CONTROL.search(value):
            self.fault(row.number, column, value, "text without control characters")
        return value or None

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
        value = row.cells.get(column, "")
        if value in NOT_GIVEN:
            return None
        if not WHOLE_NUMBER.fullmatch(value) or not lowest <= int(value) <= highest:
            expected = f"a whole number from {lowest:,} to {highest:,}, or an empty cell"
            self.fault(row.number, column, value, expected)
            return None
        return int(value)

    def day(self, row: Row, column: str) -> date | None:
        """GIAS's dd-mm-yyyy, or None where the cell is empty."""
        value = row.cells.get(column, "")
        if not value:
            return None
        try:
            if written := DAY_MONTH_YEAR.fullmatch(value):
                day, month, year = map(int, written.groups())
                return date(year, month, day)
        except ValueError:
            pass
        self.fault(row.number, column, value, "a day that exists, as dd-mm-yyyy")
        return None

    def key(self, row: Row, column: str, seen: dict[int, int]) -> int:
        """A URN, given once; `seen` keeps the row on which each was first met."""
        if not row.cells.get(column, ""):
            self.fault(row.number, column, "", "a URN, but the cell is empty")
        urn = self.whole(row, column, lowest=100000, highest=999999)
        if urn is None:
            return 0
        first = seen.setdefault(urn, row.number)
        if first != row.number:
            self.fault(row.number, column, str(urn), f"each URN once, but row {first} has it too")
        return urn

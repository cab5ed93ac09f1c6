"""An authority's terms, half-terms, holidays and training days as it lists them."""

import re
from collections.abc import Sequence
from datetime import date

from evenreach.flow.register.calendar_checks import faults_of_year
from evenreach.flow.register.dated import OF_A_TABLE, OF_AN_EVENT, Dated, Kind
from evenreach.flow.register.faults import Fault, FileRefused
from evenreach.flow.register.icalendar_files import is_icalendar, read_events
from evenreach.flow.register.own_lists import own_table
from evenreach.flow.register.tables import Row, Table
from evenreach.methods.calendar import AcademicYear

CALENDAR_COLUMNS = ("kind", "name", "first day", "last day")
WRITTEN_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)
A_DAY = "a day that exists, like 2026-09-02 or 02/09/2026"


def read_calendar(raw: bytes, name: str, *, year: AcademicYear) -> list[Dated]:
    """The dates of one academic year, from CSV, .xlsx or iCalendar, by their first day.

    Raises FileRefused with every fault.
    """
    if is_icalendar(raw):
        dates, columns, sheet = read_events(raw, name), OF_AN_EVENT, None
    else:
        table = own_table(raw, name, CALENDAR_COLUMNS)
        dates, columns, sheet = _read_rows(table), OF_A_TABLE, table.sheet
    faults = [
        Fault(name, wrong.row, wrong.column, wrong.value, wrong.expected, sheet)
        for wrong in faults_of_year(dates, year, columns)
    ]
    if faults:
        raise FileRefused(faults)
    return sorted(dates, key=lambda each: (each.first, each.last, each.name))


def calendar_lines(dates: Sequence[Dated]) -> list[tuple[str, str, str, str]]:
    """The dates as the lines of a table that `read_calendar` reads, its header first."""
    rows = ((d.kind.value, d.name, d.first.isoformat(), d.last.isoformat()) for d in dates)
    return [CALENDAR_COLUMNS, *rows]


def _read_rows(table: Table) -> list[Dated]:
    rows = [_dated(table, row) for row in table.rows]
    table.close()
    return [row for row in rows if row is not None]


def _dated(table: Table, row: Row) -> Dated | None:
    kind = table.one_of(row, "kind", tuple(Kind))
    name = " ".join(table.needed_text(row, "name").split())
    first = _day(table, row, "first day")
    if kind == Kind.TRAINING_DAY and not row.cells["last day"]:
        last = first
    else:
        last = _day(table, row, "last day")
    if first is None or last is None or kind not in tuple(Kind):
        return None
    return Dated(row.number, Kind(kind), name, first, last)


def _day(table: Table, row: Row, column: str) -> date | None:
    value = table.needed_text(row, column)
    written = WRITTEN_DAY.fullmatch(value)
    try:
        if written and written[4]:
            return date(*map(int, written.groups()[3:]))
        if written:
            day, month, year = map(int, written.groups()[:3])
            return date(year, month, day)
    except ValueError:
        pass
    if value:
        table.fault(row.number, column, value, A_DAY)
    return None

"""The academic year of which a publisher's file speaks, where it says so."""

import re
from datetime import date

from evenreach.flow.register.tables import Row, Table
from evenreach.methods.calendar import AcademicYear, academic_year_of

TIME_PERIOD = "time_period"
WRITTEN = re.compile(r"(20[0-9]{2})[/-]?(?:20)?([0-9]{2})")


class Period:
    """Every row's `time_period`: one academic year, and the one in which the count was taken.

    Each wrong period is a fault once, however many rows have it. Source of the format: DfE,
    Analysts' guide, Time columns (six digits for an academic year: 202425).
    """

    def __init__(self, table: Table, counted_on: date | None) -> None:
        self.table = table
        self.counted_on = counted_on
        self.met: list[str] = []

    def check(self, row: Row) -> None:
        said = row.cells.get(TIME_PERIOD)
        if said is None or said in self.met:
            return
        self.met.append(said)
        if expected := self._expected(said):
            self.table.fault(row.number, TIME_PERIOD, said, expected)

    def _expected(self, said: str) -> str:
        """What is wrong with a period met for the first time; nothing if it is right."""
        year = academic_year(said)
        if year is None:
            return "an academic year as six digits, such as 202425"
        if len(self.met) > 1:
            return f"one period in the file, but there are {', '.join(sorted(self.met))}"
        counted_on = self.counted_on
        if counted_on is None or counted_on in year:
            return ""
        return (
            f"{_written(academic_year_of(counted_on))}, the academic year of the day given for the "
            f"count, {counted_on.day} {counted_on:%B %Y} (give the day on which this file’s pupils "
            "were counted, or choose the file of that year)"
        )


def academic_year(said: str) -> AcademicYear | None:
    """202425, 2024/25 or 2024-25; None for anything else."""
    written = WRITTEN.fullmatch(said)
    if written is None or (int(written[1]) + 1) % 100 != int(written[2]):
        return None
    return AcademicYear(int(written[1]))


def _written(year: AcademicYear) -> str:
    return year.label.replace("/", "")

"""The DfE's school-level files of special educational needs, in both layouts it has used.

Until 2022/23 one row a school; in 2024/25 one for each school, provision and primary need. Which it
is shows in the columns.
"""

from datetime import date

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.faults import Fault, FileRefused
from evenreach.flow.register.figure_files import MOST_PUPILS
from evenreach.flow.register.periods import TIME_PERIOD, Period
from evenreach.flow.register.sen_by_need import LONG_COLUMNS, SenCounts, read_long
from evenreach.flow.register.tables import HEADER_ROW, Row, Table, header_of, missing
from evenreach.flow.register.unpacking import unzipped

__all__ = ["LONG_COLUMNS", "WIDE_COLUMNS", "SenCounts", "read_sen_counts"]

WIDE_COLUMNS = ("urn", "Total pupils", "SEN support", "EHC plan")


def read_sen_counts(
    raw: bytes, name: str, told: Told = untold, *, counted_on: date | None = None
) -> list[SenCounts]:
    """With the day of the count, a file that speaks of another academic year is refused."""
    raw = unzipped(raw, name)
    header = header_of(raw, name)
    lacking = {columns: missing(columns, header) for columns in (WIDE_COLUMNS, LONG_COLUMNS)}
    nearest = min(lacking, key=lambda columns: len(lacking[columns]))
    if len(lacking[nearest]) < len(nearest):
        read = read_wide if nearest is WIDE_COLUMNS else read_long
        return read(raw, name, told, counted_on)
    found = ", ".join(header)
    expected = (
        f"either the columns {', '.join(WIDE_COLUMNS)} or the columns {', '.join(LONG_COLUMNS)}"
    )
    raise FileRefused([Fault(name, HEADER_ROW, None, found, expected)])


def read_wide(raw: bytes, name: str, told: Told, counted_on: date | None) -> list[SenCounts]:
    table = Table(raw, name, WIDE_COLUMNS, (TIME_PERIOD,), told=told)
    period = Period(table, counted_on)
    seen: dict[int, int] = {}
    counts = []
    for row in table.rows:
        period.check(row)
        counts.append(sen_counts(table, row, seen))
    table.close()
    return counts


def sen_counts(table: Table, row: Row, seen: dict[int, int]) -> SenCounts:
    counts = SenCounts(
        urn=table.key(row, "urn", seen),
        headcount=table.whole(row, "Total pupils", lowest=0, highest=MOST_PUPILS),
        sen_support=table.whole(row, "SEN support", lowest=0, highest=MOST_PUPILS),
        ehc_plans=table.whole(row, "EHC plan", lowest=0, highest=MOST_PUPILS),
    )
    needing = (counts.sen_support or 0) + (counts.ehc_plans or 0)
    if counts.headcount is not None and needing > counts.headcount:
        expected = f"no more learners than the {counts.headcount} on roll"
        table.fault(row.number, "SEN support + EHC plan", str(needing), expected)
    return counts

"""The DfE's school-level files of special educational needs, in both layouts it has used.

Until 2022/23 one row a school; in 2024/25 one for each school, provision and primary need. Which it
is shows in the columns.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from evenreach.flow.register.faults import Fault, FileRefused
from evenreach.flow.register.figure_files import MOST_PUPILS
from evenreach.flow.register.tables import HEADER_ROW, Row, Table, header_of, missing
from evenreach.flow.register.unpacking import unzipped

WIDE_COLUMNS = ("urn", "Total pupils", "SEN support", "EHC plan")
LONG_COLUMNS = ("school_urn", "time_period", "sen_provision", "sen_primary_need", "pupil_count")
ALL = "all"
TOTALS = ("all", "total")
EHC_PLANS = ("ehc", "education, health and care")
SEN_SUPPORT = ("sen support",)
ROUND_URN = re.compile(r"([1-9])e\+05", re.IGNORECASE)


@dataclass(frozen=True)
class SenCounts:
    """`primary_needs` are learners with SEN support or a plan, by need, where the file has them."""

    urn: int
    headcount: int | None
    sen_support: int | None
    ehc_plans: int | None
    primary_needs: Mapping[str, int] = field(default_factory=dict)


Cells = dict[tuple[str, str], int | None]


def read_sen_counts(raw: bytes, name: str) -> list[SenCounts]:
    raw = unzipped(raw, name)
    header = header_of(raw, name)
    lacking = {columns: missing(columns, header) for columns in (WIDE_COLUMNS, LONG_COLUMNS)}
    nearest = min(lacking, key=lambda columns: len(lacking[columns]))
    if len(lacking[nearest]) < len(nearest):
        return (read_wide if nearest is WIDE_COLUMNS else read_long)(raw, name)
    found = ", ".join(header)
    expected = (
        f"either the columns {', '.join(WIDE_COLUMNS)} or the columns {', '.join(LONG_COLUMNS)}"
    )
    raise FileRefused([Fault(name, HEADER_ROW, None, found, expected)])


def read_wide(raw: bytes, name: str) -> list[SenCounts]:
    table = Table(raw, name, WIDE_COLUMNS)
    seen: dict[int, int] = {}
    counts = [sen_counts(table, row, seen) for row in table.rows]
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


def read_long(raw: bytes, name: str) -> list[SenCounts]:
    table = Table(raw, name, LONG_COLUMNS)
    schools: dict[int, Cells] = defaultdict(dict)
    years: set[str] = set()
    for row in table.rows:
        keep_cell(table, row, schools, years)
    table.close()
    return [counts_of(urn, cells) for urn, cells in schools.items()]


def keep_cell(table: Table, row: Row, schools: dict[int, Cells], years: set[str]) -> None:
    years.add(table.needed_text(row, "time_period"))
    if len(years) > 1:
        expected = f"one period in the file, but there are {', '.join(sorted(years))}"
        table.fault(row.number, "time_period", row.cells["time_period"], expected)
    if unrounded := ROUND_URN.fullmatch(row.cells["school_urn"]):
        row.cells["school_urn"] = f"{unrounded[1]}00000"
    urn = table.key(row, "school_urn", {})
    provision = provision_of(table, row)
    need = table.needed_text(row, "sen_primary_need")
    if need.casefold().startswith(TOTALS):
        need = ALL
    if (provision, need) in schools[urn] and urn:
        expected = "each school, provision and need once, but an earlier row has them too"
        table.fault(row.number, "school_urn", str(urn), expected)
    count = table.whole(row, "pupil_count", lowest=0, highest=MOST_PUPILS)
    schools[urn][provision, need] = count


def provision_of(table: Table, row: Row) -> str:
    label = table.needed_text(row, "sen_provision")
    folded = label.casefold()
    if folded.startswith(TOTALS):
        return ALL
    for marks in (EHC_PLANS, SEN_SUPPORT):
        if any(mark in folded for mark in marks):
            return marks[0]
    if label:
        expected = "All pupils, SEN support or EHC plan, or a longer label that holds one of them"
        table.fault(row.number, "sen_provision", label, expected)
    return label


def counts_of(urn: int, cells: Cells) -> SenCounts:
    """A need's count is its row for all pupils, else the sum over the provisions."""
    needs: dict[str, int] = {}
    for (provision, need), count in cells.items():
        is_told_whole = provision != ALL and (ALL, need) in cells
        if need != ALL and count is not None and not is_told_whole:
            needs[need] = needs.get(need, 0) + count
    return SenCounts(
        urn,
        None,
        sen_support=cells.get((SEN_SUPPORT[0], ALL)),
        ehc_plans=cells.get((EHC_PLANS[0], ALL)),
        primary_needs=needs,
    )

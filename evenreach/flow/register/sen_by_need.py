"""The DfE's school-level file of special educational needs with one row for each school and need.

Since 2024/25. Some rows split a school's learners once more, by the kind of specialist unit: only
those of all pupils are read.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evenreach.flow.journal.progress import Told
from evenreach.flow.register.figure_files import MOST_PUPILS
from evenreach.flow.register.periods import TIME_PERIOD, Period
from evenreach.flow.register.primary_needs import (
    ALL,
    NEED_LABELS,
    NONE,
    PROVISION_LABELS,
    PROVISIONS,
    need_named,
    provision_named,
)
from evenreach.flow.register.tables import HEADER_ROW, Row, Table

LONG_COLUMNS = ("school_urn", TIME_PERIOD, "sen_provision", "sen_primary_need", "pupil_count")
UNIT = "specialist_provision_unit_type"
ROUND_URN = re.compile(r"([1-9])e\+05", re.IGNORECASE)
SOME_PROVISION = "; ".join(labels[0] for labels in PROVISION_LABELS.values())
SOME_NEED = "; ".join(labels[0] for labels in NEED_LABELS.values())

Cells = dict[tuple[str, str], int | None]


@dataclass(frozen=True)
class SenCounts:
    """`primary_needs` by the figure's name; None where the file does not tell needs at all."""

    urn: int
    headcount: int | None
    sen_support: int | None
    ehc_plans: int | None
    primary_needs: Mapping[str, int] | None = None


@dataclass
class Reading:
    """The schools met so far, and their cells by provision and need."""

    table: Table
    period: Period
    urns: dict[str, int] = field(default_factory=dict)
    schools: dict[int, Cells] = field(default_factory=lambda: defaultdict(dict))

    def keep(self, row: Row) -> None:
        self.period.check(row)
        if provision_named(row.cells.get(UNIT, ALL)) != ALL and UNIT in row.cells:
            return
        urn = self.urn(row)
        provision = self.label_of(row, "sen_provision")
        need = self.label_of(row, "sen_primary_need")
        count = self.table.whole(row, "pupil_count", lowest=0, highest=MOST_PUPILS)
        cells = self.schools[urn]
        if (provision, need) in cells and urn and NONE not in (provision, need):
            expected = "each school, provision and need once, but an earlier row has them too"
            self.table.fault(row.number, "school_urn", str(urn), expected)
        cells[provision, need] = count

    def urn(self, row: Row) -> int:
        """A round number may have been written 1e+05; each way of writing is looked at once."""
        written = row.cells["school_urn"]
        if written not in self.urns:
            if unrounded := ROUND_URN.fullmatch(written):
                row.cells["school_urn"] = f"{unrounded[1]}00000"
            self.urns[written] = self.table.key(row, "school_urn", {})
        return self.urns[written]

    def label_of(self, row: Row, column: str) -> str:
        """The provision or need of a row; an unknown one is a fault and read as none."""
        label = row.cells[column]
        known = provision_named(label) if column == "sen_provision" else need_named(label)
        if known is None:
            choices = SOME_PROVISION if column == "sen_provision" else f"All pupils; {SOME_NEED}"
            self.table.fault(row.number, column, label, f"one of: {choices}")
        return known or NONE


def read_long(raw: bytes, name: str, told: Told, counted_on: date | None) -> list[SenCounts]:
    table = Table(raw, name, LONG_COLUMNS, (UNIT,), told=told)
    reading = Reading(table, Period(table, counted_on))
    for row in table.rows:
        reading.keep(row)
    if not reading.schools and not table.faults:
        expected = "rows of All pupils in this column, but there are only those of a unit"
        table.fault(HEADER_ROW, UNIT, None, expected)
    table.close()
    return [counts_of(urn, cells) for urn, cells in reading.schools.items()]


def counts_of(urn: int, cells: Cells) -> SenCounts:
    return SenCounts(
        urn,
        headcount=cells.get((ALL, ALL)),
        sen_support=cells.get(("sen-support", ALL)),
        ehc_plans=cells.get(("ehc-plans", ALL)),
        primary_needs={
            f"{provision}-{need}": count
            for (provision, need), count in cells.items()
            if provision in PROVISIONS and need != ALL and count is not None
        },
    )

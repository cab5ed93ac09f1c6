"""The files that give each school its figures: census and deprivation."""

from dataclasses import dataclass
from datetime import date

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.periods import TIME_PERIOD, Period
from evenreach.flow.register.tables import Row, Table
from evenreach.flow.register.unpacking import unzipped

FSM_COLUMN = "number of pupils known to be eligible for free school meals"
CENSUS_COLUMNS = ("urn", "headcount of pupils", FSM_COLUMN)
MOST_PUPILS = 99_999
LSOA_COUNT = 33_755


@dataclass(frozen=True)
class Census:
    urn: int
    headcount: int | None
    fsm_eligible: int | None


@dataclass(frozen=True)
class Neighbourhood:
    """Where a school stands: decile and rank 1 are the most deprived in England."""

    urn: int
    lsoa: str | None
    decile: int | None
    rank: int | None


def read_census(
    raw: bytes, name: str, told: Told = untold, *, counted_on: date | None = None
) -> list[Census]:
    """With the day of the count, a file that speaks of another academic year is refused."""
    table = Table(unzipped(raw, name), name, CENSUS_COLUMNS, (TIME_PERIOD,), told=told)
    period = Period(table, counted_on)
    seen: dict[int, int] = {}
    counts = []
    for row in table.rows:
        period.check(row)
        counts.append(census(table, row, seen))
    table.close()
    return counts


def census(table: Table, row: Row, seen: dict[int, int]) -> Census:
    counts = Census(
        urn=table.key(row, "urn", seen),
        headcount=table.whole(row, "headcount of pupils", lowest=0, highest=MOST_PUPILS),
        fsm_eligible=table.whole(row, FSM_COLUMN, lowest=0, highest=MOST_PUPILS),
    )
    if counts.headcount is not None and (counts.fsm_eligible or 0) > counts.headcount:
        expected = f"no more pupils than the {counts.headcount} on roll"
        table.fault(row.number, FSM_COLUMN, str(counts.fsm_eligible), expected)
    return counts


def read_neighbourhoods(raw: bytes, name: str) -> list[Neighbourhood]:
    table = Table(raw, name, ("urn", "lsoa21_code", "IMD_decile", "IMD_rank"))
    seen: dict[int, int] = {}
    neighbourhoods = [
        Neighbourhood(
            urn=table.key(row, "urn", seen),
            lsoa=table.text(row, "lsoa21_code"),
            decile=table.whole(row, "IMD_decile", lowest=1, highest=10),
            rank=table.whole(row, "IMD_rank", lowest=1, highest=LSOA_COUNT),
        )
        for row in table.rows
    ]
    table.close()
    return neighbourhoods

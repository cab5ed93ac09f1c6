"""The files that give each school its figures: special educational needs, census, deprivation."""

from dataclasses import dataclass

from evenreach.flow.register.tables import Row, Table

FSM_COLUMN = "number of pupils known to be eligible for free school meals"
MOST_PUPILS = 99_999
LSOA_COUNT = 33_755


@dataclass(frozen=True)
class SenCounts:
    urn: int
    headcount: int | None
    sen_support: int | None
    ehc_plans: int | None


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


def read_sen_counts(raw: bytes, name: str) -> list[SenCounts]:
    table = Table(raw, name, ("urn", "Total pupils", "SEN support", "EHC plan"))
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


def read_census(raw: bytes, name: str) -> list[Census]:
    table = Table(raw, name, ("urn", "headcount of pupils", FSM_COLUMN))
    seen: dict[int, int] = {}
    counts = [census(table, row, seen) for row in table.rows]
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

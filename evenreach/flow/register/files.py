"""The publishers' files of schools and their figures, read whole or refused whole.

Columns are found by name, and GIAS's and the DfE's files may come inside a zip. What a file does
not say is None. Every fault is collected, and any
fault refuses the file (`FileRefused`). Formats: GIAS "all establishments"; the DfE's school-level
files of special educational needs (`sen_files`) and of the school census; and the deciles of the
Indices of Deprivation by school that `tools/write_demonstration_register.py` writes. The last two
are read in `figure_files`, and named here too: this module is where files are read from.
"""

from dataclasses import dataclass
from datetime import date

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.faults import Fault, FileRefused
from evenreach.flow.register.figure_files import (
    Census,
    Neighbourhood,
    read_census,
    read_neighbourhoods,
)
from evenreach.flow.register.sen_files import SenCounts, read_sen_counts
from evenreach.flow.register.tables import Row, Table
from evenreach.flow.register.unpacking import unzipped

__all__ = [
    "Census",
    "Establishment",
    "Fault",
    "FileRefused",
    "Neighbourhood",
    "SenCounts",
    "read_census",
    "read_establishments",
    "read_neighbourhoods",
    "read_sen_counts",
]

STATUSES = ("Open", "Open, but proposed to close", "Closed", "Proposed to open")
REQUIRED_COLUMNS = (
    "URN",
    "LA (code)",
    "EstablishmentName",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
    "Easting",
    "Northing",
)
OPTIONAL_COLUMNS = (
    "EstablishmentNumber",
    "TypeOfEstablishment (name)",
    "OpenDate",
    "CloseDate",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "Postcode",
    "Trusts (name)",
    "AdministrativeWard (name)",
    "UrbanRural (name)",
    "LSOA (code)",
)
EASTERNMOST = 660_000
NORTHERNMOST = 1_230_000
# The North Sea beyond Lincolnshire, and the sea from Anglesey to Kintyre: easting, then northing.
# Where the two coordinates of most of England's schools would lie if they changed places.
OPEN_SEA = (
    (range(560_000, EASTERNMOST + 1), range(350_000, NORTHERNMOST + 1)),
    (range(1, 190_000), range(400_000, 600_000)),
)


@dataclass(frozen=True, slots=True)
class Establishment:
    urn: int
    name: str
    la_code: str
    establishment_number: str | None
    type: str | None
    status: str
    phase: str
    low_age: int | None
    high_age: int | None
    postcode: str | None
    easting: int | None
    northing: int | None
    urban_rural: str | None
    trust: str | None
    ward: str | None
    lsoa: str | None
    open_on: date | None
    close_on: date | None


def read_establishments(raw: bytes, name: str, told: Told = untold) -> list[Establishment]:
    table = Table(unzipped(raw, name), name, REQUIRED_COLUMNS, OPTIONAL_COLUMNS, told=told)
    seen: dict[int, int] = {}
    establishments = [establishment(table, row, seen) for row in table.rows]
    table.close()
    return establishments


def establishment(table: Table, row: Row, seen: dict[int, int]) -> Establishment:
    easting, northing = coordinates(table, row)
    return Establishment(
        urn=table.key(row, "URN", seen),
        name=table.needed_text(row, "EstablishmentName"),
        la_code=authority_code(table, row),
        establishment_number=table.text(row, "EstablishmentNumber"),
        type=table.text(row, "TypeOfEstablishment (name)"),
        status=table.one_of(row, "EstablishmentStatus (name)", STATUSES),
        phase=table.needed_text(row, "PhaseOfEducation (name)"),
        low_age=table.whole(row, "StatutoryLowAge", lowest=0, highest=99),
        high_age=table.whole(row, "StatutoryHighAge", lowest=0, highest=99),
        postcode=table.text(row, "Postcode"),
        easting=easting,
        northing=northing,
        urban_rural=table.text(row, "UrbanRural (name)"),
        trust=table.text(row, "Trusts (name)"),
        ward=table.text(row, "AdministrativeWard (name)"),
        lsoa=table.text(row, "LSOA (code)"),
        open_on=table.day(row, "OpenDate"),
        close_on=table.day(row, "CloseDate"),
    )


def authority_code(table: Table, row: Row) -> str:
    code = table.needed_text(row, "LA (code)")
    if code and not (len(code) == 3 and code.isascii() and code.isdigit()):
        table.fault(row.number, "LA (code)", code, "the authority's three digits")
    return code


def coordinates(table: Table, row: Row) -> tuple[int | None, int | None]:
    """National Grid metres within Great Britain; GIAS writes 0, 0 where it does not know."""
    faults_before = len(table.faults)
    easting = table.whole(row, "Easting", lowest=0, highest=EASTERNMOST)
    northing = table.whole(row, "Northing", lowest=0, highest=NORTHERNMOST)
    if len(table.faults) > faults_before:
        return None, None
    if bool(easting) != bool(northing):
        given = f"{easting}, {northing}"
        expected = "both National Grid coordinates, or 0 and 0 where they are not known"
        table.fault(row.number, "Easting, Northing", given, expected)
    elif any(easting in eastings and northing in northings for eastings, northings in OPEN_SEA):
        expected = "a place on land in Great Britain (have easting and northing changed places?)"
        table.fault(row.number, "Easting, Northing", f"{easting}, {northing}", expected)
    return (easting, northing) if easting and northing else (None, None)

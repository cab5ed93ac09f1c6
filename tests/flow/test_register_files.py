"""The carried register is read whole; a broken file is refused by row, column and value."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from evenreach.flow.register.files import (
    Census,
    Establishment,
    Fault,
    FileRefused,
    Neighbourhood,
    SenCounts,
    read_census,
    read_establishments,
    read_neighbourhoods,
    read_sen_counts,
)
from evenreach.flow.register.grid import latitude_longitude

CARRIED = Path(__file__).resolve().parents[2] / "evenreach" / "demo" / "register"
NOT_COUNTED = {131868, 133115, 133186, 149842, 152094, 152312}
KNOWN_SCHOOL = {
    "URN": "122170",
    "LA (code)": "929",
    "EstablishmentNumber": "0002",
    "EstablishmentName": "Acomb First School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "",
    "CloseDate": "31-08-2026",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "9",
    "Postcode": "NE46 4PL",
    "Trusts (name)": "",
    "AdministrativeWard (name)": "Hexham Central with Acomb",
    "UrbanRural (name)": "(England/Wales) Rural village",
    "Easting": "393526",
    "Northing": "566642",
    "LSOA (code)": "",
}


def carried(name: str) -> bytes:
    return (CARRIED / name).read_bytes()


def gias(*changes: dict[str, str], without: str = "") -> bytes:
    """A file with one row for each of `changes` to the known school."""
    columns = [column for column in KNOWN_SCHOOL if column != without]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**KNOWN_SCHOOL, **change} for change in changes)
    return text.getvalue().encode("cp1252")


def sen(*rows: str) -> bytes:
    return "\n".join(["urn,Total pupils,SEN support,EHC plan", *rows, ""]).encode()


def faults_of(raw: bytes, read=read_establishments) -> tuple[Fault, ...]:
    with pytest.raises(FileRefused) as refusal:
        read(raw, "schools.csv")
    assert str(refusal.value.faults[0]) in str(refusal.value)
    assert "Nothing was changed" in str(refusal.value)
    return refusal.value.faults


def sentence_of(raw: bytes, read=read_establishments) -> str:
    (fault,) = faults_of(raw, read)
    return str(fault)


def test_the_carried_register_is_read_whole():
    schools = read_establishments(carried("edubasealldata_northumberland.csv"), "gias")
    assert len(schools) == 178
    assert {school.la_code for school in schools} == {"929"}
    assert all(school.easting and school.northing for school in schools)
    closing = {s.name for s in schools if s.status == "Open, but proposed to close"}
    assert closing == {
        "Tweedmouth Community Middle School",
        "Glendale Middle School",
        "Berwick Middle School",
    }
    assert sum(school.status == "Open" for school in schools) == 175
    assert sum(school.type is None for school in schools) == 19


def test_the_carried_counts_add_up_and_leave_six_schools_unknown():
    counts = read_sen_counts(carried("sen_schools_2022-23.csv"), "sen")
    known = [c for c in counts if c.headcount is not None]
    assert len(counts) == 178
    assert sum(c.headcount or 0 for c in known) == 46_076
    assert sum(c.sen_support or 0 for c in known) == 6_047
    assert sum(c.ehc_plans or 0 for c in known) == 2_343
    unknown = [c for c in counts if c not in known]
    assert unknown == [SenCounts(urn, None, None, None) for urn in sorted(NOT_COUNTED)]


def test_the_carried_census_and_neighbourhoods_are_of_the_same_schools():
    schools = read_establishments(carried("edubasealldata_northumberland.csv"), "gias")
    counts = read_sen_counts(carried("sen_schools_2022-23.csv"), "sen")
    roll = read_census(carried("school_census_2022-23.csv"), "census")
    places = read_neighbourhoods(carried("school_neighbourhood_imd2025.csv"), "imd")
    urns = [school.urn for school in schools]
    assert [c.urn for c in counts] == [c.urn for c in roll] == [p.urn for p in places] == urns
    assert [c.headcount for c in roll] == [c.headcount for c in counts]
    assert sum(c.fsm_eligible is None for c in roll) == 11
    assert [p.urn for p in places if p.decile is None] == [122348, 122352, 122354]


def test_the_carried_register_holds_only_facts_of_the_school_itself():
    schools = read_establishments(carried("edubasealldata_northumberland.csv"), "gias")
    duchess = next(school for school in schools if school.urn == 150196)
    assert (duchess.type, duchess.postcode, duchess.establishment_number) == (None, None, None)
    text = carried("edubasealldata_northumberland.csv").decode("cp1252")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        assert len(row) == 135
        assert not (row["HeadLastName"] or row["NumberOfPupils"] or row["LSOA (code)"])


def test_a_school_is_read_by_column_name():
    (school,) = read_establishments(gias({"Easting": "0", "Northing": "0"}), "schools.csv")
    assert school == Establishment(
        urn=122170,
        name="Acomb First School",
        la_code="929",
        establishment_number="0002",
        type="Community school",
        status="Open",
        phase="Primary",
        low_age=4,
        high_age=9,
        postcode="NE46 4PL",
        easting=None,
        northing=None,
        urban_rural="(England/Wales) Rural village",
        trust=None,
        ward="Hexham Central with Acomb",
        lsoa=None,
        open_on=None,
        close_on=date(2026, 8, 31),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_publishers_encodings_are_understood(encoding):
    named = gias({"EstablishmentName": "École Saint Benoît"}).decode("cp1252").encode(encoding)
    assert read_establishments(named, "schools.csv")[0].name == "École Saint Benoît"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "but the file is empty"),
        (b" \r\n", "but the file is empty"),
        (b"PK\x03\x04 a workbook renamed", "a spreadsheet or an archive"),
        (gias({}).decode("cp1252").encode("utf-16"), "save it as UTF-8"),
        (gias({"EstablishmentName": "A"}) + b"\x81\x8d", "save it as UTF-8"),
        (gias(), "row 2: expected at least one row below the header"),
        (gias({}) + b'122171,"929', "row 3: expected well-formed CSV"),
    ],
)
def test_what_is_not_a_table_is_refused(raw, expected):
    assert expected in sentence_of(raw)


def test_every_missing_column_is_named():
    raw = gias({}, without="Easting").replace(b"EstablishmentName", b"Name")
    assert [str(fault) for fault in faults_of(raw)] == [
        "schools.csv, row 1, column “EstablishmentName”: "
        "expected one column of this name, but there is none.",
        "schools.csv, row 1, column “Easting”: "
        "expected one column of this name, but there is none.",
    ]


def test_a_column_given_twice_is_refused():
    faults = faults_of(gias({}).replace(b"Trusts (name)", b"Easting"))
    assert "Easting”: expected one column of this name, but there are 2" in str(faults[-1])


def test_a_shifted_row_is_refused():
    raw = gias({}, {"URN": "122171"}).replace(b"122171,", b"122171,,")
    assert sentence_of(raw) == (
        "schools.csv, row 3: found “19 fields”, "
        "expected 18 fields as in the header (is the row shifted or cut short?)."
    )


def test_a_urn_given_twice_is_refused_with_both_rows():
    assert sentence_of(gias({}, {"EstablishmentName": "Another"})) == (
        "schools.csv, row 3, column “URN”: "
        "found “122170”, expected each URN once, but row 2 has it too."
    )


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("URN", "1e+05", "a whole number from 100,000 to 999,999, or an empty cell"),
        ("URN", "", "a URN, but the cell is empty"),
        ("EstablishmentName", "", "a value, but the cell is empty"),
        ("LA (code)", "92", "the authority's three digits"),
        ("EstablishmentStatus (name)", "Opened", "one of: Open; Open, but proposed to close"),
        ("StatutoryLowAge", "four", "a whole number from 0 to 99, or an empty cell"),
        ("Easting", "=1+1", "a whole number from 0 to 660,000, or an empty cell"),
        ("Easting", "5304440", "a whole number from 0 to 660,000, or an empty cell"),
        ("Northing", "-12", "a whole number from 0 to 1,230,000, or an empty cell"),
        ("OpenDate", "31-02-2020", "a day that exists, as dd-mm-yyyy"),
        ("CloseDate", "2026-08-31", "a day that exists, as dd-mm-yyyy"),
    ],
)
def test_a_cell_that_is_not_what_it_should_be_is_named(column, value, expected):
    said = sentence_of(gias({column: value}))
    assert said.startswith(f"schools.csv, row 2, column “{column}”: found “{value}”, expected")
    assert expected in said


def test_one_coordinate_alone_is_refused():
    assert "found “393526, 0”" in sentence_of(gias({"Northing": "0"}))


def test_all_faults_are_kept_and_the_first_five_named():
    raw = gias(*({"URN": str(100000 + n), "Easting": "far"} for n in range(8)))
    with pytest.raises(FileRefused, match=r"8 faults\. .*row 6.* And 3 more\.") as refusal:
        read_establishments(raw, "schools.csv")
    assert [fault.row for fault in refusal.value.faults] == list(range(2, 10))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("122170,66,-1,2", "column “SEN support”: found “-1”"),
        ("122170,sixty,1,2", "column “Total pupils”: found “sixty”"),
        ("122170,66,60,7", "found “67”, expected no more learners than the 66 on roll"),
        ("122170,66,10", "found “3 fields”"),
    ],
)
def test_counts_that_cannot_be_are_refused(row, expected):
    assert expected in sentence_of(sen(row), read_sen_counts)


def test_counts_that_are_not_given_stay_unknown():
    raw = sen("122170,66,x,z", "122171,,,")
    assert read_sen_counts(raw, "sen.csv") == [
        SenCounts(122170, 66, None, None),
        SenCounts(122171, None, None, None),
    ]


def test_more_free_meals_than_pupils_are_refused():
    header = "urn,headcount of pupils,number of pupils known to be eligible for free school meals\n"
    assert read_census(f"{header}122170,66,12\n".encode(), "c") == [Census(122170, 66, 12)]
    assert "found “67”" in sentence_of(f"{header}122170,66,67\n".encode(), read_census)


def test_a_decile_runs_from_one_to_ten():
    header = "urn,lsoa21_code,IMD_decile,IMD_rank\n"
    raw = f"{header}122170,E01027476,5,16771\n".encode()
    assert read_neighbourhoods(raw, "i") == [Neighbourhood(122170, "E01027476", 5, 16771)]
    assert "from 1 to 10" in sentence_of(raw.replace(b",5,", b",11,"), read_neighbourhoods)


def test_grid_coordinates_become_latitude_and_longitude():
    """Acomb First School as published, and Ordnance Survey's own worked example at Caister."""
    assert latitude_longitude(393526, 566642) == pytest.approx((54.99432, -2.10272), abs=1e-5)
    assert latitude_longitude(651409.903, 313177.270) == pytest.approx(
        (52.657978, 1.716052), abs=2e-5
    )

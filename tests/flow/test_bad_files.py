"""What can be wrong with a file is named by row, column and value; what is merely odd is read."""

import gzip
import io
import random
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from evenreach.flow.register.faults import Fault, FileRefused, faults_as_csv
from evenreach.flow.register.files import (
    OPTIONAL_COLUMNS,
    read_census,
    read_establishments,
    read_sen_counts,
)
from evenreach.flow.register.link_files import Link, read_links
from evenreach.flow.register.own_lists import read_contacts, read_partnerships
from evenreach.flow.register.sen_files import SenCounts
from evenreach.flow.register.unpacking import unzipped
from evenreach.flow.register.workbooks import sheet_of
from tests.flow.test_register_files import gias, sen

LONG = "school_urn,time_period,sen_provision,sen_primary_need,pupil_count"
CENSUS = "urn,headcount of pupils,number of pupils known to be eligible for free school meals"
LINKS = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate"
EN_DASH = "–"


def lines(*rows: str) -> bytes:
    return "\r\n".join([*rows, ""]).encode()


def zipped(*members: str, content: bytes = b"URN\r\n1\r\n") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, content)
    return written.getvalue()


def locked() -> bytes:
    """As a password leaves it: the first flag is set in both of a member's headers."""
    raw = bytearray(zipped("a.csv"))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def workbook(*rows, change=lambda book, sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Schools"
    for row in rows:
        sheet.append(row)
    change(book, sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def rewritten(book: bytes, old: bytes, new: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as archive, zipfile.ZipFile(written, "w") as copy:
        for member in archive.namelist():
            copy.writestr(member, archive.read(member).replace(old, new))
    return written.getvalue()


def partnerships(*rows, change=lambda book, sheet: None) -> bytes:
    return workbook(("urn", "partnership"), (122170, "Hexham"), *rows, change=change)


def cell(column: str, value: str) -> bytes:
    return gias({column: value})


def links(row: str) -> bytes:
    return lines(LINKS, row)


def partnerships_read(raw: bytes, name: str):
    return read_partnerships(raw, name, known={122170, 122171})


def contacts_read(raw: bytes, name: str):
    return read_contacts(raw, name, known={122170, 122171}, titles=("Headteacher", "SENCO"))


NAME = "EstablishmentName"
PLACE = "Easting, Northing"
STATUS = "EstablishmentStatus (name)"
WHOLE = "a whole number from"
BAD_SCHOOLS = {
    "empty": (b"", None, None, None, "the file is empty"),
    "white space": (b" \r\n\t", None, None, None, "the file is empty"),
    "a byte-order mark alone": (b"\xef\xbb\xbf", None, None, None, "the file is empty"),
    "header only": (gias(), 2, None, None, "at least one row"),
    "UTF-16": (gias({}).decode().encode("utf-16"), None, None, None, "save it as UTF-8"),
    "neither encoding": (cell(NAME, "A") + b"\x81\x8d", None, None, None, "are neither"),
    "NUL byte": (cell(NAME, "A\x00"), None, None, None, "are neither"),
    "semicolons": (gias({}).replace(b",", b";"), 1, None, ";", "commas"),
    "tabs": (b"URN\tEasting\r\n1\t2\r\n", 1, None, "\t", "commas"),
    "missing column": (gias({}, without="Easting"), 1, "Easting", None, "there is none"),
    "renamed column": (gias({}).replace(b"URN", b"Ref"), 1, "URN", None, "there is none"),
    "column twice": (gias({}).replace(b"Trusts (name)", b"URN"), 1, "URN", None, "there are 2"),
    "shifted row": (gias({}).replace(b"122170,", b"122170,,"), 2, None, "19 fields", "shifted"),
    "short row": (gias({}) + b"122171,929\r\n", 3, None, "2 fields", "cut short"),
    "cut within a quote": (gias({}) + b'122171,"929', 3, None, None, "well-formed CSV"),
    "a text after a quote": (gias({}) + b'122171,"9"29', 3, None, None, "well-formed CSV"),
    "enormous cell": (cell(NAME, "a" * 200_000), 2, None, None, "field limit"),
    "URN twice": (gias({}, {}), 3, "URN", "122170", "row 2 has it too"),
    "two header rows": (gias({"URN": "URN"}), 2, "URN", "URN", WHOLE),
    "URN too short": (cell("URN", "12217"), 2, "URN", "12217", WHOLE),
    "URN too long": (cell("URN", "1221700"), 2, "URN", "1221700", WHOLE),
    "URN that lost digits": (cell("URN", "1.2e+05"), 2, "URN", "1.2e+05", WHOLE),
    "URN with decimals": (cell("URN", "122170.0"), 2, "URN", "122170.0", WHOLE),
    "no URN": (cell("URN", ""), 2, "URN", "", "cell is empty"),
    "no name": (cell(NAME, " "), 2, NAME, "", "cell is empty"),
    "a bell in a name": (cell(NAME, "Ac\x07omb"), 2, NAME, "Ac\x07omb", "control characters"),
    "authority of two digits": (cell("LA (code)", "92"), 2, "LA (code)", "92", "three digits"),
    "unknown status": (cell(STATUS, "Opened"), 2, STATUS, "Opened", "one of: Open;"),
    "no phase": (
        cell("PhaseOfEducation (name)", ""), 2, "PhaseOfEducation (name)", "", "cell is empty",
    ),
    "text for a number": (cell("Easting", "far"), 2, "Easting", "far", WHOLE),
    "a formula": (cell("Easting", "=1+1"), 2, "Easting", "=1+1", WHOLE),
    "east of Britain": (cell("Easting", "700000"), 2, "Easting", "700000", "660,000"),
    "north of Britain": (cell("Northing", "1300000"), 2, "Northing", "1300000", "1,230,000"),
    "negative northing": (cell("Northing", "-5"), 2, "Northing", "-5", WHOLE),
    "one coordinate": (cell("Northing", "0"), 2, PLACE, "393526, 0", "both National Grid"),
    "coordinates swapped": (
        gias({"Easting": "566642", "Northing": "393526"}), 2, PLACE, "566642, 393526", "on land",
    ),
    "coordinates of London swapped": (
        gias({"Easting": "180000", "Northing": "530000"}), 2, PLACE, "180000, 530000", "on land",
    ),
    "impossible age": (cell("StatutoryLowAge", "100"), 2, "StatutoryLowAge", "100", "to 99"),
    "impossible day": (cell("OpenDate", "31-02-2020"), 2, "OpenDate", "31-02-2020", "exists"),
    "ISO day": (cell("CloseDate", "2026-08-31"), 2, "CloseDate", "2026-08-31", "dd-mm-yyyy"),
    "a web page": (b"<!DOCTYPE html><p>Sorry</p>", None, None, None, "a web page"),
    "JSON": (b'{"schools": []}', None, None, None, "JSON"),
    "a PDF": (b"%PDF-1.7 ...", None, None, None, "a PDF"),
    "a workbook renamed": (partnerships(), None, None, None, "a spreadsheet or an archive"),
    "an old workbook": (b"\xd0\xcf\x11\xe0 xls", None, None, None, "a spreadsheet"),
    "gzip": (gzip.compress(gias({})), None, None, None, "an archive"),
    "a zip of two": (zipped("a.csv", "b.csv"), None, None, None, "an archive of 2: a.csv, b.csv"),
    "a zip of no CSV": (zipped("a.pdf"), None, None, None, "an archive of 1: a.pdf"),
    "a zip cut short": (zipped("a.csv")[:-30], None, None, None, "cut short"),
    "a zip with a password": (locked(), None, None, None, "encrypted"),
}  # fmt: skip
BAD_SEN = {
    "negative roll": (sen("122170,-66,,"), 2, "Total pupils", "-66", WHOLE),
    "decimal roll": (sen("122170,66.5,,"), 2, "Total pupils", "66.5", WHOLE),
    "more plans than roll": (
        sen("122170,66,60,7"), 2, "SEN support + EHC plan", "67", "the 66 on roll",
    ),
    "neither layout": (lines("a,b", "1,2"), 1, None, "a, b", "pupil_count"),
    "long layout without counts": (
        lines(LONG.removesuffix(",pupil_count"), "122170,202425,SEN support,All pupils"),
        1, "pupil_count", None, "there is none",
    ),
    "unknown provision": (
        lines(LONG, "122170,202425,Nurture,All pupils,3"),
        2, "sen_provision", "Nurture", "SEN support",
    ),
    "two years": (
        lines(LONG, "122170,202425,SEN support,SPLD,3", "122170,202324,SEN support,MLD,3"),
        3, "time_period", "202324", "one period",
    ),
    "a cell twice": (
        lines(LONG, *["122170,202425,SEN support,SPLD,3"] * 2), 3, "school_urn", "122170", "once",
    ),
    "URN that lost digits": (
        lines(LONG, "1.2e+05,202425,SEN support,MLD,3"), 2, "school_urn", "1.2e+05", WHOLE,
    ),
}  # fmt: skip
BAD_LINKS = {
    "ISO day": (
        links("122170,122171,A,Successor,2022-01-01"),
        2, "LinkEstablishedDate", "2022-01-01", "dd-mm-yyyy",
    ),
    "no type": (links("122170,122171,A,,"), 2, "LinkType", "", "cell is empty"),
    "no other": (links("122170,,A,Successor,"), 2, "LinkURN", "", "a URN"),
}  # fmt: skip
BAD_CENSUS = {
    "more meals than pupils": (
        lines(CENSUS, "122170,66,67"), 2, CENSUS.split(",")[2], "67", "the 66 on roll",
    ),
}  # fmt: skip
EVERY_BAD_FILE = [
    pytest.param(read, *case, id=f"{read.__name__}: {what}")
    for read, cases in (
        (read_establishments, BAD_SCHOOLS),
        (read_sen_counts, BAD_SEN),
        (read_links, BAD_LINKS),
        (read_census, BAD_CENSUS),
    )
    for what, case in cases.items()
]


def refusal(read, raw: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(raw, "file")
    return refused.value


@pytest.mark.parametrize(("read", "raw", "row", "column", "value", "expected"), EVERY_BAD_FILE)
def test_a_bad_file_is_refused_by_row_column_and_value(read, raw, row, column, value, expected):
    fault = refusal(read, raw).faults[0]
    assert (fault.row, fault.column, fault.value) == (row, column, value)
    assert expected in fault.expected


def formula(book, sheet):
    sheet["B2"] = '=HYPERLINK("x")'


def second_sheet(book, sheet):
    book.create_sheet("More")


def hidden_sheet(book, sheet):
    book.create_sheet("Secret").sheet_state = "hidden"


def hidden_column(book, sheet):
    sheet.column_dimensions["B"].hidden = True


def hidden_row(book, sheet):
    sheet.row_dimensions[2].hidden = True


def merged(book, sheet):
    sheet.merge_cells("A3:B3")


@pytest.mark.parametrize(
    ("change", "sheet", "row", "column", "value", "expected"),
    [
        (formula, "Schools", 2, "B", '=HYPERLINK("x")', "formula"),
        (second_sheet, "More", None, None, "More", "one sheet alone"),
        (hidden_sheet, "Secret", None, None, "Secret", "no hidden sheets"),
        (hidden_column, "Schools", None, "B", None, "no hidden columns"),
        (hidden_row, "Schools", 2, None, None, "no hidden rows"),
        (merged, "Schools", 3, "A", "A3:B3", "no merged cells"),
    ],
)
def test_a_workbook_that_hides_something_is_refused(change, sheet, row, column, value, expected):
    [fault] = refusal(partnerships_read, partnerships(change=change)).faults
    assert (fault.sheet, fault.row, fault.column, fault.value) == (sheet, row, column, value)
    assert expected in fault.expected
    assert f"sheet “{sheet}”" in str(fault)


def test_a_cell_of_a_workbook_is_named_with_its_sheet():
    [fault] = refusal(partnerships_read, partnerships(("urn", "partnership"))).faults
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("Schools", 3, "urn", "urn")


def test_a_damaged_or_enormous_workbook_is_refused():
    assert "a whole .xlsx" in refusal(partnerships_read, partnerships()[:-40]).faults[0].expected
    with pytest.raises(FileRefused, match="at most 1,000 bytes"):
        sheet_of(partnerships(), "list.xlsx", most=1000)


def far_cell(book, sheet):
    sheet["XFD1048576"] = 1


def test_a_small_workbook_of_very_many_cells_is_refused():
    far, wide = (partnerships(change=change) for change in (far_cell, merged))
    for raw in (far, rewritten(wide, b"A3:B3", b"A3:XFD1048576")):
        assert "1,000,000 cells" in refusal(partnerships_read, raw).faults[0].expected


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = zipped("a.csv", content=b"0" * 2_000_000)
    assert len(bomb) < 5_000
    for raw in (bomb, b"0" * 2_000_000):
        with pytest.raises(FileRefused, match="at most 1,000,000 bytes"):
            unzipped(raw, "a.csv", most=1_000_000)


ONE = gias({})


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + ONE,
        ONE.replace(b"\r\n", b"\r"),
        ONE.replace(b"\r\n", b"\n"),
        ONE.replace(b"\r\n", b"\r", 1),
        ONE + b"\r\n\r\n\n",
        zipped("edubasealldata.csv", content=ONE),
        ONE.replace(b"122170", b"\xa0122170\xa0"),
        ONE.replace(b"LA (code)", b" LA_ (CODE) "),
        b"\r\n".join(line + b",more" for line in ONE.split(b"\r\n")[:-1]),
        b"\r\n".join(b",".join(reversed(line.split(b","))) for line in ONE.split(b"\r\n")[:-1]),
    ],
)
def test_what_is_merely_odd_is_read_as_it_is_meant(raw):
    assert read_establishments(raw, "schools.csv") == read_establishments(ONE, "schools.csv")


def test_a_line_end_within_quotes_and_a_dash_of_windows_are_kept():
    raw = gias({"Trusts (name)": "North\r\nEast", NAME: f"Acomb {EN_DASH} First"})
    [school] = read_establishments(raw, "schools.csv")
    assert (school.trust, school.name) == ("North\r\nEast", f"Acomb {EN_DASH} First")


@pytest.mark.parametrize("column", OPTIONAL_COLUMNS)
def test_an_optional_column_may_be_missing(column):
    [with_it], [without] = (
        read_establishments(raw, "s") for raw in (gias({column: ""}), gias({}, without=column))
    )
    assert with_it == without


def test_links_are_read_under_either_spelling_and_any_type():
    row = "122170,122171,Allendale,Merged - by moonlight,01-09-2022"
    expected = [Link(122170, 122171, "Allendale", "Merged - by moonlight", date(2022, 9, 1))]
    for header in (LINKS, "urn,link_urn,link_name,link_type,link_established_date"):
        assert read_links(lines(header, row), "links.csv") == expected


def test_needs_of_each_school_are_read_from_the_long_layout():
    raw = lines(
        LONG,
        '122170,202425,"Education, health and care plan",All pupils,5',
        "122170,202425,SEN support,All pupils,9",
        "122170,202425,EHC plan,SLCN,2",
        "122170,202425,SEN Support,SLCN,4",
        "122170,202425,SEN support,Hearing impairment,z",
        "1e+05,202425,SEN support,Total,x",
        "1e+05,202425,All pupils,SLCN,7",
        "1e+05,202425,SEN support,SLCN,6",
    )
    assert read_sen_counts(raw, "sen.csv") == [
        SenCounts(122170, None, 9, 5, {"sen-support-slcn": 4, "ehc-plans-slcn": 2}),
        SenCounts(100000, None, None, None, {"sen-support-slcn": 6}),
    ]


def test_five_hundred_faults_are_kept_and_all_are_counted():
    refused = refusal(read_establishments, gias(*({"URN": str(n)} for n in range(600))))
    assert (refused.count, len(refused.faults)) == (600, 500)
    assert "600 faults" in str(refused)
    assert "And 595 more." in str(refused)


def test_the_faults_open_in_a_spreadsheet_without_running():
    refused = FileRefused([Fault("a.xlsx", 3, "Easting", "=1+1", "a number", "-Sheet")])
    assert faults_as_csv(refused).decode("utf-8-sig").splitlines() == [
        "file,sheet,row,column,value,expected",
        "a.xlsx,'-Sheet,3,Easting,'=1+1,a number",
    ]
    assert faults_as_csv(refused).startswith(b"\xef\xbb\xbf")


@given(st.permutations(range(8)))
def test_any_order_of_the_rows_gives_the_same_establishments(order):
    rows = [{"URN": str(122170 + n), NAME: f"School {n}"} for n in range(8)]
    shuffled = read_establishments(gias(*(rows[n] for n in order)), "schools.csv")
    assert set(shuffled) == set(read_establishments(gias(*rows), "schools.csv"))


READERS = (
    read_establishments,
    read_links,
    read_census,
    read_sen_counts,
    partnerships_read,
    contacts_read,
)
SEEDS = (b"", b"PK\x03\x04", zipped("a.csv", content=ONE), partnerships(), ONE, sen("122170,1,1,"))


@given(st.sampled_from(READERS), st.sampled_from(SEEDS), st.binary(max_size=200), st.randoms())
def test_no_bytes_break_a_reader(read, seed, added, dice: random.Random):
    place = dice.randrange(len(seed) + 1)
    raw = seed[:place] + added + seed[place + dice.randrange(40) :]
    try:
        read(raw, "file")
    except FileRefused as refused:
        assert refused.count

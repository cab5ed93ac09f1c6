"""The READMEs of the carried registers name the licence, and count what is filled as it is."""

import csv
import io
import re
from pathlib import Path

import pytest

from evenreach.demo.england import england_files

DEMO = Path(__file__).resolve().parents[2] / "evenreach" / "demo"
UNKNOWN = {"Easting": "0", "Northing": "0"}
TABLES = [
    ("register", "edubasealldata_northumberland.csv"),
    ("register", "edubasealldata_northumberland_2024-06.csv"),
    ("england", "edubasealldata_england.csv"),
]


def readme(folder: str) -> str:
    return (DEMO / folder / "README.md").read_text(encoding="utf-8")


def said(folder: str, name: str) -> dict[str, int]:
    """How many rows the README's table of this file says are filled, by column."""
    (section,) = re.findall(rf"^## `{re.escape(name)}`(.*?)(?=^## )", readme(folder), re.M | re.S)
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return {
        column.strip(): int(row[-1].replace(",", ""))
        for row in rows[2:]
        for column in row[0].split(", ")
    }


def found(folder: str, name: str) -> dict[str, int]:
    packed = folder == "england"
    raw = england_files()[name] if packed else (DEMO / folder / name).read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("cp1252"), newline="")))
    counts = {
        column: sum(row[column] not in {"", UNKNOWN.get(column, "")} for row in rows)
        for column in rows[0]
    }
    return {column: count for column, count in counts.items() if count or packed}


@pytest.mark.parametrize(("folder", "name"), TABLES)
def test_the_table_names_every_filled_column_and_how_often(folder, name):
    assert said(folder, name) == found(folder, name)


@pytest.mark.parametrize("folder", ["register", "england"])
def test_the_publishers_and_the_licence_are_named(folder):
    text = " ".join(readme(folder).split())
    for words in (
        "Contains public sector information licensed under the [Open Government Licence v3.0]",
        "Department for Education",
        "© Crown copyright",
        "Contains OS data © Crown copyright and database right.",
        "Contains Royal Mail data © Royal Mail copyright and database right.",
        "Contains National Statistics data © Crown copyright and database right.",
    ):
        assert words in text


@pytest.mark.parametrize("folder", ["register", "england"])
def test_every_carried_file_has_its_section(folder):
    sections = set(re.findall(r"^## `([^`]+)`", readme(folder), re.M))
    carried = {path.name.removesuffix(".xz") for path in (DEMO / folder).glob("*.csv*")}
    assert sections == carried

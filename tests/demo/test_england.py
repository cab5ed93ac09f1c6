"""England's carried files are read whole, add up to what their README says, and agree with ours."""

import csv
import io
from pathlib import Path

import pytest

from evenreach.demo import england
from evenreach.demo.england import england_files
from evenreach.flow.register.files import (
    read_census,
    read_establishments,
    read_neighbourhoods,
    read_sen_counts,
)
from evenreach.flow.register.link_files import read_links

REGISTER = "edubasealldata_england.csv"
SEN, ROLL = "sen_schools_2022-23.csv", "school_census_2022-23.csv"
PLACES, LINKS = "school_neighbourhood_imd2025.csv", "links_edubasealldata.csv"
NORTHUMBERLAND = Path(england.__file__).parents[1] / "register"


@pytest.fixture(scope="module")
def files():
    return england_files()


def cells(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("cp1252"), newline="")))


def test_the_files_are_few_and_small(files):
    assert sorted(files) == sorted([REGISTER, SEN, ROLL, PLACES, LINKS])
    packed = Path(england.__file__).parent.glob("*.xz")
    assert sum(path.stat().st_size for path in packed) < 2_500_000


def test_every_school_is_read_once_and_has_its_figures(files):
    schools = read_establishments(files[REGISTER], REGISTER)
    urns = [school.urn for school in schools]
    assert len(urns) == len(set(urns)) == 25_085
    assert urns == [counts.urn for counts in read_sen_counts(files[SEN], SEN)]
    assert urns == [counts.urn for counts in read_census(files[ROLL], ROLL)]
    assert urns == [place.urn for place in read_neighbourhoods(files[PLACES], PLACES)]
    assert len({school.la_code for school in schools}) == 154
    assert {school.status for school in schools} == {"Open"}
    assert all(school.easting and school.northing for school in schools)


def test_the_counts_add_up_to_what_the_readme_says(files):
    sen, roll = read_sen_counts(files[SEN], SEN), read_census(files[ROLL], ROLL)
    totals = [
        sum(counts.headcount or 0 for counts in sen),
        sum(counts.sen_support or 0 for counts in sen),
        sum(counts.ehc_plans or 0 for counts in sen),
        sum(counts.headcount or 0 for counts in roll),
        sum(counts.fsm_eligible or 0 for counts in roll),
    ]
    assert totals == [9_014_559, 1_174_306, 385_668, 9_014_698, 2_006_254]
    readme = Path(england.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert [total for total in totals if f"{total:,}" not in readme] == []


def test_no_school_is_counted_twice(files):
    for name in (SEN, ROLL):
        counted = [urn for row in cells(files[name]) for urn in row["published_urn"].split(";")]
        known = [urn for urn in counted if urn]
        assert len(known) == len(set(known)) == 24_021 + 7, name


def test_the_schools_of_a_split_one_are_not_known_rather_than_given_its_pupils_twice(files):
    split = [row for row in cells(files[SEN]) if row["match"] == "split_predecessor"]
    assert [row["urn"] for row in split] == ["150934", "150935"]
    assert {(row["published_urn"], row["Total pupils"]) for row in split} == {("", "")}


def test_a_name_that_a_copy_misread_is_written_as_gias_has_it(files):
    schools = {school.urn: school for school in read_establishments(files[REGISTER], REGISTER)}
    assert schools[152253].name == "St John’s CE Primary School"
    assert [schools[urn].trust for urn in (138845, 141930, 146969)] == [None, None, None]


def test_the_links_are_all_there(files):
    links = read_links(files[LINKS], LINKS)
    assert len({(link.urn, link.link_urn, link.link_type) for link in links}) == 33_801
    assert len(links) == 33_801
    assert sum(link.established_on is not None for link in links) == 25_548
    ours = "links_edubasealldata_northumberland.csv"
    assert set(read_links((NORTHUMBERLAND / ours).read_bytes(), ours)) <= set(links)


def test_northumberland_says_the_same_in_both_and_lacks_three(files):
    whole = {r["URN"]: r for r in cells(files[REGISTER]) if r["LA (code)"] == "929"}
    carried = (NORTHUMBERLAND / "edubasealldata_northumberland.csv").read_bytes()
    own = {row["URN"]: row for row in cells(carried)}
    assert set(own) - set(whole) == {"122348", "122352", "122354"}
    assert len(whole) == 175
    for urn, row in whole.items():
        assert row == {column: own[urn][column] for column in row}


@pytest.mark.parametrize("name", [SEN, ROLL, PLACES])
def test_northumberland_has_the_same_figures_in_both(files, name):
    whole = {row["urn"]: row for row in cells(files[name])}
    for row in cells((NORTHUMBERLAND / name).read_bytes()):
        if row["urn"] in whole:
            both = whole[row["urn"]]
            assert both == {column: row[column] for column in both}

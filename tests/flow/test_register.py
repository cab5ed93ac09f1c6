"""The register is loaded whole or not at all."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from evenreach.demo.setting import REGISTER
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.files import FileRefused
from evenreach.flow.register.importing import load_register
from evenreach.flow.register.merging import Published
from evenreach.flow.register.models import School, SchoolFigure
from evenreach.flow.register.queries import (
    assured_schools,
    latest_figures,
    schools_on_register,
    schools_to_decide,
)


def published(name: str) -> Published:
    return Published(name, (REGISTER / name).read_bytes(), "DfE", date(2023, 1, 19))


@pytest.fixture
def files() -> dict[str, Published]:
    return {
        "schools": published("edubasealldata_northumberland.csv"),
        "sen": published("sen_schools_2022-23.csv"),
        "census": published("school_census_2022-23.csv"),
    }


@pytest.fixture
def by(northumberland) -> Eyes:
    return Eyes(authority_id=northumberland.pk, name="Morag", is_authority_lead=True)


def fingerprint() -> str:
    """A digest of everything the register holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(s::text, '|' ORDER BY id) FROM flow_school s),"
            " (SELECT string_agg(f::text, '|' ORDER BY id) FROM flow_schoolfigure f),"
            " (SELECT count(*) FROM flow_registerimport)"
        )
        return hashlib.sha256(repr(cursor.fetchone()).encode()).hexdigest()


def test_northumberland_as_published(northumberland):
    mine = northumberland.pk
    assert schools_on_register(mine).count() == 178
    assert assured_schools(mine).count() == 167
    assert schools_to_decide(mine).count() == 6
    totals = {
        name: sum(
            figures[name].value
            for figures in latest_figures(mine, academic_year=2025).values()
            if name in figures
        )
        for name in ("roll", "sen-support", "ehc-plans")
    }
    assert totals == {"roll": 46076, "sen-support": 6047, "ehc-plans": 2343}


def test_what_is_not_known_has_no_figure(northumberland):
    known = latest_figures(northumberland.pk, academic_year=2025)
    unknown = [
        school for school in schools_on_register(northumberland.pk) if school.pk not in known
    ]
    assert len(unknown) == 6


def test_figures_of_a_later_year_do_not_reach_back(northumberland):
    assert latest_figures(northumberland.pk, academic_year=2021) == {}


def test_the_grid_becomes_latitude_and_longitude(northumberland):
    school = School.objects.of(northumberland.pk).get(urn=122170)
    assert (round(school.latitude, 4), round(school.longitude, 4)) == (54.9943, -2.1027)


def test_the_same_files_change_nothing(by, at, files):
    load_register(by=by, at=at, **files)
    before = fingerprint()
    assert load_register(by=by, at=at + timedelta(hours=1), **files) is None
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("which", "old", "new", "said"),
    [
        ("schools", b"\n122170,", b"\none,", "URN"),
        ("schools", b"\n122171,", b"\n122170,", "URN"),
        ("sen", b"122170", b"122170x", "122170x"),
        ("census", b"URN", b"URM", "URN"),
    ],
)
def test_a_bad_file_changes_nothing(by, at, files, which, old, new, said):
    before = fingerprint()
    raw = files[which].raw
    bad = raw.replace(old, new, 1) if old in raw else raw.replace(old.lower(), new.lower(), 1)
    assert bad != raw
    with pytest.raises(FileRefused, match="(?i)" + said):
        load_register(by=by, at=at, **(files | {which: replace(files[which], raw=bad)}))
    assert fingerprint() == before


def test_a_later_figure_stands_beside_the_earlier(by, at, files, northumberland):
    later = replace(files["census"], counted_on=date(2024, 1, 18))
    load_register(by=by, at=at, **(files | {"census": later}))
    rolls = SchoolFigure.objects.of(northumberland.pk).filter(name="roll", school__urn=122170)
    assert sorted(rolls.values_list("academic_year", flat=True)) == [2022, 2023]

"""Morag publishes reach; anybody reads the same figures as a page, a table and for programs."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from evenreach.desks.publishing.reach_table import reach_table
from evenreach.desks.publishing.release_queries import latest_release
from evenreach.desks.publishing.releases import release
from evenreach.methods.calendar import academic_year_of

pytestmark = pytest.mark.django_db


def words_of(answer) -> str:
    assert answer.status_code == 200, answer
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def released(people, eyes, at):
    morag, until = eyes(people.morag), at.date() - timedelta(days=1)
    table = reach_table(morag.authority_id, year=academic_year_of(until), until=until)
    return release(by=morag, at=at, outgoing=table)


def test_page_table_and_program_read_the_same_release(released, browser_of) -> None:
    anyone = browser_of()
    told = anyone.get("/api/v1/reach").json()
    text = anyone.get("/published/reach/reach.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [{key: str(value) for key, value in group.items()} for group in told["groups"]] == rows
    assert rows[0]["partnership"] == "All partnerships"
    every = next(row for row in rows if row["phase"] == "All phases")
    assert every == {
        "partnership": "All partnerships",
        "phase": "All phases",
        "schools": "167",
        "schools_reached": "c",
        "minutes_delivered": "c",
    }
    assert (told["digest"], told["figures_hidden"]) == (released.digest, released.cells_hidden)
    page = words_of(anyone.get("/published/reach/"))
    for said in (
        "Reach in 2025/26",
        "Counted up to 1 March 2026",
        "c Not shown, so that nobody can be told from it.",
        f"Schools reached: {released.content['measures'][0]['hidden']} of",
    ):
        assert said in page


def test_the_csv_says_what_is_in_its_columns(released, browser_of) -> None:
    described = browser_of().get("/published/reach/reach.csv-metadata.json").json()
    assert described["url"] == "reach.csv"
    assert described["dc:date"] == "2026-03-01"
    assert [(c["name"], c["datatype"]) for c in described["tableSchema"]["columns"]] == [
        ("partnership", "string"),
        ("phase", "string"),
        ("schools", "number"),
        ("schools_reached", "number"),
        ("minutes_delivered", "number"),
    ]
    assert described["tableSchema"]["columns"][3]["null"] == ["", "c", "z"]


def test_before_the_first_release_the_page_says_so(browser_of) -> None:
    anyone = browser_of()
    assert "No reach is published yet" in words_of(anyone.get("/published/reach/"))
    assert anyone.get("/published/reach/reach.csv").status_code == 404
    assert "No reach is published yet" in anyone.get("/api/v1/reach").json()["error"]


def test_morag_publishes_the_year_to_date(people, browser_of, northumberland) -> None:
    morag = browser_of(people.morag)
    assert "No table was published yet." in words_of(morag.get("/service/releases/"))
    page = "/service/releases/reach/"
    typed = {"form_key": uuid4().hex, "until_day": "2", "until_month": "3", "until_year": "2026"}
    assert "Enter a day of this academic year that is over" in words_of(morag.post(page, typed))
    typed |= {"form_key": uuid4().hex, "until_day": "1"}
    answer = morag.post(page, typed, follow=True)
    made = latest_release(northumberland.pk, "reach")
    assert f"Reach is published. {made.cells_hidden} of {made.cells} figures are hidden" in (
        words_of(answer)
    )
    assert made.released_by == "Morag Telfer"
    assert f"Reach in 2025/26, 1 1 March 2026 2 March 2026 Morag Telfer {made.cells:,}" in (
        words_of(morag.get("/service/releases/"))
    )


def test_morag_says_which_numbers_are_small(people, browser_of) -> None:
    morag = browser_of(people.morag)
    page = "/service/releases/small-numbers/"
    typed = {"form_key": uuid4().hex, "inside": "5", "in_public": "4", "schools": "3"}
    assert "the number in public may not be below" in words_of(morag.post(page, typed))
    typed |= {"form_key": uuid4().hex, "in_public": "10", "schools": "4"}
    answer = words_of(morag.post(page, typed, follow=True))
    assert "Schools behind a public figure of theirs Fewer than 4" in answer

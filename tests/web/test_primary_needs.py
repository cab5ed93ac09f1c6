"""Anyone reads a school's primary needs as the publisher gives them, and nothing kept back.

The counts are invented; Acomb's page of the demonstration has none.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from evenreach.flow.people.models import Authority
from evenreach.flow.register.imports import published_on, stored_register
from evenreach.flow.register.merging import Published, PublishedFiles, proposed
from evenreach.flow.register.models import RegisterImport
from evenreach.flow.register.primary_needs import NEEDS, NOT_RECORDED
from evenreach.flow.register.storing import store
from evenreach.web import words
from evenreach.web.templatetags.schools import fact_in_words, need_in_words
from tests.conftest import People

ACOMB, ALLENDALE = 122170, 122171
HEADER = ["school_urn", "time_period", "sen_provision", "sen_primary_need", "pupil_count"]
SUPPORT = "SEN support / SEN without an EHC plan"
PLAN = "Education, health and care plan"
SOURCE = "DfE, Special educational needs in England"
ROWS = (
    (ACOMB, "202425", SUPPORT, "All pupils", 1011),
    (ACOMB, "202425", SUPPORT, "Speech, language and communication needs", 1007),
    (ACOMB, "202425", SUPPORT, "Hearing impairment", "c"),
    (ACOMB, "202425", SUPPORT, "Missing", 1),
    (ACOMB, "202425", PLAN, "Hearing impairment", 2),
    (ACOMB, "202425", PLAN, "Vision impairment", "x"),
)
Browser = Callable[..., Client]


@pytest.fixture
def anyone(northumberland: Authority, browser_of: Browser) -> Client:
    return browser_of()


@pytest.fixture
def with_needs(northumberland: Authority) -> None:
    """The register after a file of invented needs of Acomb First School."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADER, *ROWS])
    file = Published("sen.csv", written.getvalue().encode(), SOURCE, date(2025, 1, 16))
    before = stored_register(northumberland.pk)
    after = proposed(before, PublishedFiles(sen=file), la_code=northumberland.code)
    store(northumberland.pk, before, after)


def cells_of(html: str) -> list[list[str]]:
    """The needs' table, row by row."""
    table = html[html.index('id="needs"') :].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [
        [
            " ".join(re.sub("<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


@pytest.mark.usefixtures("with_needs")
def test_a_school_shows_its_needs_by_provision_with_definition_day_and_source(
    anyone: Client,
) -> None:
    html = anyone.get(f"/schools/{ACOMB}/").content.decode()
    assert cells_of(html) == [
        ["Primary need", "SEN support", "EHC plan"],
        ["Speech, language and communication", "1,007", "Not published"],
        ["Hearing impairment", "Not published", "2"],
        ["Not recorded", "1", "Not published"],
        ["All these learners", "1,011", "Not published"],
    ]
    said = " ".join(html.split())
    assert "Special educational needs by primary need, 2024/25" in said
    assert f"{SOURCE}, counted on 16 January 2025. Each learner with SEN support" in said
    assert "the source gives no count" in said
    assert "Vision impairment" not in said


def test_where_no_file_had_needs_the_public_reads_that_and_a_lead_what_to_load(
    anyone: Client, people: People, browser_of: Browser
) -> None:
    public = " ".join(anyone.get(f"/schools/{ALLENDALE}/").content.decode().split())
    assert "Not published in the files loaded." in public
    assert "Load the department" not in public
    lead = " ".join(browser_of(people.morag).get(f"/schools/{ALLENDALE}/").content.decode().split())
    assert (
        '<a class="govuk-link" href="/service/register/">Load the department’s school-level file '
        "of special educational needs for 2024/25</a>"
    ) in lead


@pytest.mark.usefixtures("with_needs")
def test_a_program_reads_the_same(anyone: Client) -> None:
    answer: dict[str, Any] = anyone.get(f"/api/v1/schools/{ACOMB}").json()
    assert answer["primary_needs"] == {
        "academic_year": 2024,
        "label": "2024/25",
        "source": SOURCE,
        "counted_on": "2025-01-16",
        "sen_support": 1011,
        "ehc_plans": None,
        "needs": [
            {
                "need": "slcn",
                "name": "Speech, language and communication",
                "sen_support": 1007,
                "ehc_plans": None,
            },
            {"need": "hi", "name": "Hearing impairment", "sen_support": None, "ehc_plans": 2},
            {"need": "not-recorded", "name": "Not recorded", "sen_support": 1, "ehc_plans": None},
        ],
    }
    assert anyone.get(f"/api/v1/schools/{ALLENDALE}").json()["primary_needs"] is None


def test_every_need_has_words_on_every_page() -> None:
    assert {need.upper() for need in NEEDS if need != NOT_RECORDED} == set(words.NEEDS)
    assert all(need_in_words(need) for need in NEEDS)
    assert fact_in_words("sen-support-needs 2024") == "primary needs at SEN support, 2024/25"
    assert fact_in_words("roll 2024") == "roll 2024"


def test_a_school_says_when_the_publisher_made_the_extract(
    northumberland: Authority, anyone: Client
) -> None:
    assert published_on(northumberland.pk) is None
    [loaded] = RegisterImport.objects.of(northumberland.pk)
    for name, said in (
        ("edubasealldata20260924.csv", "as published on 24 September 2026, as it was loaded on"),
        ("edubasealldata20261399.csv", "From the register of schools, as it was loaded on"),
    ):
        RegisterImport.objects.of(northumberland.pk).update(files=loaded.files | {name: "0"})
        assert said in " ".join(anyone.get(f"/schools/{ACOMB}/").content.decode().split())
        assert (published_on(northumberland.pk) is None) is ("1399" in name)


def test_a_demonstration_says_so_in_the_same_words_everywhere(anyone: Client, project: Any) -> None:
    assert words.DEMONSTRATION in anyone.get("/").content.decode()
    assert anyone.get("/api/v1/offer").json()["demonstration_words"] == words.DEMONSTRATION
    sheet = project / "evenreach/web/static/evenreach/demonstration-print.css"
    assert f'content: "{words.DEMONSTRATION}";' in sheet.read_text()

"""Alison reads the report to her school, prints it and saves it; who else may, and who may not."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.flow.journal.models import LearnerLook
from evenreach.flow.people.models import Authority
from evenreach.flow.records.models import Report
from evenreach.web.documents import report_pdf, write_reports
from tests.conftest import People
from tests.stories import LEARNER, PROVISION, SEEN, Cast, EyesOf, reported

Browser = Callable[..., Client]


@pytest.fixture
def report(people: People, eyes: EyesOf, at: datetime) -> Report:
    """The report of one visit to Alison's school."""
    return reported(Cast(eyes(people.alison), eyes(people.jean)), at, eyes)


def looks(report: Report) -> list[tuple[str, str]]:
    """Who is recorded to have looked at a report, and on which page."""
    recorded = LearnerLook.objects.of(report.authority_id).filter(page__startswith="/reports/")
    return list(recorded.order_by("pk").values_list("person_name", "page"))


def names_in(report: Report) -> list[str]:
    """What points at the learner of a report."""
    return [LEARNER.initials, LEARNER.school_reference, report.content["reference"]]


def without_tokens(answer: HttpResponse) -> str:
    """A page less its random tokens, in which two given letters stand once in fifty pages."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", answer.content.decode())


def test_alison_reads_need_provision_and_further_assessment(
    report: Report, people: People, browser_of: Browser
) -> None:
    page = reverse("reports:read", args=[report.pk])
    answer = browser_of(people.alison).get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    headings = [" ".join(words.split()) for words in re.findall(r"<h2[^>]*>([^<]+)</h2>", text)]
    assert [words for words in headings if words[0] in "123"] == [
        "1. Need identified",
        "2. Provision planned",
        "3. Further assessment",
    ]
    for words in (SEEN.need_identified, "Communication and interaction", PROVISION[0].what):
        assert words in text
    assert "3\N{NO-BREAK SPACE}July\N{NO-BREAK SPACE}2026" in text
    assert "None is needed now" in text
    assert reverse("reports:pdf", args=[report.pk]) in text
    assert looks(report) == [(people.alison.name, page)]


def test_the_title_names_no_learner_and_nothing_is_kept_in_a_cache(
    report: Report, people: People, browser_of: Browser
) -> None:
    answer = browser_of(people.alison).get(reverse("reports:read", args=[report.pk]))
    title = re.search("<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    assert title is not None
    assert report.content["reference"] in title[1]
    assert LEARNER.initials not in title[1]
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}


def test_alison_saves_it_as_a_file_that_names_no_learner(
    report: Report, people: People, browser_of: Browser
) -> None:
    page = reverse("reports:pdf", args=[report.pk])
    answer = browser_of(people.alison).get(page)
    assert answer.content.startswith(b"%PDF-1.7")
    name = f"{report.content['reference']}-v1.pdf"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert looks(report) == [(people.alison.name, page)]


@pytest.mark.parametrize("name", ["dawn", "jean", "visitor"])
def test_her_headteacher_the_specialist_and_their_lead_read_it_too(
    name: str, report: Report, people: People, browser_of: Browser
) -> None:
    reader = report.released_by if name == "visitor" else getattr(people, name)
    page = reverse("reports:read", args=[report.pk])
    assert browser_of(reader).get(page).status_code == 200
    assert looks(report) == [(reader.name, page)]


@pytest.mark.parametrize("door", ["reports:read", "reports:pdf"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("brian", 404), ("samuel", 404), ("ruth", 404), ("anil", 403), ("morag", 403)],
)
def test_others_see_nothing_of_it(
    name: str, status: int, door: str, report: Report, people: People, browser_of: Browser
) -> None:
    answer = browser_of(getattr(people, name)).get(reverse(door, args=[report.pk]))
    assert answer.status_code == status
    assert [words for words in names_in(report) if words in without_tokens(answer)] == []
    assert looks(report) == []


def test_the_same_search_finds_them_where_they_may_be_read(
    report: Report, people: People, browser_of: Browser
) -> None:
    answer = browser_of(people.alison).get(reverse("reports:read", args=[report.pk]))
    assert [words for words in names_in(report) if words in without_tokens(answer)] == (
        names_in(report)
    )


@pytest.mark.parametrize("door", ["reports:read", "reports:pdf"])
def test_nobody_reads_it_without_signing_in(door: str, report: Report, browser_of: Browser) -> None:
    answer = browser_of().get(reverse(door, args=[report.pk]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert looks(report) == []


def test_every_report_is_written_into_a_folder_that_holds_nothing_older(
    report: Report, northumberland: Authority, tmp_path: Path
) -> None:
    (tmp_path / "LIC-99999-v1.pdf").write_bytes(b"older")
    paths = write_reports(Report.objects.of(northumberland.pk).order_by("pk"), tmp_path)
    assert paths == [tmp_path / f"{report.content['reference']}-v1.pdf"]
    assert sorted(tmp_path.iterdir()) == paths
    assert paths[0].read_bytes() == report_pdf(report, northumberland)


def test_no_reports_write_an_empty_folder(northumberland: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    assert write_reports(Report.objects.of(northumberland.pk), folder) == []
    assert list(folder.iterdir()) == []

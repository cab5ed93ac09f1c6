"""Morag loads a year's term dates: refused with every fault, previewed, applied once."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenreach.flow.register.calendars import stored_calendar
from evenreach.methods.calendar import AcademicYear
from tests.conftest import People
from tests.flow.test_bad_files import lines
from tests.flow.test_calendar_files import AUTUMN, EVENTS, HEADER, SPRING, TERMS, WHOLE, icalendar
from tests.web.test_partnerships import hidden, send, words_of

PAGE = "/service/register/calendar/"
YEAR = AcademicYear(2026)


def dates(raw: bytes, name: str = "dates.csv", year: str = "2026") -> dict[str, object]:
    file = SimpleUploadedFile(name, raw)
    return {"year": year, "source": "Council, 3 June", "file": file}


@pytest.fixture
def morag(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


def test_the_page_shows_this_year_and_says_that_the_next_is_missing(morag):
    words = words_of(morag.get(PAGE))
    for said in (
        "Autumn term, first half",
        "Monday 1 September 2025",
        "(inferred)",
        "Thursday 25 December 2025",
        "GOV.UK bank holidays",
        "No term dates are stored for this year. Load them below.",
    ):
        assert said in words


def test_she_sees_what_would_change_and_applies_it_once(morag, northumberland):
    this_year = stored_calendar(northumberland.pk, AcademicYear(2025))
    shown = send(morag, PAGE, **dates(lines(HEADER, *WHOLE)))
    words = words_of(shown)
    for said in (
        "What the dates would change",
        "Autumn term 1",
        "Wednesday 2 September 2026",
        "Early May bank holiday (GOV.UK bank holidays)",
        "Apply all of it",
    ):
        assert said in words
    assert "does not reach the end" not in words
    assert stored_calendar(northumberland.pk, YEAR).blocks == ()
    body = {"form_key": uuid4().hex, **hidden(shown)}
    for _ in range(2):
        assert morag.post(f"{PAGE}load/", body)["Location"] == PAGE
    stored = stored_calendar(northumberland.pk, YEAR)
    assert [block.name for block in stored.blocks] == [
        "Autumn term 1",
        "Autumn term 2",
        "Spring term",
        "Summer term",
    ]
    assert stored_calendar(northumberland.pk, AcademicYear(2025)) == this_year
    again = words_of(send(morag, PAGE, **dates(lines(HEADER, *WHOLE))))
    assert "Nothing: the calendar says this already." in again
    assert "Apply all of it" not in again


def test_an_icalendar_file_is_shown_the_same_way(morag):
    shown = send(morag, PAGE, **dates(icalendar(*EVENTS), "dates.ics"))
    after = shown.context["after"]
    assert [block.starts_on for block in after.blocks] == [
        date(2026, 9, 2),
        date(2026, 11, 2),
        date(2027, 1, 5),
        date(2027, 4, 12),
    ]


def test_what_somebody_else_loaded_in_between_is_kept(morag, northumberland):
    first = send(morag, PAGE, **dates(lines(HEADER, *WHOLE)))
    second = send(morag, PAGE, **dates(lines(HEADER, *TERMS)))
    send(morag, f"{PAGE}load/", **hidden(second))
    kept = stored_calendar(northumberland.pk, YEAR)
    answer = send(morag, f"{PAGE}load/", **hidden(first))
    assert answer.status_code == 409
    assert "Somebody has changed the calendar of 2026/27" in answer.content.decode()
    assert stored_calendar(northumberland.pk, YEAR) == kept


def test_bad_dates_are_told_by_row_column_and_value(morag, northumberland):
    overlapping = lines(HEADER, AUTUMN, SPRING.replace("2027-01-05", "2026-12-18"), TERMS[2])
    words = words_of(send(morag, PAGE, **dates(overlapping)))
    for said in ("1 fault.", "first day", "2026-12-18", "they overlap", "Nothing was changed"):
        assert said in words
    assert stored_calendar(northumberland.pk, YEAR).blocks == ()
    wrong_year = words_of(send(morag, PAGE, **dates(lines(HEADER, *TERMS), year="2025")))
    assert "a day of the academic year 2025/26, 1 September to 31 August" in wrong_year


def test_another_year_is_not_offered(morag):
    answer = send(morag, PAGE, **dates(lines(HEADER, *TERMS), year="2030"))
    assert "There is a problem" in words_of(answer)

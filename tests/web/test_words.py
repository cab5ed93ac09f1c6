"""Dates, times, sessions and money are written as people read them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from evenreach.web.templatetags import evenreach as tags


def test_dates_and_times_are_those_of_london() -> None:
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert tags.date_gov(date(2026, 11, 24)) == "24 November 2026"
    assert tags.date_gov(summer) == "2 July 2026"
    assert tags.datetime_gov(summer) == "2 July 2026 at 12:30am"
    assert tags.moment_gov(date(2026, 7, 1)) == "1 July 2026"
    assert tags.moment_iso(summer) == "2026-07-02T00:30:00+01:00"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(9, 30), "9:30am"),
        (time(9), "9am"),
        (time(12), "midday"),
        (time(12, 5), "12:05pm"),
        (time(16), "4pm"),
        (time(0), "midnight"),
    ],
)
def test_times_of_day(moment: time, words: str) -> None:
    assert tags.time_gov(moment) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 sessions"),
        (90, "0.5 sessions"),
        (180, "1 session"),
        (450, "2.5 sessions"),
        (-360, "\N{MINUS SIGN}2 sessions"),
        (200, "1 session and 20 minutes"),
        (400, "2 sessions and 40 minutes"),
        (45, "45 minutes"),
    ],
)
def test_minutes_are_read_as_sessions(minutes: int, words: str) -> None:
    assert tags.sessions(minutes) == words


def test_money_has_its_pence() -> None:
    assert tags.pounds(Decimal("1234.5")) == "£1,234.50"
    assert tags.pence(123450) == "£1,234.50"
    assert tags.pence(-5) == "\N{MINUS SIGN}£0.05"


def test_what_is_not_known_is_left_blank() -> None:
    blanks = [tags.date_gov, tags.time_gov, tags.datetime_gov, tags.sessions, tags.pounds]
    assert [filter_(None) for filter_ in blanks] == [""] * 5


def test_a_bar_stays_within_its_track() -> None:
    lengths = [tags.percent_of(value, 40) for value in (-1, 0, 10, 50)]
    assert lengths == ["0.00", "0.00", "25.00", "100.00"]
    assert tags.percent_of(3, 0) == "0.00"

"""An invented academic year, with an ordinary half-term and two clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.calendar import (
    AcademicYear,
    Break,
    CalendarEnds,
    HalfDay,
    Part,
    Term,
    WrongCalendar,
    academic_year_of,
    add_school_days,
    half_terms,
    school_days,
)

from .questions import MODERATE

AUTUMN = Term(
    "Autumn", date(2025, 9, 2), date(2025, 12, 20), Break(date(2025, 10, 25), date(2025, 11, 3))
)
SPRING = Term("Spring", date(2026, 1, 5), date(2026, 3, 28))
DAYS = school_days([SPRING, AUTUMN], [date(2026, 1, 19)], [date(2025, 9, 2)])
dates = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@MODERATE
@given(day=dates)
def test_every_day_lies_in_its_own_academic_year_alone(day: date) -> None:
    year = academic_year_of(day)
    assert day in year
    assert day not in AcademicYear(year.begins_in - 1)
    assert day not in AcademicYear(year.begins_in + 1)


def test_academic_years_begin_on_the_first_of_september() -> None:
    year = academic_year_of(date(2025, 9, 1))
    assert (year.label, year.starts_on, year.ends_on) == (
        "2025/26",
        date(2025, 9, 1),
        date(2026, 9, 1),
    )
    assert academic_year_of(date(2026, 8, 31)) == year
    assert AcademicYear(1999).label == "1999/00"


def test_half_days_keep_wall_clock_time_across_the_clock_changes() -> None:
    starts = [
        HalfDay(date(2025, 10, 24), Part.MORNING).starts_at,
        HalfDay(date(2025, 10, 27), Part.MORNING).starts_at,
        HalfDay(date(2026, 3, 30), Part.AFTERNOON).starts_at,
    ]
    assert [start.astimezone(UTC) for start in starts] == [
        datetime(2025, 10, 24, 8, tzinfo=UTC),
        datetime(2025, 10, 27, 9, tzinfo=UTC),
        datetime(2026, 3, 30, 12, tzinfo=UTC),
    ]


@MODERATE
@given(day=dates, part=st.sampled_from(Part))
def test_every_half_day_lasts_180_minutes(day: date, part: Part) -> None:
    half = HalfDay(day, part)
    lasts = half.ends_at.astimezone(UTC) - half.starts_at.astimezone(UTC)
    assert lasts == timedelta(minutes=180)


def test_half_days_sort_by_time() -> None:
    monday, tuesday = date(2025, 9, 8), date(2025, 9, 9)
    late = [HalfDay(tuesday, Part.MORNING), HalfDay(monday, Part.AFTERNOON)]
    assert sorted([*late, HalfDay(monday, Part.MORNING)])[::-1] == [
        HalfDay(tuesday, Part.MORNING),
        HalfDay(monday, Part.AFTERNOON),
        HalfDay(monday, Part.MORNING),
    ]


def test_a_break_cuts_a_term_in_two() -> None:
    assert half_terms([SPRING, AUTUMN]) == (
        Term("Autumn 1", date(2025, 9, 2), date(2025, 10, 25)),
        Term("Autumn 2", date(2025, 11, 3), date(2025, 12, 20)),
        SPRING,
    )
    assert AUTUMN.last_on == date(2025, 12, 19)


def test_school_days_are_weekdays_in_term_less_breaks_holidays_and_closures() -> None:
    assert DAYS[0] == date(2025, 9, 3)
    assert DAYS[-1] == date(2026, 3, 27)
    assert not [day for day in DAYS if day.weekday() >= 5]
    assert not [day for day in DAYS if date(2025, 10, 25) <= day < date(2025, 11, 3)]
    assert date(2026, 1, 19) not in DAYS
    autumn = 39 - 1 + 35
    assert len(DAYS) == autumn + 60 - 1


def test_counting_skips_the_break_and_what_is_no_school_day() -> None:
    friday, monday = date(2025, 10, 24), date(2025, 11, 3)
    assert add_school_days(friday, 1, DAYS) == monday
    assert add_school_days(monday, -1, DAYS) == friday
    assert add_school_days(date(2025, 10, 29), 0, DAYS) == monday
    assert add_school_days(date(2025, 10, 29), 1, DAYS) == monday
    assert add_school_days(friday, 0, DAYS) == friday
    assert add_school_days(date(2025, 9, 1), 1, DAYS) == date(2025, 9, 3)


@MODERATE
@given(place=st.integers(0, 60), n=st.integers(0, 60))
def test_there_and_back_is_the_same_day(place: int, n: int) -> None:
    there = add_school_days(DAYS[place], n, DAYS)
    assert there == DAYS[place + n]
    assert add_school_days(there, -n, DAYS) == DAYS[place]


@pytest.mark.parametrize(
    ("day", "n", "words"),
    [
        (date(2026, 3, 27), 1, "1 school days after 2026-03-27 lie outside the calendar"),
        (date(2025, 9, 3), -1, "1 school days before 2025-09-03 lie outside"),
        (date(2026, 5, 1), 0, "has school days from 2025-09-03 to 2026-03-27"),
        (date(2025, 8, 31), 1, "add the terms of 2024/25"),
        (date(2026, 9, 1), -1, "add the terms of 2026/27"),
    ],
)
def test_the_calendar_says_where_it_ends(day: date, n: int, words: str) -> None:
    with pytest.raises(CalendarEnds, match=words):
        add_school_days(day, n, DAYS)


def test_nonsense_is_refused() -> None:
    with pytest.raises(CalendarEnds, match="no school days at all"):
        add_school_days(date(2025, 9, 3), 1, [])
    with pytest.raises(WrongCalendar, match="in order and distinct"):
        add_school_days(date(2025, 9, 3), 1, DAYS[::-1])
    with pytest.raises(WrongCalendar, match="ends_on is the day after its last day"):
        Term("Autumn", date(2025, 9, 2), date(2025, 9, 2))
    with pytest.raises(WrongCalendar, match="does not lie within the term"):
        Term(
            "Spring",
            date(2026, 1, 5),
            date(2026, 3, 28),
            Break(date(2026, 3, 20), date(2026, 4, 1)),
        )
    with pytest.raises(WrongCalendar, match="terms must not overlap"):
        half_terms([AUTUMN, Term("Late", date(2025, 12, 19), date(2026, 1, 9))])

"""Term dates from CSV, a workbook or iCalendar: read as meant, refused by row, column and value."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.flow.register.bank_holidays import bank_holidays, list_reaches
from evenreach.flow.register.calendar_files import calendar_lines, read_calendar
from evenreach.flow.register.calendar_loading import (
    CalendarMoved,
    CalendarSaysTheSame,
    load_calendar_dates,
)
from evenreach.flow.register.calendars import (
    Block,
    CalendarChange,
    Closure,
    YearCalendar,
    calendar_changes,
    calendar_of,
    stored_calendar,
)
from evenreach.flow.register.dated import Dated, Kind
from evenreach.flow.register.faults import FileRefused
from evenreach.methods.calendar import AcademicYear
from tests.flow.test_bad_files import lines, workbook

YEAR = AcademicYear(2026)
HEADER = "kind,name,first day,last day"
AUTUMN = "term,Autumn term,2026-09-02,2026-12-18"
SPRING = "term,Spring term,2027-01-05,2027-03-25"
SUMMER = "term,Summer term,2027-04-12,2027-07-20"
HALF = "half-term,Autumn half-term,2026-10-26,2026-10-30"
TERMS = (AUTUMN, SPRING, SUMMER)
WHOLE = (*TERMS, HALF, "training day,Training day,01/09/2026,", "holiday,Fair,4.6.2027,7-6-2027")


def event(summary: str, first: str, last: str = "", *more: str) -> list[str]:
    ends = [f"DTEND;VALUE=DATE:{last}"] if last else []
    start = first if first.startswith("DTSTART") else f"DTSTART;VALUE=DATE:{first}"
    return ["BEGIN:VEVENT", f"SUMMARY:{summary}", start, *ends, *more, "END:VEVENT"]


def icalendar(*events: list[str]) -> bytes:
    told = [line for each in events for line in each]
    return lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Council", *told, "END:VCALENDAR")


EVENTS = (
    event("Autumn term", "20260902", "20261219"),
    event("Spring term", "20270105", "20270326"),
    event("Summer", "20270412", "20270721", "CATEGORIES:Term"),
    event("Autumn half term", "20261026", "20261031"),
    event("INSET day", "20260901"),
    event("Fair holiday", "20270604", "20270608"),
)


def refused(raw: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        read_calendar(raw, "file", year=YEAR)
    return refusal.value


def calendar(raw: bytes, source: str = "Council, 3 June") -> YearCalendar:
    dates = read_calendar(raw, "file", year=YEAR)
    return calendar_of(dates, YEAR, source=source, bank_holidays=bank_holidays(YEAR))


BAD_DATES = {
    "no such kind": (("break,A,2026-09-02,2026-09-03",), 2, "kind", "break", "one of: term;"),
    "no name": ((AUTUMN.replace("Autumn term", ""), *TERMS[1:]), 2, "name", "", "empty"),
    "no such day": ((AUTUMN.replace("12-18", "02-30"),), 2, "last day", "2026-02-30", "exists"),
    "no last day": ((AUTUMN.replace("2026-12-18", ""),), 2, "last day", "", "empty"),
    "ends before it starts": (
        (AUTUMN.replace("12-18", "09-01"), *TERMS[1:]),
        2, "last day", "2026-09-01", "not before the first, 2026-09-02",
    ),
    "another year": (
        (*TERMS, "training day,Day,2027-09-01,"), 5, "first day", "2027-09-01", "2026/27",
    ),
    "overlap": (
        (AUTUMN, SPRING.replace("2027-01-05", "2026-12-18"), SUMMER),
        3, "first day", "2026-12-18", "Autumn term has ended on 2026-12-18: they overlap",
    ),
    "a term twice": (
        (AUTUMN, SPRING.replace("Spring", "autumn"), SUMMER), 3, "name", "autumn term", "row 2",
    ),
    "a term is missing": (
        (AUTUMN, SUMMER),
        3, "first day", "2027-04-12", "35 days after Autumn term ends on 2026-12-18: is a term",
    ),
    "the first is missing": ((SPRING, SUMMER), 2, "first day", "2027-01-05", "is a term missing"),
    "the last is missing": ((AUTUMN, SPRING), 3, "last day", "2027-03-25", "missing after it"),
    "no term at all": (("holiday,A,2026-10-01,2026-10-01",), None, None, None, "one term"),
    "a half-term outside": (
        (*TERMS, HALF.replace("2026-10", "2026-12").replace("26,", "21,").replace("30", "31")),
        5, "first day", "2026-12-21", "within a term",
    ),
    "two half-terms": (
        (*TERMS, HALF, "half-term,Another,2026-11-09,2026-11-10"),
        6, "first day", "2026-11-09", "one half-term in Autumn term, but row 5",
    ),
    "training at a weekend": (
        (*TERMS, "training day,Day,2026-09-05,"), 5, "first day", "2026-09-05", "Monday to Friday",
    ),
    "a day twice": (
        (*TERMS, "holiday,Fair,2026-09-07,2026-09-09", "training day,Day,2026-09-08,"),
        6, "first day", "2026-09-08", "row 5, Fair",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "row", "column", "value", "expected"), BAD_DATES.values(), ids=BAD_DATES
)
def test_bad_dates_are_refused_by_row_column_and_value(rows, row, column, value, expected):
    [fault] = refused(lines(HEADER, *rows)).faults
    assert (fault.row, fault.column, fault.value) == (row, column, value)
    assert expected in fault.expected


BAD_EVENTS = {
    "what it is is not said": (
        (*EVENTS, event("Open evening", "20261001")),
        7, "SUMMARY", "Open evening", "words that say what it is",
    ),
    "a time": (
        (*EVENTS, event("Holiday", "DTSTART:20261001T090000Z")),
        7, "DTSTART", "20261001T090000Z", "a whole day",
    ),
    "no day at all": (
        (*EVENTS, event("Holiday", "DTSTART;VALUE=DATE:2026xx")),
        7, "DTSTART", "2026xx", "a whole day",
    ),
    "a bad end": (
        (event("Term", "20260902", "soon"),), 1, "DTEND", "soon", "a whole day",
    ),
    "a duration": (
        (event("Holiday", "20261001", "", "DURATION:P2D"),), 1, "DURATION", "P2D", "DTEND",
    ),
    "again and again": (
        (event("Training day", "20261001", "", "RRULE:FREQ=WEEKLY"),),
        1, "RRULE", "Training day", "happens once",
    ),
    "ends before it starts": (
        (event("Autumn term", "20260902", "20260901"), *EVENTS[1:3]),
        1, "DTEND", "2026-09-01", "not before the first",
    ),
    "no event": ((), None, None, None, "at least one event"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("events", "row", "column", "value", "expected"), BAD_EVENTS.values(), ids=BAD_EVENTS
)
def test_bad_events_are_refused_by_number_property_and_value(events, row, column, value, expected):
    fault = refused(icalendar(*events)).faults[0]
    assert (fault.row, fault.column, fault.value) == (row, column, value)
    assert expected in fault.expected


def test_a_damaged_calendar_is_refused():
    assert "whole iCalendar" in refused(b"BEGIN:VCALENDAR\r\nnonsense\r\n").faults[0].expected


def test_every_form_gives_the_same_dates():
    table = [row.split(",") for row in (HEADER, *WHOLE)]
    read = read_calendar(lines(HEADER, *WHOLE), "file", year=YEAR)
    assert read == read_calendar(workbook(*table), "file", year=YEAR)
    assert [each.first for each in read] == sorted(each.first for each in read)
    events = read_calendar(icalendar(*EVENTS), "file", year=YEAR)
    assert [(e.kind, e.first, e.last) for e in events] == [(r.kind, r.first, r.last) for r in read]
    shown = lines(*(",".join(row) for row in calendar_lines(read)))
    again = read_calendar(shown, "file", year=YEAR)
    assert [(e.kind, e.name, e.first, e.last) for e in again] == [
        (r.kind, r.name, r.first, r.last) for r in read
    ]


def test_terms_are_cut_by_half_terms_and_closed_days_are_kept():
    made = calendar(lines(HEADER, *WHOLE))
    source = "Council, 3 June"
    assert made.blocks == (
        Block("Autumn term 1", date(2026, 9, 2), date(2026, 10, 24), source),
        Block("Autumn term 2", date(2026, 11, 2), date(2026, 12, 19), source),
        Block("Spring term", date(2027, 1, 5), date(2027, 3, 26), source),
        Block("Summer term", date(2027, 4, 12), date(2027, 7, 21), source),
    )
    own = [closure for closure in made.closures if closure.source == source]
    assert own == [
        Closure(date(2026, 9, 1), "Training day", source),
        Closure(date(2027, 6, 4), "Fair", source),
        Closure(date(2027, 6, 7), "Fair", source),
    ]
    assert Closure(date(2027, 5, 3), "Early May bank holiday", "GOV.UK bank holidays") in (
        made.closures
    )
    assert made.school_days == tuple(sorted(slowly_counted(made)))


def slowly_counted(made: YearCalendar) -> list[date]:
    """Every day of the year, asked one by one."""
    every = [
        date.fromordinal(n) for n in range(YEAR.starts_on.toordinal(), YEAR.ends_on.toordinal())
    ]
    closed = [closure.on for closure in made.closures]
    return [
        day
        for day in every
        if day.isoweekday() <= 5
        and day not in closed
        and any(block.starts_on <= day < block.ends_on for block in made.blocks)
    ]


@settings(derandomize=True, max_examples=60)
@given(
    st.dates(date(2026, 9, 2), date(2026, 12, 17)),
    st.integers(0, 12),
    st.sampled_from(["holiday", "training day"]),
)
def test_a_closed_day_takes_exactly_its_school_days_away(first, more, kind):
    last = min(date.fromordinal(first.toordinal() + more), date(2026, 12, 18))
    if kind == "training day":
        first = last = date.fromordinal(first.toordinal() - max(0, first.weekday() - 4))
    whole = calendar(lines(HEADER, *TERMS, HALF))
    less = calendar(lines(HEADER, *TERMS, HALF, f"{kind},Closed,{first},{last}"))
    lost = {day for day in whole.school_days if first <= day <= last}
    assert set(less.school_days) == set(whole.school_days) - lost
    assert list(less.school_days) == slowly_counted(less)


def test_a_change_is_told_by_block_and_by_day():
    old, new = calendar(lines(HEADER, *TERMS)), calendar(lines(HEADER, *TERMS, HALF))
    changes = calendar_changes(old, new)
    assert [(change.what, change.old is None, change.new is None) for change in changes] == [
        ("Autumn term 1", True, False),
        ("Autumn term 2", True, False),
        ("Autumn term", False, True),
    ]
    assert calendar_changes(new, new) == []
    trained = calendar(lines(HEADER, *TERMS, HALF, "training day,INSET,2026-09-03,"))
    day = date(2026, 9, 3)
    assert calendar_changes(new, trained) == [
        CalendarChange(day, None, Closure(day, "INSET", "Council, 3 June"))
    ]


def test_bank_holidays_are_those_of_the_year_and_say_how_far_they_reach():
    found = bank_holidays(YEAR)
    assert min(found) == date(2026, 12, 25)
    assert all(day in YEAR for day in found) and len(found) == 8
    assert list_reaches(YEAR)
    assert not list_reaches(AcademicYear(2099))


@pytest.fixture
def morag(people, eyes):
    return eyes(people.morag)


def test_a_year_is_replaced_and_other_years_stay(morag, at, northumberland):
    this_year = stored_calendar(northumberland.pk, AcademicYear(2025))
    before = stored_calendar(northumberland.pk, YEAR)
    assert (before.blocks, before.closures) == ((), ())
    loaded = calendar(lines(HEADER, *WHOLE))
    load_calendar_dates(by=morag, at=at, loaded=loaded, compared_with=before.digest)
    assert stored_calendar(northumberland.pk, YEAR) == loaded
    assert stored_calendar(northumberland.pk, AcademicYear(2025)) == this_year
    with pytest.raises(CalendarSaysTheSame, match="2026/27 says this already"):
        load_calendar_dates(by=morag, at=at, loaded=loaded, compared_with=loaded.digest)
    other = calendar(lines(HEADER, *TERMS))
    with pytest.raises(CalendarMoved, match="Somebody has changed the calendar of 2026/27"):
        load_calendar_dates(by=morag, at=at, loaded=other, compared_with=before.digest)
    load_calendar_dates(by=morag, at=at, loaded=other, compared_with=loaded.digest)
    assert stored_calendar(northumberland.pk, YEAR) == other


@settings(derandomize=True)
@given(st.binary(max_size=120), st.integers(0, 400))
def test_no_bytes_break_the_reader(added, place):
    for seed in (lines(HEADER, *WHOLE), icalendar(*EVENTS)):
        raw = seed[:place] + added + seed[place + 7 :]
        try:
            dates = read_calendar(raw, "file", year=YEAR)
        except FileRefused as refusal:
            assert refusal.count
        else:
            assert any(isinstance(d, Dated) and d.kind is Kind.TERM for d in dates)

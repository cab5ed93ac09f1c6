"""Academic years, terms, half-terms, school days and half-days. See docs/methods/calendar.md.

Every period is half-open: it holds its first day and not its `ends_on`. Times are Europe/London.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
DAY = timedelta(days=1)


class WrongCalendar(ValueError):
    """Terms or days that make no calendar."""


class CalendarEnds(LookupError):
    """The calendar does not reach as far as the question."""


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """From 1 September of `begins_in` up to, not including, 1 September of the next year."""

    begins_in: int

    @property
    def starts_on(self) -> date:
        return date(self.begins_in, 9, 1)

    @property
    def ends_on(self) -> date:
        return date(self.begins_in + 1, 9, 1)

    @property
    def label(self) -> str:
        return f"{self.begins_in}/{(self.begins_in + 1) % 100:02}"

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


def academic_year_of(day: date) -> AcademicYear:
    """The academic year that holds `day`."""
    return AcademicYear(day.year if day.month >= 9 else day.year - 1)


class Part(IntEnum):
    """The halves of a working day, in order: 09:00 to 12:00 and 13:00 to 16:00."""

    MORNING = 9
    AFTERNOON = 13

    @property
    def starts_at(self) -> time:
        return time(self.value)

    @property
    def ends_at(self) -> time:
        return time(self.value + 3)


@dataclass(frozen=True, slots=True, order=True)
class HalfDay:
    """One session: 180 minutes of wall-clock time in London, in order of time."""

    on: date
    part: Part

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.on, self.part.starts_at, tzinfo=LONDON)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.on, self.part.ends_at, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Break:
    """The half-term holiday within a term."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Term:
    """A term from `starts_on` up to `ends_on`, which is the day after its last; at most one break.

    Raises `WrongCalendar` where it is empty or its break does not lie inside it.
    """

    name: str
    starts_on: date
    ends_on: date
    pause: Break | None = None

    def __post_init__(self) -> None:
        if self.starts_on >= self.ends_on:
            raise WrongCalendar(
                f"{self.name} starts on {self.starts_on} but ends on {self.ends_on}; "
                f"ends_on is the day after its last day, so it must be later."
            )
        pause = self.pause
        if pause and not self.starts_on < pause.starts_on < pause.ends_on < self.ends_on:
            raise WrongCalendar(
                f"The half-term break of {self.name}, {pause.starts_on} to {pause.ends_on}, "
                f"does not lie within the term; correct its dates."
            )

    @property
    def last_on(self) -> date:
        return self.ends_on - DAY


def half_terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms in order of time, each cut in two by its break: "Autumn 1", "Autumn 2".

    A term without a break stays whole. Raises `WrongCalendar` where terms overlap.
    """
    halves: list[Term] = []
    for term in _in_order(terms):
        if term.pause is None:
            halves.append(term)
        else:
            halves.append(Term(f"{term.name} 1", term.starts_on, term.pause.starts_on))
            halves.append(Term(f"{term.name} 2", term.pause.ends_on, term.ends_on))
    return tuple(halves)


def school_days(
    terms: Iterable[Term], holidays: Collection[date], closures: Collection[date]
) -> tuple[date, ...]:
    """Weekdays in term and outside its break, less bank holidays and closures, in order.

    `closures` are days on which this school takes no visit (training days, closed buildings).
    """
    off = frozenset(holidays) | frozenset(closures)
    return tuple(
        day
        for half in half_terms(terms)
        for day in _days(half.starts_on, half.ends_on)
        if day.weekday() < SATURDAY and day not in off
    )


def add_school_days(day: date, n: int, days: Sequence[date]) -> date:
    """The school day `n` after `day` (before, where n is negative), counted in `days`.

    `days` are all school days, in order, of whole academic years (see `school_days`). `day` itself
    is never counted and need not be a school day; n = 0 gives it, or the next one where it is none.
    Raises `CalendarEnds` where the answer, or `day`, lies outside the academic years of `days`.
    """
    _check_days(days)
    _check_reach(day, days)
    place = bisect_right(days, day) + n - 1 if n > 0 else bisect_left(days, day) + n
    if not 0 <= place < len(days):
        raise CalendarEnds(
            f"{abs(n)} school days {'after' if n >= 0 else 'before'} {day} lie outside the "
            f"calendar, which has school days from {days[0]} to {days[-1]}; "
            f"add the terms of the academic year beyond."
        )
    return days[place]


def _check_days(days: Sequence[date]) -> None:
    if not days:
        raise CalendarEnds("The calendar has no school days at all; add the terms of the year.")
    for earlier, later in itertools.pairwise(days):
        if earlier >= later:
            raise WrongCalendar(
                f"School days must be in order and distinct, but {later} follows {earlier}; "
                f"pass what school_days answers."
            )


def _check_reach(day: date, days: Sequence[date]) -> None:
    first, last = academic_year_of(days[0]), academic_year_of(days[-1])
    if not first.starts_on <= day < last.ends_on:
        raise CalendarEnds(
            f"{day} lies outside the calendar, which covers the academic years {first.label} to "
            f"{last.label}; add the terms of {academic_year_of(day).label}."
        )


def _in_order(terms: Iterable[Term]) -> list[Term]:
    ordered = sorted(terms, key=lambda term: term.starts_on)
    for earlier, later in itertools.pairwise(ordered):
        if later.starts_on < earlier.ends_on:
            raise WrongCalendar(
                f"{later.name} starts on {later.starts_on}, before {earlier.name} ends on "
                f"{earlier.ends_on}; terms must not overlap."
            )
    return ordered


def _days(starts_on: date, ends_on: date) -> Iterable[date]:
    return (starts_on + DAY * n for n in range((ends_on - starts_on).days))

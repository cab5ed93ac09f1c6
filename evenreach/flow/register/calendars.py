"""The calendar of one academic year: as it stands, compared with other dates, and replaced."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from evenreach.flow.register.bank_holidays import SOURCE as BANK_HOLIDAYS
from evenreach.flow.register.calendar_checks import days_of
from evenreach.flow.register.dated import Dated, Kind
from evenreach.flow.register.models import Holiday
from evenreach.flow.register.queries import term_blocks
from evenreach.methods.calendar import (
    SATURDAY,
    AcademicYear,
    Break,
    Term,
    half_terms,
    school_days,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive days on which schools are open, up to a day before `ends_on`."""

    name: str
    starts_on: date
    ends_on: date
    source: str
    is_inferred: bool = False

    @property
    def last_on(self) -> date:
        return self.ends_on - DAY


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which schools are closed although it may lie within a term."""

    on: date
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """An academic year's blocks and closures, each in order of time."""

    year: AcademicYear
    blocks: tuple[Block, ...]
    closures: tuple[Closure, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()

    @property
    def school_days(self) -> tuple[date, ...]:
        return self.school_days_of(self.blocks)

    @property
    def sources(self) -> list[str]:
        """Where it is from, each source once."""
        return sorted({b.source for b in self.blocks} | {c.source for c in self.closures})

    def school_days_of(self, blocks: Sequence[Block]) -> tuple[date, ...]:
        terms = [Term(block.name, block.starts_on, block.ends_on) for block in blocks]
        return school_days(terms, {closure.on for closure in self.closures}, ())


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A block or a closed day that differs; None where a calendar does not have it."""

    what: str | date
    old: Block | Closure | None
    new: Block | Closure | None


def stored_calendar(authority_id: int, year: AcademicYear) -> YearCalendar:
    """The calendar as it stands; without blocks where none was loaded."""
    blocks = term_blocks(authority_id, academic_year=year.begins_in)
    closed = holidays_in(authority_id, year).order_by("on")
    return YearCalendar(
        year,
        tuple(
            Block(block.name, block.starts_on, block.ends_on, block.source, block.is_inferred)
            for block in blocks
        ),
        tuple(Closure(holiday.on, holiday.name, holiday.source) for holiday in closed),
    )


def calendar_of(
    dates: Sequence[Dated], year: AcademicYear, *, source: str, bank_holidays: Mapping[date, str]
) -> YearCalendar:
    """The calendar that checked dates make: terms cut by their half-terms, and days closed."""
    pauses = [dated for dated in dates if dated.kind is Kind.HALF_TERM]
    terms = [_term(dated, pauses) for dated in dates if dated.kind is Kind.TERM]
    blocks = tuple(_block(half, source) for half in half_terms(terms))
    closed = {
        day: Closure(day, dated.name, source)
        for dated in dates
        if dated.kind in (Kind.HOLIDAY, Kind.TRAINING_DAY)
        for day in days_of(dated)
        if dated.kind is Kind.TRAINING_DAY or _is_within(day, blocks)
    }
    closed |= {day: Closure(day, name, BANK_HOLIDAYS) for day, name in bank_holidays.items()}
    return YearCalendar(year, blocks, tuple(closed[day] for day in sorted(closed)))


def calendar_changes(old: YearCalendar, new: YearCalendar) -> list[CalendarChange]:
    """What differs: blocks by name in the order of the new calendar, then closed days."""
    blocks = ({block.name: block for block in each.blocks} for each in (old, new))
    closures = ({closure.on: closure for closure in each.closures} for each in (old, new))
    old_blocks, new_blocks = blocks
    old_closed, new_closed = closures
    names = [*new_blocks, *(name for name in old_blocks if name not in new_blocks)]
    days = sorted(old_closed.keys() | new_closed.keys())
    changes = [
        *(CalendarChange(name, old_blocks.get(name), new_blocks.get(name)) for name in names),
        *(CalendarChange(day, old_closed.get(day), new_closed.get(day)) for day in days),
    ]
    return [change for change in changes if change.old != change.new]


def holidays_in(authority_id: int, year: AcademicYear) -> QuerySet[Holiday]:
    """The days of an academic year on which schools are closed."""
    holidays = Holiday.objects.of(authority_id)
    return holidays.filter(on__gte=year.starts_on, on__lt=year.ends_on)


def _term(dated: Dated, pauses: Sequence[Dated]) -> Term:
    within = (p for p in pauses if dated.first < p.first and p.last < dated.last)
    pause = next(within, None)
    gap = None if pause is None else Break(pause.first, pause.last + DAY)
    return Term(dated.name, dated.first, dated.last + DAY, gap)


def _block(half: Term, source: str) -> Block:
    """From its first weekday to its last."""
    first, last = half.starts_on, half.last_on
    while first < last and first.weekday() >= SATURDAY:
        first += DAY
    while last > first and last.weekday() >= SATURDAY:
        last -= DAY
    return Block(half.name, first, last + DAY, source)


def _is_within(day: date, blocks: Sequence[Block]) -> bool:
    return any(block.starts_on <= day < block.ends_on for block in blocks)

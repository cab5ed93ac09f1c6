"""Replacing the calendar of an academic year, whole or not at all."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.bank_holidays import SOURCE
from evenreach.flow.register.calendar_definitions import CalendarDefinition
from evenreach.flow.register.calendars import (
    Block,
    Closure,
    YearCalendar,
    holidays_in,
    stored_calendar,
)
from evenreach.flow.register.models import Holiday, TermBlock
from evenreach.flow.register.turns import take_turn
from evenreach.methods.calendar import AcademicYear


class CalendarMoved(Refusal):
    """The calendar is no longer what the dates were compared with."""

    def __init__(self, year: AcademicYear) -> None:
        super().__init__(
            f"Somebody has changed the calendar of {year.label} since these dates were compared "
            "with it. Nothing was done: load them again, to see what they would change now."
        )


class CalendarSaysTheSame(Refusal):
    """Dates that are stored already."""

    def __init__(self, year: AcademicYear) -> None:
        super().__init__(f"The calendar of {year.label} says this already: nothing would change.")


@transaction.atomic
def load_calendar_dates(
    *, by: Eyes, at: datetime, loaded: YearCalendar, compared_with: str
) -> None:
    """Make a year's calendar what was shown; `compared_with` is the digest of what stood then.

    Raises CalendarMoved or CalendarSaysTheSame.
    """
    take_turn(f"calendar {loaded.year.begins_in}", by.authority_id)
    stored = stored_calendar(by.authority_id, loaded.year)
    if stored.digest != compared_with:
        raise CalendarMoved(loaded.year)
    if stored == loaded:
        raise CalendarSaysTheSame(loaded.year)
    _store(by=by, at=at, calendar=loaded)


@transaction.atomic
def set_calendar(
    *, by: Eyes, at: datetime, calendar: CalendarDefinition, holidays: Mapping[date, str]
) -> None:
    """Store the terms of an academic year and the holidays, replacing what stood there."""
    blocks = tuple(
        Block(block.name, *block.period, calendar.source, block.inferred)
        for block in calendar.half_terms
    )
    closures = tuple(Closure(on, name, SOURCE) for on, name in sorted(holidays.items()))
    year = AcademicYear(calendar.year[0].year)
    _store(by=by, at=at, calendar=YearCalendar(year, blocks, closures))


def _store(*, by: Eyes, at: datetime, calendar: YearCalendar) -> None:
    year = calendar.year
    TermBlock.objects.of(by.authority_id).filter(academic_year=year.begins_in).delete()
    TermBlock.objects.bulk_create(
        TermBlock(
            authority_id=by.authority_id,
            academic_year=year.begins_in,
            name=block.name,
            starts_on=block.starts_on,
            ends_on=block.ends_on,
            is_inferred=block.is_inferred,
            source=block.source,
        )
        for block in calendar.blocks
    )
    holidays_in(by.authority_id, year).delete()
    Holiday.objects.bulk_create(
        Holiday(authority_id=by.authority_id, on=each.on, name=each.name, source=each.source)
        for each in calendar.closures
    )
    about = Authority.objects.get(pk=by.authority_id)
    journal_act(by=by, at=at, verb="calendar set", about=about, why=year.label)

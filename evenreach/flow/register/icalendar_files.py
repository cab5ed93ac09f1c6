"""A calendar as an iCalendar file (RFC 5545): whole-day events, told apart by their words."""

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar.prop import vDDDTypes

from evenreach.flow.register.csv_text import text_of
from evenreach.flow.register.dated import Dated, Kind
from evenreach.flow.register.faults import Fault, FileRefused, refuse

BEGINNING = "BEGIN:VCALENDAR"
WORDS = (
    (Kind.TRAINING_DAY, ("training", "inset", "professional development")),
    (Kind.HALF_TERM, ("half-term", "half term")),
    (Kind.HOLIDAY, ("holiday", "closed")),
    (Kind.TERM, ("term",)),
)
"""Looked for in this order in an event's categories, then in its summary."""
A_KIND = "words that say what it is: term, half-term, holiday, or training day"
A_WHOLE_DAY = "a whole day, as DTSTART;VALUE=DATE:20260902"
DAY = timedelta(days=1)


def is_icalendar(raw: bytes) -> bool:
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(BEGINNING.encode())


def read_events(raw: bytes, name: str) -> list[Dated]:
    """Every event as dates; its row is its place among the events. Raises FileRefused."""
    faults: list[Fault] = []
    read = [
        _dated(event, number, name, faults)
        for number, event in enumerate(_events(raw, name), start=1)
    ]
    if faults:
        raise FileRefused(faults)
    return [dated for dated in read if dated is not None]


def _events(raw: bytes, name: str) -> list[Any]:
    try:
        calendars = Calendar.from_ical(text_of(raw, name), multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        expected = "a whole iCalendar file: save it again from the calendar it comes from"
        raise FileRefused([Fault(name, None, None, None, expected)]) from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        refuse(name, "at least one event (VEVENT); is the file cut short?")
    return events


def _dated(event: Any, number: int, file: str, faults: list[Fault]) -> Dated | None:
    def fault(column: str, value: str, expected: str) -> None:
        faults.append(Fault(file, number, column, value, expected))

    faults_before = len(faults)
    name = " ".join(str(event.get("SUMMARY", "")).split())
    kind = _kind(event, name)
    if kind is None:
        fault("SUMMARY", name, A_KIND)
    if "RRULE" in event or "RDATE" in event:
        fault("RRULE", name, "an event that happens once: write each of its days by itself")
    first, last = _day(event, "DTSTART"), _day(event, "DTEND")
    if first is None:
        fault("DTSTART", _written(event, "DTSTART"), A_WHOLE_DAY)
    if last is None and "DTEND" in event:
        fault("DTEND", _written(event, "DTEND"), A_WHOLE_DAY)
    if "DURATION" in event:
        fault("DURATION", _written(event, "DURATION"), "DTEND in place of a duration")
    if len(faults) > faults_before or kind is None or first is None:
        return None
    return Dated(number, kind, name, first, first if last is None else last - DAY)


def _kind(event: Any, name: str) -> Kind | None:
    categories = event.get("CATEGORIES", "")
    said = categories.to_ical().decode() if hasattr(categories, "to_ical") else str(categories)
    for words in (said.casefold(), name.casefold()):
        for kind, signs in WORDS:
            if any(sign in words for sign in signs):
                return kind
    return None


def _day(event: Any, column: str) -> date | None:
    """A whole day; None where there is none, more than one, a time, or nonsense."""
    value = event.get(column)
    if not isinstance(value, vDDDTypes) or isinstance(value.dt, datetime):
        return None
    return value.dt if isinstance(value.dt, date) else None


def _written(event: Any, column: str) -> str:
    value = event.get(column)
    values = value if isinstance(value, list) else [value]
    return ", ".join(
        each.to_ical().decode() if hasattr(each, "to_ical") else str(each or "") for each in values
    )

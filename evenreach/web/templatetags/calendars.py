"""An academic year's calendar in words: its stretches of school days, and the days closed."""

from datetime import date
from typing import Any

from django import template

from evenreach.flow.register.calendars import Block, CalendarChange, Closure, YearCalendar
from evenreach.web.templatetags.evenreach import date_gov

register = template.Library()

BLOCK_COLUMNS = [
    {"text": "Schools are open"},
    {"text": "First day"},
    {"text": "Last day"},
    {"text": "School days", "numeric": True},
]
CLOSURE_COLUMNS = [{"text": "Day"}, {"text": "What"}, {"text": "Source"}]
CHANGE_COLUMNS = [{"text": "What"}, {"text": "Now"}, {"text": "Becomes"}]
NOTHING = "None"


@register.simple_tag
def calendar_tables(calendar: YearCalendar) -> dict[str, Any]:
    """The columns and rows of a calendar's two tables, with the year's school days in all."""
    blocks = [
        [
            f"{block.name}{' (inferred)' if block.is_inferred else ''}",
            day_in_full(block.starts_on),
            day_in_full(block.last_on),
            f"{len(calendar.school_days_of([block])):,}",
        ]
        for block in calendar.blocks
    ]
    days = len(calendar.school_days) if blocks else 0
    return {
        "block_columns": BLOCK_COLUMNS,
        "blocks": blocks,
        "foot": ["All", "", "", f"{days:,}"],
        "closure_columns": CLOSURE_COLUMNS,
        "closures": [[day_in_full(c.on), c.name, c.source] for c in calendar.closures],
    }


def change_rows(changes: list[CalendarChange]) -> list[list[str]]:
    return [
        [
            change.what if isinstance(change.what, str) else day_in_full(change.what),
            _in_words(change.old),
            _in_words(change.new),
        ]
        for change in changes
    ]


def day_in_full(day: date) -> str:
    """Tuesday 2 September 2025."""
    return f"{day:%A} {date_gov(day)}"


def _in_words(said: Block | Closure | None) -> str:
    if said is None:
        return NOTHING
    if isinstance(said, Closure):
        return f"{said.name} ({said.source})"
    return f"{day_in_full(said.starts_on)} to {day_in_full(said.last_on)} ({said.source})"

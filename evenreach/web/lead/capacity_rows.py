"""A service's year of time as tables: staff, what is taken off, terms, who pays, what is in use."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenreach.flow.entitlement.capacity import NAMES, Planned
from evenreach.flow.entitlement.funding import FundedMinutes
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.staffing import Pattern, StaffLine, TakenOff, TimeTakenOff
from evenreach.methods.capacity import shared_out
from evenreach.web.lead.capacity_forms import PATTERNS
from evenreach.web.lead.service_year import ServiceYear

Row = list[Any]
STAFF_COLUMNS = [
    {"text": "Role"},
    {"text": "Grade"},
    {"text": "FTE", "numeric": True},
    {"text": "Works"},
    {"text": "Paid from"},
    {"text": "Change"},
]
USED_COLUMNS = [
    {"text": "Paid from"},
    {"text": "Reaches schools", "numeric": True},
    {"text": "Granted of it", "numeric": True},
    {"text": "Used so far", "numeric": True},
    {"text": "Left", "numeric": True},
]
PART_NAMES = {
    "working_minutes": "Working time",
    "statutory_minutes": "Statutory advice",
    "travel_minutes": "Travel",
    "supervision_minutes": "Supervision, meetings and administration",
    "pool_minutes": "Adjustment pool",
}
DIFFERENCE_COLUMNS = [
    {"text": "Minutes"},
    {"text": "In use", "numeric": True},
    {"text": "From the staff", "numeric": True},
]
NO_STREAM = "No stream is named"


def staff_rows(shown: ServiceYear, lines: Sequence[StaffLine]) -> list[Row]:
    return [
        [
            line.role,
            line.grade.name,
            fte(line.fte_hundredths),
            f"{PATTERNS[Pattern(line.pattern)]}, {line.weeks} weeks",
            line.stream.name if line.stream else NO_STREAM,
            {
                "text": f"Change the {fte(line.fte_hundredths)} FTE",
                "href": shown.url("staff_line", line_id=line.pk),
            },
        ]
        for line in lines
    ]


def taken_rows(shown: ServiceYear, taken: Mapping[TakenOff, TimeTakenOff]) -> list[dict[str, Any]]:
    """What is taken off, each with the way to change it."""
    return [
        {
            "key": NAMES[kind],
            "value": taken_words(taken.get(kind)),
            "actions": [
                {
                    "href": shown.url("taken_off", kind=kind.value),
                    "text": "Change",
                    "about": NAMES[kind].lower(),
                }
            ],
        }
        for kind in TakenOff
    ]


def taken_words(row: TimeTakenOff | None) -> str:
    if row is None:
        return "Nothing is entered"
    parts = []
    if row.percent_hundredths:
        parts.append(f"{row.percent_hundredths / 100:g} % of working time")
    if row.count:
        parts.append(f"{row.count:,} × {row.minutes_each:,} minutes")
    return " and ".join(parts) or "Nothing"


def term_columns(planned: Planned) -> list[dict[str, Any]]:
    terms = [{"text": name, "numeric": True} for name in planned.year.terms]
    return [{"text": "Minutes"}, {"text": "How"}, {"text": "Year", "numeric": True}, *terms]


def term_rows(planned: Planned) -> list[Row]:
    """Each line of staff, their sum, and what comes off it."""
    year = planned.year
    empty = [""] * len(year.terms)
    staff = [[line.name, line.how, f"{line.minutes:,}", *empty] for line in year.staff]
    steps = [
        [line.name, line.how, f"{line.minutes:,}", *(f"{part:,}" for part in line.by_term)]
        for line in (year.working, *year.taken)
    ]
    return [*staff, *steps]


def term_foot(planned: Planned) -> Row:
    left = planned.year.left
    return [left.name, left.how, f"{left.minutes:,}", *(f"{part:,}" for part in left.by_term)]


def sessions_words(planned: Planned, session_minutes: int) -> str:
    """225,720 minutes ÷ 180 minutes a session = 1,254 whole sessions."""
    sessions, over = divmod(planned.year.left.minutes, session_minutes)
    rest = f"; the {over} minutes over stay with the service" if over else ""
    return (
        f"{planned.year.left.minutes:,} minutes ÷ {session_minutes} minutes a session = "
        f"{sessions:,} whole sessions{rest}."
    )


def stream_columns(planned: Planned) -> list[dict[str, Any]]:
    steps = [line.name for line in (planned.year.working, *planned.year.taken, planned.year.left)]
    return [{"text": "Paid from"}, *({"text": step, "numeric": True} for step in steps)]


def stream_rows(planned: Planned) -> list[Row]:
    """What each stream pays of every step; nothing to show where no staff names one."""
    lines = (planned.year.working, *planned.year.taken, planned.year.left)
    streams = list(planned.year.working.by_stream)
    if streams == [""]:
        return []
    return [
        [name or NO_STREAM, *(f"{line.by_stream.get(name, 0):,}" for line in lines)]
        for name in streams
    ]


def used_rows(
    funded: Sequence[FundedMinutes], paid: Mapping[int | None, int], *, granted: int
) -> list[Row]:
    """What each stream pays, of the minutes granted its exact part, and what it has paid."""
    weights = [row.minutes for row in funded]
    parts = shared_out(granted, weights) if any(weights) else weights
    return [
        [
            row.stream.name if row.stream else NO_STREAM,
            f"{row.minutes:,}",
            f"{part:,}",
            f"{paid.get(row.stream_id, 0):,}",
            _left(row.minutes - paid.get(row.stream_id, 0)),
        ]
        for row, part in zip(funded, parts, strict=True)
    ]


def difference_rows(capacity: Capacity, planned: Planned) -> list[Row]:
    """What is in use beside what the staff give."""
    rows = [
        [words, f"{getattr(capacity, name):,}", f"{planned.parts[name]:,}"]
        for name, words in PART_NAMES.items()
    ]
    left = planned.year.left.minutes
    return [*rows, ["Left to share", f"{capacity.shared_minutes:,}", f"{left:,}"]]


def is_in_use(capacity: Capacity | None, planned: Planned, funded: Sequence[FundedMinutes]) -> bool:
    """Whether the capacity in use, and who pays for it, is what the staff give."""
    if capacity is None:
        return False
    paid = {row.stream.name if row.stream else "": row.minutes for row in funded}
    same_payers = planned.delivered == paid if paid else planned.delivered.keys() == {""}
    return same_payers and all(
        getattr(capacity, name) == minutes for name, minutes in planned.parts.items()
    )


def fte(number: int) -> str:
    return f"{number / 100:g}"


def _left(minutes: int) -> str:
    return f"{minutes:,}" if minutes >= 0 else f"over by {-minutes:,}"

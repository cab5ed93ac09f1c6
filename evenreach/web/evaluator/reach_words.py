"""Reach as it is read: headline figures with their meaning, bars by phase, lists of schools."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from evenreach.desks.evaluation.queries import Reach, SchoolReach
from evenreach.methods.equity import Ratio
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import phase_in_words, phases_in_order

Row = list[Any]
NOT_KNOWN = "Not known"
NOT_REACHED_COLUMNS = [
    {"text": "School"},
    {"text": "Phase"},
    {"text": "Sessions left", "numeric": True},
]
REACHED_COLUMNS = [
    {"text": "School"},
    {"text": "Phase"},
    {"text": "Visits", "numeric": True},
    {"text": "Used", "numeric": True},
    {"text": "Granted", "numeric": True},
]


def headlines(reach: Reach) -> list[dict[str, str]]:
    return [
        {
            "label": "Schools visited",
            "value": percent(reach.coverage.value),
            "note": _of(reach.coverage, "schools"),
        },
        {
            "label": "Sessions used",
            "value": percent(reach.used_of_entitled.value),
            "note": _of(reach.used_of_entitled, "sessions granted"),
        },
        {"label": "Gini of sessions by need", "value": gini_in_words(reach), "note": "0 is even"},
    ]


def meanings(reach: Reach, *, on: date) -> list[dict[str, Any]]:
    """Each figure with its definition, what was counted, and the day."""
    day = f"As things stood on {date_gov(on)}."
    known = len(reach.schools) - reach.without_need
    return [
        {
            "key": "Schools visited",
            "lines": [
                "Schools with at least one visit made this academic year, of all open "
                "state-funded schools on the register. A visit that is booked does not count yet.",
                f"Counted: {_of(reach.coverage, 'schools')}. {day}",
            ],
        },
        {
            "key": "Sessions used",
            "lines": [
                "Sessions used this academic year, of those that the adopted policies granted: "
                "for visits made, and for visits that could not happen when nobody had told. "
                "Sessions set aside for visits to come do not count yet.",
                f"Counted: {_of(reach.used_of_entitled, 'sessions granted')}. {day}",
            ],
        },
        {
            "key": "Gini of sessions by need",
            "lines": [
                "How unevenly sessions used are spread over learners with SEND: those at SEN "
                "support and with an EHC plan. 0 would mean that every school has used sessions "
                "in exact proportion to its learners with SEND; towards 1, that few schools have "
                "used nearly all.",
                "It does not say whether there was enough time, or whether a visit helped. "
                "Schools that have had no visit count as nought, so it begins high in autumn "
                "and falls as more schools are reached.",
                f"Counted: {known} schools with known numbers of learners with SEND"
                f"{_left_out(reach.without_need)}. {day}",
            ],
        },
    ]


def gini_in_words(reach: Reach) -> str:
    return NOT_KNOWN if reach.gini is None else f"{float(reach.gini):.2f}"


def phase_bars(reach: Reach) -> list[dict[str, Any]]:
    """For each phase its part of all sessions used, and of all learners with SEND."""
    used = sum((school.used for school in reach.schools), Fraction(0))
    need = sum(school.need or 0 for school in reach.schools)
    bars = []
    for phase in phases_of(reach.schools):
        of_phase = [school for school in reach.schools if school.school.phase == phase]
        part_used = Ratio(sum((school.used for school in of_phase), Fraction(0)), used)
        part_need = Ratio(sum(school.need or 0 for school in of_phase), need)
        words = phase_in_words(phase)
        bars.append(_bar(f"{words}: sessions used", part_used))
        bars.append(_bar(f"{words}: learners with SEND", part_need))
    return bars


def phases_of(schools: Iterable[SchoolReach]) -> list[str]:
    return phases_in_order(school.school.phase for school in schools)


def not_reached_rows(schools: Iterable[SchoolReach]) -> list[Row]:
    return [
        [*_named(school), number(max(school.entitled - school.used, Fraction(0)))]
        for school in schools
    ]


def reached_rows(schools: Sequence[SchoolReach]) -> list[Row]:
    return [
        [*_named(school), str(school.visits), number(school.used), number(school.entitled)]
        for school in schools
    ]


def percent(part: Fraction | None) -> str:
    """26.2%."""
    return NOT_KNOWN if part is None else f"{float(100 * part):.1f}%"


def number(sessions: Fraction) -> str:
    """4, 2.5."""
    return f"{float(sessions):,.10g}"


def _bar(label: str, part: Ratio) -> dict[str, Any]:
    value = part.value
    shown = None if value is None else float(100 * value)
    return {"label": label, "value": shown, "text": percent(value)}


def _named(school: SchoolReach) -> Row:
    """The school, with a link to its entitlement where it has one to see, and its phase."""
    name: Any = school.school.name
    if school.entitled:
        href = reverse("school:entitlement", args=[school.school.urn])
        name = {"text": school.school.name, "href": href}
    return [name, phase_in_words(school.school.phase)]


def _of(part: Ratio, what: str) -> str:
    parts = [number(Fraction(amount or 0)) for amount in (part.numerator, part.denominator)]
    return f"{parts[0]} of {parts[1]} {what}"


def _left_out(count: int) -> str:
    return f"; {count} more, for which they are not known, are left out" if count else ""

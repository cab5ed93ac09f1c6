"""One school's sessions as sums that a pocket calculator gives again from what is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from evenreach.web.school.decimals import (
    as_typed,
    exact_places,
    half_up,
    just_above,
    just_below,
    printed,
)
from evenreach.web.school.exact import MOST_PLACES, Exact, Shown, shown_for
from evenreach.web.school.rounding import Rounding
from evenreach.web.templatetags.schools import FIGURES, figure_in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a school, its weight as it is typed and as it is published."""

    words: str
    value: int | None
    weight: str
    fraction: str
    product: str
    source: str
    counted_on: date | None


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a result turns to one session more or fewer: at a need of `at` times the divisor."""

    sessions: int
    at: str
    need: str


@dataclass(frozen=True, slots=True)
class Working:
    """What is printed; each figure follows from the printed ones before it."""

    rounding: Rounding
    lines: tuple[Line, ...]
    need: str
    need_total: str
    share: str
    average: str
    divisor: str
    quotient: str
    is_tied: bool
    divisor_from: str
    divisor_to: str
    more: Turn
    fewer: Turn | None


def working_of(explanation: Mapping[str, Any]) -> Working:
    """The working of a school whose need is known and took part in sharing a session or more."""
    exact = Exact.of(explanation)
    shown = shown_for(exact)
    near = 2 + (exact_places(shown.divisor) or 0)
    return Working(
        rounding=exact.rounding,
        lines=lines_of(explanation, shown.places),
        need=printed(shown.need, shown.places),
        need_total=printed(shown.need_total, shown.places),
        share=printed(exact.share, 2),
        average=printed(shown.need_total / exact.rest, 2),
        divisor=as_typed(shown.divisor),
        quotient=_quotient(exact, shown),
        is_tied=exact.tie is not None,
        divisor_from=as_typed(just_above(exact.low, near)),
        divisor_to="" if exact.high is None else as_typed(just_below(exact.high, near)),
        more=_turn(exact, shown, exact.by_need, exact.by_need + 1),
        fewer=_fewer(exact, shown),
    )


def lines_of(explanation: Mapping[str, Any], places: int | None = None) -> tuple[Line, ...]:
    """The school's figures in the order in which they are read; an unknown one has no value."""
    return tuple(_line(line, places) for line in sorted(explanation["lines"], key=_order))


def _quotient(exact: Exact, shown: Shown) -> str:
    """Need ÷ divisor with as many decimals as tell on which side of the turn it lies."""
    if exact.tie is not None:
        return as_typed(exact.tie)
    result = shown.need / shown.divisor
    turn = exact.rounding.turn(exact.by_need)
    for places in range(2, MOST_PLACES):
        cut = half_up(result, places)
        if exact.rounding.whole(cut) == exact.by_need and cut != turn:
            return printed(result, places)
    return printed(result, MOST_PLACES)


def _fewer(exact: Exact, shown: Shown) -> Turn | None:
    sessions = exact.by_need - 1
    if sessions < 0 or not exact.rounding.turn(sessions):
        return None
    return _turn(exact, shown, sessions, sessions)


def _turn(exact: Exact, shown: Shown, k: int, sessions: int) -> Turn:
    at = half_up(exact.rounding.turn(k), 4)
    need = at * shown.divisor
    return Turn(
        sessions,
        as_typed(at),
        as_typed(need) if exact_places(need) is not None else printed(need, 2),
    )


def _line(line: Mapping[str, Any], places: int | None) -> Line:
    product = line["product"]
    return Line(
        words=figure_in_words(line["name"]),
        value=line["value"],
        weight=as_typed(Fraction(line["weight"])),
        fraction=line["weight"],
        product="" if product is None or places is None else printed(Fraction(product), places),
        source=line["source"],
        counted_on=line["counted_on"] and date.fromisoformat(line["counted_on"]),
    )


def _order(line: Mapping[str, Any]) -> int:
    names = [*FIGURES]
    return names.index(line["name"]) if line["name"] in names else len(names)

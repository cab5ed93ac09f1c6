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
    """One figure of a school, its weight as it is typed and as it is published.

    `value` is the figure as it is typed, an expected one as roll × rate; `count` what it comes to.
    """

    words: str
    value: str | None
    count: str
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
    summed: str
    counted: str
    need: str
    need_total: str
    share: str
    average: str
    divisor: str
    quotient: str
    cut_off: str
    rounded: int
    is_held: bool
    is_tied: bool
    divisor_from: str
    divisor_to: str
    more: Turn | None
    fewer: Turn | None


def working_of(explanation: Mapping[str, Any]) -> Working:
    """The working of a school whose need is known and took part in sharing a session or more."""
    exact = Exact.of(explanation)
    shown = shown_for(exact)
    near = 2 + (exact_places(shown.divisor) or 0)
    return Working(
        rounding=exact.rounding,
        lines=lines_of(explanation, shown.places),
        summed=printed(shown.summed, shown.places),
        counted="" if exact.counted == 1 else as_typed(exact.counted),
        need=printed(shown.need, shown.places),
        need_total=printed(shown.need_total, shown.places),
        share=printed(exact.share, 2),
        average=printed(shown.need_total / exact.rest, 2),
        divisor=_divisor(shown),
        quotient=_quotient(exact, shown),
        cut_off="" if exact.cut_off is None else printed(exact.cut_off, shown.places + 2),
        rounded=shown.rounding.whole(shown.result),
        is_held=exact.is_held,
        is_tied=exact.tie is not None,
        divisor_from="" if exact.low is None else as_typed(just_above(exact.low, near)),
        divisor_to="" if exact.high is None else as_typed(just_below(exact.high, near)),
        more=_more(exact, shown),
        fewer=_fewer(exact, shown),
    )


def lines_of(explanation: Mapping[str, Any], places: int | None = None) -> tuple[Line, ...]:
    """The school's figures in the order in which they are read; an unknown one has no value."""
    return tuple(_line(line, places) for line in sorted(explanation["lines"], key=_order))


def _quotient(exact: Exact, shown: Shown) -> str:
    """Need ÷ divisor with as many decimals as tell on which side of the turn it lies."""
    if shown.rounding.turn_wins:
        return printed(shown.result, shown.places + 2)
    if exact.tie is not None:
        return as_typed(exact.tie)
    whole = shown.rounding.whole(shown.result)
    turn = exact.rounding.turn(whole)
    for places in range(2, MOST_PLACES):
        cut = half_up(shown.result, places)
        if exact.rounding.whole(cut) == whole and cut != turn:
            return printed(shown.result, places)
    return printed(shown.result, MOST_PLACES)


def _divisor(shown: Shown) -> str:
    if exact_places(shown.divisor) is None:
        return printed(shown.divisor, shown.places + 2)
    return as_typed(shown.divisor)


def _more(exact: Exact, shown: Shown) -> Turn | None:
    if shown.rounding.turn_wins or exact.is_held:
        return None
    return _turn(exact, shown, exact.by_need, exact.by_need + 1)


def _fewer(exact: Exact, shown: Shown) -> Turn | None:
    sessions = exact.by_need - 1
    is_open = not shown.rounding.turn_wins and not exact.is_held
    if not is_open or sessions < 0 or not exact.rounding.turn(sessions):
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
        value=_typed_value(line),
        count="" if line["value"] is None else _count(Fraction(line["value"])),
        weight=as_typed(Fraction(line["weight"])),
        fraction=line["weight"],
        product="" if product is None or places is None else printed(Fraction(product), places),
        source=_source(line),
        counted_on=line["counted_on"] and date.fromisoformat(line["counted_on"]),
    )


def _typed_value(line: Mapping[str, Any]) -> str | None:
    """66, or for an expected number 120 × 1,234 ÷ 9,876: pupils on roll × the published rate."""
    if line["value"] is None:
        return None
    if "rate" not in line:
        return as_typed(Fraction(line["value"]))
    learners, pupils = (int(number) for number in line["rate"].split("/"))
    roll = Fraction(line["value"]) * pupils / learners if learners else Fraction(0)
    return f"{as_typed(roll)} × {learners:,} ÷ {pupils:,}"


def _count(value: Fraction) -> str:
    return as_typed(value) if value.denominator == 1 else printed(value, 1)


def _source(line: Mapping[str, Any]) -> str:
    if "rate" not in line:
        return str(line["source"])
    band = line["band"]
    which = f"where at least {band} of 100 pupils are" if band else "where the fewest pupils are"
    return f"{line['source']}: schools of its phase {which} eligible for free school meals"


def _order(line: Mapping[str, Any]) -> int:
    names = [*FIGURES]
    names.insert(names.index("sen-support") + 1, "sen-support-expected")
    return names.index(line["name"]) if line["name"] in names else len(names)

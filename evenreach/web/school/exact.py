"""The stored numbers of a school's share, and how many decimals of them must be printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evenreach.web.school.decimals import exact_places, half_up
from evenreach.web.school.rounding import ROUNDINGS, Rounding, remainder_rounding

MOST_PLACES = 12
NEAR_ENOUGH_TO_TIE = Fraction(1, 10**20)


@dataclass(frozen=True, slots=True)
class Exact:
    """The numbers of an explanation, before anything is rounded for print.

    `lowest` and `highest` hold the sessions for need; `cut_off` is that of largest remainder, whose
    divisor gives the exact share itself.
    """

    products: tuple[Fraction, ...]
    counted: Fraction
    need_total: Fraction
    rest: int
    divisor: Fraction
    low: Fraction | None
    high: Fraction | None
    cut_off: Fraction | None
    by_need: int
    lowest: int
    highest: int | None
    rounding: Rounding

    @classmethod
    def of(cls, explanation: Mapping[str, Any]) -> "Exact":
        base, most = explanation["base"], explanation["most"]
        cut_off = _exact(explanation.get("cut_off"))
        method = explanation["method"]
        return cls(
            products=tuple(Fraction(line["product"]) for line in explanation["lines"]),
            counted=Fraction(explanation["counted"]),
            need_total=Fraction(explanation["need_total"]),
            rest=explanation["rest"],
            divisor=Fraction(explanation["divisor"]),
            low=_exact(explanation.get("divisor_low")),
            high=_exact(explanation.get("divisor_high")),
            cut_off=cut_off,
            by_need=explanation["by_need"],
            lowest=explanation["least"] - base,
            highest=None if most is None else most - base,
            rounding=ROUNDINGS[method] if method in ROUNDINGS else remainder_rounding(cut_off),
        )

    @property
    def need(self) -> Fraction:
        return self.counted * sum(self.products, Fraction(0))

    @property
    def share(self) -> Fraction:
        return self.need / self.need_total * self.rest

    @property
    def is_held(self) -> bool:
        """Whether the least or the most decided, and not the rounding."""
        return self.tie is None and self.rounding.whole(self.need / self.divisor) != self.by_need

    @property
    def tie(self) -> Fraction | None:
        """The turn at which the result lies exactly, so that rank decided; None elsewhere."""
        result = self.need / self.divisor
        if self.rounding.turn_wins:
            turn = self.rounding.turn(self.by_need)
            is_lost = turn == result and self.by_need != self.highest
            return turn if is_lost and self.cut_off is not None else None
        for sessions in (self.by_need - 1, self.by_need):
            is_limit = self.lowest if sessions < self.by_need else self.highest
            turn = self.rounding.turn(sessions) if sessions >= 0 else Fraction(0)
            if turn and abs(result - turn) < NEAR_ENOUGH_TO_TIE and self.by_need != is_limit:
                return turn
        return None

    def sessions_for(self, result: Fraction, rounding: Rounding) -> int:
        """What a result is worth between the least and the most."""
        whole = max(self.lowest, rounding.whole(result))
        return whole if self.highest is None else min(self.highest, whole)


@dataclass(frozen=True, slots=True)
class Shown:
    """The exact numbers as so many decimal places show them, summed as a reader sums them."""

    places: int
    summed: Fraction
    need: Fraction
    need_total: Fraction
    divisor: Fraction
    rounding: Rounding

    @classmethod
    def of(cls, exact: Exact, places: int) -> "Shown":
        is_short = exact_places(exact.divisor) is not None
        summed = sum((half_up(product, places) for product in exact.products), Fraction(0))
        at = half_up(exact.cut_off, places + 2) if exact.cut_off is not None else None
        return cls(
            places=places,
            summed=summed,
            need=summed if exact.counted == 1 else half_up(summed * exact.counted, places),
            need_total=half_up(exact.need_total, places),
            divisor=exact.divisor if is_short else half_up(exact.divisor, places + 2),
            rounding=remainder_rounding(at) if exact.rounding.turn_wins else exact.rounding,
        )

    @property
    def result(self) -> Fraction:
        """Need ÷ divisor; beside a cut-off, with as many decimals as that has."""
        result = self.need / self.divisor
        return half_up(result, self.places + 2) if self.rounding.turn_wins else result

    def gives(self, exact: Exact) -> bool:
        """Whether a reader who uses what is shown comes to the share and the sessions."""
        if not self.need_total or not self.divisor:
            return False
        share = self.need / self.need_total * exact.rest
        if half_up(share, 2) != half_up(exact.share, 2):
            return False
        if exact.tie is not None:
            return True
        return exact.sessions_for(self.result, self.rounding) == exact.by_need


def shown_for(exact: Exact) -> Shown:
    """As few decimal places as show every number exactly, or else as give the same answers."""
    exactly = [exact_places(number) for number in (*exact.products, exact.need, exact.need_total)]
    fewest = max(2 if places is None else places for places in exactly)
    for places in range(fewest, MOST_PLACES):
        shown = Shown.of(exact, places)
        if shown.gives(exact):
            return shown
    return Shown.of(exact, MOST_PLACES)


def _exact(written: str | None) -> Fraction | None:
    return None if written is None else Fraction(written)

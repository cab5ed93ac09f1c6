"""The stored numbers of a school's share, and how many decimals of them must be printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evenreach.web.school.decimals import exact_places, half_up
from evenreach.web.school.rounding import ROUNDINGS, Rounding

MOST_PLACES = 12
NEAR_ENOUGH_TO_TIE = Fraction(1, 10**20)


@dataclass(frozen=True, slots=True)
class Exact:
    """The numbers of an explanation, before anything is rounded for print."""

    products: tuple[Fraction, ...]
    need_total: Fraction
    rest: int
    divisor: Fraction
    low: Fraction
    high: Fraction | None
    by_need: int
    rounding: Rounding

    @classmethod
    def of(cls, explanation: Mapping[str, Any]) -> "Exact":
        high = explanation["divisor_high"]
        return cls(
            products=tuple(Fraction(line["product"]) for line in explanation["lines"]),
            need_total=Fraction(explanation["need_total"]),
            rest=explanation["rest"],
            divisor=Fraction(explanation["divisor"]),
            low=Fraction(explanation["divisor_low"]),
            high=None if high is None else Fraction(high),
            by_need=explanation["by_need"],
            rounding=ROUNDINGS[explanation["method"]],
        )

    @property
    def share(self) -> Fraction:
        return sum(self.products, Fraction(0)) / self.need_total * self.rest

    @property
    def tie(self) -> Fraction | None:
        """The turn at which the result lies exactly, so that rank decided; None elsewhere."""
        result = sum(self.products, Fraction(0)) / self.divisor
        for sessions in (self.by_need - 1, self.by_need):
            turn = self.rounding.turn(sessions) if sessions >= 0 else Fraction(0)
            if turn and abs(result - turn) < NEAR_ENOUGH_TO_TIE:
                return turn
        return None


@dataclass(frozen=True, slots=True)
class Shown:
    """The exact numbers as so many decimal places show them, summed as a reader sums them."""

    places: int
    need: Fraction
    need_total: Fraction
    divisor: Fraction

    @classmethod
    def of(cls, exact: Exact, places: int) -> "Shown":
        is_short = exact_places(exact.divisor) is not None
        return cls(
            places=places,
            need=sum((half_up(product, places) for product in exact.products), Fraction(0)),
            need_total=half_up(exact.need_total, places),
            divisor=exact.divisor if is_short else half_up(exact.divisor, places + 2),
        )

    def gives(self, exact: Exact) -> bool:
        """Whether a reader who uses what is shown comes to the share and the sessions."""
        if not self.need_total or not self.divisor:
            return False
        share = self.need / self.need_total * exact.rest
        if half_up(share, 2) != half_up(exact.share, 2):
            return False
        if exact.tie is not None:
            return True
        return exact.rounding.whole(self.need / self.divisor) == exact.by_need


def shown_for(exact: Exact) -> Shown:
    """As few decimal places as show every number exactly, or else as give the same answers."""
    exactly = [exact_places(number) for number in (*exact.products, exact.need_total)]
    fewest = max(2 if places is None else places for places in exactly)
    for places in range(fewest, MOST_PLACES):
        shown = Shown.of(exact, places)
        if shown.gives(exact):
            return shown
    return Shown.of(exact, MOST_PLACES)

"""How each apportionment method makes whole sessions, in words and in numbers to check with."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from evenreach.web.words import ROUNDING_METHODS

ROOT_PLACES = 10**30


@dataclass(frozen=True, slots=True)
class Rounding:
    """Above `turn(k)` a result is worth k + 1 sessions; `turns_at` says where that is.

    `turn_wins`: at the turn itself too, where a rank did not decide otherwise.
    """

    method: str
    words: str
    turns_at: str
    turn: Callable[[int], Fraction]
    turn_wins: bool = False

    def whole(self, result: Fraction) -> int:
        """The sessions that a result is worth; a result exactly at a turn is a tie."""
        sessions = 0
        while self.turn(sessions) < result or (self.turn_wins and self.turn(sessions) == result):
            sessions += 1
        return sessions


def _geometric_mean(k: int) -> Fraction:
    return Fraction(isqrt(k * (k + 1) * ROOT_PLACES**2), ROOT_PLACES)


ROUNDINGS = {
    "sainte_lague": Rounding(
        ROUNDING_METHODS["sainte_lague"],
        "rounded to the nearest whole number",
        "half-way between two whole numbers",
        lambda k: k + Fraction(1, 2),
    ),
    "dhondt": Rounding(
        ROUNDING_METHODS["dhondt"],
        "rounded down to a whole number",
        "a whole number",
        lambda k: Fraction(k + 1),
    ),
    "adams": Rounding(
        ROUNDING_METHODS["adams"],
        "rounded up to a whole number",
        "a whole number",
        lambda k: Fraction(k),
    ),
    "huntington_hill": Rounding(
        ROUNDING_METHODS["huntington_hill"],
        "rounded up where it is above the geometric mean of its neighbouring whole numbers",
        "the geometric mean of two whole numbers",
        _geometric_mean,
    ),
}


def remainder_rounding(cut_off: Fraction | None) -> Rounding:
    """Largest remainder: whole parts, and one more from the cut-off up (None: no remainder won)."""
    return Rounding(
        ROUNDING_METHODS["largest_remainder"],
        "its whole part"
        if cut_off is None
        else "its whole part, and one more where the remainder reaches the cut-off",
        "the cut-off",
        lambda k: Fraction(k + 1) if cut_off is None else k + cut_off,
        turn_wins=True,
    )

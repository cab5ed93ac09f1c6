"""How each apportionment method makes whole sessions, in words and in numbers to check with."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

ROOT_PLACES = 10**30


@dataclass(frozen=True, slots=True)
class Rounding:
    """Above `turn(k)` a result is worth k + 1 sessions; `turns_at` says where that is."""

    method: str
    words: str
    turns_at: str
    turn: Callable[[int], Fraction]

    def whole(self, result: Fraction) -> int:
        """The sessions that a result is worth; a result exactly at a turn is a tie."""
        sessions = 0
        while self.turn(sessions) < result:
            sessions += 1
        return sessions


def _geometric_mean(k: int) -> Fraction:
    return Fraction(isqrt(k * (k + 1) * ROOT_PLACES**2), ROOT_PLACES)


ROUNDINGS = {
    "sainte_lague": Rounding(
        "Sainte-Laguë",
        "rounded to the nearest whole number",
        "half-way between two whole numbers",
        lambda k: k + Fraction(1, 2),
    ),
    "dhondt": Rounding(
        "D’Hondt",
        "rounded down to a whole number",
        "a whole number",
        lambda k: Fraction(k + 1),
    ),
    "adams": Rounding(
        "Adams", "rounded up to a whole number", "a whole number", lambda k: Fraction(k)
    ),
    "huntington_hill": Rounding(
        "Huntington-Hill",
        "rounded up where it is above the geometric mean of its neighbouring whole numbers",
        "the geometric mean of two whole numbers",
        _geometric_mean,
    ),
}

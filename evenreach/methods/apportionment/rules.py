"""The divisor rules: how a share is rounded, as exact integers and as numpy arrays.

A rule is its signposts s(0) ≤ s(1) ≤ …: a share x = weight ÷ divisor is worth k + 1 seats or more
once x passes s(k), so the claim of weight w to seat k + 1 is the quotient w ÷ s(k), and seats go to
the highest quotients. Source: M. L. Balinski and H. P. Young, Fair Representation (1982), and
F. Pukelsheim, Proportional Representation (2nd edition, 2017), chapters 3 and 4.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
FIRST_BITS = 128
"""Bits after the point that a square root is first given to; more where two are closer."""


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """A rounding rule; `first_for_all` says that s(0) = 0, so first seats precede all others."""

    name: str
    first_for_all: bool

    @abstractmethod
    def claim(self, weight: int | Fraction, seats: int) -> tuple[int, int]:
        """(n, d) whose n ÷ d orders claims as their quotients do; d = 0 is an infinite claim."""

    @abstractmethod
    def count(self, top: int, bottom: int) -> int:
        """How many signposts lie strictly below the share top ÷ bottom, exactly."""

    @abstractmethod
    def tally(self, shares: Shares) -> Shares:
        """`count` of many shares at once in floating point; may be negative, meaning none."""

    @abstractmethod
    def quotients(self, low: tuple[int, int], high: tuple[int, int]) -> tuple[Fraction, Fraction]:
        """Two claims, low ≤ high, as quotients; irrational ones rounded towards each other."""


@dataclass(frozen=True, slots=True)
class Stationary(Rule):
    """s(k) = k + twice_offset ÷ 2: 0 rounds up (Adams), 1 to nearest (Sainte-Laguë), 2 down."""

    twice_offset: int

    def claim(self, weight: int | Fraction, seats: int) -> tuple[int, int]:
        return 2 * weight.numerator, weight.denominator * (2 * seats + self.twice_offset)

    def count(self, top: int, bottom: int) -> int:
        return max(0, -((self.twice_offset * bottom - 2 * top) // (2 * bottom)))

    def tally(self, shares: Shares) -> Shares:
        return np.ceil(shares - self.twice_offset / 2)

    def quotients(self, low: tuple[int, int], high: tuple[int, int]) -> tuple[Fraction, Fraction]:
        return Fraction(*low), Fraction(*high)


@dataclass(frozen=True, slots=True)
class Geometric(Rule):
    """s(k) = √(k(k + 1)), the geometric mean (Huntington-Hill); claims are compared squared."""

    def claim(self, weight: int | Fraction, seats: int) -> tuple[int, int]:
        return weight.numerator**2, weight.denominator**2 * seats * (seats + 1)

    def count(self, top: int, bottom: int) -> int:
        square = -(-(top * top) // (bottom * bottom))
        seats = (isqrt(4 * square + 1) - 1) // 2
        return seats if seats * (seats + 1) >= square else seats + 1

    def tally(self, shares: Shares) -> Shares:
        return np.ceil(np.hypot(shares, 0.5) - 0.5)

    def quotients(self, low: tuple[int, int], high: tuple[int, int]) -> tuple[Fraction, Fraction]:
        bits = FIRST_BITS + max(0, high[1].bit_length() - high[0].bit_length())
        if low[0] * high[1] == high[0] * low[1]:
            return (_root(high, bits),) * 2
        while True:
            inner = _root(low, bits) + Fraction(1, 1 << bits), _root(high, bits)
            if inner[0] < inner[1]:
                return inner
            bits *= 2


def _root(square: tuple[int, int], bits: int) -> Fraction:
    """√(n ÷ d) rounded down to `bits` binary places."""
    return Fraction(isqrt((square[0] << (2 * bits)) // square[1]), 1 << bits)


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Stationary("sainte_lague", False, 1),
        Stationary("dhondt", False, 2),
        Stationary("adams", True, 0),
        Geometric("huntington_hill", True),
    )
}

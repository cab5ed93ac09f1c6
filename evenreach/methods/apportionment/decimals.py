"""The decimal that is shortest to type into a calculator."""

from fractions import Fraction
from math import floor


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The decimal strictly between 0 ≤ `low` < `high` that is rounded most coarsely.

    A multiple of the largest power of ten that has one there; of several, the one nearest the
    middle: between 31.2 and 34.9 it is 33, between 80 and 240 it is 200, and 0.5 within (0, 1).
    """
    step = Fraction(10) ** len(str(floor(high)))
    while True:
        first = floor(low / step) + 1
        if first * step < high:
            last = -floor(-high / step) - 1
            middle = round((low + high) / (2 * step))
            return min(max(middle, first), last) * step
        step /= 10

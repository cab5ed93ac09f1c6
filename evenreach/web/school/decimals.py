"""Exact numbers as a reader types them: decimals where they are short, fractions elsewhere."""

from fractions import Fraction
from math import ceil, floor

MOST_EXACT_PLACES = 6


def exact_places(value: Fraction) -> int | None:
    """The decimal places that show a number exactly; None where that takes more than six."""
    for places in range(MOST_EXACT_PLACES + 1):
        if (value * 10**places).denominator == 1:
            return places
    return None


def half_up(value: Fraction, places: int) -> Fraction:
    """The number as a calculator shows it with so many decimal places."""
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


def just_above(value: Fraction, places: int) -> Fraction:
    """The lowest number with so many decimal places that is above `value`."""
    return Fraction(floor(value * 10**places) + 1, 10**places)


def just_below(value: Fraction, places: int) -> Fraction:
    """The highest number with so many decimal places that is below `value`."""
    return Fraction(ceil(value * 10**places) - 1, 10**places)


def printed(value: Fraction, places: int) -> str:
    """1,234.50."""
    shown = half_up(value, places)
    whole, part = divmod(shown.numerator * (10**places // shown.denominator), 10**places)
    return f"{whole:,}.{part:0{places}}" if places else f"{whole:,}"


def as_typed(value: Fraction) -> str:
    """0.02, 12 or, where no short decimal is exact, 1 ÷ 3."""
    places = exact_places(value)
    if places is None:
        return f"{value.numerator:,} ÷ {value.denominator:,}"
    return printed(value, places)

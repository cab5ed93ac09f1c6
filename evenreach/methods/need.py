"""What a school needs: weighted factors, each line visible. See docs/methods/need.md."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


class CannotWeigh(ValueError):
    """A factor or a list of factors that makes no need."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One line of a need: a counted value, its weight, and where and when the value was found.

    `value` and `weight` are exact and not negative; `value` is None where it is not known. `date`
    is the day the value was true of (a census day), None where the source does not say.
    """

    name: str
    value: int | Fraction | None
    weight: Fraction
    source: str
    date: datetime.date | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.source.strip():
            raise CannotWeigh(
                f"The factor {self.name!r} from source {self.source!r} lacks a name or a source; "
                f"say what was counted and where it was found."
            )
        _check_exact(self.name, "weight", self.weight)
        if self.value is not None:
            _check_exact(self.name, "value", self.value)

    @property
    def product(self) -> Fraction | None:
        """value times weight; None where the value is not known and the weight is not zero."""
        if not self.weight:
            return Fraction(0)
        return None if self.value is None else self.value * self.weight


@dataclass(frozen=True, slots=True)
class Need:
    """Factors and their total; the total is None, "not known", where any line that counts is."""

    factors: tuple[Factor, ...]
    total: Fraction | None

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the factors for want of which the total is not known."""
        return tuple(factor.name for factor in self.factors if factor.product is None)


def need_of(factors: Iterable[Factor]) -> Need:
    """The sum of the products; unknown never counts as zero.

    Raises `CannotWeigh` where there is no factor, or two of one name.
    """
    lines = tuple(factors)
    if not lines:
        raise CannotWeigh("There is no factor to weigh; pass at least one.")
    names = [factor.name for factor in lines]
    for name in names:
        if names.count(name) > 1:
            raise CannotWeigh(f"The factor {name!r} comes more than once; join its lines in one.")
    products = [factor.product for factor in lines]
    known = [product for product in products if product is not None]
    return Need(lines, sum(known, Fraction(0)) if len(known) == len(products) else None)


def _check_exact(name: str, part: str, number: object) -> None:
    if type(number) not in (int, Fraction):
        raise CannotWeigh(
            f"The {part} of factor {name!r} is {number!r}; pass an int or a Fraction, "
            f"since a float has already been rounded."
        )
    if isinstance(number, int | Fraction) and number < 0:
        raise CannotWeigh(f"The {part} of factor {name!r} is {number}; it must be zero or more.")

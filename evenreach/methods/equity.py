"""Who was reached, and how evenly time follows need. See docs/methods/equity.md.

Everything is exact: ints and Fractions in, Fractions out; `float(...)` at the door, for display.
None in an answer means "not known" and is never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

Amount = int | Fraction


class CannotMeasure(ValueError):
    """Amounts, needs or flags that measure nothing."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share or a rate; without a denominator above zero, or with a part unknown, not known."""

    numerator: Amount | None
    denominator: Amount | None

    @property
    def value(self) -> Fraction | None:
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator) / self.denominator


@dataclass(frozen=True, slots=True)
class ProactiveShare:
    """What the foremost entries hold, of all amounts and of all needs.

    `counted` entries had a known need, `left_out` had not and are in neither ratio.
    """

    of_amount: Ratio
    of_need: Ratio
    counted: int
    left_out: int


def ratio(numerator: Amount | None, denominator: Amount | None) -> Ratio:
    """numerator ÷ denominator of known non-negative amounts; refuses floats and negatives."""
    for name, part in (("numerator", numerator), ("denominator", denominator)):
        if part is not None:
            _check(name, part)
    return Ratio(numerator, denominator)


def coverage(visited_flags: Iterable[bool]) -> Ratio:
    """How many were visited, of all; not known of none."""
    flags = list(visited_flags)
    for position, flag in enumerate(flags):
        if not isinstance(flag, bool):
            raise CannotMeasure(f"The flag at position {position} is {flag!r}; pass True or False.")
    return Ratio(sum(flags), len(flags))


def gini(
    amounts: Sequence[Amount], needs: Sequence[Amount | None] | None = None
) -> Fraction | None:
    """The need-weighted Gini coefficient of amount ÷ need, exactly, from 0 (even) towards 1.

    With r = amount ÷ need, half the mean |r - r'| over all pairs, each weighted by both needs,
    divided by the mean of r. `needs=None` gives every entry the same need. O(n log n).

    - A zero amount counts: it is the unevenness most worth seeing.
    - A zero need weighs nothing; an amount given to it counts as given above every rate.
    - An unknown need (None) leaves its entry out, amount and all: say beside the figure how many.
    - None where nothing was given or there is no known need: no evenness to speak of.
    """
    pairs = _known(amounts, needs)
    pairs.sort(key=lambda pair: (not pair[1], pair[0] / pair[1] if pair[1] else 0))
    given, need = _sums(pairs)
    if not given or not need:
        return None
    below = Fraction(0)
    twice_area = Fraction(0)
    for amount, weight in pairs:
        twice_area += weight * (below + below + amount)
        below += amount
    return 1 - twice_area / (need * given)


def proactive_share(
    amounts: Sequence[Amount],
    needs: Sequence[Amount | None],
    tenth: Fraction = Fraction(1, 10),
    *,
    asked: Sequence[int] | None = None,
) -> ProactiveShare:
    """What the top `tenth` hold of all amounts, beside their share of all needs.

    The top are those with most asked for or, where `asked` is None, with the greatest amounts:
    that part of the entries with a known need, rounded up to whole entries. Entries that tie at
    its edge count in equal part, so the order of the list never matters.
    """
    if not isinstance(tenth, Fraction) or not 0 < tenth <= 1:
        raise CannotMeasure(
            f"The part to look at is {tenth!r}; pass a Fraction above 0, at most 1."
        )
    pairs = _known(amounts, needs)
    ranks = _ranks(amounts, needs, asked)
    given, need = _sums(pairs)
    places = ceil(tenth * len(pairs))
    edge = sorted(ranks, reverse=True)[places - 1] if pairs else None
    ranked = list(zip(ranks, pairs, strict=True))
    above = [pair for rank, pair in ranked if edge is not None and rank > edge]
    level = [pair for rank, pair in ranked if rank == edge]
    part = Fraction(places - len(above), len(level)) if level else Fraction(0)
    top = [a + part * b for a, b in zip(_sums(above), _sums(level), strict=True)]
    return ProactiveShare(
        Ratio(top[0], given), Ratio(top[1], need), len(pairs), len(amounts) - len(pairs)
    )


def _ranks(
    amounts: Sequence[Amount], needs: Sequence[Amount | None], asked: Sequence[int] | None
) -> list[Fraction]:
    """What the entries with a known need are ranked by."""
    by = amounts if asked is None else asked
    if len(by) != len(needs):
        raise CannotMeasure(
            f"There are {len(amounts)} amounts but {len(by)} counts of what was asked; "
            f"pass one count for each amount."
        )
    for position, count in enumerate(by):
        _check(f"count asked at position {position}", count)
    return [Fraction(count) for count, need in zip(by, needs, strict=True) if need is not None]


def _known(
    amounts: Sequence[Amount], needs: Sequence[Amount | None] | None
) -> list[tuple[Fraction, Fraction]]:
    """Checked (amount, need) of the entries whose need is known."""
    weights: Sequence[Amount | None] = [1] * len(amounts) if needs is None else needs
    if len(weights) != len(amounts):
        raise CannotMeasure(
            f"There are {len(amounts)} amounts but {len(weights)} needs; "
            f"pass one need for each amount, None where it is not known."
        )
    for position, (amount, need) in enumerate(zip(amounts, weights, strict=True)):
        _check(f"amount at position {position}", amount)
        if need is not None:
            _check(f"need at position {position}", need)
    return [
        (Fraction(amount), Fraction(need))
        for amount, need in zip(amounts, weights, strict=True)
        if need is not None
    ]


def _sums(pairs: Iterable[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    given = need = Fraction(0)
    for amount, weight in pairs:
        given += amount
        need += weight
    return given, need


def _check(name: str, number: object) -> None:
    if type(number) is not int and not isinstance(number, Fraction):
        raise CannotMeasure(f"The {name} is {number!r}; pass an exact int or Fraction.")
    if number < 0:
        raise CannotMeasure(f"The {name} is {number}; it must be zero or more.")

"""Between which groups, and along which gradient, time is uneven. See docs/methods/inequality.md.

None in an answer means "not known" and is never zero.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import fsum, log

from evenreach.methods.equity import Amount, CannotMeasure


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T of amount ÷ need: `total` = `between` + `within`, each 0 or more."""

    total: float
    between: float
    within: float

    @property
    def share_between(self) -> float | None:
        """The part of the inequality that lies between groups; None where there is none at all."""
        return self.between / self.total if self.total > 0 else None


def theil(
    amounts: Sequence[Amount], needs: Sequence[Amount], groups: Sequence[Hashable]
) -> Theil | None:
    """T = Σ a ln(a ÷ n), a and n being each entry's share of all amounts and of all needs.

    An amount of 0 adds nothing to the sum and lowers nothing else: its absence is felt in the
    shares of the others. Between: the same of the groups' sums. None where nothing was given, or
    where something was given to an entry without need (the ratio has no bound).
    """
    pairs = _checked(amounts, needs, groups)
    total = _relative(pairs)
    if total is None:
        return None
    sums: dict[Hashable, tuple[Fraction, Fraction]] = {}
    for (amount, need), group in zip(pairs, groups, strict=True):
        given, needed = sums.get(group, (Fraction(0), Fraction(0)))
        sums[group] = (given + amount, needed + need)
    between = _relative(list(sums.values()))
    if between is None:
        return None
    return Theil(total, between, max(0.0, total - between))


def concentration(
    amounts: Sequence[Amount], order: Sequence[Amount], weights: Sequence[Amount] | None = None
) -> Fraction | None:
    """The concentration index of amounts along an order, exactly: from -1 to 1.

    Entries are ranked from the lowest `order` up; below zero, those low in the order have more than
    their weight. C = 2 Σ a R - 1, where a is an entry's share of all amounts and R the middle of
    its place in the line of weights; entries level in `order` share one place. `weights=None`
    counts every entry once. None where nothing was given or nothing has weight.
    """
    heavy: Sequence[Amount] = [1] * len(amounts) if weights is None else weights
    pairs = _checked(amounts, heavy, order)
    given = sum((amount for amount, _ in pairs), Fraction(0))
    weight = sum((part for _, part in pairs), Fraction(0))
    if not given or not weight:
        return None
    line = sorted(zip(order, pairs, strict=True), key=lambda entry: entry[0])
    before = total = Fraction(0)
    for _, level in groupby(line, key=lambda entry: entry[0]):
        entries = [pair for _, pair in level]
        amount = sum((part for part, _ in entries), Fraction(0))
        width = sum((part for _, part in entries), Fraction(0))
        total += amount * (before + width / 2)
        before += width
    return 2 * total / (given * weight) - 1


def horizontal_inequity(
    amounts: Sequence[Amount], needs: Sequence[Amount], order: Sequence[Amount]
) -> Fraction | None:
    """How far time lies along the order beyond where need lies: C(amounts) - C(needs).

    Zero where equal need has equal time whatever the order. None where either is not known.
    """
    given, needed = concentration(amounts, order), concentration(needs, order)
    return None if given is None or needed is None else given - needed


def erreygers(
    reached: Sequence[bool], order: Sequence[Amount], weights: Sequence[Amount] | None = None
) -> Fraction | None:
    """The concentration of yes and no, from -1 to 1 and the same but for its sign for not reached.

    4 × the share reached × C (Erreygers 2009). 0 where all or none were reached.
    """
    return _corrected(reached, order, weights, lambda mean, index: 4 * mean * index)


def wagstaff(
    reached: Sequence[bool], order: Sequence[Amount], weights: Sequence[Amount] | None = None
) -> Fraction | None:
    """C ÷ (1 - the share reached) (Wagstaff 2005): relative to the most that C could be.

    None where all were reached: there is no most.
    """
    return _corrected(
        reached, order, weights, lambda mean, index: index / (1 - mean) if mean < 1 else None
    )


def slope(amounts: Sequence[Amount], needs: Sequence[Amount]) -> Fraction | None:
    """How much more time goes with one more of need, by least squares; None without a spread."""
    pairs = _checked(amounts, needs, amounts)
    if not pairs:
        return None
    given = sum((amount for amount, _ in pairs), Fraction(0)) / len(pairs)
    needed = sum((need for _, need in pairs), Fraction(0)) / len(pairs)
    spread = sum(((need - needed) ** 2 for _, need in pairs), Fraction(0))
    along = sum(((need - needed) * (amount - given) for amount, need in pairs), Fraction(0))
    return along / spread if spread else None


def _corrected(
    reached: Sequence[bool],
    order: Sequence[Amount],
    weights: Sequence[Amount] | None,
    correct: Callable[[Fraction, Fraction], Fraction | None],
) -> Fraction | None:
    heavy = [Fraction(1)] * len(reached) if weights is None else [Fraction(w) for w in weights]
    amounts = [Fraction(flag) * weight for flag, weight in zip(reached, heavy, strict=True)]
    whole = sum(heavy, Fraction(0))
    if not whole:
        return None
    index = concentration(amounts, order, heavy)
    mean = sum(amounts, Fraction(0)) / whole
    return correct(mean, Fraction(0) if index is None else index)


def _relative(pairs: Sequence[tuple[Fraction, Fraction]]) -> float | None:
    given = sum((amount for amount, _ in pairs), Fraction(0))
    needed = sum((need for _, need in pairs), Fraction(0))
    if not given or not needed or any(amount and not need for amount, need in pairs):
        return None
    terms = [
        float(amount / given) * log((amount * needed) / (need * given))
        for amount, need in pairs
        if amount
    ]
    return max(0.0, fsum(terms))


def _checked(
    amounts: Sequence[Amount], weights: Sequence[Amount], labels: Sequence[object]
) -> list[tuple[Fraction, Fraction]]:
    if not len(amounts) == len(weights) == len(labels):
        raise CannotMeasure(
            f"There are {len(amounts)} amounts, {len(weights)} needs or weights and {len(labels)} "
            f"groups or places; pass one of each for every entry."
        )
    for position, pair in enumerate(zip(amounts, weights, strict=True)):
        for number in pair:
            if type(number) is not int and not isinstance(number, Fraction):
                raise CannotMeasure(
                    f"At position {position} stands {number!r}; pass an exact int or Fraction."
                )
            if number < 0:
                raise CannotMeasure(
                    f"At position {position} stands {number}; it must be zero or more."
                )
    return [(Fraction(a), Fraction(w)) for a, w in zip(amounts, weights, strict=True)]

"""The same schools before and after: reached or not, and how much of something."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, norm
from scipy.stats import t as student

from evenreach.methods.comparison.estimates import (
    Array,
    CannotCompare,
    Estimate,
    check_finite,
    check_level,
)

FEWEST_PAIRS = 10
FEWEST_RESAMPLED = 20


@dataclass(frozen=True, slots=True)
class Pairs:
    """Schools by whether they were reached before and after: counts, all 0 or more."""

    both: int
    only_before: int
    only_after: int
    neither: int

    @property
    def n(self) -> int:
        return self.both + self.only_before + self.only_after + self.neither


def pairs_of(before: Sequence[bool], after: Sequence[bool]) -> Pairs:
    """Counts the pairs of one flag before and one after for each school."""
    if len(before) != len(after):
        raise CannotCompare(f"{len(before)} schools before and {len(after)} after make no pairs.")
    told = list(zip(before, after, strict=True))
    ways = ((True, True), (True, False), (False, True), (False, False))
    return Pairs(*(told.count(way) for way in ways))


def reach_change(pairs: Pairs, *, level: float = 0.95) -> Estimate:
    """The share reached after, less the share before: from -1 to 1.

    The interval is Newcombe's tenth for paired proportions (1998, Statistics in Medicine 17, 2635);
    the p-value is McNemar's mid-p (Fagerland, Lydersen and Laake 2013). Raises CannotCompare below
    ten pairs.
    """
    check_level(level)
    if min(pairs.both, pairs.only_before, pairs.only_after, pairs.neither) < 0:
        raise CannotCompare("A count of schools is below nought.")
    _enough(pairs.n, FEWEST_PAIRS)
    counts = np.array([[pairs.both, pairs.only_before, pairs.only_after, pairs.neither]], float)
    low, high = newcombe(counts, level)
    moved = pairs.only_before + pairs.only_after
    fewer = min(pairs.only_before, pairs.only_after)
    chance = 2 * binom.cdf(fewer, moved, 0.5) - binom.pmf(fewer, moved, 0.5) if moved else 1.0
    change = (pairs.only_after - pairs.only_before) / pairs.n
    return Estimate(change, float(low[0]), float(high[0]), pairs.n, min(1.0, float(chance)), level)


def newcombe(counts: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Bounds of the change for rows of counts (m, 4): both, only before, only after, neither."""
    both, lost, won, neither = counts.T
    n = counts.sum(axis=1)
    first, second = (both + lost) / n, (both + won) / n
    low_first, high_first = _wilson(first, n, level)
    low_second, high_second = _wilson(second, n, level)
    phi = _correlation(both, lost, won, neither)

    def reach(one: Array, other: Array) -> Array:
        root: Array = np.sqrt(np.maximum(one**2 - 2 * phi * one * other + other**2, 0))
        return root

    change = second - first
    low: Array = change - reach(second - low_second, high_first - first)
    high: Array = change + reach(first - low_first, high_second - second)
    return np.maximum(low, -1), np.minimum(high, 1)


def mean_change(
    before: Sequence[float], after: Sequence[float], *, level: float = 0.95
) -> Estimate:
    """The mean of after less before, with Student's interval over schools.

    Raises CannotCompare below ten pairs, or where every school changed by the same.
    """
    check_level(level)
    changes = _changes(before, after, FEWEST_PAIRS)
    n = len(changes)
    error = float(changes.std(ddof=1)) / n**0.5
    value = float(changes.mean())
    far = float(student.ppf((1 + level) / 2, n - 1)) * error
    chance = 2 * float(student.sf(abs(value) / error, n - 1))
    return Estimate(value, value - far, value + far, n, chance, level)


def resampled_change(
    before: Sequence[float],
    after: Sequence[float],
    dice: np.random.Generator,
    *,
    level: float = 0.95,
    resamples: int = 4999,
) -> Estimate:
    """The same mean with the BCa bootstrap over schools (Efron 1987), for lopsided changes.

    No p-value. Raises CannotCompare below twenty pairs.
    """
    check_level(level)
    changes = _changes(before, after, FEWEST_RESAMPLED)
    n, value = len(changes), float(changes.mean())
    means = changes[dice.integers(0, n, (resamples, n))].mean(axis=1)
    low, high = bca(value, means, (changes.sum() - changes) / (n - 1), level)
    return Estimate(value, low, high, n, None, level)


def bca(value: float, resampled: Array, left_out: Array, level: float) -> tuple[float, float]:
    """Bounds from resampled values, corrected for bias and acceleration (Efron 1987).

    `left_out`: the value without each entry in turn.
    """
    below = float((resampled < value).mean() + (resampled == value).mean() / 2)
    bias = float(norm.ppf(min(max(below, 1e-6), 1 - 1e-6)))
    pull = left_out.mean() - left_out
    spread = float((pull**2).sum()) ** 1.5
    speed = float((pull**3).sum()) / (6 * spread) if spread else 0.0
    z = float(norm.ppf((1 + level) / 2))
    places = [
        float(norm.cdf(bias + (bias + tail) / max(1 - speed * (bias + tail), 1e-6)))
        for tail in (-z, z)
    ]
    low, high = np.quantile(resampled, places)
    return float(low), float(high)


def _wilson(share: Array, n: Array, level: float) -> tuple[Array, Array]:
    z2 = float(norm.ppf((1 + level) / 2)) ** 2
    middle = share + z2 / (2 * n)
    far = np.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)
    low: Array = (middle - far) / (1 + z2 / n)
    high: Array = (middle + far) / (1 + z2 / n)
    return low, high


def _correlation(both: Array, lost: Array, won: Array, neither: Array) -> Array:
    """Newcombe's φ: held back by half of n where it is above nought, nought on an empty margin."""
    cross = both * neither - lost * won
    n = both + lost + won + neither
    held = np.where(cross > 0, np.maximum(cross - n / 2, 0), cross)
    margins = (both + lost) * (won + neither) * (both + won) * (lost + neither)
    phi: Array = held / np.sqrt(np.maximum(margins, 1)) * (margins > 0)
    return phi


def _changes(before: Sequence[float], after: Sequence[float], fewest: int) -> Array:
    if len(before) != len(after):
        raise CannotCompare(f"{len(before)} schools before and {len(after)} after make no pairs.")
    _enough(len(before), fewest)
    changes: Array = np.asarray(after, float) - np.asarray(before, float)
    check_finite(changes, "A school's value")
    if np.ptp(changes) <= 1e-12 * max(1.0, float(np.abs(changes).max())):
        raise CannotCompare(
            "Every school changed by the same; there is nothing to judge chance by."
        )
    return changes


def _enough(n: int, fewest: int) -> None:
    if n < fewest:
        raise CannotCompare(
            f"There are {n} schools with a value before and after; compare {fewest} or more."
        )

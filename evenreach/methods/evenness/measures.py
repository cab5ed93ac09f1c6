"""Measures over arrays of schools, for as many resamplings at once as there are rows of `times`.

`times` (m, n) says how often each of n schools counts in each of m resamplings; None counts all
once. Every answer is an array (m,), NaN where it is not known: nothing given, or no denominator.
"""

from enum import StrEnum

import numpy as np
from numpy import float64, int64
from numpy.typing import NDArray

from evenreach.methods.equity import CannotMeasure

Array = NDArray[float64]
Groups = NDArray[int64]


class Correction(StrEnum):
    """How a concentration index of yes and no is made free of how common yes is."""

    NONE = "as it is"
    ERREYGERS = "4 × mean × index"
    WAGSTAFF = "index ÷ (1 - mean)"


def once(n: int) -> Array:
    return np.ones((1, n))


def share(part: Array, whole: Array, times: Array | None = None) -> Array:
    """Σ part ÷ Σ whole: coverage (flags over ones), take-up (delivered over allocated)."""
    t = _times(times, part, whole)
    return _ratio(_sum(t, part), _sum(t, whole))


def gini(amounts: Array, needs: Array, times: Array | None = None) -> Array:
    """The need-weighted Gini coefficient of amount ÷ need, as equity.gini has it."""
    t = _times(times, amounts, needs)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(needs > 0, amounts / needs, np.inf)
    line = np.argsort(rate, kind="stable")
    given, weight = t[:, line] * amounts[line], t[:, line] * needs[line]
    upto = np.cumsum(given, axis=1)
    area = (weight * (2 * upto - given)).sum(axis=1)
    return 1 - _ratio(area, upto[:, -1] * weight.sum(axis=1))


def theil(
    amounts: Array, needs: Array, groups: Groups, times: Array | None = None
) -> tuple[Array, Array, Array]:
    """Theil's T as inequality.theil has it: total, between groups, within groups.

    `groups`: whole numbers from 0. Schools without time are borne; time without need is not known.
    """
    t = _times(times, amounts, needs)
    given, needed = _sum(t, amounts), _sum(t, needs)
    unbounded = _sum(t, ((amounts > 0) & (needs <= 0)).astype(float)) > 0
    terms = np.zeros(len(amounts))
    some = (amounts > 0) & (needs > 0)
    terms[some] = amounts[some] * np.log(amounts[some] / needs[some])
    total = _ratio(_sum(t, terms), given) - np.log(_positive(_ratio(given, needed)))
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    of_amount = np.column_stack([_sum(t[:, those], amounts[those]) for those in members])
    of_need = np.column_stack([_sum(t[:, those], needs[those]) for those in members])
    parts = _ratio(of_amount, given[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(parts > 0, parts / _ratio(of_need, needed[:, None]), 1.0)
    between = (parts * np.log(ratios)).sum(axis=1)
    total = np.where(unbounded, np.nan, np.maximum(total, 0))
    between = np.where(unbounded, np.nan, np.maximum(between, 0))
    return total, between, np.maximum(total - between, 0)


def concentration(
    amounts: Array,
    order: Array,
    times: Array | None = None,
    correction: Correction = Correction.NONE,
) -> Array:
    """The concentration index of amounts along an order, as inequality.concentration has it.

    The corrections are for amounts of 0 and 1: Erreygers (2009), and Wagstaff (2005).
    """
    t = _times(times, amounts, order)
    index, given, whole = _along(t, order, amounts)[0]
    if correction is Correction.NONE:
        return index
    if not np.isin(amounts, (0, 1)).all():
        raise CannotMeasure("The corrections are for yes and no; pass amounts of 0 and 1.")
    mean = _ratio(given, whole)
    if correction is Correction.ERREYGERS:
        return 4 * mean * index
    return _ratio(index, 1 - mean)


def horizontal_inequity(
    amounts: Array, needs: Array, order: Array, times: Array | None = None
) -> Array:
    """C(amounts) - C(needs): how far time leans along the order beyond where need does."""
    t = _times(times, amounts, needs, order)
    (of_amounts, _, _), (of_needs, _, _) = _along(t, order, amounts, needs)
    return of_amounts - of_needs


def proactive(
    amounts: Array, asked: Array, times: Array | None = None, tenth: float = 0.1
) -> Array:
    """What the tenth of schools that asked most hold of all amounts; ties share the last places."""
    t = _times(times, amounts, asked)
    line = np.argsort(-asked, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(asked[line]) < 0])
    width = np.add.reduceat(t[:, line], starts, axis=1)
    amount = np.add.reduceat(t[:, line] * amounts[line], starts, axis=1)
    before = np.cumsum(width, axis=1) - width
    places = np.ceil(tenth * width.sum(axis=1) - 1e-9)[:, None]
    taken = np.clip(places - before, 0, width)
    part = np.divide(taken, width, out=np.zeros_like(width), where=width > 0)
    return _ratio((part * amount).sum(axis=1), amount.sum(axis=1))


def slope(amounts: Array, needs: Array, times: Array | None = None) -> Array:
    """How much more time goes with one more of need, by least squares; a vertical check."""
    t = _times(times, amounts, needs)
    n = t.sum(axis=1)
    need, given = _ratio(_sum(t, needs), n), _ratio(_sum(t, amounts), n)
    spread = _ratio(_sum(t, needs**2), n) - need**2
    along = _ratio(_sum(t, needs * amounts), n) - need * given
    flat = spread <= 1e-12 * np.maximum(need**2, 1e-300)
    return _ratio(along, np.where(flat, 0, spread))


def _along(t: Array, order: Array, *columns: Array) -> list[tuple[Array, Array, Array]]:
    """Of each column: its concentration index along the order, its sum, and how many there are."""
    line = np.argsort(order, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(order[line]) > 0])
    lined = t[:, line]
    width = np.add.reduceat(lined, starts, axis=1)
    middle, whole = np.cumsum(width, axis=1) - width / 2, width.sum(axis=1)
    found = []
    for column in columns:
        amount = np.add.reduceat(lined * column[line], starts, axis=1)
        given = amount.sum(axis=1)
        found.append((2 * _ratio((amount * middle).sum(axis=1), given * whole) - 1, given, whole))
    return found


def _sum(t: Array, column: Array) -> Array:
    """Σ t × column, always added up in one way, on one core, for the same digits everywhere."""
    total: Array = np.einsum("ij,j->i", t, column)
    return total


def _times(times: Array | None, *columns: Array) -> Array:
    n = len(columns[0])
    if any(column.shape != (n,) for column in columns) or n == 0:
        raise CannotMeasure("Give one row of equal length for each kind of figure, and a school.")
    if not all(np.isfinite(column).all() for column in columns):
        raise CannotMeasure("A figure is not known; leave its school out and say how many.")
    if any((column < 0).any() for column in columns[:1]):
        raise CannotMeasure("An amount is below nought.")
    if times is not None and (times.ndim != 2 or times.shape[1] != n):
        raise CannotMeasure(f"Say for each of {n} schools how often it counts.")
    return once(n) if times is None else times


def _ratio(part: Array, whole: Array) -> Array:
    """part ÷ whole, NaN where whole is nought."""
    part, whole = np.broadcast_arrays(part, whole)
    known: Array = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)
    return known


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)

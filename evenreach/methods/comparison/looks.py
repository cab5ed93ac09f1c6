"""Several measures and several looks: how sure each must be so that all together are 95 % sure."""

from collections.abc import Sequence
from enum import StrEnum
from math import e, log

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from evenreach.methods.comparison.estimates import Array, CannotCompare

FINE = 801


class Spending(StrEnum):
    """How the chance of a false alarm is spent over the looks (Lan and DeMets 1983)."""

    OBRIEN_FLEMING = "hardly any early"
    POCOCK = "much the same at every look"


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """P-values adjusted for how many there are (Holm 1979), in the order given."""
    _check_chances(p_values)
    order = sorted(range(len(p_values)), key=lambda nth: p_values[nth])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, nth in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[nth]))
        adjusted[nth] = largest
    return tuple(adjusted)


def needed_levels(p_values: Sequence[float], alpha: float = 0.05) -> tuple[float, ...]:
    """The level at which each measure's interval is to be read, by Holm's steps.

    The smallest p-value is judged at 1 - alpha ÷ m, the next at 1 - alpha ÷ (m - 1), and so on;
    from the first that fails on, all are read at the level that it failed at.
    """
    _check_chances(p_values)
    if not 0 < alpha < 0.5:
        raise CannotCompare(f"A chance of a false alarm of {alpha} is none to work with.")
    order = sorted(range(len(p_values)), key=lambda nth: p_values[nth])
    levels, failed = [0.0] * len(p_values), None
    for rank, nth in enumerate(order):
        part = alpha / (len(p_values) - rank)
        if failed is None and p_values[nth] > part:
            failed = part
        levels[nth] = 1 - (failed if failed is not None else part)
    return tuple(levels)


def spent(share: float, spending: Spending, alpha: float = 0.05) -> float:
    """The chance of a false alarm, half on each side, spent once `share` (0 to 1) is in."""
    if not 0 < share <= 1:
        raise CannotCompare(f"A look comes after a share above 0 and up to 1, not {share}.")
    if spending is Spending.POCOCK:
        return alpha * log(1 + (e - 1) * share)
    return float(4 * norm.sf(norm.ppf(1 - alpha / 4) / share**0.5))


def nominal_alphas(
    shares: Sequence[float], spending: Spending, alpha: float = 0.05
) -> tuple[float, ...]:
    """The two-sided p-value to be undercut at each look, so that all looks together cost `alpha`.

    `shares`: how much of the evidence is in at each look, rising to 1. The boundaries are found
    one after the other by integrating the paths that crossed none (Armitage, McPherson and Rowe
    1969). Read an interval of that look at 1 - its p-value.
    """
    if list(shares) != sorted(set(shares)) or not shares or shares[-1] != 1:
        raise CannotCompare(f"Looks are at rising shares up to 1, not {list(shares)}.")
    before, paid = 0.0, 0.0
    grid, density = np.zeros(1), np.ones(1)
    found = []
    for share in shares:
        cost = spent(share, spending, alpha) - paid
        step = (share - before) ** 0.5
        edge = _boundary(grid, density, step, share, cost)
        found.append(float(2 * norm.sf(edge / share**0.5)))
        grid, density = _onward(grid, density, step, edge)
        before, paid = share, paid + cost
    return tuple(found)


def _boundary(grid: Array, density: Array, step: float, share: float, cost: float) -> float:
    """Where a walk that stands at `grid` must get to in one step with the chance `cost`."""

    def over(edge: float) -> float:
        out = norm.sf((edge - grid) / step) + norm.sf((edge + grid) / step)
        return float(density @ out) - cost

    return float(brentq(over, 0.0, 12 * share**0.5 + 1e-9, xtol=1e-10))


def _onward(grid: Array, density: Array, step: float, edge: float) -> tuple[Array, Array]:
    """The walk within the boundary after one step, as weights on a fine grid (Simpson's rule)."""
    inside = np.linspace(-edge, edge, FINE)
    weights = np.full(FINE, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    weights *= (inside[1] - inside[0]) / 3
    moved = norm.pdf((inside[:, None] - grid[None, :]) / step) / step
    return inside, weights * (moved @ density)


def _check_chances(p_values: Sequence[float]) -> None:
    if not p_values or not all(0 <= p <= 1 for p in p_values):
        raise CannotCompare(f"P-values lie between 0 and 1, and there is one or more: {p_values}.")

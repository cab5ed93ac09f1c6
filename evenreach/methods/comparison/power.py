"""What could be shown, before anything begins: by playing it out and counting how often it shows.

Each function gives the share of invented worlds in which the 95 % interval (or the test at 5 %) of
the method that will be used excludes nought, given a true change. `detectable` turns that into the
smallest change seen four times in five.
"""

from collections.abc import Callable

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from evenreach.methods.comparison import series
from evenreach.methods.comparison.dose import slopes
from evenreach.methods.comparison.estimates import Array, CannotCompare
from evenreach.methods.comparison.paired import newcombe

WORLDS = 2000


def reach_power(
    schools: int,
    change: float,
    dice: np.random.Generator,
    *,
    before: float = 0.5,
    correlation: float = 0.5,
    worlds: int = WORLDS,
) -> float:
    """For the share of schools reached, which goes from `before` by `change`.

    `correlation` between a school's two years; pulled in where the shares allow no such.
    """
    after = before + change
    if not 0 <= after <= 1:
        raise CannotCompare(f"A share of {before} cannot change by {change}.")
    spread = (before * (1 - before) * after * (1 - after)) ** 0.5
    most, least = min(before, after), max(0.0, before + after - 1)
    both = min(most, max(least, before * after + correlation * spread))
    shares = [both, before - both, after - both, 1 - before - after + both]
    counts = dice.multinomial(schools, np.clip(shares, 0, 1), worlds).astype(float)
    low, high = newcombe(counts)
    return float(((low > 0) | (high < 0)).mean())


def mean_power(
    schools: int,
    change: float,
    dice: np.random.Generator,
    *,
    correlation: float = 0.5,
    worlds: int = WORLDS,
) -> float:
    """For a mean over schools, such as satisfaction; `change` in standard deviations of a year."""
    spread = (2 * (1 - correlation)) ** 0.5
    changes = change + spread * dice.standard_normal((worlds, schools))
    errors = changes.std(axis=1, ddof=1) / schools**0.5
    return float((np.abs(changes.mean(axis=1)) > _edge(schools - 1) * errors).mean())


def series_power(
    before: int,
    after: int,
    jump: float,
    dice: np.random.Generator,
    *,
    autocorrelation: float = 0.2,
    effect: int = series.LEVEL,
    season: int | None = None,
    worlds: int = WORLDS,
) -> float:
    """For a series with a true level or slope change; `jump` in standard deviations of a point."""
    errors = wandering(worlds, before + after, autocorrelation, dice)
    column = series.design(before + after, before, season)[:, effect]
    chances = series.chances(errors + jump * column, before, effect, season)
    return float((chances < 0.05).mean())


def dose_power(
    schools: int,
    change: float,
    dice: np.random.Generator,
    *,
    correlation: float = 0.5,
    worlds: int = WORLDS,
) -> float:
    """For the difference between schools one standard deviation of dose apart.

    `change` is in standard deviations of a year's value; doses are invented as even as a normal
    distribution's quantiles.
    """
    doses = norm.ppf((np.arange(schools) + 0.5) / schools)
    doses = doses / doses.std()
    spread = (2 * (1 - correlation)) ** 0.5
    changes = change * doses + spread * dice.standard_normal((worlds, schools))
    slope, errors = slopes(changes, doses)
    return float((np.abs(slope) > _edge(schools - 2) * errors).mean())


def detectable(
    power: Callable[[float], float], most: float, *, aim: float = 0.8, steps: int = 12
) -> float | None:
    """The smallest change up to `most` that is seen with the chance `aim`; None if none is.

    By halving, so `power` must grow with the change; seed its dice alike at every call.
    """
    if power(most) < aim:
        return None
    low, high = 0.0, most
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle) >= aim else (middle, high)
    return high


def wandering(worlds: int, points: int, rho: float, dice: np.random.Generator) -> Array:
    """AR(1) errors with variance 1: (worlds, points)."""
    if not -1 < rho < 1:
        raise CannotCompare(f"An autocorrelation lies between -1 and 1, not {rho}.")
    errors = dice.standard_normal((worlds, points))
    errors[:, 1:] *= (1 - rho * rho) ** 0.5
    for point in range(1, points):
        errors[:, point] += rho * errors[:, point - 1]
    return errors


def _edge(freedom: int) -> float:
    return float(student.ppf(0.975, freedom))

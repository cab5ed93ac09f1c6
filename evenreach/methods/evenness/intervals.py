"""How far a measure could have come out otherwise: the bootstrap over schools."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from evenreach.methods.comparison.paired import bca
from evenreach.methods.equity import CannotMeasure
from evenreach.methods.evenness.measures import Array, once

FEWEST = 20
AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Interval:
    """A measure with its bounds; all None where it is not known, and then why says why."""

    value: float | None
    low: float | None
    high: float | None
    schools: int
    level: float = 0.95
    why: str = ""


def resampled(
    measure: Callable[[Array], Array],
    schools: int,
    dice: np.random.Generator,
    *,
    level: float = 0.95,
    resamples: int = 1999,
) -> Interval:
    """A measure of `schools` schools with a BCa interval (Efron 1987) from resampling them.

    `measure` takes how often each school counts (m, schools) and answers (m,), as those in
    `measures` do. Not known below twenty schools, or where the measure is not known of all of them
    or of one in a hundred resamplings.
    """
    if not 0.5 <= level < 1 or resamples < 199:
        raise CannotMeasure(
            f"{resamples} resamplings at {level} give no interval; use 199 or more."
        )
    value = float(measure(once(schools))[0]) if schools else np.nan
    if np.isnan(value):
        return _unknown(schools, level, "Nothing was given, or there is no denominator.")
    if schools < FEWEST:
        why = f"{schools} schools are too few for an interval; {FEWEST} is the fewest."
        return Interval(value, None, None, schools, level, why)
    drawn = np.concatenate(
        [measure(_drawn(schools, dice, AT_ONCE)) for _ in range(-(-resamples // AT_ONCE))]
    )[:resamples]
    known = drawn[~np.isnan(drawn)]
    if len(known) < 0.99 * resamples:
        why = "Too few schools have any, so that many resamplings have none."
        return Interval(value, None, None, schools, level, why)
    low, high = bca(value, known, _left_out(measure, schools, value), _widened(level, schools))
    return Interval(value, low, high, schools, level)


def _widened(level: float, schools: int) -> float:
    """The level that makes up for resampled spreads being too small (Hesterberg 2015)."""
    far = student.ppf((1 + level) / 2, schools - 1) * (schools / (schools - 1)) ** 0.5
    return float(2 * norm.cdf(far) - 1)


def _drawn(schools: int, dice: np.random.Generator, rows: int) -> Array:
    return dice.multinomial(schools, np.full(schools, 1 / schools), rows).astype(float)


def _left_out(measure: Callable[[Array], Array], schools: int, value: float) -> Array:
    """The measure without each school in turn, or, of many, without each of 250 at even steps."""
    picked = np.unique(np.linspace(0, schools - 1, min(schools, AT_ONCE)).astype(int))
    times = np.ones((len(picked), schools))
    times[np.arange(len(picked)), picked] = 0
    found = measure(times)
    return np.where(np.isnan(found), value, found)


def _unknown(schools: int, level: float, why: str) -> Interval:
    return Interval(None, None, None, schools, level, why)

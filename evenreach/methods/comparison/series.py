"""Interrupted time series: a change of level and of slope at a known start.

y = a + b t + c [t ≥ start] + d [t ≥ start](t - start) + season + error, the error an AR(1). Six
points before and twelve after tell little of the autocorrelation, and a fit that takes its best
guess for the truth finds changes that are none (REML: 8 to 12 times in 100). So every rho of a grid
is tried, each with the restricted likelihood that the series gives it (Harville 1974) and a weight
beforehand, and the Student distributions of the effect are mixed in those parts (Box and Tiao 1973,
chapter 2). The weights beforehand, (1 + rho)^a (1 - rho)^b, one for each effect, were chosen by the
measured rate of false positives; docs/methods/comparison.md has the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import stdtr

from evenreach.methods.comparison.estimates import (
    Array,
    CannotCompare,
    Estimate,
    check_finite,
    check_level,
)

FEWEST = 6
"""Points needed on either side of the start."""
PRIMARY = 12
"""Points on either side below which a series is a secondary view only (Turner and others 2020)."""
RHOS = np.linspace(-0.98, 0.98, 50)
LEVEL, SLOPE = 2, 3
BEFOREHAND = {LEVEL: (0.0, -0.5), SLOPE: (-1.5, -0.75)}


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Both changes, the likeliest autocorrelation, and whether to lean on them.

    `level` is the jump at the start, `slope` the change of the trend for each point after it.
    `secondary`: fewer than 12 points before or after, so never evidence by itself.
    """

    level: Estimate
    slope: Estimate
    autocorrelation: float
    before: int
    after: int
    secondary: bool


@dataclass(frozen=True, slots=True)
class Fits:
    """Every series under every rho: logs (rho, m); estimates and errors (rho, m, effects)."""

    logs: Array
    estimates: Array
    errors: Array
    freedom: int


def interrupted(
    values: Sequence[float], before: int, *, season: int | None = None, level: float = 0.95
) -> Interrupted:
    """The changes in a series with `before` points before the start.

    `season`: how many points make a year, for one pair of harmonic terms (Bernal 2017). Raises
    CannotCompare with fewer than six points on a side, gaps, or a series that lies on its line.
    """
    series = checked(values, before, season)
    check_level(level)
    fits = fitted(series[None, :], before, season)
    parts = _parts(fits, LEVEL)[:, 0]
    return Interrupted(
        level=_estimate(fits, LEVEL, len(series), level),
        slope=_estimate(fits, SLOPE, len(series), level),
        autocorrelation=float(parts @ RHOS),
        before=before,
        after=len(series) - before,
        secondary=min(before, len(series) - before) < PRIMARY,
    )


def chances(values: Array, before: int, effect: int, season: int | None = None) -> Array:
    """Two-sided p-values of an effect (LEVEL or SLOPE) in each row of `values` (m, points)."""
    fits = fitted(values, before, season)
    below = _below(fits, effect, 0.0)
    chance: Array = 2 * np.minimum(below, 1 - below)
    return chance


def checked(values: Sequence[float], before: int, season: int | None) -> Array:
    """The series as an array (points,), fit to be compared; raises CannotCompare."""
    series = np.asarray(values, dtype=float)
    check_finite(series, "The series")
    after = len(series) - before
    if before < FEWEST or after < FEWEST:
        raise CannotCompare(
            f"There are {before} points before the start and {after} after it; a series needs "
            f"{FEWEST} on either side to tell a change from a trend."
        )
    if season is not None and not 3 <= season <= min(before, after):
        raise CannotCompare(f"A year of {season} points must fit whole before and after the start.")
    columns = design(len(series), before, season)
    left = series - columns @ np.linalg.lstsq(columns, series, rcond=None)[0]
    if np.abs(left).max() <= 1e-9 * max(1.0, np.abs(series).max()):
        raise CannotCompare("The series lies on its line with nothing left to judge chance by.")
    return series


def design(points: int, before: int, season: int | None) -> Array:
    """Columns: one, time, after, time since the start and, by season, a cosine and a sine."""
    time = np.arange(points, dtype=float)
    after = (time >= before).astype(float)
    columns = [np.ones(points), time, after, after * (time - before)]
    if season is not None:
        turn = 2 * np.pi * time / season
        columns += [np.cos(turn), np.sin(turn)]
    return np.column_stack(columns)


def whitening(rho: float, points: int) -> Array:
    """The matrix that turns AR(1) errors of `rho` into even ones (Prais and Winsten 1954)."""
    matrix = np.eye(points) - rho * np.eye(points, k=-1)
    matrix[0, 0] = np.sqrt(1 - rho * rho)
    return matrix


def fitted(values: Array, before: int, season: int | None) -> Fits:
    """Generalised least squares of every row of `values` (m, points) under every rho."""
    points = values.shape[1]
    logs, estimates, errors = [], [], []
    freedom = points - design(points, before, season).shape[1]
    for white, basis, inverse, log_size in _prepared(points, before, season):
        even = values @ white.T
        scores = even @ basis
        left = np.maximum((even**2).sum(1) - (scores**2).sum(1), 1e-300)
        logs.append(log_size - freedom / 2 * np.log(left))
        estimates.append(scores @ inverse.T)
        errors.append(np.sqrt(left / freedom)[:, None] * np.sqrt((inverse**2).sum(1)))
    return Fits(np.array(logs), np.array(estimates), np.array(errors), freedom)


@lru_cache(maxsize=32)
def _prepared(
    points: int, before: int, season: int | None
) -> tuple[tuple[Array, Array, Array, float], ...]:
    """For every rho: whitening, orthonormal basis, inverse triangle, log of its size."""
    columns = design(points, before, season)
    prepared = []
    for rho in RHOS:
        white = whitening(float(rho), points)
        basis, triangle = np.linalg.qr(white @ columns)
        size = 0.5 * np.log(1 - rho * rho) - np.log(np.abs(np.diag(triangle))).sum()
        prepared.append((white, basis, np.linalg.inv(triangle), float(size)))
    return tuple(prepared)


def _parts(fits: Fits, effect: int) -> Array:
    """How much each rho counts in each series: (rho, m), each column summing to one."""
    low, high = BEFOREHAND[effect]
    weight = fits.logs + (low * np.log1p(RHOS) + high * np.log1p(-RHOS))[:, None]
    parts = np.exp(weight - weight.max(axis=0))
    mixed: Array = parts / parts.sum(axis=0)
    return mixed


def _below(fits: Fits, effect: int, at: float) -> Array:
    """The chance that the effect lies below `at`, for each series."""
    scaled = (at - fits.estimates[:, :, effect]) / fits.errors[:, :, effect]
    below: Array = (_parts(fits, effect) * stdtr(fits.freedom, scaled)).sum(axis=0)
    return below


def _estimate(fits: Fits, effect: int, points: int, level: float) -> Estimate:
    parts = _parts(fits, effect)[:, 0]
    values, errors = fits.estimates[:, 0, effect], fits.errors[:, 0, effect]
    bounds = float(np.abs(values).max() + 1e6 * errors.max())

    def at(chance: float) -> float:
        return float(brentq(lambda x: float(_below(fits, effect, x)[0]) - chance, -bounds, bounds))

    tail = (1 - level) / 2
    below = float(_below(fits, effect, 0.0)[0])
    return Estimate(
        float(parts @ values), at(tail), at(1 - tail), points, 2 * min(below, 1 - below), level
    )

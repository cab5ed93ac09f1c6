"""A series judged by its own disturbances, shuffled; and by starts at which nothing started."""

from collections.abc import Sequence

import numpy as np

from evenreach.methods.comparison import series as timed
from evenreach.methods.comparison.estimates import Array, CannotCompare


def permuted_chance(
    values: Sequence[float],
    before: int,
    effect: int,
    dice: np.random.Generator,
    *,
    season: int | None = None,
    shuffles: int = 999,
) -> float:
    """The p-value of an effect (series.LEVEL or SLOPE) by permutation, from 1 ÷ (shuffles + 1).

    Freedman and Lane (1983): the model without the effect is fitted, its disturbances are freed of
    autocorrelation at the likeliest rho, shuffled, and made a series again, on which the whole
    method is used anew. It needs no normal errors, only exchangeable disturbances.
    """
    observed = timed.checked(values, before, season)
    if shuffles < 99:
        raise CannotCompare(f"{shuffles} shuffles are too few to tell a 5 in 100; use 99 or more.")
    made = _without_effect(observed, before, effect, season, dice, shuffles)
    found = timed.chances(observed[None, :], before, effect, season)[0]
    as_small = timed.chances(made, before, effect, season) <= found
    return float(1 + as_small.sum()) / (shuffles + 1)


def placebo_start(values: Sequence[float], before: int, at: int) -> timed.Interrupted:
    """The changes at a start `at` that was none, looked for in the points before the true one.

    One that excludes nought says that the series moves by itself. Raises CannotCompare unless
    there are six points on either side of it before the true start.
    """
    return timed.interrupted(list(values)[:before], at)


def _without_effect(
    observed: Array,
    before: int,
    effect: int,
    season: int | None,
    dice: np.random.Generator,
    shuffles: int,
) -> Array:
    """Series (shuffles, points) like the observed one but for the order of its disturbances."""
    points = len(observed)
    columns = np.delete(timed.design(points, before, season), effect, axis=1)
    white = timed.whitening(_likeliest(observed, columns), points)
    basis, _ = np.linalg.qr(white @ columns)
    even = white @ observed
    left = even - basis @ (basis.T @ even)
    spread = np.sqrt(np.maximum(1 - (basis**2).sum(axis=1), 0.05))
    loose = left / spread
    shuffled = dice.permuted(np.tile(loose - loose.mean(), (shuffles, 1)), axis=1)
    made: Array = np.linalg.solve(white, shuffled.T).T
    return made


def _likeliest(observed: Array, columns: Array) -> float:
    """The mean of rho under the restricted likelihood, weighted beforehand as for the level."""
    freedom = len(observed) - columns.shape[1]
    low, high = timed.BEFOREHAND[timed.LEVEL]
    logs = []
    for rho in timed.RHOS:
        white = timed.whitening(float(rho), len(observed))
        basis, triangle = np.linalg.qr(white @ columns)
        even = white @ observed
        left = max(float(even @ even - ((basis.T @ even) ** 2).sum()), 1e-300)
        size = 0.5 * np.log(1 - rho * rho) - np.log(np.abs(np.diag(triangle))).sum()
        logs.append(size - freedom / 2 * np.log(left))
    weight = np.array(logs) + low * np.log1p(timed.RHOS) + high * np.log1p(-timed.RHOS)
    parts = np.exp(weight - weight.max())
    return float(parts @ timed.RHOS / parts.sum())

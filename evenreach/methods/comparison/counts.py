"""Interrupted series of counts: the step as a ratio of rates, by quasi-Poisson regression.

For long series without autocorrelation left after season, as Lopez Bernal, Cummins and Gasparrini
(2017) fit them; statsmodels does the fitting.
"""

from collections.abc import Sequence

import numpy as np

from evenreach.methods.comparison.estimates import Array, CannotCompare, Estimate, check_level
from evenreach.methods.comparison.series import PRIMARY


def step_ratio(
    counts: Sequence[int],
    exposed: Sequence[float],
    before: int,
    *,
    season: int | None = None,
    pairs: int = 2,
    spread: bool = True,
    level: float = 0.95,
) -> Estimate:
    """The rate after the start ÷ the rate that the trend before would have had; 1 is no change.

    `exposed`: those among whom the events are counted. `season`: points in a year, with `pairs`
    harmonic pairs. `spread`: whether variance may exceed the mean (quasi-Poisson). Raises
    CannotCompare with fewer than 12 points on a side.
    """
    check_level(level)
    columns = _design(counts, exposed, before, season, pairs)
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(
        np.asarray(counts, float),
        columns,
        family=families.Poisson(),
        offset=np.log(np.asarray(exposed)),
    )
    fit = model.fit(scale="X2" if spread else None)
    low, high = fit.conf_int(alpha=1 - level)[1]
    return Estimate(
        float(np.exp(fit.params[1])),
        float(np.exp(low)),
        float(np.exp(high)),
        len(counts),
        float(fit.pvalues[1]),
        level,
    )


def _design(
    counts: Sequence[int], exposed: Sequence[float], before: int, season: int | None, pairs: int
) -> Array:
    after = len(counts) - before
    if len(exposed) != len(counts):
        raise CannotCompare(f"There are {len(counts)} counts and {len(exposed)} populations.")
    if before < PRIMARY or after < PRIMARY:
        raise CannotCompare(
            f"There are {before} points before the start and {after} after it; counts need "
            f"{PRIMARY} on either side, since no autocorrelation is allowed for."
        )
    if min(counts) < 0 or min(exposed) <= 0:
        raise CannotCompare("Counts must be nought or more, and populations above nought.")
    time = np.arange(len(counts), dtype=float)
    columns = [np.ones(len(counts)), (time >= before).astype(float), time]
    for pair in range(1, pairs + 1 if season else 1):
        turn = 2 * np.pi * pair * (time + 1) / (season or 1)
        columns += [np.sin(turn), np.cos(turn)]
    return np.column_stack(columns)

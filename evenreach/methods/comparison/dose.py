"""Dose response: whether schools that bought more before changed differently from the others.

When every school starts at once there is nobody to compare with but those for whom less changed: a
school that bought much before was well served already, and one that bought nothing has most to
gain. Change is regressed on the dose (Angrist and Pischke 2009, chapter 5); the error is HC3 of
MacKinnon and White (1985), with Student's distribution on n - 2.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import t as student

from evenreach.methods.comparison.estimates import (
    Array,
    CannotCompare,
    Estimate,
    check_finite,
    check_level,
)

FEWEST = 20


def dose_response(
    before: Sequence[float], after: Sequence[float], dose: Sequence[float], *, level: float = 0.95
) -> Estimate:
    """The change, after less before, that goes with one more unit of dose, over schools.

    Raises CannotCompare below twenty schools, or where fewer than five have a dose other than the
    commonest. To look for a trend of before, give it two periods before the start.
    """
    check_level(level)
    if not len(before) == len(after) == len(dose):
        raise CannotCompare(
            f"{len(before)} schools before, {len(after)} after and {len(dose)} doses do not match."
        )
    changes, doses = np.asarray(after, float) - np.asarray(before, float), np.asarray(dose, float)
    check_finite(changes, "A school's value")
    check_finite(doses, "A dose")
    if len(changes) < FEWEST:
        raise CannotCompare(f"There are {len(changes)} schools; a dose needs {FEWEST} or more.")
    if len(doses) - np.unique(doses, return_counts=True)[1].max() < 5:
        raise CannotCompare("Hardly any school has another dose than the rest: nothing to compare.")
    slope, error = slopes(changes[None, :], doses)
    value, wide = float(slope[0]), float(error[0])
    if wide <= 1e-12 * max(1.0, abs(value)):
        raise CannotCompare("Every school changed as its dose says; no chance to judge by.")
    freedom = len(changes) - 2
    far = float(student.ppf((1 + level) / 2, freedom)) * wide
    chance = 2 * float(student.sf(abs(value) / wide, freedom))
    return Estimate(value, value - far, value + far, len(changes), chance, level)


def slopes(changes: Array, doses: Array) -> tuple[Array, Array]:
    """Slope and HC3 error of each row of changes (m, schools) on the doses (schools,)."""
    from_mean = doses - doses.mean()
    spread = float(from_mean @ from_mean)
    slope = changes @ from_mean / spread
    left = changes - changes.mean(axis=1)[:, None] - slope[:, None] * from_mean
    leverage = 1 / len(doses) + from_mean**2 / spread
    errors: Array = np.sqrt(((left / (1 - leverage)) ** 2) @ from_mean**2) / spread
    return slope, errors

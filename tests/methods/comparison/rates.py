"""Rates of false positives and of coverage, measured by playing worlds out with a fixed seed.

`within` is honest about how many worlds were played: a rate between 3 and 7 % (or coverage between
93 and 97 %) is what the long tests demand of the rate itself; the short ones demand that the rate
found be no further out than one world in ten thousand would put it by chance.
"""

import numpy as np
from scipy.stats import binom

from evenreach.methods.comparison import power, series
from evenreach.methods.comparison.permuting import permuted_chance

RHOS = (0.0, 0.2, 0.4, 0.6)
CHANCE = 1e-4


def within(hits: int, worlds: int, low: float, high: float) -> bool:
    """Whether `hits` of `worlds` may come from a rate between low and high."""
    least, most = binom.ppf(CHANCE / 2, worlds, low), binom.ppf(1 - CHANCE / 2, worlds, high)
    return bool(least <= hits <= most)


def false_positives(rho, effect, worlds, *, before=6, after=12, season=None, seed=1):
    """How many of `worlds` series without any change show one at 5 %."""
    dice = np.random.default_rng([seed, int(100 * rho), effect])
    found = 0
    for _ in range(0, worlds, 2000):
        values = power.wandering(2000, before + after, rho, dice)
        found += int((series.chances(values, before, effect, season) < 0.05).sum())
    return found


def permuted_positives(rho, effect, worlds, *, shuffles=199, seed=2):
    dice = np.random.default_rng([seed, int(100 * rho), effect])
    values = power.wandering(worlds, 18, rho, dice)
    chances = [permuted_chance(row, 6, effect, dice, shuffles=shuffles) for row in values]
    return sum(chance <= 0.05 for chance in chances)

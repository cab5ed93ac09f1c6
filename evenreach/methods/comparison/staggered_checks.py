"""Whether a staggered comparison may be leant on: trends before, placebo starts, joint bands."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2, norm

from evenreach.methods.comparison.estimates import Array, CannotCompare, Estimate, check_level
from evenreach.methods.comparison.staggered import (
    NEVER,
    Against,
    Effects,
    aggregated,
    group_time_effects,
)


def trend_before(effects: Effects) -> float | None:
    """The p-value of Wald's test that nothing differed before the starts; None without a before.

    A large one does not show that trends were alike: with few schools it seldom is small.
    """
    before = [nth for nth, each in enumerate(effects.each) if each.since < 0]
    if not before:
        return None
    values = np.array([effects.each[nth].effect for nth in before])
    part = effects.influence[:, before]
    spread = part.T @ part / effects.schools**2
    if np.linalg.matrix_rank(spread) < len(before):
        return None
    return float(chi2.sf(values @ np.linalg.solve(spread, values), len(before)))


def band(
    effects: Effects,
    dice: np.random.Generator,
    *,
    clusters: Sequence[int] | None = None,
    level: float = 0.95,
    draws: int = 999,
) -> tuple[Estimate, ...]:
    """Every group-time effect with bounds that hold for all of them together.

    Multiplier bootstrap with Mammen's two points over schools, or over `clusters` of schools (one
    label for each school that is in; thirty clusters or more, or raises CannotCompare).
    """
    check_level(level)
    sums = _by_cluster(effects.influence, clusters)
    golden = 5**0.5
    high = dice.random((draws, len(sums))) < (golden - 1) / (2 * golden)
    weights = np.where(high, (1 + golden) / 2, (1 - golden) / 2)
    drawn = weights @ sums / effects.schools
    quarters = np.quantile(drawn, [0.25, 0.75], axis=0)
    errors = (quarters[1] - quarters[0]) / float(norm.ppf(0.75) - norm.ppf(0.25))
    far = float(np.quantile(np.abs(drawn / errors).max(axis=1), level))
    return tuple(
        Estimate(
            each.effect,
            each.effect - far * float(error),
            each.effect + far * float(error),
            effects.schools,
            None,
            level,
        )
        for each, error in zip(effects.each, errors, strict=True)
    )


def placebo_earlier(
    outcomes: Array, started: Sequence[int], earlier: int, against: Against = Against.NEVER
) -> Estimate:
    """The overall effect of starts that were none, `earlier` periods too soon.

    What came after a true start is not looked at. One that excludes nought speaks against the
    comparison. Raises CannotCompare as the true one does.
    """
    if earlier < 1:
        raise CannotCompare(f"A placebo lies one period or more before the start, not {earlier}.")
    panel = np.asarray(outcomes, float)
    sooner = [start - earlier if start != NEVER else NEVER for start in started]
    if any(start != NEVER and start < 1 for start in sooner):
        raise CannotCompare(f"Not every start has a period before it when moved by {earlier}.")
    effects = group_time_effects(panel, sooner, against)
    within = [n for n, each in enumerate(effects.each) if 0 <= each.since < earlier]
    return aggregated(effects, within, 0.95)


def _by_cluster(influence: Array, clusters: Sequence[int] | None) -> Array:
    if clusters is None:
        return influence
    if len(clusters) != len(influence):
        raise CannotCompare(f"{len(clusters)} labels of clusters for {len(influence)} schools.")
    _, place = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.zeros((int(place.max()) + 1, influence.shape[1]))
    np.add.at(sums, place, influence)
    if len(sums) < 30:
        raise CannotCompare(f"{len(sums)} clusters are too few to draw from; 30 is the fewest.")
    return sums

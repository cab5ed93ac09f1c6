"""Difference-in-differences for schools that start at different times.

Group-time effects of Callaway and Sant'Anna (2021, Journal of Econometrics 225, 200) without
covariates: those that started together, against those that had not. Each effect keeps what every
school adds to it (its influence), from which all errors, bands and tests follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy import int64
from numpy.typing import NDArray
from scipy.stats import norm

from evenreach.methods.comparison.estimates import (
    Array,
    CannotCompare,
    Estimate,
    check_finite,
    check_level,
)

NEVER = -1
FEWEST = 10


class Against(StrEnum):
    """Whom those that started are compared with."""

    NEVER = "schools that never started"
    NOT_YET = "schools that had not started yet, or never did"


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The effect in `period` on the schools that started in `start`; a placebo where earlier."""

    start: int
    period: int
    effect: float
    error: float

    @property
    def since(self) -> int:
        return self.period - self.start


@dataclass(frozen=True, slots=True)
class Effects:
    """All group-time effects and, of each, every school's influence: (schools, effects)."""

    each: tuple[GroupTime, ...]
    influence: Array
    started: NDArray[int64]
    left_out: int

    @property
    def schools(self) -> int:
        return len(self.started)


def group_time_effects(
    outcomes: Array, started: Sequence[int], against: Against = Against.NEVER
) -> Effects:
    """Every group-time effect of a full panel, outcomes (schools, periods) in order of time.

    `started`: the period from 0 in which each school started, NEVER for those that did not. Schools
    that had started by the first period have no before and are left out, and counted. Effects
    before a start compare with the period before; those after it with the last before the start.
    Raises CannotCompare for gaps, or where fewer than ten schools start or do not.
    """
    panel, starts, left_out = _panel(outcomes, started)
    found, influences = [], []
    for start in sorted({int(s) for s in starts if s != NEVER}):
        for period in range(1, panel.shape[1]):
            base = start - 1 if period >= start else period - 1
            change = panel[:, period] - panel[:, base]
            others = _others(starts, start, max(period, base), against)
            if not others.any():
                continue
            effect, influence = _difference(change, starts == start, others)
            found.append(GroupTime(start, period, effect, _error(influence)))
            influences.append(influence)
    if not found:
        raise CannotCompare("No period has both schools that started and schools that had not.")
    return Effects(tuple(found), np.column_stack(influences), starts, left_out)


def overall(effects: Effects, *, level: float = 0.95) -> Estimate:
    """The mean of all effects after a start, by how many schools each is about."""
    after = [nth for nth, each in enumerate(effects.each) if each.since >= 0]
    return aggregated(effects, after, level)


def by_time_since(effects: Effects, *, level: float = 0.95) -> dict[int, Estimate]:
    """The effect by periods since the start; below 0 lie placebos, which should be nought."""
    times = sorted({each.since for each in effects.each})
    return {since: aggregated(effects, _at(effects, since), level) for since in times}


def over_time(effects: Effects, *, level: float = 0.95) -> Estimate:
    """The mean over the times since the start of what `by_time_since` gives, from 0 on."""
    times = sorted({each.since for each in effects.each if each.since >= 0})
    rows = [_weighted(effects, _at(effects, since)) for since in times]
    value = float(np.mean([value for value, _ in rows]))
    influence: Array = np.mean([influence for _, influence in rows], axis=0)
    return _estimate(value, influence, effects.schools, level)


def _panel(outcomes: Array, started: Sequence[int]) -> tuple[Array, NDArray[int64], int]:
    panel, starts = np.asarray(outcomes, float), np.asarray(started, int64)
    if panel.ndim != 2 or len(panel) != len(starts) or panel.shape[1] < 2:
        raise CannotCompare("Give one row of two periods or more, and one start, for each school.")
    check_finite(panel, "The panel")
    starts = np.where(starts >= panel.shape[1], NEVER, starts)
    kept = (starts == NEVER) | (starts > 0)
    panel, starts = panel[kept], starts[kept]
    begun = int((starts != NEVER).sum())
    later = int((starts > starts[starts != NEVER].min()).sum()) if begun else 0
    if begun < FEWEST or len(starts) - begun + later < FEWEST:
        raise CannotCompare(
            f"{begun} schools started and {len(starts) - begun + later} never or later; "
            f"{FEWEST} of each are the fewest to compare."
        )
    return panel, starts, int((~kept).sum())


def _others(starts: NDArray[int64], start: int, latest: int, against: Against) -> NDArray[np.bool_]:
    never: NDArray[np.bool_] = starts == NEVER
    if against is Against.NEVER:
        return never
    others: NDArray[np.bool_] = never | ((starts > latest) & (starts != start))
    return others


def _difference(
    change: Array, those: NDArray[np.bool_], others: NDArray[np.bool_]
) -> tuple[float, Array]:
    mean_those, mean_others = float(change[those].mean()), float(change[others].mean())
    influence = those * (change - mean_those) / those.mean()
    influence = influence - others * (change - mean_others) / others.mean()
    return mean_those - mean_others, influence


def _at(effects: Effects, since: int) -> list[int]:
    return [nth for nth, each in enumerate(effects.each) if each.since == since]


def aggregated(effects: Effects, chosen: list[int], level: float) -> Estimate:
    check_level(level)
    if not chosen:
        raise CannotCompare("No effect of that kind was found to take a mean of.")
    return _estimate(*_weighted(effects, chosen), effects.schools, level)


def _weighted(effects: Effects, chosen: list[int]) -> tuple[float, Array]:
    """The mean by group size, and each school's influence on it, sizes being uncertain too."""
    values = np.array([effects.each[nth].effect for nth in chosen])
    members = np.column_stack(
        [effects.started == effects.each[nth].start for nth in chosen]
    ).astype(float)
    sizes = members.mean(axis=0)
    whole = sizes.sum()
    off = members - sizes
    of_sizes = off / whole - off.sum(axis=1)[:, None] * sizes / whole**2
    influence = effects.influence[:, chosen] @ (sizes / whole) + of_sizes @ values
    return float(values @ sizes / whole), influence


def _error(influence: Array) -> float:
    return float(np.sqrt((influence**2).mean() / len(influence)))


def _estimate(value: float, influence: Array, schools: int, level: float) -> Estimate:
    error = _error(influence)
    far = float(norm.ppf((1 + level) / 2)) * error
    chance = 2 * float(norm.sf(abs(value) / error)) if error else None
    return Estimate(value, value - far, value + far, schools, chance, level)

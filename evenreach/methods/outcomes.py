"""How far a learner's agreed outcomes were reached. See docs/methods/outcomes.md.

Levels are whole numbers from 1 to 10 on a scale of the learner's own, so they are compared within
one outcome only: there is no mean of levels, and none across learners.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

LOWEST, HIGHEST = 1, 10
CORRELATION = Fraction(3, 10)
"""Kiresuk and Sherman (1968): how far the goals of one person are taken to go together."""


class OutsideScale(ValueError):
    """A level, a weight or a pair of levels with which nothing can be measured."""


class Progress(Enum):
    """What target monitoring and evaluation says of one outcome."""

    BELOW_BASELINE = "below where it began"
    AT_BASELINE = "as it began"
    TOWARDS = "on the way to what was expected"
    AS_EXPECTED = "as expected"
    BEYOND = "better than expected"


@dataclass(frozen=True, slots=True)
class Levels:
    """One outcome: where it began, what was expected, what was achieved (None while not known).

    Raises OutsideScale unless 1 ≤ baseline < expected ≤ 10 and the rest is on its scale.
    """

    baseline: int
    expected: int
    achieved: int | None = None
    weight: int = 1

    def __post_init__(self) -> None:
        given = [self.baseline, self.expected]
        given += [] if self.achieved is None else [self.achieved]
        if not all(LOWEST <= level <= HIGHEST for level in given):
            raise OutsideScale(f"levels are from {LOWEST} to {HIGHEST}: {given}")
        if self.baseline >= self.expected:
            raise OutsideScale(f"expected {self.expected} is not above baseline {self.baseline}")
        if self.weight < 1:
            raise OutsideScale(f"a weight is at least 1: {self.weight}")


def progress(levels: Levels) -> Progress | None:
    """Where the achieved level stands; None while it is not known."""
    achieved = levels.achieved
    if achieved is None:
        return None
    if achieved <= levels.baseline:
        below = achieved < levels.baseline
        return Progress.BELOW_BASELINE if below else Progress.AT_BASELINE
    if achieved < levels.expected:
        return Progress.TOWARDS
    return Progress.BEYOND if achieved > levels.expected else Progress.AS_EXPECTED


def attainment(levels: Levels) -> int | None:
    """The level of goal attainment, -2 to 2; None while nothing is achieved.

    -2 is no better than the baseline, -1 part of the way, 0 as expected, 1 one level beyond and 2
    further than that: Turner-Stokes (2009), with the baseline at -2.
    """
    achieved = levels.achieved
    if achieved is None:
        return None
    if achieved <= levels.baseline:
        return -2
    if achieved < levels.expected:
        return -1
    return min(achieved - levels.expected, 2)


def t_score(attained: Sequence[tuple[int, int]]) -> float | None:
    """The T-score of one learner's pairs of weight and attainment; None without any.

    T = 50 + 10 Σwx / √(0.7 Σw² + 0.3 (Σw)²), as the erratum of Turner-Stokes (2009) has it, not
    the article. Everything is exact up to the square root. Raises OutsideScale.
    """
    for weight, level in attained:
        if weight < 1 or not -2 <= level <= 2:
            raise OutsideScale(f"weight {weight} with attainment {level}")
    if not attained:
        return None
    total = sum(weight * level for weight, level in attained)
    squares = sum(weight * weight for weight, _ in attained)
    whole = sum(weight for weight, _ in attained)
    spread = (1 - CORRELATION) * squares + CORRELATION * whole * whole
    from_middle = math.sqrt(100 * Fraction(total * total) / spread)
    return 50 + math.copysign(from_middle, total)


def t_score_of(outcomes: Sequence[Levels]) -> float | None:
    """The T-score of one learner's outcomes; None until every one of them is achieved or not."""
    attained = [(each.weight, attainment(each)) for each in outcomes]
    known = [(weight, level) for weight, level in attained if level is not None]
    return t_score(known) if len(known) == len(attained) else None

"""How many seats every entry has won at a given rate of seats per need, two ways.

Both answer with two bounds, since floating point cannot tell on which side of a signpost a share
lies when it is very near: `sure` seats are won at that rate beyond doubt, `possible` ones contain
every seat that may be. In exact arithmetic the two are equal.
"""

from fractions import Fraction
from math import inf
from typing import Protocol

import numpy as np

from evenreach.methods.apportionment.problem import Problem
from evenreach.methods.apportionment.rules import Rule, Shares

DOUBT = 2.0**-46
"""Relative doubt about a share computed in doubles: a hundred times the error of its few steps."""
LARGEST_TOTAL = 2**40
"""Totals for which one seat is far more than the doubt about any share."""
SMALLEST_WEIGHT, LARGEST_WEIGHT = 1e-100, 1e100
"""Weights whose shares neither overflow nor vanish."""


class Counting(Protocol):
    """Counts the seats won at a rate; rates are exact, of the precision `settle` keeps."""

    def extent(self) -> tuple[Fraction, Fraction, Fraction]:
        """All needs together, the least above zero and the most; within the doubt of doubles."""

    def settle(self, rate: Fraction) -> Fraction: ...
    def totals(self, rate: Fraction) -> tuple[int, int]:
        """The sums of the sure and of the possible seats."""

    def settled(self, under: Fraction, over: Fraction) -> tuple[list[int], list[int]]:
        """Seats sure at `under`, and the positions of entries that may win more by `over`."""


class FloatCounting:
    """In doubles with numpy, within stated doubt; see `fits_floats` for when it may be used."""

    def __init__(self, problem: Problem, rule: Rule, weights: Shares) -> None:
        self._weights, self._rule = weights, rule
        self._floors = np.asarray(problem.floors, dtype=np.float64)
        caps = problem.total if problem.caps is None else problem.caps
        self._caps = np.minimum(np.asarray(caps, dtype=np.float64), problem.total)

    def extent(self) -> tuple[Fraction, Fraction, Fraction]:
        weights = self._weights
        least = weights.min(initial=inf, where=weights > 0)
        return (
            Fraction(float(weights.sum())),
            Fraction(float(least)),
            Fraction(float(weights.max())),
        )

    def settle(self, rate: Fraction) -> Fraction:
        return Fraction(float(rate))

    def totals(self, rate: Fraction) -> tuple[int, int]:
        shares = self._weights * float(rate)
        low, high = self._within(shares * (1 - DOUBT)), self._within(shares * (1 + DOUBT))
        return int(low.sum()), int(high.sum())

    def settled(self, under: Fraction, over: Fraction) -> tuple[list[int], list[int]]:
        seats = self._within(self._weights * float(under) * (1 - DOUBT))
        most = self._within(self._weights * float(over) * (1 + DOUBT))
        listed: list[int] = seats.astype(np.int64).tolist()
        return listed, np.flatnonzero(seats < most).tolist()

    def _within(self, shares: Shares) -> Shares:
        return np.maximum(np.minimum(self._rule.tally(shares), self._caps), self._floors)


class ExactCounting:
    """In integers of any size; rates keep enough bits to tell neighbouring seats apart."""

    def __init__(self, problem: Problem, rule: Rule) -> None:
        self._problem, self._rule = problem, rule
        self._bits = problem.total.bit_length() + len(problem.weights).bit_length() + 16

    def extent(self) -> tuple[Fraction, Fraction, Fraction]:
        needs = [Fraction(weight) for weight in self._problem.weights if weight]
        return sum(needs, Fraction()), min(needs), max(needs)

    def settle(self, rate: Fraction) -> Fraction:
        top, bottom = rate.numerator, rate.denominator
        shift = self._bits - top.bit_length() + bottom.bit_length()
        if shift < 0:
            return Fraction((top // (bottom << -shift)) << -shift)
        return Fraction((top << shift) // bottom, 1 << shift)

    def totals(self, rate: Fraction) -> tuple[int, int]:
        total = sum(self._all_won(rate))
        return total, total

    def settled(self, under: Fraction, over: Fraction) -> tuple[list[int], list[int]]:
        seats, most = self._all_won(under), self._all_won(over)
        return seats, [index for index, held in enumerate(seats) if held < most[index]]

    def _all_won(self, rate: Fraction) -> list[int]:
        return [self._won(index, rate) for index in range(len(self._problem.weights))]

    def _won(self, index: int, rate: Fraction) -> int:
        weight = self._problem.weights[index]
        won = self._rule.count(
            weight.numerator * rate.numerator, weight.denominator * rate.denominator
        )
        cap = self._problem.cap(index)
        won = won if cap is None else min(won, cap)
        return max(self._problem.floor(index), min(won, self._problem.total))


def counting_for(problem: Problem, rule: Rule) -> Counting:
    """The quick way where doubles can carry the question, the exact one elsewhere."""
    weights = _as_doubles(problem)
    return (
        ExactCounting(problem, rule) if weights is None else FloatCounting(problem, rule, weights)
    )


def _as_doubles(problem: Problem) -> Shares | None:
    if problem.total >= LARGEST_TOTAL:
        return None
    try:
        weights = np.array(problem.weights, dtype=np.float64)
    except OverflowError:
        return None
    if weights.max(initial=0) > LARGEST_WEIGHT:
        return None
    smallest = weights.min(initial=inf, where=weights > 0)
    zeros = np.flatnonzero(weights == 0).tolist()
    vanished = any(problem.weights[index] for index in zeros)
    return None if smallest < SMALLEST_WEIGHT or vanished else weights

"""Hundreds of schools at once, where the search for the divisor has to work for its answer."""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from random import Random

import pytest

from evenreach.methods.apportionment import apportion
from evenreach.methods.apportionment.counting import ExactCounting
from evenreach.methods.apportionment.divisors import divisor_seats
from evenreach.methods.apportionment.problem import Weight, problem_of
from evenreach.methods.apportionment.rules import RULES

from .apportionment_twins import SIGNPOSTS_SQUARED

SCHOOLS = 300


def needs(kind: str, dice: Random) -> list[Weight]:
    if kind == "alike":
        return [dice.randint(1, 4) for _ in range(SCHOOLS)]
    if kind == "counts":
        return [dice.randint(0, 400) for _ in range(SCHOOLS)]
    if kind == "near":
        return [10**17 + dice.randint(-2, 2) for _ in range(SCHOOLS)]
    if kind == "multiples":
        return [10**17 * dice.randint(1, 9) + dice.randint(-9, 9) for _ in range(SCHOOLS)]
    if kind == "skewed":
        return [2 ** dice.randint(0, 90) for _ in range(SCHOOLS)]
    return [Fraction(dice.randint(0, 10**9), dice.randint(1, 99)) for _ in range(SCHOOLS)]


def on_a_heap(
    method: str,
    weights: Sequence[Weight],
    total: int,
    floors: Sequence[int],
    caps: Sequence[int],
    rank: Sequence[int],
) -> list[int]:
    """Seat by seat like the other twin, with the claims kept on a heap."""
    seats = list(floors)

    def claim(i: int) -> tuple[bool, Fraction, int, int]:
        square = SIGNPOSTS_SQUARED[method](seats[i])
        need = Fraction(weights[i])
        return square != 0, -(need**2 / square if square else need), rank[i], i

    heap = [claim(i) for i, need in enumerate(weights) if need and seats[i] < caps[i]]
    heapify(heap)
    for _ in range(total - sum(floors)):
        i = heappop(heap)[3]
        seats[i] += 1
        if seats[i] < caps[i]:
            heappush(heap, claim(i))
    return seats


@pytest.mark.parametrize("method", RULES)
@pytest.mark.parametrize("kind", ["alike", "counts", "near", "multiples", "skewed", "fractions"])
@pytest.mark.parametrize("limits", [False, True])
def test_many_schools_by_both_ways_of_counting(method: str, kind: str, limits: bool) -> None:
    dice = Random(f"{method} {kind} {limits}")
    weights, total = needs(kind, dice), 1500
    floors = [dice.randint(0, 4) if limits else 0 for _ in weights]
    caps = [floor + dice.randint(0, 30) if limits else total for floor in floors]
    rank = dice.sample(range(SCHOOLS), SCHOOLS)
    slow = on_a_heap(method, weights, total, floors, caps, rank)
    options = {"minimum": floors, "maximum": caps, "rank": rank}
    assert apportion(weights, total, method=method, **options) == slow  # type: ignore[arg-type]
    problem = problem_of(weights, total, floors, caps, rank)
    assert divisor_seats(problem, RULES[method], ExactCounting) == slow

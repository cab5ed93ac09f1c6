"""Largest remainder (Hamilton, Hare) with floors and caps.

The exact share of an entry is weight ÷ d held between its floor and its cap, with the one divisor d
that makes the shares sum to the total; without floors and caps d is all weights ÷ the total.
Everyone receives the whole part; the rest go one each to the largest fractional parts, ties by
rank, then position. Entries held at floor or cap have no fractional part, so no limit is broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from evenreach.methods.apportionment.problem import Problem, Weight

LARGEST_REMAINDER = "largest_remainder"


@dataclass(frozen=True, slots=True)
class Sharing:
    """Exact shares: index → (whole, remainder) for entries free of limits, the rest in `held`.

    A free entry's share is whole + remainder ÷ `need`. Weights are multiplied by `scale` to be
    integers; the divisor of these is `need` ÷ `seats`. `need` is 0 where nobody is free.
    """

    free: dict[int, tuple[int, int]]
    held: dict[int, int]
    need: int
    seats: int
    scale: int


def remainder_seats(problem: Problem) -> list[int]:
    """Seats by largest remainder for a checked problem."""
    return seats_of(problem, sharing_of(problem))


def seats_of(problem: Problem, sharing: Sharing) -> list[int]:
    """Whole parts, and one more for the largest remainders."""
    seats = [sharing.held.get(index, 0) for index in range(len(problem.weights))]
    for index, (whole, _) in sharing.free.items():
        seats[index] = whole
    left = problem.total - sum(seats)
    for index in by_remainder(problem, sharing)[:left]:
        seats[index] += 1
    return seats


def by_remainder(problem: Problem, sharing: Sharing) -> list[int]:
    """Free entries in the order in which they receive what the whole parts leave."""
    return sorted(
        sharing.free, key=lambda index: (-sharing.free[index][1], problem.rank_of(index), index)
    )


def sharing_of(problem: Problem) -> Sharing:
    """Holds entries at floors and caps, worst side first, until the common divisor respects both.

    The loop is that of CSS Flexible Box Layout 1, section 9.7, "Resolving Flexible Lengths".
    """
    weights, scale = _whole(problem.weights)
    held = {i: problem.floor(i) for i, weight in enumerate(weights) if not weight}
    free = [i for i, weight in enumerate(weights) if weight]
    while True:
        need, seats = sum(weights[i] for i in free), problem.total - sum(held.values())
        broken = _broken(problem, weights, free, need, seats)
        if not broken:
            break
        held |= broken
        free = [i for i in free if i not in broken]
    shares = {i: divmod(weights[i] * seats, need) for i in free}
    return Sharing(shares, held, need, seats, scale)


def _broken(
    problem: Problem, weights: Sequence[int], free: Sequence[int], need: int, seats: int
) -> dict[int, int]:
    """Entries to hold now: those below their floor or above their cap, whichever weighs more."""
    low: dict[int, int] = {}
    high: dict[int, int] = {}
    balance = 0
    for index in free:
        share, floor, cap = weights[index] * seats, problem.floor(index), problem.cap(index)
        if share < floor * need:
            low[index] = floor
            balance += floor * need - share
        elif cap is not None and share > cap * need:
            high[index] = cap
            balance += cap * need - share
    if balance == 0:
        return low | high
    return low if balance > 0 else high


def _whole(weights: Sequence[Weight]) -> tuple[list[int], int]:
    """The weights times the least number that makes integers of them all, and that number."""
    scale = lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (scale // weight.denominator) for weight in weights], scale

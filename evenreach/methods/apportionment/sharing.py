"""The door: `apportion`, whatever the method."""

from collections.abc import Sequence

from evenreach.methods.apportionment.divisors import divisor_seats
from evenreach.methods.apportionment.problem import Weight, problem_of
from evenreach.methods.apportionment.refusals import UnknownMethod
from evenreach.methods.apportionment.remainders import LARGEST_REMAINDER, remainder_seats
from evenreach.methods.apportionment.rules import RULES

METHODS: tuple[str, ...] = (*RULES, LARGEST_REMAINDER)


def apportion(
    weights: Sequence[Weight],
    total: int,
    *,
    method: str = "sainte_lague",
    minimum: int | Sequence[int] = 0,
    maximum: int | Sequence[int] | None = None,
    rank: Sequence[int] | None = None,
) -> list[int]:
    """Shares `total` whole seats in proportion to `weights`; the list sums to `total` exactly.

    - `weights`: ints or Fractions ≥ 0 of any size. An entry of weight 0 receives its floor and no
      more, under every method.
    - `minimum`, `maximum`: floor and cap of each entry, one int for all or a sequence for each;
      `maximum=None` caps nothing.
    - `rank`: decides between equal claims, lowest first; equal ranks by position. Without it
      position alone decides, so pass something that does not depend on the order of the list
      (a URN) where that order is an accident: permuting weights, floors, caps and distinct ranks
      together permutes the answer.
    - `method`: one of `METHODS`. For the four divisor methods everyone starts from the floor and
      each further seat goes to the highest quotient weight ÷ s(seats held) of those below their
      cap, s being k + ½ (sainte_lague), k + 1 (dhondt), k (adams) or √(k(k+1))
      (huntington_hill). The result is max(floor, min(cap, weight ÷ d rounded by the method)) for
      one divisor d. Under adams and huntington_hill s(0) = 0: those who need and have no seat
      come before all others, among themselves by weight, then rank, then position.
      `largest_remainder` gives everyone the whole part of an exact share (held between floor and
      cap by one common divisor) and the rest by largest remainder.

    Every comparison that decides is exact. Raises a `CannotApportion` where there is no answer.
    """
    if method not in METHODS:
        raise UnknownMethod(method, METHODS)
    problem = problem_of(weights, total, minimum, maximum, rank)
    if method == LARGEST_REMAINDER:
        return remainder_seats(problem)
    return divisor_seats(problem, RULES[method])

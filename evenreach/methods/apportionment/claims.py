"""Exact claims to the next seat, and awarding seats to the strongest of them one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

from evenreach.methods.apportionment.problem import Problem
from evenreach.methods.apportionment.rules import Rule


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """An entry's claim to one seat; `a < b` says a is served before b.

    The larger top ÷ bottom goes first, compared by cross-multiplication; then the lower rank; then
    the lower position.
    """

    top: int
    bottom: int
    rank: int
    index: int

    def __lt__(self, other: "Claim") -> bool:
        mine, theirs = self.top * other.bottom, other.top * self.bottom
        if mine != theirs:
            return mine > theirs
        return (self.rank, self.index) < (other.rank, other.index)


def claim_of(problem: Problem, rule: Rule, index: int, seats: int) -> Claim:
    """The claim of an entry that holds `seats` to one more; its quotient must be finite."""
    top, bottom = rule.claim(problem.weights[index], seats)
    return Claim(top, bottom, problem.rank_of(index), index)


def award(
    problem: Problem, rule: Rule, seats: list[int], among: Iterable[int], remaining: int
) -> None:
    """Gives `remaining` further seats, one by one, to the strongest claims of `among`, in place.

    Claims must be finite, and the caps of `among` leave room for what remains.
    """
    if not remaining:
        return
    claims = [claim_of(problem, rule, i, seats[i]) for i in among if _has_room(problem, seats, i)]
    heapify(claims)
    while remaining:
        index = claims[0].index
        seats[index] += 1
        remaining -= 1
        if _has_room(problem, seats, index):
            heapreplace(claims, claim_of(problem, rule, index, seats[index]))
        else:
            heappop(claims)


def _has_room(problem: Problem, seats: list[int], index: int) -> bool:
    cap = problem.cap(index)
    return cap is None or seats[index] < cap

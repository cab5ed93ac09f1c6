"""Divisor methods: count at two rates that enclose the answer, then award what lies between.

Seats won at a rate that wins at most the total are all in the answer, and every seat of the answer
is among those won at a rate that wins at least the total. Only seats between the two are undecided,
and those are awarded one by one by exact claims, so floating point never decides anything.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from evenreach.methods.apportionment.claims import Claim, award
from evenreach.methods.apportionment.counting import Counting, counting_for
from evenreach.methods.apportionment.problem import Problem
from evenreach.methods.apportionment.rules import Rule
from evenreach.methods.apportionment.search import Bracket, narrow

SURELY_NONE = Fraction(1, 4)
"""A share below every signpost but the zeros of s(0): nobody rises above the floor."""


def divisor_seats(
    problem: Problem,
    rule: Rule,
    counting: Callable[[Problem, Rule], Counting] = counting_for,
) -> list[int]:
    """Seats by `rule` for a checked problem; how seats are counted on the way changes no seat."""
    if rule.first_for_all:
        floors = problem.each_floor()
        waiting, remaining = first_claims(problem, floors), problem.total - sum(floors)
        enough = remaining > len(waiting)
        for claim in waiting if enough else sorted(waiting)[:remaining]:
            floors[claim.index] = 1
        if not enough:
            return floors
        problem = replace(problem, floors=tuple(floors))
    return _finite_seats(problem, rule, counting(problem, rule))


def first_claims(problem: Problem, seats: list[int]) -> list[Claim]:
    """Infinite claims where s(0) = 0: those with need, no seat and a cap that allows one."""
    return [
        Claim(weight.numerator, weight.denominator, problem.rank_of(index), index)
        for index, weight in enumerate(problem.weights)
        if weight and not seats[index] and problem.cap(index) != 0
    ]


def _finite_seats(problem: Problem, rule: Rule, counting: Counting) -> list[int]:
    floors = problem.each_floor()
    if sum(floors) == problem.total:
        return floors
    found = narrow(counting, *_first_bracket(counting, problem.total, sum(floors)))
    seats, undecided = counting.settled(found.under, found.over)
    award(problem, rule, seats, undecided, problem.total - sum(seats))
    return seats


def _first_bracket(
    counting: Counting, total: int, floors: int
) -> tuple[Bracket, Fraction, Fraction]:
    """Rates that surely win too little and enough, a first guess between them, and a slope."""
    need, least, most = counting.extent()
    bracket = Bracket(total, SURELY_NONE / most, floors, (total + 2) / least, None)
    return bracket, total / need, need

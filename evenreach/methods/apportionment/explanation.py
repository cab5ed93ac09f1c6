"""Why these seats: the divisor, or the cut-off remainder, that anyone can check by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from evenreach.methods.apportionment.claims import Claim, claim_of
from evenreach.methods.apportionment.decimals import simplest_between
from evenreach.methods.apportionment.divisors import first_claims
from evenreach.methods.apportionment.problem import Problem, Weight, problem_of
from evenreach.methods.apportionment.refusals import (
    NoDivisor,
    NotTheseSeats,
    UnknownMethod,
    WrongLength,
)
from evenreach.methods.apportionment.remainders import (
    LARGEST_REMAINDER,
    by_remainder,
    seats_of,
    sharing_of,
)
from evenreach.methods.apportionment.rules import RULES, Rule

Standing = tuple[int, Fraction]
"""An entry's position and its quotient (or remainder)."""


@dataclass(frozen=True, slots=True)
class Divisor:
    """Divisors d that give every entry its seats by rounding weight ÷ d; see `explain_divisor`."""

    low: Fraction
    high: Fraction | None
    simplest: Fraction
    last_won: Standing | None
    next_in_line: Standing | None

    @property
    def tied(self) -> bool:
        """The last seat was decided by rank (or position) between equal quotients."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class CutOff:
    """The exact share is weight ÷ `divisor`; remainders above the cut-off were rounded up.

    `last_won` is the smallest remainder that earned a seat and `next_in_line` the largest that did
    not, each with its position; None where there is none. `divisor` is None where floors and caps
    hold every entry.
    """

    divisor: Fraction | None
    last_won: Standing | None
    next_in_line: Standing | None

    @property
    def tied(self) -> bool:
        """The last seat was decided by rank (or position) between equal remainders."""
        if self.last_won is None or self.next_in_line is None:
            return False
        return self.last_won[1] == self.next_in_line[1]


def explain_divisor(
    weights: Sequence[Weight],
    seats: Sequence[int],
    *,
    method: str = "sainte_lague",
    minimum: int | Sequence[int] = 0,
    maximum: int | Sequence[int] | None = None,
    rank: Sequence[int] | None = None,
) -> Divisor:
    """The divisors that give exactly `seats`, as a headteacher can check with a calculator.

    For every d with low < d < high, weight ÷ d rounded by the method (sainte_lague: to the nearest
    whole number; dhondt: down; adams: up; huntington_hill: up from √(k(k+1))) and then held between
    floor and cap is the entry's seats. `simplest` is the decimal among them with the coarsest
    rounding. `low` is the highest quotient that won nothing more (`next_in_line`), `high` the
    lowest that won (`last_won`).

    - Ties: low == high == simplest. Rounding is then undecided for the tied entries and for them
      alone, and rank, then position, decided; `simplest` need not be a short decimal.
    - Floors and caps: an entry at its floor has won nothing above it and so does not limit `high`;
      one at its cap claims nothing more and does not limit `low`. `high` is None (every d above
      `low` does) where nobody rose above the floor; `low` is 0 where everybody is at the cap.
    - huntington_hill has irrational quotients: they are rounded towards the middle of the interval,
      beyond the 38th decimal place.

    Raises `NotTheseSeats` where the method gives others, and `NoDivisor` for largest_remainder
    (see `explain_cut_off`) and where adams or huntington_hill has too few seats for everyone with
    need to have a first one, which went by weight and not by any divisor.
    """
    if method == LARGEST_REMAINDER:
        raise NoDivisor("largest_remainder rounds by a cut-off remainder; use explain_cut_off.")
    if method not in RULES:
        raise UnknownMethod(method, RULES)
    problem, rule = _problem_of(weights, seats, minimum, maximum, rank), RULES[method]
    if rule.first_for_all and first_claims(problem, list(seats)):
        raise NoDivisor(
            f"Under {method} first seats go by weight, and there were too few for everyone with "
            f"need to have one; no divisor is involved until there are more seats."
        )
    won, waiting = _last_won(problem, rule, seats), _next_in_line(problem, rule, seats)
    if won is not None and waiting is not None and waiting < won:
        raise NotTheseSeats(method)
    return _divisor(rule, won, waiting)


def explain_cut_off(
    weights: Sequence[Weight],
    seats: Sequence[int],
    *,
    minimum: int | Sequence[int] = 0,
    maximum: int | Sequence[int] | None = None,
    rank: Sequence[int] | None = None,
) -> CutOff:
    """The divisor of the exact shares under largest_remainder, and the remainders at the cut-off.

    Raises `NotTheseSeats` where largest_remainder gives others.
    """
    problem = _problem_of(weights, seats, minimum, maximum, rank)
    sharing = sharing_of(problem)
    if seats_of(problem, sharing) != list(seats):
        raise NotTheseSeats(LARGEST_REMAINDER)
    order = by_remainder(problem, sharing)
    standings = [(index, Fraction(sharing.free[index][1], sharing.need)) for index in order]
    above = sum(seats[index] - sharing.free[index][0] for index in order)
    return CutOff(
        Fraction(sharing.need, sharing.seats * sharing.scale) if sharing.free else None,
        standings[above - 1] if above else None,
        standings[above] if above < len(standings) else None,
    )


def _problem_of(
    weights: Sequence[Weight],
    seats: Sequence[int],
    minimum: int | Sequence[int],
    maximum: int | Sequence[int] | None,
    rank: Sequence[int] | None,
) -> Problem:
    if len(seats) != len(weights):
        raise WrongLength("seats", len(seats), len(weights))
    problem = problem_of(weights, sum(seats), minimum, maximum, rank)
    for index, held in enumerate(seats):
        cap = problem.cap(index)
        if held < problem.floor(index) or (cap is not None and held > cap):
            raise NotTheseSeats("any method")
    return problem


def _last_won(problem: Problem, rule: Rule, seats: Sequence[int]) -> Claim | None:
    """The weakest claim that won a seat above a floor, first seats of `first_for_all` apart."""
    lowest = 1 if rule.first_for_all else 0
    return max(
        (
            claim_of(problem, rule, index, held - 1)
            for index, held in enumerate(seats)
            if held > max(problem.floor(index), lowest)
        ),
        default=None,
    )


def _next_in_line(problem: Problem, rule: Rule, seats: Sequence[int]) -> Claim | None:
    """The strongest claim that won nothing, of those below their cap."""
    claims = (
        claim_of(problem, rule, index, held)
        for index, held in enumerate(seats)
        if problem.cap(index) is None or held < (problem.cap(index) or 0)
    )
    return min(claims, default=None)


def _divisor(rule: Rule, won: Claim | None, waiting: Claim | None) -> Divisor:
    top = won or waiting
    bottom = waiting or won
    if top is None or bottom is None:
        return Divisor(Fraction(0), None, Fraction(1), None, None)
    low, high = rule.quotients((bottom.top, bottom.bottom), (top.top, top.bottom))
    last = None if won is None else (won.index, high)
    following = None if waiting is None else (waiting.index, low)
    floor = low if waiting else Fraction(0)
    ceiling = high if won else None
    if floor == ceiling:
        return Divisor(floor, ceiling, floor, last, following)
    beyond = 10 * floor if ceiling is None else ceiling
    return Divisor(floor, ceiling, simplest_between(floor, beyond), last, following)

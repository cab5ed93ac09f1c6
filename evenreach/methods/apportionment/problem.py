"""The question put to a method, checked once so that every method may rely on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

from evenreach.methods.apportionment.refusals import (
    FloorsAboveTotal,
    NoNeed,
    TotalAboveCaps,
    WrongLength,
    WrongLimit,
    WrongTotal,
    WrongWeight,
)

KINDS_OF_WEIGHT = frozenset({int, Fraction})
Weight = int | Fraction
Level = int | tuple[int, ...]
"""One whole number for every entry, or one for each."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Weights and a total to share: floors ≤ caps for each entry, and the total fits between.

    `caps` is None where nothing is capped, `rank` None where position alone breaks ties.
    """

    weights: tuple[Weight, ...]
    total: int
    floors: Level
    caps: Level | None
    rank: tuple[int, ...] | None

    def floor(self, index: int) -> int:
        return self.floors if isinstance(self.floors, int) else self.floors[index]

    def cap(self, index: int) -> int | None:
        """The most this entry may receive; without need that is its floor, None is no limit."""
        if not self.weights[index]:
            return self.floor(index)
        return self.caps if self.caps is None or isinstance(self.caps, int) else self.caps[index]

    def rank_of(self, index: int) -> int:
        return 0 if self.rank is None else self.rank[index]

    def each_floor(self) -> list[int]:
        return list(_each(self.floors, len(self.weights)))


def problem_of(
    weights: Sequence[Weight],
    total: int,
    minimum: int | Sequence[int],
    maximum: int | Sequence[int] | None,
    rank: Sequence[int] | None,
) -> Problem:
    """The checked question; raises a `CannotApportion` that says what is wrong and where."""
    count = len(weights)
    if type(total) is not int or total < 0:
        raise WrongTotal(total)
    _check_weights(weights)
    problem = Problem(
        tuple(weights),
        total,
        _level("minimum", minimum, count),
        None if maximum is None else _level("maximum", maximum, count),
        None if rank is None else _ranks(rank, count),
    )
    _check_limits(problem)
    return problem


def _check_weights(weights: Sequence[Weight]) -> None:
    kinds_right = KINDS_OF_WEIGHT.issuperset(map(type, weights))
    if kinds_right and (not weights or min(weights) >= 0):
        return
    for position, weight in enumerate(weights):
        if type(weight) not in KINDS_OF_WEIGHT or weight < 0:
            raise WrongWeight(position, weight)


def _level(name: str, given: int | Sequence[int], count: int) -> Level:
    if isinstance(given, int):
        _check_whole(name, None, given)
        return given
    if not isinstance(given, Sequence):
        raise WrongLimit(name, None, given, "pass an int for all entries or a sequence of ints")
    if len(given) != count:
        raise WrongLength(name, len(given), count)
    for position, value in enumerate(given):
        _check_whole(name, position, value)
    return tuple(given)


def _check_whole(name: str, position: int | None, value: object) -> None:
    if type(value) is not int or value < 0:
        raise WrongLimit(name, position, value, "pass a whole number, zero or more, as an int")


def _ranks(rank: Sequence[int], count: int) -> tuple[int, ...]:
    if len(rank) != count:
        raise WrongLength("rank", len(rank), count)
    for position, value in enumerate(rank):
        if type(value) is not int:
            raise WrongLimit("rank", position, value, "pass an int; the lowest goes first")
    return tuple(rank)


def _each(level: Level, count: int) -> Iterator[int]:
    return iter(repeat(level, count)) if isinstance(level, int) else iter(level)


def _check_limits(problem: Problem) -> None:
    count = len(problem.weights)
    if problem.caps is not None:
        pairs = zip(_each(problem.floors, count), _each(problem.caps, count), strict=True)
        for position, (floor, cap) in enumerate(pairs):
            if cap < floor:
                raise WrongLimit("maximum", position, cap, f"raise it to the floor of {floor}")
    floors = sum(_each(problem.floors, count))
    if floors > problem.total:
        raise FloorsAboveTotal(floors, problem.total)
    if floors < problem.total and not any(problem.weights):
        raise NoNeed(problem.total - floors)
    if problem.caps is not None:
        capacity = sum(problem.cap(index) or 0 for index in range(count))
        if capacity < problem.total:
            raise TotalAboveCaps(problem.total, capacity)

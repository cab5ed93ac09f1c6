"""What a fair sharing keeps, checked on one sharing. See docs/methods/axioms.md.

An axiom is kept or broken by named entries; nothing here decides whether breaking it is right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evenreach.methods.apportionment import CannotApportion, Weight, apportion
from evenreach.methods.apportionment.problem import problem_of
from evenreach.methods.apportionment.remainders import sharing_of

MORE_TO_SHARE = 20
"""Totals above and below the one shared at which house monotonicity is looked for."""
A_TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Question:
    """What was shared and how; position i of every sequence is the same entry.

    `given` is what each entry has before the sharing (its base), and counts in comparisons of
    entries with each other.
    """

    weights: tuple[Weight, ...]
    total: int
    method: str
    minimum: tuple[int, ...]
    maximum: tuple[int, ...] | None
    rank: tuple[int, ...]
    given: tuple[int, ...]

    def answer(self) -> list[int]:
        """Raises CannotApportion."""
        return apportion(
            self.weights,
            self.total,
            method=self.method,
            minimum=self.minimum,
            maximum=self.maximum,
            rank=self.rank,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """An axiom and the positions of the entries that break it, in rising order."""

    axiom: str
    broken_by: tuple[int, ...]

    @property
    def is_kept(self) -> bool:
        return not self.broken_by


def checked(question: Question) -> list[Finding]:
    """Every axiom on one sharing, in the order of AXIOMS. Raises CannotApportion."""
    seats = question.answer()
    return [
        Finding(name, tuple(sorted(set(check(question, seats))))) for name, check in AXIOMS.items()
    ]


def _everything_shared(question: Question, seats: Sequence[int]) -> Iterable[int]:
    return range(len(seats)) if sum(seats) != question.total else ()


def _within_limits(question: Question, seats: Sequence[int]) -> Iterable[int]:
    for index, held in enumerate(seats):
        cap = None if question.maximum is None else question.maximum[index]
        if held < question.minimum[index] or (cap is not None and held > cap):
            yield index


def _quota(question: Question, seats: Sequence[int]) -> Iterable[int]:
    """The exact share, held between floor and cap by one divisor, rounded down or up."""
    problem = problem_of(
        question.weights, question.total, question.minimum, question.maximum, question.rank
    )
    sharing = sharing_of(problem)
    for index, held in sharing.held.items():
        if seats[index] != held:
            yield index
    for index, (whole, remainder) in sharing.free.items():
        if not whole <= seats[index] <= whole + (remainder > 0):
            yield index


def _house(question: Question, seats: Sequence[int]) -> Iterable[int]:
    """With one session more to share, up or down from here, nobody has one fewer."""
    for step in (1, -1):
        before = list(seats)
        for away in range(1, MORE_TO_SHARE + 1):
            after = _answer(replace(question, total=question.total + step * away))
            if after is None:
                break
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                if step * (other - one) < 0:
                    yield index
            before = after


def _population(question: Question, seats: Sequence[int]) -> Iterable[int]:
    """Where one entry's need alone is a tenth higher, it loses nothing and nobody else gains.

    A tenth lower, the other way round.
    """
    for index, weight in enumerate(question.weights):
        for factor, sign in ((1 + A_TENTH, 1), (1 - A_TENTH, -1)):
            changed = list(question.weights)
            changed[index] = weight * factor
            after = _answer(replace(question, weights=tuple(changed)))
            if not weight or after is None or after == list(seats):
                continue
            for other, (one, two) in enumerate(zip(seats, after, strict=True)):
                moved = sign * (two - one)
                if moved < 0 if other == index else moved > 0:
                    yield other


def _anonymity(question: Question, seats: Sequence[int]) -> Iterable[int]:
    """The list turned round, each entry with its own rank, gives everyone the same."""
    turned = replace(
        question,
        weights=question.weights[::-1],
        minimum=question.minimum[::-1],
        maximum=None if question.maximum is None else question.maximum[::-1],
        rank=question.rank[::-1],
    ).answer()[::-1]
    return (index for index, held in enumerate(seats) if turned[index] != held)


def _more_need(question: Question, seats: Sequence[int]) -> Iterable[int]:
    """Nobody with a need has less than somebody whose need is smaller, bases included."""
    held = [base + more for base, more in zip(question.given, seats, strict=True)]
    rising = sorted((weight, index) for index, weight in enumerate(question.weights) if weight)
    most_below, level, level_most = -1, None, -1
    for weight, index in rising:
        if weight != level:
            most_below, level = max(most_below, level_most), weight
        level_most = max(level_most, held[index])
        if held[index] < most_below:
            yield index


def _answer(question: Question) -> list[int] | None:
    """The sharing of a question that was made up for a check; None where it has no answer."""
    try:
        return question.answer()
    except CannotApportion:
        return None


Check = Callable[[Question, Sequence[int]], Iterable[int]]
AXIOMS: dict[str, Check] = {
    "everything shared": _everything_shared,
    "floors and caps": _within_limits,
    "quota": _quota,
    "house monotonicity": _house,
    "population monotonicity": _population,
    "anonymity": _anonymity,
    "more need, never less time": _more_need,
}

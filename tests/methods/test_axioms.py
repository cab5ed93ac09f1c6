"""The axioms as they are checked on one sharing: against slow twins, and where they must break."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.apportionment import METHODS
from evenreach.methods.apportionment.rules import RULES
from evenreach.methods.axioms import AXIOMS, Question, checked

from . import questions as invented
from .questions import MODERATE, free_questions, held_questions


def question(method: str, q: invented.Question, given: Sequence[int] | None = None) -> Question:
    return Question(
        weights=tuple(q.weights),
        total=q.total,
        method=method,
        minimum=tuple(q.floors),
        maximum=tuple(q.maximum),
        rank=tuple(q.rank),
        given=tuple(given or [0] * len(q.weights)),
    )


def broken(asked: Question) -> dict[str, tuple[int, ...]]:
    return {finding.axiom: finding.broken_by for finding in checked(asked) if not finding.is_kept}


@pytest.mark.parametrize("method", sorted(RULES))
@MODERATE
@given(q=free_questions())
def test_divisor_methods_break_nothing_but_quota(method: str, q: invented.Question) -> None:
    assert set(broken(question(method, q))) <= {"quota"}


@pytest.mark.parametrize("method", sorted(RULES))
@MODERATE
@given(q=held_questions())
def test_limits_leave_the_monotonicities_of_divisor_methods(
    method: str, q: invented.Question
) -> None:
    found = set(broken(question(method, q)))
    assert found <= {"quota", "more need, never less time"}


@MODERATE
@given(q=st.one_of(free_questions(), held_questions()))
def test_largest_remainder_keeps_quota(q: invented.Question) -> None:
    assert "quota" not in broken(question("largest_remainder", q))


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=free_questions())
def test_quota_is_the_exact_share_rounded_down_or_up(method: str, q: invented.Question) -> None:
    asked = question(method, q)
    exact = [Fraction(w) * q.total / sum(map(Fraction, q.weights)) for w in q.weights]
    outside = tuple(
        i
        for i, (share, held) in enumerate(zip(exact, asked.answer(), strict=True))
        if held not in (floor(share), ceil(share))
    )
    assert broken(asked).get("quota", ()) == outside


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=held_questions(), data=st.data())
def test_more_need_is_compared_with_everybody(
    method: str, q: invented.Question, data: st.DataObject
) -> None:
    bases = data.draw(st.lists(st.integers(0, 3), min_size=len(q.weights), max_size=len(q.weights)))
    asked = question(method, q, bases)
    held = [base + more for base, more in zip(bases, asked.answer(), strict=True)]
    below = tuple(
        i
        for i, mine in enumerate(q.weights)
        if mine
        and any(other and other < mine and held[j] > held[i] for j, other in enumerate(q.weights))
    )
    assert broken(asked).get("more need, never less time", ()) == below


def test_alabama_would_lose_a_seat() -> None:
    asked = Question((6, 6, 2), 10, "largest_remainder", (0,) * 3, None, (1, 2, 3), (0,) * 3)
    assert broken(asked) == {"house monotonicity": (2,)}


def test_adams_gives_the_small_more_than_their_quota() -> None:
    asked = Question((90, 1, 1, 1, 1), 6, "adams", (0,) * 5, None, tuple(range(5)), (0,) * 5)
    assert asked.answer() == [2, 1, 1, 1, 1]
    assert broken(asked) == {"quota": (0,)}


def test_a_school_gains_by_the_need_of_another() -> None:
    """Found by search: when one of the first two needs more, the third has a session more."""
    asked = Question((53, 56, 18), 10, "largest_remainder", (0,) * 3, None, (1, 2, 3), (0,) * 3)
    assert broken(asked)["population monotonicity"] == (2,)


class Careless(Question):
    """A sharing that looks at the order of the list and forgets a seat."""

    def answer(self) -> list[int]:
        seats = super().answer()
        return [*seats[:-1], seats[-1] - 1] if self.rank[0] == 1 else seats


def test_a_careless_sharing_breaks_what_it_should() -> None:
    asked = Careless((5, 5), 4, "sainte_lague", (2, 2), None, (1, 2), (0, 0))
    assert {"everything shared", "floors and caps", "anonymity"} <= set(broken(asked))


def test_the_axioms_have_their_names() -> None:
    assert list(AXIOMS) == [
        "everything shared",
        "floors and caps",
        "quota",
        "house monotonicity",
        "population monotonicity",
        "anonymity",
        "more need, never less time",
    ]

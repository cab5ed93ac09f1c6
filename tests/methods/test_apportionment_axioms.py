"""What a fair rule must keep, as properties; and what largest remainder is known to break.

The axioms are those of M. L. Balinski and H. P. Young, Fair Representation (1982).
"""

import itertools
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.apportionment import METHODS, apportion
from evenreach.methods.apportionment.rules import RULES

from .questions import MODERATE, Question, free_questions, held_questions

questions = st.one_of(free_questions(), held_questions())


def answer(method: str, q: Question) -> list[int]:
    return apportion(
        q.weights, q.total, method=method, minimum=q.floors, maximum=q.maximum, rank=q.rank
    )


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=questions)
def test_seats_sum_to_the_total_within_floors_and_caps(method: str, q: Question) -> None:
    seats = answer(method, q)
    assert sum(seats) == q.total
    held = zip(q.floors, seats, q.maximum, strict=True)
    assert all(low <= seat <= high for low, seat, high in held)


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=questions, data=st.data())
def test_the_order_of_the_list_never_matters(method: str, q: Question, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(q.weights))))
    moved = Question(
        [q.weights[i] for i in order],
        q.total,
        [q.floors[i] for i in order],
        [q.caps[i] for i in order],
        [q.rank[i] for i in order],
    )
    seats = answer(method, q)
    assert answer(method, moved) == [seats[i] for i in order]


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=questions, factor=st.builds(Fraction, st.integers(1, 10**9), st.integers(1, 10**9)))
def test_the_unit_of_need_never_matters(method: str, q: Question, factor: Fraction) -> None:
    scaled = Question([w * factor for w in q.weights], q.total, q.floors, q.caps, q.rank)
    assert answer(method, scaled) == answer(method, q)


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=free_questions())
def test_more_need_never_means_less(method: str, q: Question) -> None:
    by_need = sorted(zip(q.weights, answer(method, q), strict=True))
    pairs = itertools.pairwise(by_need)
    assert all(one[0] == other[0] or one[1] <= other[1] for one, other in pairs)


@pytest.mark.parametrize("method", METHODS)
@MODERATE
@given(q=free_questions())
def test_no_need_means_the_floor_and_no_more(method: str, q: Question) -> None:
    seats = apportion([*q.weights, 0], q.total + 2, method=method, minimum=[*q.floors, 2])
    assert seats[-1] == 2


@pytest.mark.parametrize("method", RULES)
@MODERATE
@given(q=free_questions())
def test_house_monotonicity(method: str, q: Question) -> None:
    more = Question(q.weights, q.total + 1, q.floors, q.caps, q.rank)
    pairs = zip(answer(method, q), answer(method, more), strict=True)
    assert all(before <= after for before, after in pairs)


@pytest.mark.parametrize("method", RULES)
@MODERATE
@given(q=free_questions(), data=st.data())
def test_population_monotonicity(method: str, q: Question, data: st.DataObject) -> None:
    """Whose need alone grows never loses a seat, and nobody else gains one by it."""
    who = data.draw(st.sampled_from(range(len(q.weights))))
    grown = list(q.weights)
    grown[who] += data.draw(st.integers(1, 5))
    before, after = answer(method, q), answer(method, Question(grown, *_rest(q)))
    assert after[who] >= before[who]
    assert all(after[i] <= before[i] for i in range(len(before)) if i != who)


@MODERATE
@given(q=free_questions())
def test_largest_remainder_stays_within_quota(q: Question) -> None:
    need = sum(q.weights)
    for weight, seats in zip(q.weights, answer("largest_remainder", q), strict=True):
        quota = Fraction(weight) * q.total / need
        assert floor(quota) <= seats <= ceil(quota)


def test_largest_remainder_takes_a_seat_from_some_when_one_is_added() -> None:
    """The Alabama paradox, as in liquisearch.com/largest_remainder_method (from Wikipedia)."""
    votes = [1500, 1500, 900, 500, 500, 200]
    assert apportion(votes, 25, method="largest_remainder") == [7, 7, 4, 3, 3, 1]
    assert apportion(votes, 26, method="largest_remainder") == [8, 8, 5, 2, 2, 1]


def test_a_divisor_method_may_leave_quota() -> None:
    """D'Hondt here gives the largest all ten seats, above its quota of 7.5 rounded up."""
    assert apportion([75, 6, 6, 6, 7], 10, method="dhondt") == [10, 0, 0, 0, 0]


def _rest(q: Question) -> tuple[int, list[int], list[int | None], list[int]]:
    return q.total, q.floors, q.caps, q.rank

"""Every method against its slow twin, by both ways of counting."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.apportionment import METHODS, apportion
from evenreach.methods.apportionment.counting import ExactCounting, counting_for
from evenreach.methods.apportionment.divisors import divisor_seats
from evenreach.methods.apportionment.problem import problem_of
from evenreach.methods.apportionment.rules import RULES

from .apportionment_twins import SIGNPOSTS_SQUARED, by_some_divisor, remainders, seat_by_seat
from .questions import MODERATE, Question, free_questions, held_questions

questions = st.one_of(free_questions(), held_questions())


def answer(method: str, q: Question) -> list[int]:
    return apportion(
        q.weights, q.total, method=method, minimum=q.floors, maximum=q.maximum, rank=q.rank
    )


@pytest.mark.parametrize("method", RULES)
@MODERATE
@given(q=questions)
def test_a_divisor_method_gives_what_awarding_seat_by_seat_gives(method: str, q: Question) -> None:
    slow = seat_by_seat(method, q.weights, q.total, q.floors, q.caps, q.rank)
    assert answer(method, q) == slow


@pytest.mark.parametrize("method", RULES)
@MODERATE
@given(q=questions)
def test_counting_in_whole_numbers_changes_no_seat(method: str, q: Question) -> None:
    problem = problem_of(q.weights, q.total, q.floors, q.maximum, q.rank)
    assert divisor_seats(problem, RULES[method], ExactCounting) == answer(method, q)


@pytest.mark.parametrize("method", RULES)
@MODERATE
@given(q=held_questions())
def test_floors_and_caps_equal_rounding_by_one_divisor_within_them(
    method: str, q: Question
) -> None:
    """Wherever some divisor gives the total without a tie, it gives these seats."""
    weights = [weight % 10**16 for weight in q.weights]
    room = sum(
        cap if weight else floor
        for weight, floor, cap in zip(weights, q.floors, q.maximum, strict=True)
    )
    if not any(weights) or room < q.total:
        return
    slow = by_some_divisor(method, weights, q.total, q.floors, q.caps)
    if slow is not None:
        mended = Question(weights, q.total, q.floors, q.caps, q.rank)
        assert answer(method, mended) == slow


@MODERATE
@given(q=questions)
def test_largest_remainder_gives_what_its_twin_gives(q: Question) -> None:
    slow = remainders(q.weights, q.total, q.floors, q.caps, q.rank)
    assert answer("largest_remainder", q) == slow


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_near_ties_at_ten_to_the_seventeen_are_decided_exactly(method: str, extra: int) -> None:
    """Doubles cannot tell 10**17 from 10**17 + 1; the last seat goes to whoever has more."""
    weights = [10**17, 10**17 + extra, 10**17]
    seats = apportion(weights, 4, method=method, rank=[2, 1, 0])
    winner = {-1: 2, 0: 2, 1: 1}[extra]
    assert seats == [1 + (index == winner) for index in range(3)]


@pytest.mark.parametrize("method", RULES)
@pytest.mark.parametrize("scale", [1, 10**400, Fraction(1, 10**400)])
def test_needs_and_totals_beyond_doubles_are_shared_exactly(
    method: str, scale: int | Fraction
) -> None:
    weights = [3 * scale, 2 * scale, 2 * scale]
    assert apportion(weights, 7 * 10**30, method=method) == [3 * 10**30, 2 * 10**30, 2 * 10**30]
    slow = seat_by_seat(method, weights, 40, [0] * 3, [None] * 3, [0] * 3)
    assert apportion(weights, 40, method=method) == slow


@pytest.mark.parametrize("method", RULES)
def test_needs_of_every_size_together_are_shared_exactly(method: str) -> None:
    weights = [10 ** (3 * k) for k in range(40)]
    caps: list[int | None] = [4] * 40
    slow = seat_by_seat(method, weights, 150, [1] * 40, caps, [0] * 40)
    assert apportion(weights, 150, method=method, minimum=1, maximum=4) == slow


@pytest.mark.parametrize("method", RULES)
def test_many_equal_needs_are_told_apart_by_rank_alone(method: str) -> None:
    rank = list(range(500, 0, -1))
    seats = apportion([7] * 500, 1234, method=method, rank=rank)
    assert seats == [2] * 266 + [3] * 234


def test_the_quick_count_is_used_where_doubles_suffice_and_only_there() -> None:
    kinds = [
        type(counting_for(problem_of(weights, total, 0, None, None), RULES["dhondt"])).__name__
        for weights, total in (
            ([1, Fraction(1, 3)], 9),
            ([1, Fraction(1, 10**400)], 9),
            ([1, 10**400], 9),
            ([1, 10**200], 9),
            ([1, 1], 2**40),
        )
    ]
    assert kinds == ["FloatCounting", *["ExactCounting"] * 4]


def test_the_twins_know_every_divisor_method() -> None:
    assert set(SIGNPOSTS_SQUARED) == set(RULES)

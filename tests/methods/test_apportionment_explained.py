"""A headteacher checks a share with a calculator: need ÷ divisor, rounded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.apportionment import (
    CutOff,
    Divisor,
    NoDivisor,
    NotTheseSeats,
    UnknownMethod,
    WrongLength,
    apportion,
    explain_cut_off,
    explain_divisor,
)
from evenreach.methods.apportionment.decimals import simplest_between
from evenreach.methods.apportionment.rules import RULES

from .apportionment_twins import rounded
from .questions import MODERATE, Question, free_questions, held_questions


@pytest.mark.parametrize("method", RULES)
@MODERATE
@given(q=st.one_of(free_questions(), held_questions()))
def test_dividing_by_the_simplest_divisor_and_rounding_gives_the_seats(
    method: str, q: Question
) -> None:
    seats = apportion(
        q.weights, q.total, method=method, minimum=q.floors, maximum=q.maximum, rank=q.rank
    )
    try:
        divisor = explain_divisor(
            q.weights, seats, method=method, minimum=q.floors, maximum=q.maximum, rank=q.rank
        )
    except NoDivisor:
        waiting = zip(q.weights, seats, q.maximum, strict=True)
        assert RULES[method].first_for_all
        assert any(weight and not seat and cap for weight, seat, cap in waiting)
        return
    if divisor.tied:
        return
    assert divisor.low < divisor.simplest
    assert divisor.high is None or divisor.simplest < divisor.high
    found = [
        max(floor, rounded(method, Fraction(weight) / divisor.simplest, cap)) if weight else floor
        for weight, floor, cap in zip(q.weights, q.floors, q.maximum, strict=True)
    ]
    assert found == seats


def test_a_share_explained_to_the_divisor() -> None:
    assert explain_divisor([6100, 5000, 900], [5, 4, 1]) == Divisor(
        low=Fraction(10000, 9),
        high=Fraction(12200, 9),
        simplest=Fraction(1200),
        last_won=(0, Fraction(12200, 9)),
        next_in_line=(1, Fraction(10000, 9)),
    )


def test_a_tie_is_told_and_decided_by_rank() -> None:
    divisor = explain_divisor([4, 4], [2, 1], rank=[1, 2])
    assert divisor.tied
    assert divisor.low == divisor.high == divisor.simplest == Fraction(8, 3)
    assert (divisor.last_won, divisor.next_in_line) == ((0, Fraction(8, 3)), (1, Fraction(8, 3)))
    with pytest.raises(NotTheseSeats):
        explain_divisor([4, 4], [2, 1], rank=[2, 1])


def test_a_tie_of_square_roots_is_told() -> None:
    divisor = explain_divisor([4, 4], [2, 1], method="huntington_hill")
    assert divisor.tied
    assert abs(divisor.low**2 - 8) < Fraction(1, 10**37)


def test_floors_and_caps_do_not_limit_the_divisor() -> None:
    at_floor = explain_divisor([1, 100], [2, 3], minimum=2, maximum=3)
    assert at_floor.last_won == (1, Fraction(200, 5))
    assert at_floor.next_in_line == (0, Fraction(2, 5))
    assert explain_divisor([5, 5], [1, 1], minimum=1).high is None
    assert explain_divisor([5, 5], [2, 2], maximum=2).low == 0
    assert explain_divisor([5, 5], [2, 2], minimum=2, maximum=2) == Divisor(
        Fraction(0), None, Fraction(1), None, None
    )


def test_other_seats_are_not_explained() -> None:
    with pytest.raises(NotTheseSeats, match="not what sainte_lague gives"):
        explain_divisor([6100, 5000, 900], [6, 4, 0])
    with pytest.raises(NotTheseSeats):
        explain_divisor([1, 1], [0, 2], minimum=1)
    with pytest.raises(NotTheseSeats):
        explain_cut_off([6100, 5000, 900], [6, 4, 0])
    with pytest.raises(WrongLength):
        explain_divisor([1, 1], [2])
    with pytest.raises(UnknownMethod):
        explain_divisor([1, 1], [1, 1], method="webster")


def test_where_no_divisor_is_involved_it_says_so() -> None:
    with pytest.raises(NoDivisor, match="explain_cut_off"):
        explain_divisor([1], [1], method="largest_remainder")
    with pytest.raises(NoDivisor, match="first seats go by weight"):
        explain_divisor([2, 1], [1, 0], method="adams")


def test_a_largest_remainder_share_is_explained_by_its_cut_off() -> None:
    assert explain_cut_off([6100, 5000, 900], [5, 4, 1]) == CutOff(
        divisor=Fraction(1200),
        last_won=(2, Fraction(3, 4)),
        next_in_line=(1, Fraction(1, 6)),
    )
    tied = explain_cut_off([1, 1], [2, 1])
    assert (tied.tied, tied.divisor) == (True, Fraction(2, 3))
    held = explain_cut_off([1, 1], [2, 2], maximum=2)
    assert (held.tied, held.last_won) == (False, None)


@MODERATE
@given(
    low=st.fractions(0, 2000, max_denominator=999),
    width=st.fractions(Fraction(1, 10**6), 500, max_denominator=10**6),
)
def test_the_simplest_decimal_has_the_coarsest_rounding(low: Fraction, width: Fraction) -> None:
    high = low + width
    found = simplest_between(low, high)
    assert low < found < high
    step = Fraction(10**6)
    while (found / step).denominator != 1:
        step /= 10
    coarser = 10 * step
    assert (low // coarser + 1) * coarser >= high


@pytest.mark.parametrize(
    ("low", "high", "simplest"),
    [("31.2", "34.9", "33"), ("80", "240", "200"), ("0", "1", "0.5"), ("7", "8", "7.5")],
)
def test_simplest_decimals(low: str, high: str, simplest: str) -> None:
    assert simplest_between(Fraction(low), Fraction(high)) == Fraction(simplest)

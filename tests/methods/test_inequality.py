"""Theil's T and the concentration index, against slow twins and what they must keep."""

from fractions import Fraction
from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.equity import CannotMeasure
from evenreach.methods.inequality import concentration, horizontal_inequity, theil

from .questions import MODERATE

entries = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 30), st.sampled_from("abc"), st.integers(0, 4)),
    min_size=1,
    max_size=9,
).filter(lambda rows: any(amount for amount, *_ in rows))


def columns(rows):
    return [list(column) for column in zip(*rows, strict=True)]


@MODERATE
@given(entries)
def test_theil_adds_up_from_its_groups(rows):
    amounts, needs, groups, _ = columns(rows)
    found = theil(amounts, needs, groups)
    assert found is not None
    given, needed = sum(amounts), sum(needs)
    slow = sum(
        a / given * log((a / given) / (n / needed))
        for a, n in zip(amounts, needs, strict=True)
        if a
    )
    within = 0.0
    for group in set(groups):
        inside = [(a, n) for a, n, g in zip(amounts, needs, groups, strict=True) if g == group]
        part = sum(a for a, _ in inside)
        if part:
            alone = theil([a for a, _ in inside], [n for _, n in inside], ["one"] * len(inside))
            assert alone is not None
            within += part / given * alone.total
    assert isclose(found.total, slow, abs_tol=1e-12)
    assert isclose(found.within, within, abs_tol=1e-12)
    assert found.between >= 0


@MODERATE
@given(entries, st.integers(1, 9))
def test_theil_is_nought_where_time_is_in_proportion(rows, factor):
    _, needs, groups, _ = columns(rows)
    found = theil([factor * need for need in needs], needs, groups)
    assert found is not None
    assert (found.total, found.between, found.within) == pytest.approx((0, 0, 0), abs=1e-12)


@MODERATE
@given(entries)
def test_the_concentration_index_is_the_area_of_its_curve(rows):
    """1 - 2 × the area under the curve of amounts over weights, trapezium by trapezium."""
    amounts, weights, _, order = columns(rows)
    area = x = y = Fraction(0)
    for place in sorted(set(order)):
        level = [i for i, o in enumerate(order) if o == place]
        step = Fraction(sum(weights[i] for i in level), sum(weights))
        rise = Fraction(sum(amounts[i] for i in level), sum(amounts))
        area += step * (y + rise / 2)
        x, y = x + step, y + rise
    assert (x, y) == (1, 1)
    assert concentration(amounts, order, weights) == 1 - 2 * area


@MODERATE
@given(entries)
def test_turning_the_order_round_turns_the_sign(rows):
    amounts, weights, _, order = columns(rows)
    found = concentration(amounts, order, weights)
    assert found is not None
    assert concentration(amounts, [-place for place in order], weights) == -found
    assert -1 <= found <= 1


@MODERATE
@given(entries, st.integers(1, 9))
def test_time_in_proportion_to_need_is_not_inequitable(rows, factor):
    _, needs, _, order = columns(rows)
    assert horizontal_inequity([factor * need for need in needs], needs, order) == 0


def test_what_cannot_be_known_is_none():
    assert theil([0, 0], [1, 1], "ab") is None
    assert theil([1, 1], [1, 0], "ab") is None
    assert concentration([0, 0], [1, 2]) is None
    assert concentration([1, 1], [1, 2], [0, 0]) is None
    assert horizontal_inequity([1, 1], [0, 0], [1, 2]) is None


@pytest.mark.parametrize(
    ("amounts", "needs", "groups", "words"),
    [
        ([1], [1, 2], ["a"], "There are 1 amounts, 2 needs"),
        ([0.5], [1], ["a"], "pass an exact int or Fraction"),
        ([-1], [1], ["a"], "must be zero or more"),
    ],
)
def test_what_measures_nothing_is_refused(amounts, needs, groups, words):
    with pytest.raises(CannotMeasure, match=words):
        theil(amounts, needs, groups)

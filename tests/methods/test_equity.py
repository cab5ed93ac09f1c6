"""Gini against all pairs and its axioms; coverage and proactive share by small stories."""

from fractions import Fraction
from itertools import pairwise, permutations
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.equity import (
    CannotMeasure,
    ProactiveShare,
    Ratio,
    coverage,
    gini,
    proactive_share,
    ratio,
)

from .questions import MODERATE

amounts = st.one_of(st.integers(0, 9), st.builds(Fraction, st.integers(0, 40), st.integers(1, 7)))
needs = st.one_of(st.none(), amounts)
pairs = st.lists(st.tuples(amounts, needs), max_size=8)


def gini_over_all_pairs(rows: list[tuple[Any, Any]]) -> Fraction | None:
    """Half the mean absolute difference of rates, weighted by both needs, over the mean rate.

    n · n' · |x/n - x'/n'| is written |x · n' - x' · n|, which has a meaning without need too.
    """
    known = [(Fraction(x), Fraction(n)) for x, n in rows if n is not None]
    given, need = sum(x for x, _ in known), sum(n for _, n in known)
    if not given or not need:
        return None
    gaps = [abs(x * other_n - other_x * n) for x, n in known for other_x, other_n in known]
    return sum(gaps, Fraction(0)) / (2 * given * need)


def gini_of(rows: list[tuple[Any, Any]]) -> Fraction | None:
    return gini([x for x, _ in rows], [n for _, n in rows])


@MODERATE
@given(rows=pairs)
def test_gini_is_what_all_pairs_say_and_between_nought_and_one(rows: list[tuple[Any, Any]]) -> None:
    found = gini_of(rows)
    assert found == gini_over_all_pairs(rows)
    assert found is None or 0 <= found <= 1


@MODERATE
@given(rows=pairs, scale=st.integers(1, 99), data=st.data())
def test_gini_ignores_order_unit_and_copies(
    rows: list[tuple[Any, Any]], scale: int, data: st.DataObject
) -> None:
    found = gini_of(rows)
    assert gini_of(data.draw(st.permutations(rows))) == found
    assert gini_of([(x * scale, n) for x, n in rows]) == found
    assert gini_of(rows * 3) == found


@MODERATE
@given(rows=pairs)
def test_splitting_a_school_by_need_and_time_alike_changes_nothing(
    rows: list[tuple[Any, Any]],
) -> None:
    known = [(x, n) for x, n in rows if n is not None]
    halves = [(Fraction(x, 2), Fraction(n, 2)) for x, n in known] * 2
    assert gini_of(halves) == gini_of(known)


@MODERATE
@given(low=st.integers(0, 20), gap=st.integers(2, 20), others=st.lists(st.integers(0, 40)))
def test_giving_from_a_better_served_to_a_worse_served_school_lowers_gini(
    low: int, gap: int, others: list[int]
) -> None:
    before, after = gini([low, low + gap, *others]), gini([low + 1, low + gap - 1, *others])
    assert before is not None
    assert after is not None
    assert after < before


def test_gini_in_small() -> None:
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0, 0, 1]) == Fraction(3, 4)
    assert gini([2, 4], [1, 2]) == 0
    assert gini([5, 0], [0, 5]) == 1
    assert (gini([]), gini([0, 0]), gini([1], [None]), gini([1], [0])) == (None,) * 4


def test_a_ratio_without_a_denominator_is_not_known() -> None:
    assert ratio(1, 4).value == Fraction(1, 4)
    assert ratio(0, 4).value == 0
    assert [ratio(1, 0).value, ratio(1, None).value, ratio(None, 3).value] == [None] * 3


def test_coverage_counts_the_visited() -> None:
    assert coverage([True, False, True]) == Ratio(2, 3)
    assert coverage([]).value is None


def test_proactive_share_sets_time_beside_need() -> None:
    found = proactive_share([60, 20, 10, 10, 99], [1, 1, 1, 1, None], Fraction(1, 4))
    assert found == ProactiveShare(Ratio(60, 100), Ratio(1, 4), counted=4, left_out=1)
    assert proactive_share([], []).of_amount.value is None


def test_proactive_share_by_requests() -> None:
    found = proactive_share([60, 20, 10, 10], [1, 1, 1, 1], Fraction(1, 4), asked=[0, 0, 3, 1])
    assert found == ProactiveShare(Ratio(10, 100), Ratio(1, 4), counted=4, left_out=0)


askers = st.lists(st.tuples(amounts, needs, st.integers(0, 4)), max_size=8)
tenths = st.builds(Fraction, st.integers(1, 4), st.just(4))


def share_by_every_order(rows: list[tuple[Any, Any, int]], tenth: Fraction) -> ProactiveShare:
    """The mean, over every order in which ties might be broken, of what the first places hold."""
    known = [row for row in rows if row[1] is not None]
    places = ceil(tenth * len(known))
    orders = [
        order
        for order in permutations(known)
        if all(one[2] >= next_[2] for one, next_ in pairwise(order))
    ]
    tops = [order[:places] for order in orders]

    def share(column: int) -> Ratio:
        mean = Fraction(sum(Fraction(row[column]) for top in tops for row in top), len(tops))
        return Ratio(mean, sum((Fraction(row[column]) for row in known), Fraction(0)))

    return ProactiveShare(share(0), share(1), len(known), len(rows) - len(known))


def share_of(rows: list[tuple[Any, Any, int]], tenth: Fraction) -> ProactiveShare:
    time, need, asked = ([row[column] for row in rows] for column in range(3))
    return proactive_share(time, need, tenth, asked=asked)


@MODERATE
@given(rows=st.lists(st.tuples(amounts, needs, st.integers(0, 3)), max_size=5), tenth=tenths)
def test_proactive_share_is_the_mean_over_every_way_to_break_ties(
    rows: list[tuple[Any, Any, int]], tenth: Fraction
) -> None:
    assert share_of(rows, tenth) == share_by_every_order(rows, tenth)


@MODERATE
@given(rows=askers, tenth=tenths, data=st.data())
def test_proactive_share_ignores_order_unit_and_unknown_needs(
    rows: list[tuple[Any, Any, int]], tenth: Fraction, data: st.DataObject
) -> None:
    found = share_of(rows, tenth)
    assert share_of(data.draw(st.permutations(rows)), tenth) == found
    doubled = share_of([(2 * time, need, asked) for time, need, asked in rows], tenth)
    assert doubled.of_amount.value == found.of_amount.value
    added = share_of([*rows, (9, None, 9)], tenth)
    assert (added.of_amount, added.of_need) == (found.of_amount, found.of_need)
    assert added.left_out == found.left_out + 1


@MODERATE
@given(rows=askers)
def test_all_of_the_schools_hold_all_of_the_time_and_need(
    rows: list[tuple[Any, Any, int]],
) -> None:
    found = share_of(rows, Fraction(1))
    for share in (found.of_amount, found.of_need):
        assert share.value in (None, 1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ratio(0.5, 1), "numerator is 0.5; pass an exact int"),
        (lambda: ratio(1, -1), "denominator is -1; it must be zero or more"),
        (lambda: gini([1, -1]), "amount at position 1 is -1"),
        (lambda: gini([1], [True]), "need at position 0 is True"),
        (lambda: gini([1], [1, 2]), "1 amounts but 2 needs"),
        (lambda: coverage([1]), "flag at position 0 is 1; pass True or False"),
        (lambda: proactive_share([1], [1], Fraction(0)), "pass a Fraction above 0"),
        (lambda: proactive_share([1], [1], asked=[]), "1 amounts but 0 counts"),
        (lambda: proactive_share([1], [1], asked=[-1]), "count asked at position 0 is -1"),
    ],
)
def test_nonsense_is_refused(call: Any, words: str) -> None:
    with pytest.raises(CannotMeasure, match=words):
        call()

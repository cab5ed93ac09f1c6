"""Before and after in the same schools."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap

from evenreach.methods.comparison.estimates import (
    EVERY_SCHOOL,
    SOME_SCHOOLS,
    CannotCompare,
    meaning,
)
from evenreach.methods.comparison.paired import (
    Pairs,
    mean_change,
    newcombe,
    pairs_of,
    reach_change,
    resampled_change,
)

from ..questions import MODERATE
from .rates import within

counts = st.integers(0, 40)
tables = st.builds(Pairs, counts, counts, counts, counts).filter(lambda pairs: pairs.n >= 10)


def test_pairs_are_counted_school_by_school() -> None:
    before = [True, True, False, False, False]
    after = [True, False, True, True, False]
    assert pairs_of(before, after) == Pairs(1, 1, 2, 1)


def test_newcombes_own_examples() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 2635, table of worked examples, method 10.

    His difference is first less second, so signs turn: 0.0569 to 0.3404 and 0.0562 to 0.3292.
    """
    for pairs, high, low in [
        (Pairs(36, 12, 2, 0), -0.0569, -0.3404),
        (Pairs(20, 12, 2, 16), -0.0562, -0.3292),
    ]:
        found = reach_change(pairs)
        assert found.value == pytest.approx(-0.2)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@MODERATE
@given(pairs=tables)
def test_the_interval_is_built_of_two_wilson_intervals(pairs: Pairs) -> None:
    """Newcombe's page written out for one table, with Wilson's interval from a library."""
    a, b, c, d, n = pairs.both, pairs.only_before, pairs.only_after, pairs.neither, pairs.n
    first, second = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = (binomtest(k, n).proportion_ci(method="wilson") for k in (a + b, a + c))
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    cross = a * d - b * c
    held = max(cross - n / 2, 0) if cross > 0 else cross
    phi = held / margins**0.5 if margins else 0
    down = (second - l2) ** 2 - 2 * phi * (second - l2) * (u1 - first) + (u1 - first) ** 2
    up = (first - l1) ** 2 - 2 * phi * (first - l1) * (u2 - second) + (u2 - second) ** 2
    found = reach_change(pairs)
    assert found.low == pytest.approx(second - first - max(down, 0) ** 0.5, abs=1e-7)
    assert found.high == pytest.approx(second - first + max(up, 0) ** 0.5, abs=1e-7)


@MODERATE
@given(pairs=tables)
def test_an_interval_holds_its_estimate_and_turns_with_time(pairs: Pairs) -> None:
    found = reach_change(pairs)
    assert -1 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    back = reach_change(Pairs(pairs.both, pairs.only_after, pairs.only_before, pairs.neither))
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))
    assert back.p_value == found.p_value


@MODERATE
@given(pairs=tables)
def test_mcnemars_mid_p_adds_up_from_coin_throws(pairs: Pairs) -> None:
    moved, fewer = (
        pairs.only_before + pairs.only_after,
        min(pairs.only_before, pairs.only_after),
    )
    chances = [comb(moved, k) / 2**moved for k in range(moved + 1)]
    slow = 2 * sum(chances[:fewer]) + chances[fewer]
    assert reach_change(pairs).p_value == pytest.approx(min(1, slow))


def test_a_mean_change_is_students() -> None:
    before = [3, 4, 2, 5, 3, 4, 2, 3, 4, 3]
    after = [4, 4, 3, 5, 4, 5, 2, 4, 4, 4]
    found = mean_change(before, after)
    assert found.value == pytest.approx(0.6)
    assert (found.low, found.high) == pytest.approx((0.2306, 0.9694), abs=1e-4)
    assert found.p_value == pytest.approx(0.00510, abs=1e-4)


def test_bca_bounds_are_those_of_scipy() -> None:
    dice = np.random.default_rng(8)
    changes = dice.exponential(size=60) - 0.8
    ours = resampled_change([0.0] * 60, changes.tolist(), dice, resamples=20_000)
    theirs = bootstrap(
        (changes,), np.mean, n_resamples=20_000, method="BCa", rng=np.random.default_rng(9)
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert ours.p_value is None


def test_an_interval_says_what_it_is_about() -> None:
    assert meaning(178, 178) == EVERY_SCHOOL
    assert meaning(120, 178) == SOME_SCHOOLS
    with pytest.raises(CannotCompare, match="179 of 178 schools"):
        meaning(179, 178)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reach_change(Pairs(1, 2, 3, 1)), "There are 7 schools"),
        (lambda: reach_change(Pairs(-1, 9, 9, 9)), "below nought"),
        (lambda: pairs_of([True], []), "1 schools before and 0 after make no pairs"),
        (lambda: mean_change([1.0] * 12, [2.0] * 12), "changed by the same"),
        (lambda: mean_change([1.0] * 12, [2.0] * 11), "12 schools before and 11 after"),
        (lambda: mean_change([1.0] * 12, [float("inf")] * 12), "not a number"),
        (
            lambda: resampled_change([1.0] * 12, [2.0] * 12, np.random.default_rng(1)),
            "compare 20 or more",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(call, words) -> None:
    with pytest.raises(CannotCompare, match=words):
        call()


def covered_reach(worlds, schools=178, seed=21):
    dice = np.random.default_rng(seed)
    shares = np.array([0.4, 0.1, 0.25, 0.25])
    low, high = newcombe(dice.multinomial(schools, shares, worlds).astype(float))
    return int(((low <= 0.15) & (high >= 0.15)).sum())


def covered_mean(worlds, schools=60, seed=22):
    dice = np.random.default_rng(seed)
    hits = 0
    for _ in range(worlds):
        change = mean_change(dice.integers(1, 6, schools), dice.integers(1, 6, schools))
        hits += change.low <= 0 <= change.high
    return hits


def covered_resampled(worlds, schools=178, seed=23):
    """Lopsided changes: most schools gain little, a few much."""
    dice = np.random.default_rng(seed)
    hits = 0
    for _ in range(worlds):
        changes = dice.exponential(size=schools)
        found = resampled_change([0.0] * schools, changes.tolist(), dice, resamples=999)
        hits += found.low <= 1 <= found.high
    return hits


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    assert within(covered_reach(4000), 4000, 0.93, 0.97)
    assert within(covered_mean(400), 400, 0.93, 0.97)
    assert within(covered_resampled(150), 150, 0.93, 0.97)


@pytest.mark.long
def test_coverage_is_between_93_and_97_in_100() -> None:
    rates = {
        "reach": covered_reach(100_000) / 100_000,
        "mean": covered_mean(10_000) / 10_000,
        "resampled": covered_resampled(4000) / 4000,
    }
    print(rates)
    assert all(0.93 <= rate <= 0.97 for rate in rates.values())

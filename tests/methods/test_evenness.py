"""Evenness over arrays: equal to the exact measures, to a library, and to published examples."""

from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods import equity, inequality
from evenreach.methods.equity import CannotMeasure
from evenreach.methods.evenness.catchment import access
from evenreach.methods.evenness.intervals import Interval, resampled
from evenreach.methods.evenness.measures import (
    Correction,
    concentration,
    gini,
    horizontal_inequity,
    once,
    proactive,
    share,
    slope,
    theil,
)
from evenreach.methods.evenness.waits import (
    SinceContact,
    Wait,
    Waited,
    since_contact,
    waited,
    waited_by_group,
    waited_of_counts,
)

from .comparison.rates import within
from .questions import MODERATE

rows = st.lists(
    st.tuples(
        st.integers(0, 30), st.integers(1, 30), st.integers(0, 2), st.integers(0, 4), st.booleans()
    ),
    min_size=1,
    max_size=9,
)


def columns(entries):
    return [list(column) for column in zip(*entries, strict=True)]


def floats(*lists):
    return [np.array(column, float) for column in lists]


def same(found, exact):
    """A single answer equal to an exact one, NaN where that is None."""
    assert found.shape == (1,)
    expected = np.nan if exact is None else float(exact)
    assert found[0] == pytest.approx(expected, abs=1e-9, nan_ok=True)


@MODERATE
@given(entries=rows)
def test_each_measure_equals_its_exact_twin(entries) -> None:
    amounts, needs, groups, order, flags = columns(entries)
    x, n, o, f = floats(amounts, needs, order, flags)
    same(gini(x, n), equity.gini(amounts, needs))
    exact = inequality.theil(amounts, needs, groups)
    parts = (None,) * 3 if exact is None else (exact.total, exact.between, exact.within)
    for found, part in zip(theil(x, n, np.array(groups)), parts, strict=True):
        same(found, part)
    same(concentration(x, o), inequality.concentration(amounts, order))
    same(horizontal_inequity(x, n, o), inequality.horizontal_inequity(amounts, needs, order))
    same(slope(x, n), inequality.slope(amounts, needs))
    top = equity.proactive_share(amounts, needs, Fraction(1, 4), asked=order)
    same(proactive(x, o, tenth=0.25), top.of_amount.value)
    same(share(f, np.ones(len(f))), equity.coverage(flags).value)
    if any(flags):
        same(
            concentration(f, o, correction=Correction.ERREYGERS), inequality.erreygers(flags, order)
        )
        same(concentration(f, o, correction=Correction.WAGSTAFF), inequality.wagstaff(flags, order))


@MODERATE
@given(entries=rows, data=st.data())
def test_counting_a_school_twice_is_having_it_twice(entries, data) -> None:
    often = data.draw(
        st.lists(st.integers(0, 3), min_size=len(entries), max_size=len(entries)).filter(any)
    )
    copies = [row for row, times in zip(entries, often, strict=True) for _ in range(times)]
    one, two = (columns(each) for each in (entries, copies))
    times = np.array([often], float)
    x, n, o, f = floats(one[0], one[1], one[3], one[4])
    x2, n2, o2, f2 = floats(two[0], two[1], two[3], two[4])
    answers = [
        (gini(x, n, times), gini(x2, n2)),
        *zip(theil(x, n, np.array(one[2]), times), theil(x2, n2, np.array(two[2])), strict=True),
        (concentration(x, o, times), concentration(x2, o2)),
        (horizontal_inequity(x, n, o, times), horizontal_inequity(x2, n2, o2)),
        (proactive(x, o, times), proactive(x2, o2)),
        (slope(x, n, times), slope(x2, n2)),
        (share(f, np.ones(len(f)), times), share(f2, np.ones(len(f2)))),
    ]
    for found, expected in answers:
        assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_gini_and_theil_are_those_of_pysal() -> None:
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    dice = np.random.default_rng(3)
    for size in (5, 40, 178):
        minutes = dice.gamma(1.5, 200, size)
        groups = dice.integers(0, 4, size)
        alike = np.ones(size)
        assert gini(minutes, alike)[0] == pytest.approx(Gini(minutes).g)
        total, between, within_groups = theil(minutes, alike, groups)
        assert total[0] == pytest.approx(Theil(minutes).T)
        parts = TheilD(minutes, groups)
        assert between[0] == pytest.approx(np.ravel(parts.bg)[0])
        assert within_groups[0] == pytest.approx(np.ravel(parts.wg)[0])


def test_the_world_banks_example_of_a_concentration_index() -> None:
    """O'Donnell and others (2008), Analyzing Health Equity Using Household Survey Data, table 8.1.

    Deaths under five in India, 1982 to 1992, by fifths of wealth: births, and deaths in 1,000.
    """
    births = [29_939, 28_776, 26_528, 24_689, 19_739]
    deaths = [1547, 1529, 1195, 869, 543]
    amounts = [birth * death for birth, death in zip(births, deaths, strict=True)]
    found = inequality.concentration(amounts, [1, 2, 3, 4, 5], births)
    assert found is not None
    assert round(float(found), 4) == -0.1694


def test_corrections_of_yes_and_no() -> None:
    """Erreygers (2009): the same for reached and not reached but for its sign; so Wagstaff's."""
    flags, order = [True, True, False, True, False, False], [1, 2, 3, 4, 5, 6]
    turned = [not flag for flag in flags]
    for measure in (inequality.erreygers, inequality.wagstaff):
        found, other = measure(flags, order), measure(turned, order)
        assert found is not None
        assert other == -found
    assert inequality.erreygers([True, True, False, False], [1, 2, 3, 4]) == -1
    assert inequality.wagstaff([True, True, False, False], [1, 2, 3, 4]) == -1
    assert inequality.erreygers([True, True], [1, 2]) == 0
    assert inequality.wagstaff([True, True], [1, 2]) is None
    assert inequality.erreygers([False, False], [1, 2]) == 0
    assert inequality.erreygers([], []) is None


def test_zeros_are_borne_and_nothing_is_not_known() -> None:
    none, some, ones = np.zeros(4), np.array([0.0, 0, 3, 1]), np.ones(4)
    groups = np.array([0, 0, 1, 1])
    assert np.isnan(gini(none, ones)[0])
    assert np.isnan(theil(none, ones, groups)).all()
    assert np.isnan(theil(some, np.array([1.0, 1, 0, 1]), groups)).all()
    assert np.isnan(slope(some, ones)[0])
    assert np.isnan(share(some, none)[0])
    assert theil(some, ones, groups)[1][0] == pytest.approx(np.log(2))


SCHOOLS = 178


def county(seed=5):
    """Invented minutes and needs of a county's schools: many without any, a few with much."""
    dice = np.random.default_rng(seed)
    needs = dice.gamma(2, 10, SCHOOLS) + 1
    reached = dice.random(SCHOOLS) < 0.7
    return reached * needs * dice.gamma(2, 5, SCHOOLS), needs


def test_an_interval_comes_from_resampling_schools() -> None:
    minutes, needs = county()
    found = resampled(lambda times: gini(minutes, needs, times), SCHOOLS, np.random.default_rng(1))
    assert found.low is not None
    assert found.high is not None
    assert 0.4 < found.low < found.value < found.high < 0.7
    again = resampled(lambda times: gini(minutes, needs, times), SCHOOLS, np.random.default_rng(1))
    assert again == found


def test_an_interval_that_is_not_known_says_why() -> None:
    dice = np.random.default_rng(2)
    none, few, rare = np.zeros(50), np.arange(9.0), np.eye(40)[0]
    found = resampled(lambda times: gini(none, none + 1, times), 50, dice)
    assert found == Interval(
        None, None, None, 50, why="Nothing was given, or there is no denominator."
    )
    small = resampled(lambda times: gini(few, few + 1, times), 9, dice)
    assert (small.low, small.high) == (None, None)
    assert small.value is not None
    assert small.why.startswith("9 schools are too few")
    odd = resampled(lambda times: gini(rare, rare + 1, times), 40, dice)
    assert (odd.low, odd.why) == (
        None,
        "Too few schools have any, so that many resamplings have none.",
    )
    assert resampled(lambda times: times[:, 0], 0, dice).value is None
    with pytest.raises(CannotMeasure, match="5 resamplings"):
        resampled(lambda times: times[:, 0], 30, dice, resamples=5)


def worlds_of(count, seed):
    """Worlds of 178 schools out of one law, and each measure's truth in a very large one."""
    dice = np.random.default_rng(seed)

    def drawn(size):
        needs = dice.gamma(2, 10, size) + 1
        rank = dice.random(size)
        reached = (dice.random(size) < 0.4 + 0.4 * rank).astype(float)
        return reached * needs * dice.gamma(2, 5, size), needs, rank, reached

    measures = {
        "gini": lambda w, t: gini(w[0], w[1], t),
        "theil": lambda w, t: theil(w[0], w[1], np.zeros(len(w[0]), int), t)[0],
        "concentration": lambda w, t: concentration(w[0], w[2], t),
        "horizontal inequity": lambda w, t: horizontal_inequity(w[0], w[1], w[2], t),
        "reach by order": lambda w, t: concentration(w[3], w[2], t, Correction.ERREYGERS),
        "coverage": lambda w, t: share(w[3], np.ones(len(w[3])), t),
    }
    truth = {name: float(of(drawn(400_000), None)[0]) for name, of in measures.items()}
    hits = dict.fromkeys(measures, 0)
    for _ in range(count):
        world = drawn(SCHOOLS)
        for name, of in measures.items():
            found = resampled(partial(of, world), SCHOOLS, dice, resamples=499)
            assert found.low is not None
            assert found.high is not None
            hits[name] += found.low <= truth[name] <= found.high
    return hits


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    hits = worlds_of(30, 6)
    assert all(within(each, 30, 0.93, 0.97) for each in hits.values()), hits


@pytest.mark.long
def test_coverage_is_between_93_and_97_in_100() -> None:
    hits = worlds_of(2000, 7)
    print("coverage of evenness in 2000", hits)
    assert all(within(each, 2000, 0.93, 0.97) for each in hits.values())


def test_waits_count_those_still_waiting() -> None:
    waits = [Wait(3, True), Wait(5, True), Wait(9, False), Wait(14, True), Wait(30, False)]
    assert waited(waits) == Waited(median=14, ninetieth=None, met=3, waiting=2)
    assert waited([Wait(day, True) for day in range(1, 11)]) == Waited(5, 9, 10, 0)
    assert waited([]) == Waited(None, None, 0, 0)
    by_group = waited_by_group(waits, ["rural", "rural", "town", "town", "town"])
    assert by_group == {"rural": Waited(3, 5, 2, 0), "town": Waited(14, None, 1, 2)}


@MODERATE
@given(waits=st.lists(st.builds(Wait, st.integers(0, 9), st.booleans()), min_size=1, max_size=12))
def test_quantiles_are_those_of_a_library(waits) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    found = waited(waits)
    if not any(wait.met for wait in waits):
        assert found == Waited(None, None, 0, len(waits))
        return
    curve = SurvfuncRight([wait.days for wait in waits], [int(wait.met) for wait in waits])
    for day, part in ((found.median, 0.5), (found.ninetieth, 0.9)):
        met_by = curve.surv_times[curve.surv_prob <= 1 - part + 1e-12]
        assert day == (int(met_by.min()) if len(met_by) else None)


def test_days_since_contact_say_who_never_had_one() -> None:
    assert since_contact([3, None, 10, 40, None]) == SinceContact(Fraction(10), 40, 3, 2)
    assert since_contact([3, 4]).median == Fraction(7, 2)
    assert since_contact([None]) == SinceContact(None, None, 0, 1)


def test_access_gives_out_what_bases_have_within_reach() -> None:
    """Two bases, three schools: the third lies out of reach of both."""
    travel = np.array([[10.0, 50], [20, 20], [90, 90]])
    found = access(np.array([600.0, 300]), np.array([2.0, 4, 5]), travel, 30)
    assert found == pytest.approx([100, 100 + 75, 0])
    assert found @ np.array([2, 4, 5]) == pytest.approx(900)


@MODERATE
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 9), st.lists(st.integers(0, 60), min_size=3, max_size=3)),
        min_size=1,
        max_size=8,
    )
)
def test_access_neither_makes_nor_loses_time(rows) -> None:
    needs = np.array([need for need, _ in rows], float)
    travel = np.array([way for _, way in rows], float)
    minutes = np.array([100.0, 200, 400])
    usable = minutes[(travel <= 30).any(axis=0)].sum()
    assert access(minutes, needs, travel, 30) @ needs == pytest.approx(usable)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gini(np.ones(3), np.ones(2)), "one row of equal length"),
        (lambda: gini(np.array([1, np.nan]), np.ones(2)), "A figure is not known"),
        (lambda: gini(np.array([-1.0, 1]), np.ones(2)), "below nought"),
        (lambda: gini(np.ones(2), np.ones(2), np.ones((1, 3))), "each of 2 schools how often"),
        (
            lambda: concentration(np.array([2.0, 1]), np.ones(2), once(2), Correction.WAGSTAFF),
            "for yes and no",
        ),
        (lambda: Wait(-1, True), "ended before it began"),
        (lambda: waited_by_group([Wait(1, True)], []), "1 waits and 0 groups"),
        (lambda: waited_of_counts([1], []), "1 days of those met and 0"),
        (lambda: since_contact([-4]), "4 days ahead"),
        (lambda: access(np.ones(2), np.ones(3), np.ones((2, 3)), 5), "from every school"),
        (lambda: access(np.ones(1), np.ones(1), np.ones((1, 1)), 0), "a reach is above 0"),
    ],
)
def test_nonsense_is_refused(call, words) -> None:
    with pytest.raises(CannotMeasure, match=words):
        call()

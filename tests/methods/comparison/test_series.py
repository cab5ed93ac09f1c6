"""Interrupted series: what they find, when they refuse, and how often they cry wolf."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import t as student

from evenreach.methods.comparison import series
from evenreach.methods.comparison.counts import step_ratio
from evenreach.methods.comparison.estimates import CannotCompare
from evenreach.methods.comparison.permuting import permuted_chance, placebo_start
from evenreach.methods.comparison.power import series_power, wandering
from evenreach.methods.comparison.series import LEVEL, SLOPE, interrupted

from .published import sicily
from .rates import RHOS, false_positives, permuted_positives, within

CELLS = [*product(RHOS, (LEVEL, SLOPE))]


def invented(jump=0.0, bend=0.0, before=6, after=12, seed=3):
    """Half-terms of an invented measure: a trend, a jump, a bend and even noise."""
    columns = series.design(before + after, before, None)
    noise = np.random.default_rng(seed).standard_normal(before + after)
    return list(columns @ np.array([10, 0.2, jump, bend]) + noise)


def test_a_large_jump_is_found_and_six_points_make_it_secondary() -> None:
    found = interrupted(invented(jump=6), 6)
    assert found.level.low > 0
    assert found.level.low < found.level.value < found.level.high
    assert abs(found.level.value - 6) < 2.5
    assert (found.before, found.after, found.secondary, found.level.n) == (6, 12, True, 18)
    assert not interrupted(invented(jump=6, before=12), 12).secondary


def test_a_bend_is_found_where_there_is_no_jump() -> None:
    found = interrupted(invented(bend=1.5, before=12), 12)
    assert found.slope.low > 0
    assert not found.level.excludes_nought


def test_the_interval_and_the_p_value_say_the_same() -> None:
    for seed in range(20):
        found = interrupted(invented(jump=3, seed=seed), 6)
        for each in (found.level, found.slope):
            assert each.p_value is not None
            assert each.excludes_nought == (each.p_value < 0.05)


def test_with_one_autocorrelation_it_is_generalised_least_squares() -> None:
    """A slow, obvious twin: the covariance written out, inverted, and nothing clever."""
    values = np.array(invented(jump=2))
    columns = series.design(18, 6, None)
    fits = series.fitted(values[None, :], 6, None)
    for nth in (5, 25, 40):
        rho = float(series.RHOS[nth])
        lags = np.abs(np.subtract.outer(np.arange(18), np.arange(18)))
        inverse = np.linalg.inv(rho**lags / (1 - rho * rho))
        middle = np.linalg.inv(columns.T @ inverse @ columns)
        effects = middle @ columns.T @ inverse @ values
        left = values - columns @ effects
        spread = left @ inverse @ left / 14
        assert fits.estimates[nth, 0] == pytest.approx(effects)
        assert fits.errors[nth, 0] == pytest.approx(np.sqrt(spread * np.diag(middle)))
        likely = -0.5 * (
            np.linalg.slogdet(np.linalg.inv(inverse))[1]
            - np.linalg.slogdet(middle)[1]
            + 14 * np.log(left @ inverse @ left)
        )
        assert fits.logs[nth, 0] == pytest.approx(likely)


def test_a_mixture_lies_between_its_parts() -> None:
    values = np.array([invented(jump=3)])
    fits = series.fitted(values, 6, None)
    alone = 2 * student.sf(np.abs(fits.estimates[:, 0, LEVEL] / fits.errors[:, 0, LEVEL]), 14)
    mixed = series.chances(values, 6, LEVEL)[0]
    assert alone.min() < mixed < alone.max()


def test_a_yearly_turn_is_no_change_once_season_is_in_the_model() -> None:
    turn = np.cos(2 * np.pi * np.arange(18) / 6)
    plain = [*np.array(invented()) * 0.1 + 3 * turn]
    flat = [*np.array(invented()) * 0.1]
    seasoned = interrupted(plain, 6, season=6).level
    without = interrupted(flat, 6, season=6).level
    assert seasoned.value == pytest.approx(without.value)
    assert seasoned.high == pytest.approx(without.high, abs=1e-6)


def test_permutation_agrees_that_a_jump_is_there_and_that_none_is() -> None:
    dice = np.random.default_rng(5)
    assert permuted_chance(invented(jump=8), 6, LEVEL, dice, shuffles=499) < 0.05
    assert permuted_chance(invented(), 6, LEVEL, dice, shuffles=499) > 0.2
    again = [
        permuted_chance(invented(jump=2), 6, SLOPE, np.random.default_rng(6), shuffles=99)
        for _ in range(2)
    ]
    assert again[0] == again[1]


def test_a_placebo_start_finds_nothing_before_the_true_one() -> None:
    values = invented(jump=8, before=14)
    assert not placebo_start(values, 14, 7).level.excludes_nought
    with pytest.raises(CannotCompare, match="There are 3 points before"):
        placebo_start(values, 14, 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: interrupted([1.0] * 10, 5), "There are 5 points before the start and 5 after"),
        (lambda: interrupted(invented(), 15), "15 points before the start and 3 after"),
        (lambda: interrupted([*invented()[:-1], float("nan")], 6), "not a number"),
        (lambda: interrupted([float(n) for n in range(18)], 6), "lies on its line"),
        (lambda: interrupted(invented(), 6, season=8), "A year of 8 points must fit"),
        (lambda: interrupted(invented(), 6, level=1.0), "An interval of 1.0 is not one"),
        (
            lambda: permuted_chance(invented(), 6, LEVEL, np.random.default_rng(1), shuffles=9),
            "9 shuffles are too few",
        ),
        (lambda: step_ratio([5] * 20, [9.0] * 20, 6), "counts need 12 on either side"),
        (lambda: step_ratio([5] * 24, [0.0] * 24, 12), "populations above nought"),
        (lambda: step_ratio([5] * 24, [1.0] * 23, 12), "24 counts and 23 populations"),
        (lambda: wandering(1, 5, 1.0, np.random.default_rng(1)), "lies between -1 and 1"),
    ],
)
def test_too_little_is_refused_in_words(call, words) -> None:
    with pytest.raises(CannotCompare, match=words):
        call()


def test_the_smoking_ban_in_sicily_as_published() -> None:
    """Lopez Bernal and others (2017): 0.894 (0.864 to 0.925); by season 0.885 (0.839 to 0.933)."""
    counts, people = sicily()
    plain = step_ratio(counts, people, 36, spread=False)
    assert (plain.value, plain.low, plain.high) == pytest.approx((0.894, 0.864, 0.925), abs=0.001)
    seasoned = step_ratio(counts, people, 36, season=12)
    assert (seasoned.value, seasoned.low, seasoned.high) == pytest.approx(
        (0.885, 0.839, 0.933), abs=0.0006
    )


@pytest.mark.parametrize(("rho", "effect"), CELLS)
def test_few_series_without_a_change_show_one(rho, effect) -> None:
    worlds = 2000
    assert within(false_positives(rho, effect, worlds), worlds, 0.03, 0.07)


@pytest.mark.parametrize(("rho", "effect"), [(0.4, LEVEL)])
def test_few_permutations_find_what_is_not_there(rho, effect) -> None:
    worlds = 150
    assert within(permuted_positives(rho, effect, worlds, shuffles=99), worlds, 0.03, 0.07)


def test_naming_the_likeliest_autocorrelation_would_not_do() -> None:
    """Why the mixture: the best guess (REML) cries wolf far oftener than 7 times in 100."""
    values = wandering(4000, 18, 0.6, np.random.default_rng(7))
    fits = series.fitted(values, 6, None)
    best, each = fits.logs.argmax(axis=0), np.arange(4000)
    ratio = fits.estimates[best, each, LEVEL] / fits.errors[best, each, LEVEL]
    guessed = int((2 * student.sf(np.abs(ratio), 14) < 0.05).sum())
    assert not within(guessed, 4000, 0.03, 0.07)


@pytest.mark.long
@pytest.mark.parametrize("season", [None, 6])
@pytest.mark.parametrize(("rho", "effect"), CELLS)
def test_the_rate_of_false_positives_is_between_3_and_7_in_100(rho, effect, season) -> None:
    worlds = 40_000
    rate = false_positives(rho, effect, worlds, season=season, seed=11) / worlds
    print(f"false positives rho {rho} effect {effect} season {season}: {rate:.4f}")
    assert 0.03 <= rate <= 0.07


@pytest.mark.long
@pytest.mark.parametrize(("rho", "effect"), CELLS)
def test_the_rate_of_permuted_false_positives_is_between_3_and_7(rho, effect) -> None:
    worlds = 2500
    hits = permuted_positives(rho, effect, worlds)
    print(f"permuted false positives rho {rho} effect {effect}: {hits / worlds:.4f}")
    assert within(hits, worlds, 0.03, 0.07)


@pytest.mark.long
@pytest.mark.parametrize("rho", RHOS)
def test_power_grows_with_the_jump(rho) -> None:
    dice = [np.random.default_rng(12) for _ in range(5)]
    jumps = (0, 1, 2, 3, 4)
    rates = [
        series_power(6, 12, jump, each, autocorrelation=rho, worlds=10_000)
        for jump, each in zip(jumps, dice, strict=True)
    ]
    print(f"power rho {rho}: {rates}")
    assert rates == sorted(rates)
    assert rates[0] < 0.07

"""Schools that start at different times, and doses: as published, and as worlds played out."""

import numpy as np
import pytest

from evenreach.methods.comparison.dose import dose_response
from evenreach.methods.comparison.estimates import CannotCompare
from evenreach.methods.comparison.staggered import (
    NEVER,
    Against,
    by_time_since,
    group_time_effects,
    over_time,
    overall,
)
from evenreach.methods.comparison.staggered_checks import band, placebo_earlier, trend_before

from .published import minimum_wage
from .rates import within

# Callaway and Sant'Anna, "Introduction to DiD with multiple time periods" (vignette of the R
# package did): att_gt of mpdta without covariates, against counties that were never treated.
PUBLISHED = {
    (2004, 2004): (-0.0105, 0.0233),
    (2004, 2005): (-0.0704, 0.0310),
    (2004, 2006): (-0.1373, 0.0364),
    (2004, 2007): (-0.1008, 0.0344),
    (2006, 2004): (0.0065, 0.0233),
    (2006, 2005): (-0.0028, 0.0196),
    (2006, 2006): (-0.0046, 0.0178),
    (2006, 2007): (-0.0412, 0.0202),
    (2007, 2004): (0.0305, 0.0150),
    (2007, 2005): (-0.0027, 0.0164),
    (2007, 2006): (-0.0311, 0.0179),
    (2007, 2007): (-0.0261, 0.0167),
}
SINCE = {-3: 0.0305, -2: -0.0006, -1: -0.0245, 0: -0.0199, 1: -0.0510, 2: -0.1373, 3: -0.1008}


def invented(schools=120, effect=0.0, seed=1, trend=0.0):
    """Four periods; schools start in period 2 or 3 or never, each with a level of its own."""
    dice = np.random.default_rng(seed)
    starts = dice.choice([2, 3, NEVER], schools)
    time = np.arange(4)
    panel = dice.normal(size=(schools, 1)) + 0.3 * time + dice.normal(size=(schools, 4))
    panel += effect * ((starts[:, None] != NEVER) & (time >= starts[:, None]))
    panel += trend * (starts[:, None] != NEVER) * time
    return panel, starts.tolist()


def test_minimum_wages_and_teen_employment_as_published() -> None:
    effects = group_time_effects(*minimum_wage())
    found = {
        (each.start + 2003, each.period + 2003): (each.effect, each.error) for each in effects.each
    }
    assert found.keys() == PUBLISHED.keys()
    for key, told in PUBLISHED.items():
        assert found[key] == pytest.approx(told, abs=6e-5)
    assert {since: round(each.value, 4) for since, each in by_time_since(effects).items()} == SINCE
    assert round(overall(effects).value, 4) == -0.0400
    assert round(over_time(effects).value, 4) == -0.0772
    assert trend_before(effects) == pytest.approx(0.16812, abs=1e-5)


def test_the_joint_band_is_wider_than_each_interval_alone() -> None:
    effects = group_time_effects(*minimum_wage())
    bands = band(effects, np.random.default_rng(1), draws=1999)
    for each, wide in zip(effects.each, bands, strict=True):
        assert wide.value == each.effect
        assert 2.3 * each.error < wide.high - wide.value < 3.7 * each.error
    again = band(effects, np.random.default_rng(1), draws=1999)
    assert again == bands


def test_an_effect_is_two_differences_of_means() -> None:
    panel, starts = invented(effect=2)
    effects = group_time_effects(panel, starts, Against.NOT_YET)
    began = np.array(starts)
    for each in effects.each:
        base = each.start - 1 if each.period >= each.start else each.period - 1
        those = began == each.start
        latest = max(base, each.period)
        others = (began == NEVER) | ((began > latest) & ~those)
        slow = (panel[those, each.period].mean() - panel[those, base].mean()) - (
            panel[others, each.period].mean() - panel[others, base].mean()
        )
        assert each.effect == pytest.approx(slow)
    assert overall(effects).low < 2 < overall(effects).high


def test_a_true_effect_is_found_and_a_different_trend_is_told() -> None:
    found = group_time_effects(*invented(schools=300, effect=1.0))
    assert overall(found).low > 0.5
    chance = trend_before(found)
    assert chance is not None
    assert chance > 0.05
    drifting = group_time_effects(*invented(schools=300, trend=0.5))
    drift = trend_before(drifting)
    assert drift is not None
    assert drift < 0.01


def test_a_placebo_start_finds_nothing_unless_trends_differ() -> None:
    assert not placebo_earlier(*invented(effect=3.0, schools=300), 1).excludes_nought
    assert placebo_earlier(*invented(trend=0.6, schools=300), 1).excludes_nought


def test_schools_that_had_started_before_are_left_out_and_counted() -> None:
    panel, starts = invented()
    early = [0, 0, *starts[2:]]
    effects = group_time_effects(panel, early)
    assert (effects.left_out, effects.schools) == (2, 118)
    later = group_time_effects(panel[2:], starts[2:])
    assert effects.each == later.each


def test_clusters_of_schools_change_together() -> None:
    panel, starts = invented(schools=200)
    clusters = [nth // 4 for nth in range(200)]
    effects = group_time_effects(panel, starts)
    found = band(effects, np.random.default_rng(2), clusters=clusters)
    assert [each.value for each in found] == [each.effect for each in effects.each]
    with pytest.raises(CannotCompare, match="20 clusters are too few"):
        band(effects, np.random.default_rng(2), clusters=[nth // 10 for nth in range(200)])


def test_a_dose_response_is_found_with_its_sign() -> None:
    dice = np.random.default_rng(3)
    dose = dice.gamma(2, size=178)
    before = dice.normal(size=178)
    after = before - 0.8 * dose + 0.5 + dice.normal(size=178)
    found = dose_response(before.tolist(), after.tolist(), dose.tolist())
    assert found.low < -0.8 < found.high < 0


def test_its_error_is_that_of_a_library() -> None:
    from statsmodels.regression.linear_model import OLS

    dice = np.random.default_rng(4)
    dose, change = dice.gamma(2, size=40), dice.normal(size=40)
    found = dose_response([0.0] * 40, change.tolist(), dose.tolist())
    fit = OLS(change, np.column_stack([np.ones(40), dose])).fit(cov_type="HC3", use_t=True)
    assert (found.value, found.low, found.high) == pytest.approx(
        (fit.params[1], *fit.conf_int()[1])
    )
    assert found.p_value == pytest.approx(fit.pvalues[1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: group_time_effects(np.zeros((3, 1)), [1, 1, 1]), "one row of two periods"),
        (lambda: group_time_effects(np.full((30, 3), np.nan), [1] * 30), "not a number"),
        (lambda: group_time_effects(np.zeros((30, 3)), [1] * 30), "0 never or later"),
        (lambda: group_time_effects(np.zeros((30, 3)), [NEVER] * 30), "0 schools started"),
        (lambda: placebo_earlier(*invented(), 0), "one period or more before"),
        (lambda: placebo_earlier(*invented(), 2), "Not every start has a period before"),
        (lambda: dose_response([0.0] * 9, [0.0] * 9, [0.0] * 9), "a dose needs 20 or more"),
        (lambda: dose_response([0.0] * 30, [1.0] * 30, [2.0] * 30), "another dose"),
        (lambda: dose_response([0.0] * 30, [1.0] * 30, list(range(30))), "as its dose says"),
        (lambda: dose_response([0.0] * 30, [1.0] * 30, [1.0]), "do not match"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, words) -> None:
    with pytest.raises(CannotCompare, match=words):
        call()


def covered(worlds, seed=31):
    """Overall effects and dose responses that hold the truth, among 178 schools."""
    hits = np.zeros(2, int)
    dose = np.random.default_rng(seed).gamma(2, size=178)
    for world in range(worlds):
        panel, starts = invented(schools=178, effect=0.5, seed=seed + 1000 * world)
        found = overall(group_time_effects(panel, starts))
        dice = np.random.default_rng([seed, world])
        change = 0.3 * dose + dice.normal(size=178) * (0.5 + dose / 4)
        by_dose = dose_response([0.0] * 178, change.tolist(), dose.tolist())
        hits += [found.low <= 0.5 <= found.high, by_dose.low <= 0.3 <= by_dose.high]
    return hits.tolist()


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    assert all(within(hits, 200, 0.93, 0.97) for hits in covered(200))


@pytest.mark.long
def test_coverage_is_between_93_and_97_in_100() -> None:
    rates = [hits / 4000 for hits in covered(4000)]
    print("coverage of staggered and dose", rates)
    assert all(0.93 <= rate <= 0.97 for rate in rates)

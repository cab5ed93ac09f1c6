"""One authority against others like it; and what could be shown before anything begins."""

import numpy as np
import pytest
from scipy.optimize import minimize

from evenreach.methods.comparison.estimates import CannotCompare
from evenreach.methods.comparison.matched import matched_by_neighbours, matched_by_weights
from evenreach.methods.comparison.power import (
    detectable,
    dose_power,
    mean_power,
    reach_power,
    series_power,
)

from .published import cigarettes


def test_californias_tax_as_published() -> None:
    """Arkhangelsky and others (2021), American Economic Review 111, table 1: -19.6 packs.

    That is the synthetic control from sales alone. Utah, Montana, Nevada, Connecticut, New
    Hampshire and Colorado match California.
    """
    found = matched_by_weights(cigarettes(), "California", 19)
    assert found.gap == pytest.approx(-19.6, abs=0.15)
    assert sum(found.weights.values()) == pytest.approx(1, abs=1e-3)
    assert sorted(found.weights, key=lambda state: -found.weights[state]) == [
        "Utah",
        "Montana",
        "Nevada",
        "Connecticut",
        "New Hampshire",
        "Colorado",
    ]
    assert found.compared == 38
    assert found.chance == pytest.approx(3 / 39)


def test_no_other_weights_match_the_past_better() -> None:
    panel = cigarettes()
    found = matched_by_weights(panel, "California", 19)
    names = [name for name in sorted(panel) if name != "California"]
    past = np.array([panel[name][:19] for name in names])
    own = np.array(panel["California"][:19])

    def misfit(weights):
        return float(((own - weights @ past) ** 2).mean())

    other = minimize(
        misfit,
        np.full(len(names), 1 / len(names)),
        method="SLSQP",
        bounds=[(0, 1)] * len(names),
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
        options={"maxiter": 2000, "ftol": 1e-12},
    )
    assert found.misfit**2 <= other.fun * (1 + 1e-6)
    weights = np.array([found.weights.get(name, 0) for name in names])
    assert misfit(weights / weights.sum()) == pytest.approx(other.fun, rel=1e-3)


def authorities(own=0.0, others=11, seed=1):
    """Invented figures of eight years: levels of their own, a common trend, a change in the 7th."""
    dice = np.random.default_rng(seed)
    names = ["ours", *(f"authority {nth}" for nth in range(others))]
    levels, trend = dice.normal(50, 4, len(names)), np.arange(8)
    figures = levels[:, None] + trend + 0.2 * dice.standard_normal((len(names), 8))
    figures[0, 6:] += own
    return dict(zip(names, figures.tolist(), strict=True))


def test_neighbours_tell_a_change_from_the_common_trend() -> None:
    panel = authorities(own=5)
    neighbours = [name for name in panel if name != "ours"]
    found = matched_by_neighbours(panel, "ours", neighbours, 6)
    assert found.gap == pytest.approx(5, abs=0.5)
    assert found.chance == pytest.approx(1 / 12)
    assert found.weights == pytest.approx(dict.fromkeys(neighbours, 1 / 11))
    assert matched_by_neighbours(authorities(), "ours", neighbours, 6).chance > 1 / 12


def test_a_past_that_nothing_matches_is_refused() -> None:
    panel = authorities()
    panel["ours"] = [value + 90 for value in panel["ours"]]
    with pytest.raises(CannotCompare, match="No match comes near enough to the past of ours"):
        matched_by_weights(panel, "ours", 6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: matched_by_weights(authorities(), "theirs", 6), "no figures for theirs"),
        (lambda: matched_by_weights(authorities(others=3), "ours", 6), "3 other authorities"),
        (lambda: matched_by_weights(authorities(), "ours", 3), "3 periods before"),
        (lambda: matched_by_weights(authorities(), "ours", 8), "0 after"),
        (lambda: matched_by_weights({**authorities(), "x": [1.0]}, "ours", 6), "same periods"),
        (
            lambda: matched_by_neighbours(authorities(), "ours", ["nobody"], 6),
            "no figures for nobody",
        ),
        (
            lambda: matched_by_weights({**authorities(), "x": [float("nan")] * 8}, "ours", 6),
            "not a number",
        ),
        (lambda: reach_power(100, 0.6, np.random.default_rng(1)), "cannot change by 0.6"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, words) -> None:
    with pytest.raises(CannotCompare, match=words):
        call()


def dice():
    return np.random.default_rng(41)


def test_what_160_schools_can_show() -> None:
    """About 11 percentage points of reach and, of a mean, what its formula says."""
    reach = detectable(lambda change: reach_power(160, change, dice()), 0.5)
    assert reach == pytest.approx(0.11, abs=0.01)
    mean = detectable(lambda change: mean_power(160, change, dice()), 1)
    assert mean == pytest.approx(2.80 / 160**0.5, abs=0.02)
    dose = detectable(lambda change: dose_power(160, change, dice()), 1)
    assert dose == pytest.approx(2.80 / 160**0.5, abs=0.02)


def test_what_no_series_of_half_terms_can_show_is_said() -> None:
    small = detectable(lambda jump: series_power(6, 12, jump, dice(), worlds=500), 2)
    assert small is None


def test_without_a_change_power_is_the_rate_of_false_alarms() -> None:
    assert reach_power(160, 0.0, dice(), worlds=20_000) == pytest.approx(0.05, abs=0.02)
    assert mean_power(160, 0.0, dice(), worlds=20_000) == pytest.approx(0.05, abs=0.01)
    assert dose_power(160, 0.0, dice(), worlds=20_000) == pytest.approx(0.05, abs=0.01)
    assert series_power(6, 12, 0.0, dice(), worlds=2000) == pytest.approx(0.05, abs=0.02)

"""Verdicts over every way the facts can fall, and how sure each measure and look must be."""

from itertools import pairwise, product

import numpy as np
import pytest
from scipy.stats import norm

from evenreach.methods.comparison.estimates import CannotCompare, Estimate
from evenreach.methods.comparison.looks import (
    Spending,
    holm,
    needed_levels,
    nominal_alphas,
    spent,
)
from evenreach.methods.comparison.verdicts import (
    Better,
    Decision,
    Evidence,
    Judged,
    Kind,
    Rule,
    Verdict,
    Why,
    judge,
)

LINE = (-4, -2, 0, 2, 4, 6)
"""Places on the line of change to the better; targets lie among them and so do bounds."""
BOUNDS = [
    (low, value, high)
    for low, value, high in product(LINE, LINE, LINE)
    if low <= value <= high and low < high
]


def said(rule, low, value, high, *, few, secondary, practitioners):
    """The rule of the page, read aloud: bounds are of the change to the better."""
    if few:
        return Why.FEW
    if secondary:
        return Why.SECONDARY
    short = high < rule.target or high <= 0
    if rule.decision is Decision.WHOLE_INTERVAL:
        reached = low >= rule.target and low > 0
    else:
        reached = value >= rule.target and low > 0
    assert not (short and reached)
    if reached:
        return Why.PRACTITIONERS if practitioners else Why.REACHED
    return Why.SHORT if short else Why.WIDE


VERDICTS = {
    Why.REACHED: Verdict.MET,
    Why.SHORT: Verdict.NOT_MET,
    **dict.fromkeys(
        (Why.NOT_COMPARED, Why.FEW, Why.SECONDARY, Why.PRACTITIONERS, Why.WIDE),
        Verdict.INSUFFICIENT,
    ),
}


@pytest.mark.parametrize("better", Better)
@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("kind", Kind)
def test_every_way_the_facts_can_fall(better, decision, kind) -> None:
    assert set(VERDICTS) == set(Why)
    seen = set()
    for target, bounds, n, secondary, practitioners in product(
        (0, 2, 4), BOUNDS, (19, 20), (False, True), (False, True)
    ):
        low, value, high = bounds
        rule = Rule(target, better, fewest=20, decision=decision, kind=kind)
        told = (low, value, high) if better is Better.HIGHER else (-high, -value, -low)
        evidence = Evidence(Estimate(told[1], told[0], told[2], n), practitioners, secondary)
        why = said(rule, *bounds, few=n < 20, secondary=secondary, practitioners=practitioners)
        assert judge(rule, evidence) == Judged(VERDICTS[why], why, kind)
        seen.add(why)
    assert seen == set(Why) - {Why.NOT_COMPARED}


@pytest.mark.parametrize("better", Better)
def test_practitioners_alone_and_few_points_never_meet_a_target(better) -> None:
    rule = Rule(1, better, fewest=1)
    for low, value, high in BOUNDS:
        change = Estimate(value, low, high, 500)
        for evidence in (Evidence(change, practitioners_alone=True), Evidence(change, False, True)):
            assert judge(rule, evidence).verdict is not Verdict.MET


def test_without_a_baseline_it_is_not_compared() -> None:
    rule = Rule(0.1, Better.HIGHER, fewest=20, kind=Kind.DELIVERY)
    assert judge(rule, Evidence(None)) == Judged(
        Verdict.INSUFFICIENT, Why.NOT_COMPARED, Kind.DELIVERY
    )


def test_an_interval_of_too_low_a_level_is_not_judged() -> None:
    rule, change = Rule(0, Better.HIGHER, fewest=1), Estimate(1, 0.5, 1.5, 30)
    with pytest.raises(CannotCompare, match=r"at 0\.95; .* at 0\.975"):
        judge(rule, Evidence(change), needed_level=0.975)
    sure = Estimate(1, 0.4, 1.6, 30, level=0.975)
    assert judge(rule, Evidence(sure), needed_level=0.975).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Rule(-1, Better.HIGHER, 1), "A target is a change of 0 or more"),
        (lambda: Rule(float("nan"), Better.HIGHER, 1), "A target is a change of 0 or more"),
        (lambda: Rule(1, Better.HIGHER, 0), "At least one must be compared"),
        (lambda: holm([]), "P-values lie between 0 and 1"),
        (lambda: needed_levels([1.5]), "P-values lie between 0 and 1"),
        (lambda: needed_levels([0.5], alpha=0), "chance of a false alarm of 0"),
        (lambda: spent(0, Spending.POCOCK), "not 0"),
        (lambda: nominal_alphas([0.5, 0.4, 1.0], Spending.POCOCK), "rising shares up to 1"),
        (lambda: nominal_alphas([0.5], Spending.POCOCK), "rising shares up to 1"),
    ],
)
def test_nonsense_is_refused(call, words) -> None:
    with pytest.raises(CannotCompare, match=words):
        call()


def test_holm_as_published_and_as_statsmodels_has_it() -> None:
    """Holm's procedure on the p-values .01, .04, .03, .005 (Wikipedia, Holm-Bonferroni method)."""
    from statsmodels.stats.multitest import multipletests

    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    dice = np.random.default_rng(4)
    for size in range(1, 9):
        chances = dice.random(size).tolist()
        assert holm(chances) == pytest.approx(multipletests(chances, method="holm")[1])


def test_levels_needed_reject_just_what_holm_rejects() -> None:
    dice = np.random.default_rng(5)
    for size in (1, 2, 5):
        for _ in range(50):
            chances = (dice.random(size) ** 3).tolist()
            adjusted, levels = holm(chances), needed_levels(chances)
            for chance, told, level in zip(chances, adjusted, levels, strict=True):
                assert (told <= 0.05) == (chance <= 1 - level + 1e-12)


def test_boundaries_of_looks_as_published() -> None:
    """Five equal looks, two-sided 5 %: Lan and DeMets (1983), as R's `ldbounds` prints them."""
    shares = [0.2, 0.4, 0.6, 0.8, 1.0]
    published = {
        Spending.OBRIEN_FLEMING: [4.8769, 3.3569, 2.6803, 2.2898, 2.0310],
        Spending.POCOCK: [2.4380, 2.4268, 2.4101, 2.3966, 2.3859],
    }
    for spending, bounds in published.items():
        found = [float(norm.isf(alpha / 2)) for alpha in nominal_alphas(shares, spending)]
        assert found == pytest.approx(bounds, abs=2e-4)


@pytest.mark.parametrize("spending", Spending)
def test_looks_together_cost_no_more_than_five_in_a_hundred(spending) -> None:
    shares = [0.25, 0.5, 1.0]
    alphas = nominal_alphas(shares, spending)
    steps = np.diff([0, *shares]) ** 0.5
    walk = np.cumsum(np.random.default_rng(6).standard_normal((200_000, 3)) * steps, axis=1)
    alarms = np.abs(walk) / np.sqrt(shares) > norm.isf(np.array(alphas) / 2)
    assert alarms.any(axis=1).mean() == pytest.approx(0.05, abs=0.002)
    costs = [spent(share, spending) for share in shares]
    assert costs[-1] == pytest.approx(0.05)
    assert all(one < other for one, other in pairwise(costs))

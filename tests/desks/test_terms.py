"""Policies of every kind: what they give, and those that cannot be meant."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.desks.allocation.explaining import explanation
from evenreach.desks.allocation.rates import published_rates
from evenreach.desks.allocation.sharing import SchoolFacts, Sharing, share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.methods.apportionment import METHODS
from evenreach.methods.expected import Expected, Rate

from .test_allocation import figure

MODERATE = settings(max_examples=120, derandomize=True, deadline=None)
parts = st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(2, 3), Fraction(1)])
RATE = Rate("primary", 0, 12, 100, 9)


def school(
    urn: int,
    *,
    phase: str = "primary",
    roll: int | None = 100,
    support: int | None = 10,
    kilometres: int | None = 2,
    last_year: int | None = None,
) -> SchoolFacts:
    counts = {"roll": roll, "sen-support": support}
    return SchoolFacts(
        school_id=urn,
        urn=urn,
        name=f"School {urn}",
        phase=phase,
        figures={name: figure(name, n) for name, n in counts.items() if n is not None},
        expected=None if roll is None else Expected(roll * RATE.of_pupils, RATE),
        kilometres=kilometres,
        last_year=last_year,
    )


@st.composite
def many_schools(draw: st.DrawFn) -> list[SchoolFacts]:
    count = draw(st.integers(1, 12))
    return [
        school(
            nth + 1,
            phase=draw(st.sampled_from(["primary", "secondary", "special"])),
            roll=draw(st.one_of(st.none(), st.integers(0, 1500))),
            support=draw(st.one_of(st.none(), st.integers(0, 200))),
            kilometres=draw(st.one_of(st.none(), st.integers(0, 20))),
            last_year=draw(st.one_of(st.none(), st.integers(0, 12))),
        )
        for nth in range(count)
    ]


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    base, floor = draw(st.integers(0, 3)), draw(st.integers(0, 4))
    return Terms(
        base_sessions=base,
        floor_sessions=floor,
        cap_sessions=draw(st.one_of(st.none(), st.integers(max(base, floor), 30))),
        weights={
            "roll": Fraction(1, 50),
            "sen-support": draw(st.sampled_from([Fraction(1), Fraction(3, 2)])),
            "kilometres-to-nearest": draw(parts),
        },
        observed=draw(parts),
        counted={"special": draw(parts)},
        most_loss=draw(st.one_of(st.none(), parts)),
        most_gain=draw(st.one_of(st.none(), parts)),
        method=draw(st.sampled_from(["sainte_lague", "dhondt", "largest_remainder"])),
    )


def shared(facts: list[SchoolFacts], terms: Terms, sessions: int) -> Sharing | None:
    try:
        return share_sessions(facts, terms, sessions)
    except CannotShare:
        return None


def obvious_need(facts: SchoolFacts, terms: Terms) -> Fraction | None:
    """Each part on its own line, as somebody would write it on paper."""
    counts = {name: Fraction(figure.value) for name, figure in facts.figures.items()}
    part = terms.counted.get(facts.phase, Fraction(1))
    if part == 0:
        return Fraction(0)
    needed = {"roll": counts.get("roll")}
    if terms.observed > 0:
        needed["observed"] = counts.get("sen-support")
    if terms.observed < 1:
        roll = counts.get("roll")
        needed["expected"] = None if roll is None else roll * Fraction(12, 100)
    if terms.weights["kilometres-to-nearest"]:
        km = facts.kilometres
        needed["sparsity"] = None if km is None else Fraction(km)
    weights = {
        "roll": terms.weights["roll"],
        "observed": terms.weights["sen-support"] * terms.observed,
        "expected": terms.weights["sen-support"] * (1 - terms.observed),
        "sparsity": terms.weights["kilometres-to-nearest"],
    }
    if None in needed.values():
        return None
    return part * sum((value or 0) * weights[name] for name, value in needed.items())


@given(many_schools(), any_terms(), st.integers(0, 200))
@MODERATE
def test_all_is_shared_between_what_is_promised_and_what_is_capped(facts, terms, sessions):
    sharing = shared(facts, terms, sessions)
    if sharing is None:
        return
    assert sum(share.sessions for share in sharing.shares) == sessions
    for share in sharing.shares:
        assert share.sessions >= max(terms.base_sessions, terms.floor_sessions)
        assert share.sessions >= share.least
        assert share.most is None or share.sessions <= share.most
        need = obvious_need(share.school, terms)
        assert share.weighed == (need or 0)
        assert share.is_incomplete == (need is None)


@given(many_schools(), any_terms(), st.integers(0, 200))
@MODERATE
def test_the_pace_of_change_is_kept_or_one_session(facts, terms, sessions):
    terms = replace(terms, cap_sessions=None)
    sharing = shared(facts, terms, sessions)
    if sharing is None:
        return
    promised = max(terms.base_sessions, terms.floor_sessions)
    for share in sharing.shares:
        before = share.school.last_year
        if before is None:
            continue
        if terms.most_loss is not None:
            kept = ceil(before * (1 - terms.most_loss))
            assert share.sessions >= (min(kept, before - 1) if terms.most_loss else before)
        if terms.most_gain is not None:
            grown = max(before * (1 + terms.most_gain), before + (1 if terms.most_gain else 0))
            assert share.sessions <= max(grown, promised, share.least)


@given(many_schools(), any_terms(), st.integers(0, 200))
@MODERATE
def test_the_target_is_the_share_without_last_year(facts, terms, sessions):
    sharing = shared(facts, terms, sessions)
    if sharing is None:
        return
    forgotten = [replace(one, last_year=None) for one in facts]
    free = share_sessions(forgotten, terms, sessions)
    assert [share.target for share in sharing.shares] == [share.sessions for share in free.shares]


@given(many_schools(), any_terms(), st.integers(0, 200))
@MODERATE
def test_what_is_stored_is_enough_to_share_again(facts, terms, sessions):
    """From explanations alone: needs, limits and URNs give the same sessions by the twin."""
    sharing = shared(facts, terms, sessions)
    if sharing is None:
        return
    told = [explanation(share, sharing) for share in sharing.shares]
    needs = [
        sum((Fraction(line["product"]) for line in one["lines"]), Fraction(0))
        * Fraction(one["counted"])
        if one["need"] is not None
        else Fraction(0)
        for one in told
    ]
    assert [Fraction(one["need"] or 0) for one in told] == needs
    assert Fraction(told[0]["need_total"]) == sum(needs)
    if terms.method == "largest_remainder":
        return
    offset = {"sainte_lague": Fraction(1, 2), "dhondt": Fraction(1)}[terms.method]
    divisor = Fraction(told[0]["divisor"])
    if told[0]["divisor_low"] == told[0]["divisor_high"]:
        return
    for one, need in zip(told, needs, strict=True):
        if not need:
            assert one["sessions"] == one["least"]
            continue
        rounded = -int(-(need / divisor - offset) // 1)
        most = one["sessions_shared"] if one["most"] is None else one["most"]
        assert one["sessions"] == min(most, max(one["least"], one["base"] + max(0, rounded)))


def test_terms_come_back_as_they_were_stored():
    terms = Terms(
        2,
        {"roll": Fraction(1, 50), "sen-support": Fraction(1)},
        method="adams",
        floor_sessions=3,
        cap_sessions=20,
        observed=Fraction(1, 3),
        counted={"special": Fraction(0), "nursery": Fraction(1, 2)},
        most_loss=Fraction(1, 10),
        most_gain=Fraction(1, 4),
    )
    assert Terms.from_json(terms.to_json()) == terms


WEIGHTS = {"roll": Fraction(1)}


@pytest.mark.parametrize(
    ("laid_down", "words"),
    [
        ({"weights": {}}, "weights sum to nothing"),
        ({"weights": {"roll": Fraction(0)}}, "Give at least one figure a weight above 0"),
        ({"weights": {"roll": Fraction(1), "sen-support": Fraction(-1)}}, "never means less need"),
        ({"weights": {"shoe-size": Fraction(1)}}, "There is no figure called shoe-size"),
        ({"method": "by_lot"}, f"choose one of {', '.join(METHODS)}"),
        ({"base_sessions": 4, "cap_sessions": 3}, "Raise the cap to 4 or more"),
        ({"floor_sessions": 5, "cap_sessions": 3}, "Raise the cap to 5 or more"),
        ({"base_sessions": -1}, "whole sessions, 0 or more"),
        ({"observed": Fraction(3, 2)}, "part of observed SEN support that counts is 3/2"),
        ({"counted": {"special": Fraction(-1, 2)}}, "part of special that counts is -1/2"),
        ({"most_loss": Fraction(2)}, "cannot lose 2 of what it had"),
        ({"most_gain": Fraction(-1, 2)}, "a part of last year's, 0 or more"),
    ],
)
def test_terms_that_cannot_be_meant(laid_down, words):
    with pytest.raises(CannotShare, match=words):
        Terms(**{"base_sessions": 1, "weights": WEIGHTS, **laid_down})


@pytest.mark.parametrize(
    ("laid_down", "sessions", "words"),
    [
        ({"base_sessions": 4}, 7, "Lower the base to 3 or add capacity"),
        ({"floor_sessions": 4}, 7, "or add 1 sessions"),
        ({"most_loss": Fraction(0)}, 11, "let schools lose more, or add 1 sessions"),
        ({"cap_sessions": 3}, 7, "move 1 sessions to the adjustment pool"),
        ({"most_gain": Fraction(0)}, 13, "move 1 sessions to the adjustment pool"),
    ],
)
def test_terms_that_cannot_be_met(laid_down, sessions, words):
    facts = [school(1, last_year=6), school(2, last_year=6)]
    with pytest.raises(CannotShare, match=words):
        share_sessions(
            facts, Terms(**{"base_sessions": 1, "weights": WEIGHTS, **laid_down}), sessions
        )


def test_a_service_that_serves_nobody_is_told():
    with pytest.raises(CannotShare, match="No open state-funded school is of a phase"):
        share_sessions([], Terms(1, WEIGHTS), 10)


def test_a_floor_is_not_a_base():
    """A base comes on top of need; a floor lifts only who is below it."""
    facts = [school(1, roll=100), school(2, roll=900)]
    base = share_sessions(facts, Terms(2, WEIGHTS), 14)
    floor = share_sessions(facts, Terms(0, WEIGHTS, floor_sessions=2), 14)
    assert [share.sessions for share in base.shares] == [3, 11]
    assert [share.sessions for share in floor.shares] == [2, 12]


def test_the_carried_rates_are_of_england_in_2022_23():
    rates = published_rates()
    assert (rates.year, len(rates.rates)) == (2022, 31)
    assert sum(rate.schools for rate in rates.rates) == 21_585
    assert "Open Government Licence" in rates.source

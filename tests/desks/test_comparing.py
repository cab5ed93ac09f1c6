"""Policies side by side, and how much each number decides."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from evenreach.desks.allocation.comparing import Candidate, compare, tallies
from evenreach.desks.allocation.sensitivity import sensitivity
from evenreach.desks.allocation.sharing import SchoolFacts, share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.methods.equity import Ratio

from .test_allocation import figure
from .test_terms import MODERATE, any_terms, many_schools, shared

BY_ROLL = Terms(1, {"roll": Fraction(1, 50)})
BY_SUPPORT = Terms(1, {"sen-support": Fraction(1)}, method="largest_remainder")


def known(urn: int, phase: str, roll: int, support: int, plans: int, fsm: int, before=None):
    counts = {
        "roll": roll,
        "sen-support": support,
        "ehc-plans": plans,
        "free-school-meals": fsm,
    }
    return SchoolFacts(
        school_id=urn,
        urn=urn,
        name=f"School {urn}",
        phase=phase,
        figures={name: figure(name, count) for name, count in counts.items()},
        last_year=before,
    )


SCHOOLS = [
    known(1, "primary", 100, 30, 2, 50, before=6),
    known(2, "primary", 200, 10, 1, 10, before=4),
    known(3, "secondary", 900, 60, 9, 90, before=10),
    known(4, "secondary", 800, 100, 12, 300),
]


def test_every_school_has_its_row_under_every_policy():
    found = compare(SCHOOLS, [Candidate("Roll", BY_ROLL), Candidate("Support", BY_SUPPORT)], 30)
    assert [(row.school.urn, row.sessions) for row in found.rows] == [
        (1, (2, 5)),
        (2, (4, 2)),
        (3, (13, 9)),
        (4, (11, 14)),
    ]
    assert [row.change(1) for row in found.rows] == [-1, -2, -1, None]
    assert found.last_year_is_known


def test_gains_and_losses_by_phase():
    found = compare(SCHOOLS, [Candidate("Roll", BY_ROLL), Candidate("Support", BY_SUPPORT)], 30)
    primary, secondary = tallies(found, 0, lambda school: school.phase)
    assert (primary.group, primary.schools, primary.gain, primary.lose) == ("primary", 2, 0, 1)
    assert (secondary.gain, secondary.lose, secondary.sessions) == (1, 0, 24)
    assert primary.per_100_learners == Ratio(600, 43)
    by_first = {row.school.urn: row.sessions[0] for row in found.rows}
    primary, secondary = tallies(found, 1, lambda school: school.phase, against=by_first)
    assert (primary.gain, primary.lose, secondary.gain, secondary.lose) == (1, 1, 1, 1)


def test_evenness_is_told_beside_who_is_left_out():
    unknown = replace(SCHOOLS[1], figures={"roll": figure("roll", 200)})
    schools = [SCHOOLS[0], unknown, *SCHOOLS[2:]]
    support, roll = compare(
        schools, [Candidate("Support", BY_SUPPORT), Candidate("Roll", BY_ROLL)], 30
    ).policies
    assert (support.evenness.left_out, roll.evenness.left_out) == (1, 1)
    assert support.evenness.gini is not None and roll.evenness.gini is not None
    assert support.evenness.gini < roll.evenness.gini
    assert support.evenness.smallest_quarter_need == Ratio(32, 32 + 69 + 112)
    assert roll.evenness.gradient is not None and roll.evenness.gradient < 0


def test_a_broken_axiom_names_its_schools():
    """By largest remainder the third of these would lose a session to one more (see axioms)."""
    schools = [known(urn, "primary", 100, need, 0, 10) for urn, need in ((1, 6), (2, 6), (3, 2))]
    terms = Terms(0, {"sen-support": Fraction(1)}, method="largest_remainder")
    webster = replace(terms, method="sainte_lague")
    remainder, other = compare(
        schools, [Candidate("Remainder", terms), Candidate("Webster", webster)], 10
    ).policies
    broken = {f.axiom: remainder.breakers(f) for f in remainder.axioms if not f.is_kept}
    assert broken == {"house monotonicity": [schools[2]]}
    assert all(finding.is_kept for finding in other.axioms)


def test_the_policy_that_cannot_be_met_is_named():
    with pytest.raises(CannotShare, match="“Generous” cannot be met"):
        compare(
            SCHOOLS,
            [Candidate("Roll", BY_ROLL), Candidate("Generous", replace(BY_ROLL, base_sessions=9))],
            30,
        )


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_are_compared(count):
    with pytest.raises(CannotShare, match=f"from 2 to 4 policies; {count} are chosen"):
        compare(SCHOOLS, [Candidate("Roll", BY_ROLL)] * count, 30)


@given(many_schools(), any_terms())
@MODERATE
def test_sensitivity_is_what_sharing_again_gives(facts, terms):
    sessions = 60
    stands = shared(facts, terms, sessions)
    if stands is None:
        return
    moved = sensitivity(facts, terms, sessions)
    assert {one.number for one in moved} <= {*terms.weights, "observed"}
    assert sum(one.number == "roll" for one in moved) == 2
    for one in moved:
        if one.refusal:
            continue
        if one.number == "observed":
            other = replace(terms, observed=terms.observed + one.change)
        else:
            weights = {**terms.weights, one.number: terms.weights[one.number] * (1 + one.change)}
            other = replace(terms, weights=weights)
        again = {s.school.urn: s.sessions for s in share_sessions(facts, other, sessions).shares}
        moves = [again[s.school.urn] - s.sessions for s in stands.shares]
        assert one.sessions == sum(move for move in moves if move > 0)
        assert one.schools == sum(move != 0 for move in moves)
        assert abs(one.most) == max(map(abs, moves))


def test_a_number_that_decides_nothing_moves_nothing():
    one = [moved for moved in sensitivity(SCHOOLS, BY_ROLL, 30) if moved.number == "roll"]
    assert [(moved.sessions, moved.schools, moved.its_school) for moved in one] == [
        (0, 0, None),
        (0, 0, None),
    ]

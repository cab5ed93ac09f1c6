"""Invented specialists Ada, Ben and Cal, and a school in need of a visit."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from evenreach.methods.assignment import (
    Candidate,
    CannotPropose,
    Criterion,
    Hindrance,
    NotPossible,
    Proposal,
    VisitWanted,
    propose,
    straight_metres,
)
from evenreach.methods.calendar import HalfDay, Part

MONDAY, TUESDAY = date(2025, 9, 8), date(2025, 9, 9)
DAYS = [TUESDAY, MONDAY]
EARLY = HalfDay(MONDAY, Part.MORNING)
SCHOOL = (55.0, -1.7)
NEAR, FAR = (55.1, -1.7), (55.3, -1.7)
WEEK = frozenset((weekday, part) for weekday in range(5) for part in Part)
ADA = Candidate("ada", FAR, WEEK, frozenset(), 600, Fraction(1))
BEN = Candidate("ben", NEAR, WEEK, frozenset(), 600, Fraction(1))
CAL = Candidate("cal", FAR, WEEK, frozenset(), 600, Fraction(1))


def proposed(*team: Candidate, visit: VisitWanted | None = None, **options: Any) -> Proposal:
    wanted = visit or VisitWanted(SCHOOL)
    found = propose(wanted, team, **{"days": DAYS, "not_before": MONDAY, **options})
    assert isinstance(found, Proposal)
    backwards = propose(wanted, team[::-1], **{"days": DAYS, "not_before": MONDAY, **options})
    assert backwards == found
    return found


def decision(found: Proposal) -> tuple[object, Criterion, object]:
    following = found.next_best and found.next_best.specialist
    return found.chosen.specialist, found.decided_by, following


def test_the_earliest_half_day_goes_before_everything() -> None:
    busy = replace(BEN, taken=frozenset({EARLY}))
    named = VisitWanted(SCHOOL, named_specialist="ben")
    found = proposed(ADA, busy, visit=named)
    assert decision(found) == ("ada", Criterion.EARLIEST, "ben")
    assert found.chosen.half_day == EARLY
    assert found.next_best is not None
    assert found.next_best.half_day == HalfDay(MONDAY, Part.AFTERNOON)


def test_then_the_named_specialist() -> None:
    named = VisitWanted(SCHOOL, named_specialist="ada")
    assert decision(proposed(ADA, BEN, visit=named)) == ("ada", Criterion.NAMED, "ben")


def test_then_the_least_loaded_for_their_hours() -> None:
    """600 minutes are more load at half time than 1,000 at full time."""
    half, full = replace(BEN, fte=Fraction(1, 2)), replace(ADA, booked_minutes=1000)
    assert decision(proposed(half, full)) == ("ada", Criterion.LEAST_LOADED, "ben")


def test_then_the_nearest_and_a_distance_not_known_comes_last() -> None:
    assert decision(proposed(ADA, BEN)) == ("ben", Criterion.NEAREST, "ada")
    lost = replace(ADA, base=None)
    assert decision(proposed(lost, CAL)) == ("cal", Criterion.NEAREST, "ada")


def test_then_the_lowest_key() -> None:
    assert decision(proposed(CAL, ADA)) == ("ada", Criterion.LOWEST_KEY, "cal")
    numbered = [replace(ADA, key=10), replace(ADA, key=9)]
    assert decision(proposed(*numbered)) == (9, Criterion.LOWEST_KEY, 10)


def test_one_specialist_alone_has_no_next_best() -> None:
    assert decision(proposed(ADA)) == ("ada", Criterion.ONLY_ONE, None)


def test_the_travel_estimate_is_a_straight_line_and_a_bit() -> None:
    """A tenth of a degree of latitude is 11.12 km: 15.01 by road, 16.4 minutes and 5 more."""
    chosen = proposed(BEN).chosen
    assert chosen.road_metres == 15_011
    assert chosen.distance_km == Fraction("15.011")
    assert chosen.estimated_travel_minutes == 21
    unknown = proposed(BEN, visit=VisitWanted(None)).chosen
    assert (unknown.distance_km, unknown.estimated_travel_minutes) == (None, None)
    assert straight_metres(SCHOOL, SCHOOL) == 0


def test_nothing_before_the_first_date_and_nothing_the_school_refuses() -> None:
    assert proposed(ADA, not_before=TUESDAY).chosen.half_day == HalfDay(TUESDAY, Part.MORNING)
    refused = VisitWanted(SCHOOL, refused=frozenset({EARLY}))
    assert proposed(ADA, visit=refused).chosen.half_day == HalfDay(MONDAY, Part.AFTERNOON)


def test_where_nobody_can_go_each_half_day_has_its_reason() -> None:
    mornings = frozenset((weekday, Part.MORNING) for weekday in range(5))
    ada = replace(ADA, working=mornings, taken=frozenset({HalfDay(TUESDAY, Part.MORNING)}))
    visit = VisitWanted(SCHOOL, refused=frozenset({EARLY}))
    found = propose(visit, [ada], days=DAYS, not_before=MONDAY)
    assert found == NotPossible(4, (Hindrance("ada", refused_by_school=1, not_working=2, taken=1),))
    assert propose(visit, [], days=DAYS, not_before=MONDAY) == NotPossible(4, ())
    late = propose(visit, [ada], days=DAYS, not_before=date(2025, 9, 10))
    assert late == NotPossible(0, (Hindrance("ada", 0, 0, 0),))


def test_nonsense_is_refused() -> None:
    with pytest.raises(CannotPropose, match="ada comes more than once"):
        propose(VisitWanted(SCHOOL), [ADA, ADA], days=DAYS, not_before=MONDAY)
    with pytest.raises(CannotPropose, match="full-time equivalent of Fraction"):
        replace(ADA, fte=Fraction(0))
    with pytest.raises(CannotPropose, match="-1 minutes booked"):
        replace(ADA, booked_minutes=-1)
    with pytest.raises(CannotPropose, match="latitude, longitude"):
        VisitWanted((429_000.0, 580_000.0))

"""What is found about policies before one is decided on, as it is kept: numbers, and no words.

Fractions are "a/b". All of it is worked out from the facts of one moment, and not again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evenreach.desks.allocation.comparing import (
    Candidate,
    Compared,
    Comparison,
    Evenness,
    Row,
    Tally,
    evenness,
    tallies,
)
from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.groups import ROLL_FROM, band_of, deprivation_fifths
from evenreach.desks.allocation.sensitivity import Moved, sensitivity
from evenreach.desks.allocation.sharing import Sharing, share_sessions
from evenreach.methods.axioms import checked

UNKNOWN = "not-known"
Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One policy worked out, with what was found about it."""

    sharing: Sharing
    findings: Stored


def size_of(roll: int | None) -> str:
    """The band of size of a school: from how many pupils on roll it begins."""
    place = band_of(roll, ROLL_FROM)
    return UNKNOWN if place is None else f"from-{ROLL_FROM[place]}"


def roll_of(school: SchoolFacts) -> int | None:
    figure = school.figures.get("roll")
    return None if figure is None else figure.value


def found_of(
    schools: Sequence[SchoolFacts], candidates: Sequence[Candidate], sessions: int
) -> list[Found]:
    """Every candidate on the same facts. Raises CannotShare."""
    sharings = [share_sessions(schools, candidate.terms, sessions) for candidate in candidates]
    policies = tuple(
        Compared(candidate, sharing, evenness(sharing.shares), tuple(checked(sharing.question)))
        for candidate, sharing in zip(candidates, sharings, strict=True)
    )
    rows = tuple(
        Row(school, tuple(sharing.shares[nth].sessions for sharing in sharings))
        for nth, school in enumerate(schools)
    )
    comparison = Comparison(policies, rows)
    return [
        Found(policy.sharing, _findings(comparison, nth, schools))
        for nth, policy in enumerate(policies)
    ]


def _findings(comparison: Comparison, nth: int, schools: Sequence[SchoolFacts]) -> Stored:
    policy = comparison.policies[nth]
    first = {row.school.urn: row.sessions[0] for row in comparison.rows}
    against = None if comparison.last_year_is_known else first
    fifths = deprivation_fifths(schools)

    def grouped(group_of: Callable[[SchoolFacts], str]) -> list[Stored]:
        return [_tally(each) for each in tallies(comparison, nth, group_of, against=against)]

    return {
        "against": "last-year" if against is None else "first-option",
        "all": grouped(lambda school: "all"),
        "by_phase": grouped(lambda school: school.phase),
        "by_size": grouped(lambda school: size_of(roll_of(school))),
        "by_deprivation": grouped(lambda school: _fifth(fifths.get(school.urn))),
        "evenness": _evenness(policy.evenness),
        "axioms": [
            {
                "axiom": finding.axiom,
                "broken_by": [school.urn for school in policy.breakers(finding)],
            }
            for finding in policy.axioms
        ],
        "sensitivity": [
            _moved(each)
            for each in sensitivity(schools, policy.candidate.terms, policy.sharing.sessions)
        ],
    }


def _fifth(place: int | None) -> str:
    return UNKNOWN if place is None else f"fifth-{place}"


def _tally(found: Tally) -> Stored:
    return {
        "group": found.group,
        "schools": found.schools,
        "gain": found.gain,
        "lose": found.lose,
        "sessions": found.sessions,
        "per_100_learners": _exact(found.per_100_learners.value),
    }


def _evenness(found: Evenness) -> Stored:
    return {
        "gini": _exact(found.gini),
        "theil_between_phases": None if found.by_phase is None else found.by_phase.share_between,
        "gradient": _exact(found.gradient),
        "smallest_quarter": _exact(found.smallest_quarter.value),
        "smallest_quarter_need": _exact(found.smallest_quarter_need.value),
        "left_out": found.left_out,
    }


def _moved(found: Moved) -> Stored:
    return {
        "number": found.number,
        "change": str(found.change),
        "sessions": found.sessions,
        "schools": found.schools,
        "most": found.most,
        "most_urn": None if found.its_school is None else found.its_school.urn,
        "refusal": found.refusal,
    }


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else str(Fraction(number))

"""Schools by what they have in common, for looking at who gains and who loses."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evenreach.desks.allocation.facts import SchoolFacts

FIFTHS = 5
KILOMETRES_FROM = (0, 2, 5, 10)
ROLL_FROM = (0, 100, 200, 400, 1000)


def deprivation(school: SchoolFacts) -> Fraction | None:
    """The share of pupils eligible for free school meals; None where it is not known."""
    roll, fsm = school.figures.get("roll"), school.figures.get("free-school-meals")
    if roll is None or fsm is None or not roll.value:
        return None
    return Fraction(fsm.value, roll.value)


def deprivation_fifths(schools: Sequence[SchoolFacts]) -> Mapping[int, int]:
    """The fifth of each school by URN: 1 has the smallest shares of eligible pupils.

    Fifths are as equal in number as can be; ties go by URN. Where the share is not known, none.
    """
    known = [
        (share, school.urn) for school in schools if (share := deprivation(school)) is not None
    ]
    return {urn: 1 + place * FIFTHS // len(known) for place, (_, urn) in enumerate(sorted(known))}


def band_of(number: int | None, begins: Sequence[int]) -> int | None:
    """The place of the last band that begins at or below a number; None where it is not known."""
    if number is None:
        return None
    return max(place for place, first in enumerate(begins) if number >= first)

"""The groups in which gains and losses are counted, named in their order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.groups import (
    FIFTHS,
    KILOMETRES_FROM,
    ROLL_FROM,
    band_of,
    deprivation_fifths,
)
from evenreach.web.lead.signs import NOT_KNOWN
from evenreach.web.templatetags.schools import phase_in_words
from evenreach.web.words import PHASES

IN_NONE = "In no partnership"


@dataclass(frozen=True, slots=True)
class Grouping:
    """`names` are all groups in their order; `of` names a school's."""

    id: str
    caption: str
    names: Sequence[str]
    of: Callable[[SchoolFacts], str]


def groupings(schools: Sequence[SchoolFacts], partnerships: Mapping[int, str]) -> list[Grouping]:
    """`partnerships`: the name of each school's, by URN; without any there is no such grouping."""
    found = [
        Grouping(
            "by-phase",
            "By phase",
            [phase_in_words(phase) for phase in (*PHASES, "")],
            lambda school: phase_in_words(school.phase),
        ),
        _by_deprivation(schools),
        _by_bands(
            "by-sparsity",
            "By kilometres to the nearest school of its phase",
            KILOMETRES_FROM,
            "km",
            lambda school: school.kilometres,
        ),
        _by_bands("by-size", "By size", ROLL_FROM, "pupils", _roll),
    ]
    if partnerships:
        found.append(_by_partnership(partnerships))
    return found


def _by_deprivation(schools: Sequence[SchoolFacts]) -> Grouping:
    names = [
        "Fifth with the fewest",
        "Second fifth",
        "Middle fifth",
        "Fourth fifth",
        "Fifth with the most",
    ]
    assert len(names) == FIFTHS
    fifths = deprivation_fifths(schools)

    def of(school: SchoolFacts) -> str:
        fifth = fifths.get(school.urn)
        return NOT_KNOWN if fifth is None else names[fifth - 1]

    caption = "By share of pupils eligible for free school meals"
    return Grouping("by-deprivation", caption, [*names, NOT_KNOWN], of)


def _by_bands(
    name: str,
    caption: str,
    begins: Sequence[int],
    unit: str,
    number: Callable[[SchoolFacts], int | None],
) -> Grouping:
    ends = [f"{first} to {after - 1} {unit}" for first, after in pairwise(begins)]
    names = [*ends, f"{begins[-1]:,} {unit} or more"]

    def of(school: SchoolFacts) -> str:
        band = band_of(number(school), begins)
        return NOT_KNOWN if band is None else names[band]

    return Grouping(name, caption, [*names, NOT_KNOWN], of)


def _by_partnership(partnerships: Mapping[int, str]) -> Grouping:
    return Grouping(
        "by-partnership",
        "By partnership",
        [*sorted(set(partnerships.values())), IN_NONE],
        lambda school: partnerships.get(school.urn, IN_NONE),
    )


def _roll(school: SchoolFacts) -> int | None:
    figure = school.figures.get("roll")
    return None if figure is None else figure.value

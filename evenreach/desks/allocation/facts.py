"""What a policy is given of each school, and the need that its terms make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from evenreach.desks.allocation.terms import EXPECTED, OBSERVED, SPARSITY, CannotShare, Terms
from evenreach.flow.register.queries import Figure
from evenreach.methods.expected import Expected
from evenreach.methods.need import CannotWeigh, Factor, Need, need_of

EXPECTED_SOURCE = "Pupils on roll × the published rate of the phase and band"
SPARSITY_SOURCE = "Straight line between the places of the register"


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What is known of a school that the service serves.

    `expected` is the SEN support of schools like it, `kilometres` the way to the next school of
    its phase, `last_year` its sessions of the year before; None where it cannot be known.
    """

    school_id: int
    urn: int
    name: str
    phase: str
    figures: Mapping[str, Figure]
    expected: Expected | None = None
    kilometres: int | None = None
    last_year: int | None = None


def need_under(school: SchoolFacts, terms: Terms) -> Need:
    """A school's need as terms weigh it. Raises CannotShare."""
    try:
        return need_of(_factors(school, terms))
    except CannotWeigh as refusal:
        raise CannotShare(str(refusal)) from refusal


def _factors(school: SchoolFacts, terms: Terms) -> list[Factor]:
    factors = []
    for name, weight in terms.weights.items():
        if name == SPARSITY:
            factors.append(Factor(name, school.kilometres, weight, SPARSITY_SOURCE))
        elif name == OBSERVED:
            factors += _support(school, weight, terms.observed)
        else:
            factors.append(_factor(school, name, weight))
    return factors


def _support(school: SchoolFacts, weight: Fraction, observed: Fraction) -> list[Factor]:
    """SEN support as counted and as expected, each with its part of the weight."""
    lines = [_factor(school, OBSERVED, weight * observed)] if observed else []
    if observed < 1:
        value = None if school.expected is None else school.expected.value
        lines.append(Factor(EXPECTED, value, weight * (1 - observed), EXPECTED_SOURCE))
    return lines


def _factor(school: SchoolFacts, name: str, weight: Fraction) -> Factor:
    figure = school.figures.get(name)
    if figure is None:
        return Factor(name, None, weight, "not known")
    return Factor(name, figure.value, weight, figure.source, figure.counted_on)

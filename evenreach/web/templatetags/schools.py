"""The register's phases and figures in words, whichever the door."""

from collections.abc import Iterable

from django import template

from evenreach.flow.register.primary_needs import NOT_RECORDED
from evenreach.methods.calendar import AcademicYear
from evenreach.web.words import NEEDS, PHASES

register = template.Library()

FIGURES = {
    "roll": "Pupils on roll",
    "sen-support": "Learners at SEN support",
    "ehc-plans": "Learners with an EHC plan",
    "free-school-meals": "Pupils eligible for free school meals",
}
WORKED_OUT = {
    "sen-support-expected": "Learners at SEN support, expected",
    "kilometres-to-nearest": "Kilometres to the nearest school of its phase",
}
"""What a policy may weigh beside the register's figures."""


@register.filter
def phase_in_words(phase: str) -> str:
    """Primary; what the register does not say is not known."""
    return PHASES.get(phase, phase) or "Phase not known"


FACTS = {
    "establishment_type": "type",
    "is_open": "open",
    "urban_rural": "urban or rural",
    "low_age": "lowest age",
    "high_age": "highest age",
    "opened_on": "opened on",
    "closed_on": "closed or closes on",
}


NEED_FACTS = {
    "sen-support-needs": "primary needs at SEN support",
    "ehc-plans-needs": "primary needs with an EHC plan",
}


@register.filter
def fact_in_words(name: str) -> str:
    """Type; primary needs at SEN support, 2024/25. A fact without words keeps its name."""
    figure, _, year = name.rpartition(" ")
    if figure in NEED_FACTS:
        return f"{NEED_FACTS[figure]}, {AcademicYear(int(year)).label}"
    return FACTS.get(name, name)


def need_in_words(need: str) -> str:
    """Autism, of the register's `asd`."""
    return "Not recorded" if need == NOT_RECORDED else NEEDS[need.upper()]


@register.filter
def figure_in_words(name: str) -> str:
    """Pupils on roll."""
    return FIGURES.get(name) or WORKED_OUT.get(name, name)


def phases_in_order(phases: Iterable[str]) -> list[str]:
    """Each phase once, from the youngest learners to the oldest, unknown ones last."""
    order = {phase: place for place, phase in enumerate(PHASES)}
    return sorted(set(phases), key=lambda phase: (order.get(phase, len(order)), phase))

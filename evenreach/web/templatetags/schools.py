"""The register's phases and figures in words, whichever the door."""

from collections.abc import Iterable

from django import template

from evenreach.web.words import PHASES

register = template.Library()

FIGURES = {
    "roll": "Pupils on roll",
    "sen-support": "Learners at SEN support",
    "ehc-plans": "Learners with an EHC plan",
    "free-school-meals": "Pupils eligible for free school meals",
}


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


@register.filter
def fact_in_words(name: str) -> str:
    """Type; a fact without words of its own keeps its name."""
    return FACTS.get(name, name)


@register.filter
def figure_in_words(name: str) -> str:
    """Pupils on roll."""
    return FIGURES.get(name, name)


def phases_in_order(phases: Iterable[str]) -> list[str]:
    """Each phase once, from the youngest learners to the oldest, unknown ones last."""
    order = {phase: place for place, phase in enumerate(PHASES)}
    return sorted(set(phases), key=lambda phase: (order.get(phase, len(order)), phase))

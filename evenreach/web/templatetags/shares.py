"""The share of the most proactive tenth in words, whichever the door."""

from fractions import Fraction

from django import template

from evenreach.methods.equity import ProactiveShare, Ratio

register = template.Library()
NOT_KNOWN = "not known"


@register.filter
def proactive_in_words(found: ProactiveShare) -> str:
    """The tenth of schools that asked most had 41.2% of all time and have 11.0% of all need."""
    if found.of_amount.value is None:
        return (
            "The share of the tenth of schools that asked most is not known: no time is used yet"
            f"{' by a school whose need is known' if found.left_out else ''}."
        )
    return (
        f"The tenth of schools that asked most had {percent_in_words(found.of_amount)} of all time "
        f"used, and has {percent_in_words(found.of_need)} of all need."
    )


@register.filter
def proactive_basis(found: ProactiveShare) -> str:
    """What was counted and what was left out."""
    left_out = (
        f" {found.left_out} whose need is not known {'is' if found.left_out == 1 else 'are'} "
        "left out."
        if found.left_out
        else ""
    )
    return (
        f"Counted: {found.counted} schools, by requests sent this academic year; schools level at "
        f"the edge of the tenth count in equal part.{left_out} Need is learners at SEN support "
        "and with an EHC plan."
    )


def percent_in_words(part: Ratio) -> str:
    """26.2%."""
    value: Fraction | None = part.value
    return NOT_KNOWN if value is None else f"{float(100 * value):.1f}%"

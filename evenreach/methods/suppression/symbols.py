"""What stands in place of a number.

The symbols and their meanings are those of the Department for Education (Analysts' guide,
"Open data standards", Data symbols), which follow the Government Statistical Service.
"""

from enum import StrEnum


class Symbol(StrEnum):
    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    LOW = "low"


MEANINGS = {
    Symbol.CONFIDENTIAL: "Not shown, so that nobody can be told from it.",
    Symbol.NOT_APPLICABLE: "Not applicable: there is nothing to count.",
    Symbol.NOT_AVAILABLE: "Not available.",
    Symbol.LOW: "More than 0, and 0 when rounded.",
}


def written(number: int, base: int) -> int | Symbol:
    """A rounded number as it is published: what rounds to 0 and is not 0 is low."""
    nearest = (2 * number + base) // (2 * base) * base
    return Symbol.LOW if number and not nearest else nearest

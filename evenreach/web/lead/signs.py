"""Changes and parts as they are written in tables."""

from fractions import Fraction

from evenreach.web.templatetags.evenreach import MINUS

NOT_KNOWN = "Not known"


def signed(number: int) -> str:
    """+3, −2 or 0."""
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number else "0"


def counted(number: int, one: str) -> str:
    """1 school, 2 schools."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def decimal(value: Fraction | float, places: int) -> str:
    """0.123, −1.5."""
    return f"{float(value):,.{places}f}".replace("-", MINUS)

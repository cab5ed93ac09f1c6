"""An authority's one colour: what white text on it needs, so that people can read it."""

import re

from evenreach.flow.journal.refusal import Refusal

LEAST_CONTRAST = 4.5
"""Text against its background: WCAG 2.2, success criterion 1.4.3, level AA."""

_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class IllegibleColour(Refusal):
    """The authority's colour cannot carry white text."""


def contrast_with_white(colour: str) -> float:
    """The contrast ratio, 1 to 21, of white on `colour` (six hexadecimal digits after a #).

    Source: WCAG 2.2, definitions of relative luminance and contrast ratio. Raises IllegibleColour.
    """
    if not _HEX_COLOUR.fullmatch(colour):
        raise IllegibleColour(
            f"The brand colour {colour!r} is not a # and six hexadecimal digits. "
            "Write it like #0b3c49."
        )
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def demand_legible(colour: str) -> None:
    """Raises IllegibleColour when white text on `colour` could not be read."""
    contrast = contrast_with_white(colour)
    if contrast < LEAST_CONTRAST:
        raise IllegibleColour(
            f"White text on the brand colour {colour} has a contrast of {contrast:.2f}, "
            f"and {LEAST_CONTRAST} is the least that people can read. Choose a darker colour."
        )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

"""Whether a unique pupil number is well formed. See docs/methods/upn.md."""

import re

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The letters by their value from 0 to 22: I, O and S are left out."""
FIRST_WEIGHT = 2
FORM = re.compile(rf"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]")


class NoUpn(ValueError):
    """What was given has not the form of a unique pupil number without its check letter."""


def check_letter(rest: str) -> str:
    """The first letter of a unique pupil number, from the twelve characters that follow it.

    These are eleven digits and a digit, or a letter for a temporary number. Raises NoUpn.
    """
    if not FORM.fullmatch(f"{LETTERS[0]}{rest}"):
        raise NoUpn(f"{rest!r} is not eleven digits and a digit or letter.")
    values = [LETTERS.index(each) if each in LETTERS else int(each) for each in rest]
    weighted = (weight * value for weight, value in enumerate(values, start=FIRST_WEIGHT))
    return LETTERS[sum(weighted) % len(LETTERS)]


def is_upn(text: str) -> bool:
    """Whether a text is a unique pupil number, in capitals and without spaces, that checks."""
    return bool(FORM.fullmatch(text)) and check_letter(text[1:]) == text[0]

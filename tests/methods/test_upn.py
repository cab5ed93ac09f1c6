"""The check letter of a unique pupil number, against a table walked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.methods.upn import LETTERS, NoUpn, check_letter, is_upn

TABLE = {"A": 0, "B": 1, "C": 2, "D": 3, "E": 4, "F": 5, "G": 6, "H": 7, "J": 8, "K": 9, "L": 10}
TABLE |= {"M": 11, "N": 12, "P": 13, "Q": 14, "R": 15, "T": 16, "U": 17, "V": 18, "W": 19}
TABLE |= {"X": 20, "Y": 21, "Z": 22}
DIGITS = st.text("0123456789", min_size=11, max_size=11)
RESTS = st.builds(str.__add__, DIGITS, st.sampled_from("0123456789" + LETTERS))


def twin(rest: str) -> str:
    """The catalogue's rule step by step: add place times value, then take 23 away while it goes."""
    left = 0
    for place in range(2, 14):
        character = rest[place - 2]
        value = TABLE[character] if character in TABLE else "0123456789".index(character)
        for _ in range(place):
            left += value
    while left >= 23:
        left -= 23
    return next(letter for letter, value in TABLE.items() if value == left)


@given(RESTS)
@settings(derandomize=True)
def test_the_letter_is_the_twins(rest: str) -> None:
    assert check_letter(rest) == twin(rest)
    assert [first for first in LETTERS if is_upn(first + rest)] == [twin(rest)]


@given(RESTS, st.integers(0, 10), st.sampled_from("0123456789"))
@settings(derandomize=True)
def test_one_wrong_digit_is_always_found(rest: str, where: int, digit: str) -> None:
    slipped = rest[:where] + digit + rest[where + 1 :]
    assert is_upn(check_letter(rest) + slipped) == (slipped == rest)


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("B801200005001", True),
        ("H801200001001", True),
        ("A801200005001", False),
        ("b801200005001", False),
        ("B80120000500", False),
        ("B8012000050011", False),
        ("B80120000A001", False),
        ("I801200005001", False),
        ("B80120000500S", False),
        ("", False),
    ],
)
def test_numbers_that_check_and_slips(number: str, holds: bool) -> None:
    assert is_upn(number) is holds


@pytest.mark.parametrize(
    "rest", ["", "80120000500", "80120000500O", "8012000050011", "8012A0005001"]
)
def test_what_is_no_number_has_no_letter(rest: str) -> None:
    with pytest.raises(NoUpn, match="eleven digits"):
        check_letter(rest)

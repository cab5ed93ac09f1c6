"""A need is the sum of visible lines, and is not known where a line that counts is not."""

import datetime
from fractions import Fraction
from typing import Any

import pytest

from evenreach.methods.need import CannotWeigh, Factor, Need, need_of

CENSUS = datetime.date(2025, 1, 16)


def factor(name: str, value: Any, weight: Any) -> Factor:
    return Factor(name, value, weight, "school census", CENSUS)


def test_each_line_shows_its_product_and_they_sum() -> None:
    lines = (factor("SEN support", 30, Fraction(1)), factor("EHCP", 4, Fraction(5, 2)))
    need = need_of(lines)
    assert [line.product for line in lines] == [Fraction(30), Fraction(10)]
    assert need == Need(lines, Fraction(40))
    assert need.unknown == ()


def test_an_unknown_line_makes_the_need_unknown_and_never_zero() -> None:
    need = need_of([factor("SEN support", None, Fraction(1)), factor("EHCP", 4, Fraction(2))])
    assert need.total is None
    assert need.unknown == ("SEN support",)


def test_an_unknown_line_without_weight_does_not_matter() -> None:
    need = need_of([factor("IDACI", None, Fraction(0)), factor("EHCP", 4, Fraction(2))])
    assert need.total == 8


def test_a_known_zero_is_zero() -> None:
    assert need_of([factor("EHCP", 0, Fraction(2))]).total == 0


@pytest.mark.parametrize(
    ("value", "weight", "words"),
    [
        (0.5, Fraction(1), "The value of factor 'EHCP' is 0.5; pass an int or a Fraction"),
        (True, Fraction(1), "The value of factor 'EHCP' is True"),
        (1, 0.5, "The weight of factor 'EHCP' is 0.5"),
        (-1, Fraction(1), "The value of factor 'EHCP' is -1; it must be zero or more"),
        (1, Fraction(-1), "The weight of factor 'EHCP' is -1"),
    ],
)
def test_nonsense_is_refused(value: Any, weight: Any, words: str) -> None:
    with pytest.raises(CannotWeigh, match=words):
        factor("EHCP", value, weight)


def test_no_factors_twice_the_same_and_no_source_are_refused() -> None:
    with pytest.raises(CannotWeigh, match="pass at least one"):
        need_of([])
    with pytest.raises(CannotWeigh, match="'EHCP' comes more than once"):
        need_of([factor("EHCP", 1, Fraction(1)), factor("EHCP", 2, Fraction(1))])
    with pytest.raises(CannotWeigh, match="lacks a name or a source"):
        Factor("EHCP", 1, Fraction(1), " ")

"""A question without an answer is refused with a sentence that says what to do."""

from fractions import Fraction
from typing import Any

import pytest

from evenreach.methods.apportionment import (
    CannotApportion,
    FloorsAboveTotal,
    NoNeed,
    TotalAboveCaps,
    UnknownMethod,
    WrongLength,
    WrongLimit,
    WrongTotal,
    WrongWeight,
    apportion,
)

REFUSALS: list[tuple[type[CannotApportion], list[Any], Any, dict[str, Any], str]] = [
    (UnknownMethod, [1], 1, {"method": "webster"}, "sainte_lague, dhondt, adams"),
    (WrongWeight, [1, -2], 1, {}, "position 1 is -2; a need is an int or a Fraction, zero or more"),
    (WrongWeight, [1, 0.5], 1, {}, "position 1 is 0.5; a float has already been rounded"),
    (WrongWeight, [True], 1, {}, "position 0 is True; pass an int or a Fraction"),
    (WrongWeight, ["3"], 1, {}, "position 0 is '3'; pass an int or a Fraction"),
    (WrongTotal, [1], -1, {}, "total to share is -1; it must be a whole number"),
    (WrongTotal, [1], True, {}, "total to share is True"),
    (WrongTotal, [1], 2.0, {}, "total to share is 2.0"),
    (WrongLength, [1, 1], 1, {"rank": [0]}, "2 weights but 1 entries in rank"),
    (WrongLength, [1, 1], 1, {"minimum": [0]}, "2 weights but 1 entries in minimum"),
    (WrongLength, [1, 1], 1, {"maximum": [0] * 3}, "2 weights but 3 entries in maximum"),
    (WrongLimit, [1, 1], 1, {"minimum": -1}, "The minimum is -1; pass a whole number"),
    (WrongLimit, [1, 1], 1, {"minimum": 0.5}, "The minimum is 0.5; pass an int for all entries"),
    (WrongLimit, [1, 1], 1, {"maximum": [1, 0.5]}, "maximum at position 1 is 0.5"),
    (WrongLimit, [1], 1, {"rank": [1.5]}, "rank at position 0 is 1.5; pass an int"),
    (WrongLimit, [1], 3, {"minimum": 3, "maximum": 2}, "is 2; raise it to the floor of 3"),
    (FloorsAboveTotal, [1, 1], 5, {"minimum": 3}, "come to 6, more than the total of 5"),
    (TotalAboveCaps, [1, 1], 5, {"maximum": 2}, "room for only 4"),
    (TotalAboveCaps, [1, 0], 5, {"maximum": 4}, "lower the total by 1"),
    (NoNeed, [0, Fraction(0)], 5, {"minimum": 1}, "3 remain to be shared beyond the floors"),
    (NoNeed, [], 1, {}, "lower the total by 1"),
]


@pytest.mark.parametrize(("refusal", "weights", "total", "options", "words"), REFUSALS)
def test_a_question_without_an_answer_is_refused_in_a_sentence(
    refusal: type[CannotApportion],
    weights: list[Any],
    total: Any,
    options: dict[str, Any],
    words: str,
) -> None:
    with pytest.raises(refusal) as refused:
        apportion(weights, total, **options)
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")
    assert isinstance(refused.value, CannotApportion | ValueError)


def test_nothing_to_share_is_shared_among_anyone() -> None:
    assert apportion([], 0) == []
    assert apportion([0, 0], 0) == [0, 0]
    assert apportion([0, 0], 2, minimum=1) == [1, 1]

"""What schools alike would have at SEN support, and what no table may say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.expected import CannotExpect, Rate, RateTable

from .questions import MODERATE

TABLE = RateTable.of(
    [
        Rate("primary", 20, 30, 200, 4),
        Rate("primary", 0, 10, 100, 3),
        Rate("secondary", 0, 7, 70, 1),
    ]
)


@MODERATE
@given(roll=st.integers(0, 3000), fsm=st.integers(0, 3000))
def test_the_band_is_the_last_that_begins_at_the_schools_share(roll: int, fsm: int) -> None:
    fsm = min(fsm, roll)
    found = TABLE.expected("primary", roll, fsm)
    assert found is not None
    in_second = roll > 0 and Fraction(100 * fsm, roll) >= 20
    assert found.rate.fsm_from == (20 if in_second else 0)
    assert found.value == roll * (Fraction(3, 20) if in_second else Fraction(1, 10))


@pytest.mark.parametrize(
    ("phase", "roll", "fsm"), [("special", 10, 1), ("primary", None, 1), ("primary", 10, None)]
)
def test_what_is_not_known_is_not_expected(phase, roll, fsm) -> None:
    assert TABLE.expected(phase, roll, fsm) is None


def test_a_table_has_each_band_once_from_nought() -> None:
    with pytest.raises(CannotExpect, match=r"begin at \[10\]"):
        RateTable.of([Rate("primary", 10, 1, 2, 1)])
    with pytest.raises(CannotExpect, match=r"begin at \[0, 0\]"):
        RateTable.of([Rate("primary", 0, 1, 2, 1), Rate("primary", 0, 1, 3, 1)])


@pytest.mark.parametrize(("learners", "pupils"), [(3, 2), (-1, 2), (0, 0)])
def test_a_rate_is_a_part_of_pupils(learners, pupils) -> None:
    with pytest.raises(CannotExpect, match="at least one pupil"):
        Rate("primary", 0, learners, pupils, 1)

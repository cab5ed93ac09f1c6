"""How far outcomes were reached: the published formula, a slow twin, and what must always hold."""

import math
from decimal import Decimal, getcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.methods.outcomes import (
    Levels,
    OutsideScale,
    Progress,
    attainment,
    progress,
    t_score,
    t_score_of,
)

PAIRS = st.lists(st.tuples(st.integers(1, 3), st.integers(-2, 2)), min_size=1, max_size=6)


def slow_t_score(pairs: list[tuple[int, int]]) -> float:
    """The erratum's formula, goal by goal, with the correlation as pairs of different goals."""
    getcontext().prec = 50
    above = below = Decimal(0)
    for nth, (weight, level) in enumerate(pairs):
        above += 10 * weight * level
        for other, (another, _) in enumerate(pairs):
            below += weight * another * (Decimal(1) if nth == other else Decimal("0.3"))
    return float(50 + above / below.sqrt())


@given(PAIRS)
@settings(derandomize=True)
def test_it_is_what_the_slow_twin_says(pairs: list[tuple[int, int]]) -> None:
    assert t_score(pairs) == pytest.approx(slow_t_score(pairs), rel=1e-14)


@given(PAIRS, st.integers(2, 5))
@settings(derandomize=True)
def test_only_the_weights_among_each_other_count(pairs: list[tuple[int, int]], by: int) -> None:
    assert t_score(pairs) == pytest.approx(t_score([(by * w, x) for w, x in pairs]), rel=1e-14)


@given(PAIRS)
@settings(derandomize=True)
def test_the_middle_is_fifty_and_the_opposite_mirrors(pairs: list[tuple[int, int]]) -> None:
    assert t_score([(weight, 0) for weight, _ in pairs]) == 50
    there, back = t_score(pairs), t_score([(weight, -level) for weight, level in pairs])
    assert there is not None
    assert back is not None
    assert there + back == pytest.approx(100, rel=1e-14)


@given(PAIRS)
@settings(derandomize=True)
def test_more_of_one_goal_is_never_a_lower_score(pairs: list[tuple[int, int]]) -> None:
    (weight, level), *rest = pairs
    if level < 2:
        before, after = t_score(pairs), t_score([(weight, level + 1), *rest])
        assert before is not None
        assert after is not None
        assert after > before


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(1, 1)], 60.0),
        ([(1, -2)], 30.0),
        ([(1, -1)] * 3, 50 - 30 / math.sqrt(4.8)),
        ([(2, 0), (1, -1), (1, 2)], 50 + 10 / 3),
    ],
)
def test_it_is_what_a_calculator_says(pairs: list[tuple[int, int]], expected: float) -> None:
    assert t_score(pairs) == pytest.approx(expected, rel=1e-14)


def test_the_formula_that_was_printed_wrongly_is_not_this_one() -> None:
    """Without the square of the whole sum of weights, two goals would give another score."""
    pairs = [(1, 1), (2, 1)]
    wrong = 50 + 10 * 3 / math.sqrt(0.7 * 5 + 0.3 * 3)
    assert t_score(pairs) == pytest.approx(50 + 10 * 3 / math.sqrt(0.7 * 5 + 0.3 * 9))
    assert t_score(pairs) != pytest.approx(wrong, abs=0.1)


@pytest.mark.parametrize(
    ("achieved", "said", "level"),
    [
        (1, Progress.BELOW_BASELINE, -2),
        (2, Progress.AT_BASELINE, -2),
        (3, Progress.TOWARDS, -1),
        (5, Progress.TOWARDS, -1),
        (6, Progress.AS_EXPECTED, 0),
        (7, Progress.BEYOND, 1),
        (8, Progress.BEYOND, 2),
        (10, Progress.BEYOND, 2),
        (None, None, None),
    ],
)
def test_one_outcome_from_two_to_six(
    achieved: int | None, said: Progress | None, level: int | None
) -> None:
    levels = Levels(2, 6, achieved)
    assert (progress(levels), attainment(levels)) == (said, level)


def test_a_score_waits_for_every_outcome() -> None:
    assert t_score_of([Levels(2, 6, 6), Levels(3, 5)]) is None
    assert t_score_of([]) is None
    assert t_score_of([Levels(2, 6, 6), Levels(3, 5, 5)]) == 50


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ((0, 5), "levels are from 1 to 10"),
        ((1, 11), "levels are from 1 to 10"),
        ((1, 5, 11), "levels are from 1 to 10"),
        ((5, 5), "expected 5 is not above baseline 5"),
        ((2, 5, None, 0), "a weight is at least 1"),
    ],
)
def test_what_is_on_no_scale_is_refused(levels: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(OutsideScale, match=sentence):
        Levels(*levels)


@pytest.mark.parametrize("pair", [(0, 1), (1, 3), (1, -3)])
def test_no_score_is_made_of_what_is_no_attainment(pair: tuple[int, int]) -> None:
    with pytest.raises(OutsideScale):
        t_score([pair])

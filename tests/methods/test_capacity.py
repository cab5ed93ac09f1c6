"""A year of time adds up in every row and column, and nobody pays what they may not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.methods.capacity import (
    CannotPlan,
    Deduction,
    StaffTime,
    YearOfTime,
    shared_out,
    year_of_time,
)

TERMS = (("Autumn", 73), ("Spring", 58), ("Summer", 59))
TEACHER = StaffTime("Teacher", 100, 38, 0, 0, 360, "Council")
ASSISTANT = StaffTime("Assistant", 60, 38, 0, 0, 360, "Fund")


def shared_out_slowly(total: int, weights: list[int]) -> tuple[int, ...]:
    """One minute after another to whoever is furthest below their exact part."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    waiting = list(range(len(weights)))
    while sum(parts) < total:
        short = [(total * weights[n] - parts[n] * whole, -n) for n in waiting]
        n = -max(short)[1]
        parts[n] += 1
        waiting.remove(n)
    return tuple(parts)


@settings(derandomize=True)
@given(st.integers(0, 10**7), st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_parts_are_whole_add_up_and_are_as_the_slow_twin_gives_them(total, weights):
    if not sum(weights):
        weights[0] = 1
    parts = shared_out(total, weights)
    assert sum(parts) == total
    assert parts == shared_out_slowly(total, weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
        assert part == 0 if weight == 0 else part >= 0


staff_lines = st.builds(
    StaffTime,
    st.just("Staff"),
    st.integers(1, 100),
    st.integers(30, 52),
    st.integers(0, 40),
    st.integers(0, 5),
    st.integers(60, 480),
    st.sampled_from(["", "Council", "Fund"]),
)
deductions = st.builds(
    Deduction,
    st.just("Time"),
    st.integers(0, 3000),
    st.integers(0, 20),
    st.integers(0, 300),
    st.sampled_from([frozenset(), frozenset({"Fund"}), frozenset({"Fund", "Council"})]),
)


def planned(staff: list[StaffTime], taken: list[Deduction]) -> YearOfTime | CannotPlan:
    try:
        return year_of_time(staff, taken, TERMS)
    except CannotPlan as refusal:
        return refusal


@settings(derandomize=True, max_examples=300)
@given(st.lists(staff_lines, min_size=1, max_size=6), st.lists(deductions, max_size=5))
def test_every_row_and_column_adds_up_and_nothing_is_below_nothing(staff, taken):
    year = planned(staff, taken)
    if isinstance(year, CannotPlan):
        assert "minutes" in str(year)
        return
    lines = (*year.taken, year.left)
    assert year.working.minutes == sum(line.minutes for line in staff)
    assert year.working.minutes == sum(line.minutes for line in lines)
    for line in (year.working, *lines):
        assert sum(line.by_term) == line.minutes
        assert sum(line.by_stream.values()) == line.minutes
        assert min(line.by_term) >= 0
        assert min(line.by_stream.values(), default=0) >= 0
    for n in range(len(TERMS)):
        assert year.working.by_term[n] == sum(line.by_term[n] for line in lines)
    for stream, minutes in year.working.by_stream.items():
        assert minutes == sum(line.by_stream.get(stream, 0) for line in lines)


@settings(derandomize=True, max_examples=300)
@given(st.lists(staff_lines, min_size=1, max_size=6), st.lists(deductions, max_size=5))
def test_no_stream_pays_what_it_may_not(staff, taken):
    year = planned(staff, taken)
    if isinstance(year, YearOfTime):
        for deduction, line in zip(taken, year.taken, strict=True):
            assert not deduction.may_not_pay & line.by_stream.keys()


@settings(derandomize=True, max_examples=300)
@given(st.lists(staff_lines, min_size=1, max_size=6), deductions, st.integers(0, 3000))
def test_with_one_fence_a_plan_is_refused_only_where_none_exists(staff, fenced, percent):
    travel = Deduction("Travel", percent)
    working = sum(line.minutes for line in staff)
    able = sum(line.minutes for line in staff if line.stream not in fenced.may_not_pay)
    wanted = fenced.minutes_of(working)
    possible = 0 < working >= wanted + travel.minutes_of(working) and wanted <= able
    assert isinstance(planned(staff, [travel, fenced]), YearOfTime) == possible


def test_a_term_without_school_days_takes_nothing():
    year = year_of_time([TEACHER], [], [("Autumn", 73), ("Summer", 0)])
    assert year.left.by_term == (68400, 0)
    assert year_of_time([TEACHER], []).left.by_term == ()


def test_each_step_says_how_it_is_done_again():
    taken = [
        Deduction("Statutory advice", 1250, 40, 300),
        Deduction("Meetings"),
    ]
    year = year_of_time([TEACHER, ASSISTANT], taken, TERMS)
    assert TEACHER.how == "1 FTE × (38 × 5 − 0 − 0) days × 360 minutes"
    assert year.working.how == "68,400 + 41,040"
    assert [line.how for line in year.taken] == [
        "12.5 % of 109,440 + 40 × 300 minutes",
        "nothing is taken off",
    ]
    assert year.left.how == "109,440 − 25,680"
    assert year.left.minutes == 83_760


@pytest.mark.parametrize(
    ("staff", "taken", "terms", "words"),
    [
        ([], [], TERMS, "There is no working time yet: add a line of staff"),
        ([TEACHER], [Deduction("Travel", 10_000, 1, 9)], TERMS, "9 more than the 68,400"),
        ([TEACHER], [], [("Autumn", 0)], "The terms have no school days"),
        (
            [TEACHER, ASSISTANT],
            [Deduction("Statutory advice", 0, 300, 300, frozenset({"Fund"}))],
            TERMS,
            r"takes 90,000 minutes. Fund may not pay for it, and what may \(Council\) has 68,400",
        ),
        (
            [ASSISTANT],
            [Deduction("Statutory advice", 1, 0, 0, frozenset({"Fund"}))],
            TERMS,
            r"what may \(no other staff\) has 0 minutes",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(staff, taken, terms, words):
    with pytest.raises(CannotPlan, match=words):
        year_of_time(staff, taken, terms)


def test_more_days_off_than_there_are_is_refused():
    with pytest.raises(CannotPlan, match="more than the 190 days of 38 weeks"):
        StaffTime("Teacher", 100, 38, 188, 3, 360)

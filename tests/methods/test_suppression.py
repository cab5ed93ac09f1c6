"""The gate's arithmetic against its slow twins, and what must hold of every safe table."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.methods.suppression import (
    CannotProtect,
    CannotSuppress,
    Cell,
    Fact,
    Kind,
    Loss,
    NotAdditive,
    Reason,
    Rule,
    Symbol,
    Table,
    WouldUndo,
    cross_table,
    first_told,
    hidden_groups,
    percent_of,
    primary_reason,
    protect,
    rounded,
    rounded_apart,
    rounded_together,
    safe_with,
    written,
)
from tests.methods.suppression_twins import (
    Enumerated,
    hidden_of,
    primary_of,
    random_table,
    recovered,
)

FIVE = Rule(fewest=5)
SMALL = ((3,), (4,), (2, 2), (2, 3))
LARGER = ((5,), (3, 3), (2, 2, 2))


def counted(numbers: dict[tuple[str, ...], int], universe: str = "") -> Table:
    facts = {key: Fact(number, number) for key, number in numbers.items()}
    return cross_table(facts, universe=universe)


AGREED = counted({("A", "x"): 3, ("A", "y"): 12, ("B", "x"): 20, ("B", "y"): 15})
tiny = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(tiny, st.sampled_from([2, 3]))
def test_no_smaller_pattern_is_as_safe(numbers: tuple[int, ...], fewest: int) -> None:
    """Every table of four groups up to 8, one by one, for every pattern of hidden cells."""
    groups = list(product("AB", "xy"))
    table = counted(dict(zip(groups, numbers, strict=True)))
    slow = Enumerated(table, fewest, cap=8)
    try:
        safe = protect(table, Rule(fewest=fewest))
    except CannotProtect as told:
        assert len(slow.possible(told.key, slow.primary | set(slow.may_be_hidden))) == 1
        return
    assert safe.primary == slow.primary
    assert safe.is_least
    assert len(safe.hidden) == slow.least()
    spans = slow.spans(frozenset(safe.hidden))
    assert {one.key: (one.low, one.high) for one in safe.alibis} == spans


def _recovered_of(tables: list[tuple[Table, int]], *, secondary: bool) -> tuple[int, int]:
    """How many tables had something hidden, and of how many an attacker told a hidden cell."""
    batch, refused = [], 0
    for table, fewest in tables:
        try:
            safe = protect(table, Rule(fewest=fewest))
        except CannotProtect:
            refused += 1
            continue
        batch.append((table, hidden_of(safe) if secondary else primary_of(safe), fewest))
    found = [told for n in range(0, len(batch), 100) for told in recovered(batch[n : n + 100])]
    return sum(bool(hidden) for _, hidden, _ in batch), sum(map(bool, found))


def test_an_attacker_tells_no_hidden_cell_of_larger_tables() -> None:
    dice = Random(20261126)
    tables = [(random_table(dice, LARGER), 5) for _ in range(100)]
    assert _recovered_of(tables, secondary=True)[1] == 0


def test_an_attacker_tells_no_hidden_cell_of_10000_tables() -> None:
    """One and two ways, thresholds 3, 5 and 10; without secondary suppression the same tells."""
    dice = Random(20261125)
    tables = [(random_table(dice, SMALL), dice.choice([3, 5, 10])) for _ in range(10_000)]
    hiding, told = _recovered_of(tables, secondary=True)
    assert (hiding, told) == (7_272, 0)
    _, told = _recovered_of(tables[:1_000], secondary=False)
    assert told > 500


def test_the_worked_example_hides_a_square() -> None:
    """3 is hidden, and with it one more in its row and its column, and the corner between."""
    safe = protect(AGREED, FIVE)
    assert safe.hidden == {
        "A | x": Reason.FEW,
        "A | y": Reason.SECONDARY,
        "B | x": Reason.SECONDARY,
        "B | y": Reason.SECONDARY,
    }
    assert [(one.key, one.low, one.high) for one in safe.alibis] == [("A | x", 1, 4)]
    assert safe.shown == {
        "A | All": 15,
        "B | All": 35,
        "All | x": 23,
        "All | y": 27,
        "All | All": 50,
    }


def test_the_order_of_cells_changes_nothing() -> None:
    dice = Random(7)
    for _ in range(20):
        table = random_table(dice, ((3, 3),))
        shuffled = list(table.cells)
        dice.shuffle(shuffled)
        assert protect(table, FIVE).hidden == protect(Table(tuple(shuffled)), FIVE).hidden


def test_what_runs_out_of_rounds_is_safe_and_says_that_it_may_not_be_least() -> None:
    dice = Random(11)
    for _ in range(20):
        table = random_table(dice, ((3, 3), (2, 2, 2)))
        hasty, least = protect(table, FIVE, rounds=0), protect(table, FIVE)
        assert [*recovered([(table, hidden_of(hasty), 5)])] == [set()]
        assert least.is_least
        assert len(hasty.hidden) >= len(least.hidden)
        if least.hidden:
            assert not hasty.is_least


def test_nothing_small_hides_nothing() -> None:
    table = counted({("A",): 12, ("B",): 0, ("C",): 9})
    assert protect(table, FIVE).hidden == {}


def test_noughts_are_hidden_where_others_know_that_the_group_exists() -> None:
    """One high school in Alnwick: hidden and not nought would say that it was reached."""
    facts = {
        ("High", "Alnwick"): Fact(1, 1, most=1),
        ("High", "Blyth"): Fact(0, 0, most=2),
        ("High", "Hexham"): Fact(3, 3, most=4),
        ("High", "Ponteland"): Fact(0, 0, most=0),
    }
    safe = protect(cross_table(facts), Rule(fewest=3, hide_nought=True))
    spans = {one.key: (one.low, one.high) for one in safe.alibis}
    assert spans["High | Alnwick"] == (0, 1)
    assert spans["High | Blyth"] == (0, 2)
    assert "High | Ponteland" not in safe.hidden


def test_the_rules_for_magnitudes() -> None:
    """Handbook: of 100,000 the two largest have 99,000; safe by (1, 90), not by p %."""
    cell = Cell("Mining", Fact(100_000, 12, (50_000, 49_000)), frozenset({"m"}))
    assert primary_reason(cell, Kind.MAGNITUDE, Rule(dominance=(1, 90))) is None
    assert primary_reason(cell, Kind.MAGNITUDE, Rule(dominance=(2, 90))) is Reason.DOMINATED
    assert primary_reason(cell, Kind.MAGNITUDE, Rule(p_percent=10)) is Reason.NEARLY_ONE
    assert primary_reason(cell, Kind.MAGNITUDE, Rule(p_percent=2)) is None
    assert primary_reason(cell, Kind.MAGNITUDE, Rule(fewest=13)) is Reason.FEW


def test_a_magnitude_stays_open_by_its_margin_and_to_its_neighbour() -> None:
    """Two schools alone in their cells: neither can take its own minutes from a sum."""
    facts = {
        ("A", "x"): Fact(60, 1, (60,)),
        ("A", "y"): Fact(90, 1, (90,)),
        ("A", "z"): Fact(600, 9, (100, 90)),
        ("B", "x"): Fact(500, 8, (90, 80)),
        ("B", "y"): Fact(700, 9, (90, 80)),
        ("B", "z"): Fact(800, 9, (99, 98)),
    }
    safe = protect(cross_table(facts, kind=Kind.MAGNITUDE), Rule(fewest=3, margin_percent=20))
    spans = {one.key: (one.low, one.high) for one in safe.alibis}
    assert spans == {"A | x": (48, 72), "A | y": (72, 108)}
    row = {key for key in safe.hidden if key.startswith("A | ")}
    assert row > {"A | x", "A | y"}


def test_values_and_cells_are_two_measures_of_loss() -> None:
    table = counted({("A",): 3, ("B",): 40, ("C",): 30})
    assert set(protect(table, FIVE, loss=Loss.VALUES).hidden) == {"A", "C"}


def test_a_hierarchy_has_its_own_totals() -> None:
    facts = {(each,): Fact(n, n) for each, n in {"p": 2, "q": 30, "r": 40, "s": 50}.items()}
    table = cross_table(facts, above=[{"p": "Low", "q": "Low", "r": "High", "s": "High"}])
    assert table["Low"].value == 32
    safe = protect(table, FIVE)
    assert set(safe.hidden) == {"p", "q"}


@settings(derandomize=True, max_examples=40, deadline=None)
@given(tiny)
def test_hiding_more_never_tells_more(numbers: tuple[int, ...]) -> None:
    """With any one more cell hidden, every number that was possible still is."""
    table = counted(dict(zip(product("AB", "xy"), numbers, strict=True)))
    slow = Enumerated(table, 3, cap=8)
    for key in slow.may_be_hidden:
        for small in slow.primary:
            before = slow.possible(small, slow.primary)
            assert before <= slow.possible(small, slow.primary | {key})


def test_a_total_that_stays_is_paid_for_by_its_groups() -> None:
    found = {"First": 4, "Middle": 5, "High": 20, "Special": 0}
    groups = {name: Fact(number, number) for name, number in found.items()}
    assert hidden_groups(groups, FIVE) == {"First", "Middle"}
    assert hidden_groups({"First": Fact(1, 1), "Middle": Fact(5, 5)}, FIVE) == {"First", "Middle"}
    assert hidden_groups({}, FIVE) == frozenset()


numbers_of_nine = st.lists(st.integers(0, 60), min_size=9, max_size=9)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(numbers_of_nine)
def test_rounded_together_adds_up_and_stays_within_the_base(numbers: list[int]) -> None:
    table = counted(dict(zip(product("ABC", "xyz"), numbers, strict=True)))
    together, apart = rounded_together(table), rounded_apart(table)
    for cell in table.cells:
        assert together[cell.key] % 5 == 0
        assert abs(together[cell.key] - cell.value) < 5
        assert abs(apart[cell.key] - cell.value) <= 2
        if cell.value % 5 == 0:
            assert together[cell.key] == cell.value
    inner = [f"{row} | {column}" for row, column in product("ABC", "xyz")]
    assert together["All | All"] == sum(together[key] for key in inner)


def test_what_rounds_to_nothing_and_is_not_is_low() -> None:
    assert [written(number, 5) for number in (0, 1, 2, 3, 7, 8)] == [
        0,
        Symbol.LOW,
        Symbol.LOW,
        5,
        5,
        10,
    ]
    assert rounded(25, 10) == 30


def test_a_percentage_is_of_what_is_shown() -> None:
    assert percent_of(1, 4) == 25
    assert (percent_of(None, 4), percent_of(1, None), percent_of(0, 0)) == (None, None, None)


ALL_SCHOOLS = counted({("First",): 3, ("Middle",): 20, ("High",): 30}, universe="autumn")
BUT_FIRST = Table(
    (
        Cell(
            "All but first",
            Fact(50, 50),
            frozenset({"autumn | Middle", "autumn | High"}),
        ),
    )
)


def test_all_and_all_but_one_tell_the_one() -> None:
    """All schools are 53: with 50 for all but first schools, first schools are 3."""
    before = protect(ALL_SCHOOLS, FIVE)
    assert set(before.hidden) == {"First", "Middle"}
    earlier = [before.published("Schools reached by phase, 3 November 2026")]
    assert protect(BUT_FIRST, FIVE).hidden == {}
    with pytest.raises(WouldUndo) as refused:
        safe_with(BUT_FIRST, FIVE, earlier)
    assert str(refused.value) == (
        "Together with “Schools reached by phase, 3 November 2026” this table would tell “First”, "
        "which must stay hidden. Hide “All but first” too, or publish coarser groups."
    )
    mended = protect(BUT_FIRST, FIVE, earlier)
    assert mended.hidden == {"All but first": Reason.SECONDARY}
    assert first_told(mended.published(""), earlier) is None


def _second_release(dice: Random, first: Table) -> Table:
    """Three sums of two or more of the first table's groups, none of which it has itself."""
    finest = {part: c.value for c in first.cells if len(c.parts) == 1 for part in c.parts}
    had = {cell.parts for cell in first.cells}
    cells: dict[frozenset[str], Cell] = {}
    for nth in range(3):
        parts = frozenset(dice.sample(sorted(finest), dice.randrange(2, len(finest))))
        value = sum(finest[part] for part in parts)
        if parts not in had:
            cells[parts] = Cell(f"sum {nth}", Fact(value, value), parts)
    return Table(tuple(cells.values()))


def test_no_second_release_tells_what_the_first_hid() -> None:
    """The twin attacks both at once; without the register it tells hidden cells of many pairs.

    A few second tables are refused: why a cell of theirs is hidden would tell one of the first.
    """
    dice, told, refused = Random(3), {True: 0, False: 0}, 0
    for _ in range(60):
        first = random_table(dice, ((4,), (5,), (2, 3)))
        second = _second_release(dice, first)
        before = protect(first, FIVE)
        both = Table((*first.cells, *second.cells))
        for registered in told:
            earlier = [before.published("First")] if registered else []
            try:
                after = protect(second, FIVE, earlier)
            except CannotProtect:
                refused += 1
                continue
            hidden = hidden_of(before) | hidden_of(after)
            told[registered] += any(found for found in recovered([(both, hidden, 5)]))
    assert told[True] == 0
    assert told[False] > 8
    assert refused < 6


def test_a_looser_rule_does_not_show_what_a_stricter_one_hid() -> None:
    before = protect(ALL_SCHOOLS, FIVE)
    earlier = [before.published("Reach")]
    with pytest.raises(WouldUndo, match="would tell “First”"):
        safe_with(ALL_SCHOOLS, Rule(fewest=2), earlier)
    again = protect(ALL_SCHOOLS, Rule(fewest=2), earlier)
    assert again.hidden["First"] is Reason.EARLIER
    assert set(again.hidden) == set(before.hidden)


def test_tables_of_other_facts_do_not_meet() -> None:
    before = protect(ALL_SCHOOLS, FIVE)
    spring = counted({("First",): 9, ("Middle",): 20, ("High",): 30}, universe="spring")
    assert safe_with(spring, FIVE, [before.published("Autumn")]).hidden == {}


def test_nonsense_is_refused() -> None:
    with pytest.raises(NotAdditive, match="“All” is 7 and its parts add up to 6"):
        Table(
            (
                Cell("A", Fact(2, 2), frozenset({"a"})),
                Cell("B", Fact(4, 4), frozenset({"b"})),
                Cell("All", Fact(7, 7), frozenset({"a", "b"})),
            )
        )
    with pytest.raises(CannotSuppress, match="whole numbers of 0 or more"):
        counted({("A",): -1})
    with pytest.raises(CannotSuppress, match="comes more than once"):
        Table((*AGREED.cells, AGREED.cells[0]))
    with pytest.raises(CannotSuppress, match="counts 5 of 3 contributors"):
        cross_table({("A",): Fact(5, 3)})
    with pytest.raises(CannotSuppress, match="cannot exceed 2"):
        cross_table({("A",): Fact(3, 3, most=2)})
    with pytest.raises(CannotSuppress, match="the least rule is 2"):
        Rule(fewest=1)
    with pytest.raises(CannotSuppress, match="one category for each dimension"):
        cross_table({})

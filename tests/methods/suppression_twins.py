"""The slow and obvious twins: every table that could be behind a published one, one by one."""

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from random import Random

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_matrix

from evenreach.methods.suppression import Fact, Protected, Table, cross_table


class Enumerated:
    """Every table of whole numbers from 0 to `cap` with the same groups, small ones only."""

    def __init__(self, table: Table, fewest: int, cap: int, hide_nought: bool = False) -> None:
        parts = sorted({part for cell in table.cells for part in cell.parts})
        ways = np.array(list(product(range(cap + 1), repeat=len(parts))))
        self.table, self.fewest, self.hide_nought = table, fewest, hide_nought
        self.given = {
            cell.key: ways[:, [parts.index(part) for part in cell.parts]].sum(axis=1)
            for cell in table.cells
        }

    def is_small(self, number: int | np.ndarray) -> bool | np.ndarray:
        return (number < self.fewest) & (number >= (0 if self.hide_nought else 1))

    @property
    def primary(self) -> frozenset[str]:
        return frozenset(cell.key for cell in self.table.cells if self.is_small(cell.value))

    @property
    def may_be_hidden(self) -> list[str]:
        """Noughts that are not hidden are shown: everybody knows a hidden cell is no nought."""
        return [
            cell.key for cell in self.table.cells if cell.value and not self.is_small(cell.value)
        ]

    def possible(self, key: str, hidden: Iterable[str]) -> set[int]:
        """What a cell may be for one who sees the rest and knows which are hidden as small."""
        hidden = set(hidden)
        same = np.ones(len(self.given[key]), dtype=bool)
        for cell in self.table.cells:
            given = self.given[cell.key]
            if cell.key not in hidden:
                same &= given == cell.value
            elif cell.key in self.primary:
                same &= self.is_small(given)
            else:
                same &= given >= self.fewest
        return set(self.given[key][same].tolist())

    def spans(self, hidden: frozenset[str]) -> dict[str, tuple[int, int]]:
        """The least and the most that each small cell may be."""
        found = {key: self.possible(key, hidden) for key in self.primary}
        return {key: (min(may), max(may)) for key, may in found.items()}

    def least(self) -> int:
        """How many cells the smallest pattern hides that tells no more than hiding everything."""
        everything = self.spans(self.primary | set(self.may_be_hidden))
        for count in range(len(self.may_be_hidden) + 1):
            for more in combinations(self.may_be_hidden, count):
                if self.spans(self.primary | set(more)) == everything:
                    return len(self.primary) + count
        raise AssertionError("Hiding everything is a pattern.")


def recovered(batch: Iterable[tuple[Table, set[str], int]]) -> Iterator[set[str]]:
    """The hidden cells of each table (hidden: which, from 1 up) that a linear programme pins down.

    All tables and both directions of all their hidden cells in one programme, block by block:
    scipy's solver, over the cells themselves, with no code of the method. A hidden cell below
    `fewest` is known to be 1 to fewest - 1, any other to be `fewest` or more.
    """
    blocks, costs, lows, highs, owners = [], [], [], [], []
    tables = list(batch)
    for nth, (table, hidden, fewest) in enumerate(tables):
        sums, bounds = _sums_and_bounds(table, hidden, fewest)
        keys = [cell.key for cell in table.cells]
        for key in sorted(hidden):
            for sign in (1, -1):
                cost = np.zeros(len(keys))
                cost[keys.index(key)] = sign
                blocks.append(sums)
                costs.append(cost)
                lows.append(bounds[:, 0])
                highs.append(bounds[:, 1])
                owners.append((nth, key))
    found: list[set[str]] = [set() for _ in tables]
    if blocks:
        for (nth, key), (low, high) in _ranges(blocks, costs, lows, highs, owners).items():
            if high - low < 0.5:
                found[nth].add(key)
    yield from found


def _ranges(blocks, costs, lows, highs, owners):  # type: ignore[no-untyped-def]
    together = block_diag(blocks, format="csr")
    limits = np.column_stack([np.concatenate(lows), np.concatenate(highs)])
    solved = linprog(
        np.concatenate(costs), A_eq=together, b_eq=np.zeros(together.shape[0]), bounds=limits
    )
    assert solved.success, solved.message
    ranges: dict[tuple[int, str], tuple[float, float]] = {}
    start = 0
    for nth in range(0, len(blocks), 2):
        width = len(costs[nth])
        low = costs[nth] @ solved.x[start : start + width]
        high = -costs[nth + 1] @ solved.x[start + width : start + 2 * width]
        ranges[owners[nth]] = (low, high)
        start += 2 * width
    return ranges


def _sums_and_bounds(table: Table, hidden: set[str], fewest: int) -> tuple[csr_matrix, np.ndarray]:
    """Each total less its finest cells is nothing; shown cells are what they are."""
    finest = {cell.parts: nth for nth, cell in enumerate(table.cells) if len(cell.parts) == 1}
    rows = []
    for nth, cell in enumerate(table.cells):
        if len(cell.parts) > 1:
            row = np.zeros(len(table.cells))
            row[nth] = -1
            row[[finest[frozenset({part})] for part in cell.parts]] = 1
            rows.append(row)
    bounds = []
    for cell in table.cells:
        if cell.key not in hidden:
            bounds.append((cell.value, cell.value))
        elif cell.value < fewest:
            bounds.append((1, fewest - 1))
        else:
            bounds.append((fewest, 10_000))
    return csr_matrix(np.array(rows)), np.array(bounds, dtype=float)


def random_table(dice: Random, shapes: tuple[tuple[int, ...], ...]) -> Table:
    """One to three ways, with many small numbers and noughts, as small schools give."""
    shape = dice.choice(shapes)
    small = [0, 0, 1, 1, 2, 3, 4, 5, 6]
    facts = {}
    for where in product(*map(range, shape)):
        value = dice.choice(small) if dice.random() < 0.5 else dice.randrange(4, 40)
        facts[tuple(f"{way}{nth}" for way, nth in zip("abc", where, strict=False))] = Fact(
            value, value
        )
    return cross_table(facts)


def hidden_of(safe: Protected) -> set[str]:
    return set(safe.hidden)


def primary_of(safe: Protected) -> set[str]:
    return set(safe.primary)

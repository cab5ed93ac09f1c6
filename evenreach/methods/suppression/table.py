"""A table with its totals, and the builder that adds the totals up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeVar

from evenreach.methods.suppression.refusals import CannotSuppress, NotAdditive

Key = TypeVar("Key", bound=tuple[str, ...])
ALL = "All"
BETWEEN = " | "


class Kind(StrEnum):
    COUNT = "count"
    MAGNITUDE = "magnitude"


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the finest groups: its sum, how many contributed, the largest contributions.

    `most` is what everybody knows that a count cannot exceed (the schools in the register); 0 says
    that the group does not exist.
    """

    value: int
    contributors: int
    largest: tuple[int, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact or a total; `parts` names the finest groups that it sums."""

    key: str
    fact: Fact
    parts: frozenset[str]

    @property
    def value(self) -> int:
        return self.fact.value

    @property
    def exists(self) -> bool:
        return self.fact.most != 0


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by key. Two tables speak of the same thing where their cells name the same parts.

    Raises `CannotSuppress` for a key that comes twice and for a number that is no whole number of
    0 or more, `NotAdditive` where a total is not the sum of its parts.
    """

    cells: tuple[Cell, ...]
    kind: Kind = Kind.COUNT

    def __post_init__(self) -> None:
        keys = [cell.key for cell in self.cells]
        if len(set(keys)) < len(keys):
            twice = min(key for key in keys if keys.count(key) > 1)
            raise CannotSuppress(f"“{twice}” comes more than once; name each cell once.")
        finest = {part: c.value for c in self.cells if len(c.parts) == 1 for part in c.parts}
        for cell in self.cells:
            _check(cell, self.kind)
            if cell.parts <= finest.keys():
                added = sum(finest[part] for part in cell.parts)
                if added != cell.value:
                    raise NotAdditive(cell.key, cell.value, added)

    def __getitem__(self, key: str) -> Cell:
        return next(cell for cell in self.cells if cell.key == key)


def cross_table(
    facts: Mapping[Key, Fact],
    *,
    kind: Kind = Kind.COUNT,
    above: Sequence[Mapping[str, str]] = (),
    universe: str = "",
) -> Table:
    """The table of every combination of categories and of their totals, one to three ways.

    `above[d]` names the group in which a category of dimension d lies (a hierarchy of two levels);
    the parts of all cells begin with `universe`, so that only tables of one universe are joined.
    """
    if not facts or len({len(key) for key in facts}) != 1:
        raise CannotSuppress("A table needs facts, each with one category for each dimension.")
    ways = len(next(iter(facts)))
    groups = [above[d] if d < len(above) else {} for d in range(ways)]
    under: dict[tuple[str, ...], list[Key]] = {}
    for key in sorted(facts):
        levels = [_levels(category, groups[d]) for d, category in enumerate(key)]
        for combination in product(*levels):
            under.setdefault(combination, []).append(key)
    return Table(tuple(_cells(facts, under, universe)), kind)


def key_of(categories: Iterable[str]) -> str:
    """Middle | Alnwick; All where every dimension is a total."""
    return BETWEEN.join(categories)


def sum_of(facts: Sequence[Fact]) -> Fact:
    """The total of groups that share no contributor."""
    largest = sorted((one for fact in facts for one in fact.largest), reverse=True)
    mosts = [fact.most for fact in facts if fact.most is not None]
    return Fact(
        sum(fact.value for fact in facts),
        sum(fact.contributors for fact in facts),
        tuple(largest[:2]),
        sum(mosts) if len(mosts) == len(facts) else None,
    )


def _levels(category: str, groups: Mapping[str, str]) -> list[str]:
    return [category, *([groups[category]] if category in groups else []), ALL]


def _cells(
    facts: Mapping[Key, Fact],
    under: Mapping[tuple[str, ...], Sequence[Key]],
    universe: str,
) -> Iterator[Cell]:
    before = f"{universe}{BETWEEN}" if universe else ""
    for combination in sorted(under):
        parts = frozenset(before + key_of(key) for key in under[combination])
        yield Cell(key_of(combination), sum_of([facts[key] for key in under[combination]]), parts)


def _check(cell: Cell, kind: Kind) -> None:
    fact = cell.fact
    numbers = (fact.value, fact.contributors, *fact.largest)
    if any(type(number) is not int or number < 0 for number in numbers):
        raise CannotSuppress(
            f"“{cell.key}” has {numbers}; pass whole numbers of 0 or more (minutes, pence)."
        )
    if kind is Kind.COUNT and fact.value != fact.contributors:
        raise CannotSuppress(
            f"“{cell.key}” counts {fact.value} of {fact.contributors} contributors; a count is of "
            f"its contributors, anything else is a magnitude."
        )
    if not cell.parts:
        raise CannotSuppress(f"“{cell.key}” sums nothing; name the groups that it sums.")
    if fact.most is not None and fact.value > fact.most:
        raise CannotSuppress(f"“{cell.key}” is {fact.value}, and cannot exceed {fact.most}.")

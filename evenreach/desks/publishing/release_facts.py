"""Tables as they are kept and as they leave: the same cells, with and without what is hidden."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from evenreach.methods.suppression import (
    Cell,
    Fact,
    Kind,
    Protected,
    Published,
    Reason,
    Rule,
    Symbol,
    Table,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity over the same cells as the others of a release."""

    name: str
    title: str
    table: Table
    rule: Rule


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be published, before anything of it is hidden.

    `outline` goes out as it is: how the cells are laid out, and what anybody knows of them.
    """

    name: str
    title: str
    definition: str
    academic_year: int
    source_on: date
    contributors: int
    outline: Mapping[str, Any]
    measures: tuple[Measure, ...]


def shown(safe: Protected) -> dict[str, int | str]:
    """Each cell by its key: its number, c where it is hidden, z where there is nothing to count."""
    return {cell.key: _shown(safe, cell) for cell in safe.table.cells}


def kept(measure: Measure, safe: Protected) -> dict[str, Any]:
    """The whole table, its rule, and why each cell was hidden."""
    rule = asdict(measure.rule)
    return {
        "name": measure.name,
        "title": measure.title,
        "kind": str(measure.table.kind),
        "rule": rule | {"dominance": list(rule["dominance"]) if rule["dominance"] else None},
        "hidden": {key: str(why) for key, why in sorted(safe.hidden.items())},
        "least": safe.is_least,
        "cells": [
            {"key": cell.key, "parts": sorted(cell.parts), **asdict(cell.fact)}
            for cell in measure.table.cells
        ],
    }


def published_of(name: str, facts: Mapping[str, Any]) -> Published:
    """What was kept, as the method reads it."""
    rule = dict(facts["rule"])
    if rule["dominance"]:
        rule["dominance"] = tuple(rule["dominance"])
    cells = tuple(
        Cell(
            one["key"],
            Fact(one["value"], one["contributors"], tuple(one["largest"]), one["most"]),
            frozenset(one["parts"]),
        )
        for one in facts["cells"]
    )
    hidden = {key: Reason(why) for key, why in facts["hidden"].items()}
    return Published(name, Table(cells, Kind(facts["kind"])), Rule(**rule), hidden)


def _shown(safe: Protected, cell: Cell) -> int | str:
    if not cell.exists:
        return str(Symbol.NOT_APPLICABLE)
    return str(Symbol.CONFIDENTIAL) if cell.key in safe.hidden else cell.value

"""The optimal pattern of hidden cells against one attack of the same table by linear programme.

Invented counts, half of them small, two ways with all totals. Rounds and nodes bound the search, so
a large table ends with a pattern that is safe and not proved the least; the detail says which.
"""

import random
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import Ratio
from evenreach.methods.suppression import Fact, Rule, Table, cross_table, protect
from evenreach.methods.suppression.attack import DOWN, UP, Attacker
from evenreach.methods.suppression.gathering import system_of

RULE = Rule(fewest=5)
SIZES = {5: 60, 10: 40, 20: 20}
"""Side of the table, and the most by which the ratio should exceed one attack."""
ROUNDS, NODES = 60, 2_000


def run() -> list[Ratio]:
    return [_measured(side, goal) for side, goal in SIZES.items()]


def _measured(side: int, goal: int) -> Ratio:
    table = invented_table(side)
    safe, seconds = _timed(lambda: protect(table, RULE, rounds=ROUNDS, nodes=NODES))
    _, attack = _timed(lambda: _one_attack(table))
    detail = {
        "cells": len(table.cells),
        "small": len(safe.primary),
        "hidden": len(safe.hidden),
        "proved_least": safe.is_least,
        "seconds": round(seconds, 3),
        "attack_seconds": round(attack, 4),
    }
    name = f"suppression {side} × {side} / one attack"
    return Ratio(name, seconds / attack, goal, "lower", detail)


def invented_table(side: int) -> Table:
    dice = random.Random(side)
    facts = {}
    for row in range(side):
        for column in range(side):
            number = dice.randrange(5) if dice.random() < 0.3 else dice.randrange(5, 60)
            facts[f"row {row:02}", f"column {column:02}"] = Fact(number, number)
    return cross_table(facts)


def _one_attack(table: Table) -> None:
    """Both directions of every small cell, with the small cells hidden and no others."""
    system = system_of(table, RULE)
    attacker = Attacker(system)
    attacker.confine(system.always_hidden.astype(np.float64))
    for target in system.wanted:
        attacker.attack(target.row, UP)
        attacker.attack(target.row, DOWN)


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    started = perf_counter()
    done = act()
    return done, perf_counter() - started

"""The least pattern of hidden cells that keeps every target, by cutting planes.

The programme is solved, its pattern attacked, and for each target that an attacker comes too near
one inequality is added, until nobody comes near any. The relaxed programme is cut first. Where
whole numbers tell more than the linear programme, the pattern itself is forbidden: one of the
cells that it shows must be hidden, for hiding more never tells more.
"""

import numpy as np

from evenreach.methods.suppression.attack import Reals
from evenreach.methods.suppression.defence import EPSILON, Defence, Goal, capacity_cut, seen_by
from evenreach.methods.suppression.master import Master
from evenreach.methods.suppression.system import Flags, Numbers

RELAXED_ROUNDS = 40


def least_pattern(defence: Defence, costs: Reals, rounds: int, nodes: int) -> Flags | None:
    """Which open rows to hide, at least cost; None where rounds or nodes ran out first."""
    if not len(costs):
        return np.zeros(0, dtype=bool)
    master = Master(costs, nodes)
    for _ in range(min(rounds, RELAXED_ROUNDS)):
        if not _cut_relaxed(defence, master, master.relaxed()):
            break
    for _ in range(rounds):
        chosen = master.solve()
        if chosen is None:
            return None
        if not _cut_whole(defence, master, chosen):
            return chosen
    return None


def first_told_row(defence: Defence, chosen: Flags) -> int | None:
    """The first row that this pattern does not keep; None where every goal has its alibi."""
    hidden = defence.hidden(chosen)
    broken = (goal.row for goal in defence.goals if _stands(defence, hidden, goal) is not None)
    return next(broken, None)


def _cut_relaxed(defence: Defence, master: Master, chosen: Reals) -> int:
    """Adds what a choice between 0 and 1 breaks of what everybody knows; how many were added."""
    system, attacker = defence.system, defence.attacker
    openness = system.always_hidden.astype(np.float64)
    openness[system.open_rows] = chosen
    attacker.confine(openness)
    added = 0
    for goal in defence.goals:
        if goal.insider is None:
            weights = attacker.attack(goal.row, goal.sign).weights
            cut, least = capacity_cut(system, goal, weights)
            if least - cut @ chosen > EPSILON:
                master.add(cut, least)
                added += 1
    return added


def _cut_whole(defence: Defence, master: Master, chosen: Flags) -> int:
    """Adds an inequality for every goal that a pattern misses; how many were added."""
    hidden, added = defence.hidden(chosen), 0
    for goal in defence.goals:
        weights = _stands(defence, hidden, goal)
        if weights is None:
            continue
        cut, least = capacity_cut(defence.system, goal, weights)
        if least - cut @ chosen <= EPSILON:
            cut, least = (~chosen).astype(np.float64), 1.0
        master.add(cut, least)
        added += 1
    return added


def _stands(defence: Defence, hidden: Flags, goal: Goal) -> Reals | None:
    """None where the goal has its alibi; else the multipliers of the bound that an attacker has."""
    if defence.has_alibi(hidden, goal):
        return None
    attacker, seen = defence.attacker, seen_by(hidden, goal.insider)
    attacker.confine(seen.astype(np.float64))
    found = attacker.attack(goal.row, goal.sign)
    if goal.is_reached(found.far):
        parts: Numbers | None = np.rint(found.parts).astype(np.int64)
        if defence.keep(hidden, goal, parts):
            return None
        parts = attacker.whole_way(seen, goal.row, goal.sign, goal.edge)
        if defence.keep(hidden, goal, parts):
            return None
    return found.weights

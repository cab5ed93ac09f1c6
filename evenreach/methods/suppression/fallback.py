"""A safe pattern without proof that it is the least: one cheap alibi after another.

For each goal in turn, the table that reaches it and moves the least, by cost, of what is still
shown (the L1 programme of Kelly, Golden and Assad, "Cell suppression: disclosure protection for
sensitive tabular data", Networks 22, 1992); what it moves is hidden. Every goal then has its alibi,
so the pattern is safe whatever the solver's digits.
"""

import highspy
import numpy as np

from evenreach.methods.suppression.attack import UP, Reals
from evenreach.methods.suppression.defence import Defence, Goal, seen_by
from evenreach.methods.suppression.system import Flags, Numbers, System


def safe_pattern(defence: Defence, costs: Reals) -> Flags:
    """Which open rows to hide; all of them if need be."""
    system = defence.system
    chosen = np.zeros(len(system.open_rows), dtype=bool)
    for goal in defence.goals:
        hidden = defence.hidden(chosen)
        if defence.has_alibi(hidden, goal):
            continue
        parts = _least_moved(system, goal, np.where(chosen, 0, costs))
        everything = defence.hidden(np.ones_like(chosen))
        if not defence.keep(everything, goal, parts):
            return np.ones_like(chosen)
        assert parts is not None
        chosen |= (system.adds @ parts != system.values)[system.open_rows]
    return chosen


def _least_moved(system: System, goal: Goal, costs: Reals) -> Numbers | None:
    """The table at the goal's edge that moves the least of the open rows."""
    solver = highspy.Highs()
    solver.silent()
    for name, value in (("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(name, value)
    solver.passModel(_model(system, goal, costs))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = np.asarray(solver.getSolution().col_value)[: len(system.parts)]
    found: Numbers = np.rint(values).astype(np.int64)
    return found


def _model(system: System, goal: Goal, costs: Reals) -> highspy.HighsLp:
    """Parts, then for each open row how far up and how far down it moves."""
    rows, parts, open_count = len(system.rows), len(system.parts), len(system.open_rows)
    hidden = system.always_hidden.copy()
    hidden[system.open_rows] = True
    seen = seen_by(hidden, goal.insider)
    lows = np.where(seen, system.lows, system.values).astype(np.float64)
    highs = np.where(seen, system.highs, system.values).astype(np.float64)
    if goal.sign == UP:
        lows[goal.row] = goal.edge
    else:
        highs[goal.row] = goal.edge
    moves = np.zeros((rows, open_count))
    moves[system.open_rows, np.arange(open_count)] = 1
    sums = np.vstack(
        [
            np.hstack([system.adds, np.zeros((rows, 2 * open_count))]),
            np.hstack([system.adds, -moves, moves])[system.open_rows],
        ]
    )
    equal = system.values[system.open_rows].astype(np.float64)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = parts + 2 * open_count, len(sums)
    model.col_cost_ = np.concatenate([np.zeros(parts), costs, costs])
    model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.full(model.num_col_, float(system.largest))
    model.row_lower_ = np.concatenate([lows, equal])
    model.row_upper_ = np.concatenate([highs, equal])
    which, columns = np.nonzero(sums)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(which, np.arange(len(sums) + 1))
    model.a_matrix_.index_ = columns
    model.a_matrix_.value_ = sums[which, columns]
    whole = [highspy.HighsVarType.kInteger] * parts
    model.integrality_ = whole + [highspy.HighsVarType.kContinuous] * (2 * open_count)
    return model

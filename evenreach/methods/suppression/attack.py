"""The attacker: between which bounds a hidden cell must lie, and a table that looks the same.

An attacker knows every shown cell, which cells add up to which, the rule, why each hidden cell is
hidden, and that the numbers are whole and 0 or more; an insider knows one hidden cell besides. A
linear programme bounds the cell (Fischetti and Salazar-González, "Models and algorithms for
optimizing cell suppression in tabular data with linear constraints", JASA 95, 2000: the attacker
subproblems). What proves a pattern safe is no bound but an *alibi*: another table of whole numbers,
checked exactly, which would have been published in the same way and in which the cell is as far
away as asked.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from evenreach.methods.suppression.system import Flags, Numbers, System

Reals = NDArray[np.float64]
UP, DOWN = 1, -1


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a cell can go, at these parts, and the weights that prove that it goes no further.

    sign × cell = Σ weight × row for every table; weights of parts that no row shows come after the
    rows'. Any weights of which that is true give a valid inequality, so no digit of the solver's
    can make a pattern unsafe.
    """

    far: float
    parts: Reals
    weights: Reals


class Attacker:
    """One system, attacked again and again; the last vertex is where the next attack begins."""

    def __init__(self, system: System) -> None:
        self.system = system
        adds = system.adds
        single = adds.sum(axis=1) == 1
        self._sums = np.flatnonzero(~single)
        self._singles = np.flatnonzero(single)
        self._columns = adds[self._singles].argmax(axis=1)
        self._sum_adds = adds[self._sums].astype(np.float64)
        self._solver = _solver_of(adds[self._sums], adds.shape[1])
        self._all_columns = np.arange(adds.shape[1], dtype=np.int32)
        self._all_sums = np.arange(len(self._sums), dtype=np.int32)

    def confine(self, openness: Reals) -> None:
        """Sets how far each row is hidden: 0 is shown, 1 hidden; between, that part of the way."""
        system = self.system
        lows = system.values - (system.values - system.lows) * openness
        highs = system.values + (system.highs - system.values) * openness
        count = len(self._all_columns)
        low, high = np.zeros(count), np.full(count, float(system.largest))
        low[self._columns], high[self._columns] = lows[self._singles], highs[self._singles]
        self._solver.changeColsBounds(count, self._all_columns, low, high)
        sums = len(self._all_sums)
        self._solver.changeRowsBounds(sums, self._all_sums, lows[self._sums], highs[self._sums])  # type: ignore[attr-defined]

    def attack(self, row: int, sign: int) -> Reach:
        """The furthest that the row's cell can be, up (1) or down (-1)."""
        solver = self._solver
        cost = sign * self.system.adds[row].astype(np.float64)
        solver.changeColsCost(len(cost), self._all_columns, cost)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"An attack ended {solver.getModelStatus()}: the truth is a way.")
        found = solver.getSolution()
        duals: Reals = np.asarray(np.round(found.row_dual, 9), dtype=np.float64)
        far = sign * float(solver.getInfo().objective_function_value)
        parts = np.asarray(found.col_value, dtype=np.float64)
        return Reach(far, parts, self._weights(cost, duals))

    def _weights(self, cost: Reals, duals: Reals) -> Reals:
        rows = len(self.system.rows)
        rest = np.round(cost - duals @ self._sum_adds, 9)
        weights = np.zeros(rows + len(cost))
        weights[self._sums] = duals
        weights[self._singles] = rest[self._columns]
        rest[self._columns] = 0
        weights[rows:] = rest
        return weights

    def whole_way(self, hidden: Flags, row: int, sign: int, goal: int | None) -> Numbers | None:
        """A table of whole numbers with the cell at `goal` or beyond; the furthest for None."""
        system = self.system
        solver = _solver_of(system.adds, system.adds.shape[1])
        count, rows = system.adds.shape[1], len(system.rows)
        lows = np.where(hidden, system.lows, system.values).astype(np.float64)
        highs = np.where(hidden, system.highs, system.values).astype(np.float64)
        if goal is not None:
            lows[row] = max(lows[row], goal) if sign == UP else lows[row]
            highs[row] = min(highs[row], goal) if sign == DOWN else highs[row]
        solver.changeRowsBounds(rows, np.arange(rows, dtype=np.int32), lows, highs)  # type: ignore[attr-defined]
        columns = np.arange(count, dtype=np.int32)
        solver.changeColsBounds(count, columns, np.zeros(count), np.full(count, system.largest))
        solver.changeColsCost(count, columns, sign * system.adds[row].astype(np.float64))
        solver.changeColsIntegrality(count, columns, np.ones(count, dtype=np.uint8))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found: Numbers = np.rint(np.asarray(solver.getSolution().col_value)).astype(np.int64)
        return found


def looks_the_same(system: System, hidden: Flags, parts: Numbers) -> bool:
    """Whether these whole numbers give every shown cell, and keep every hidden one in its bounds.

    Exact: this is what decides that a pattern is safe.
    """
    given = system.adds @ parts
    inside = (system.lows <= given) & (given <= system.highs)
    same = given == system.values
    return bool((parts >= 0).all() and np.where(hidden, inside, same).all())


def _solver_of(adds: Numbers, count: int) -> highspy.Highs:
    """Maximises over parts between 0 and nothing yet, one thread, one seed."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(adds)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.zeros(count)
    model.col_lower_, model.col_upper_ = np.zeros(count), np.zeros(count)
    model.row_lower_, model.row_upper_ = np.zeros(len(adds)), np.zeros(len(adds))
    which, columns = np.nonzero(adds)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(which, np.arange(len(adds) + 1))
    model.a_matrix_.index_ = columns
    model.a_matrix_.value_ = np.ones(len(columns))
    solver = highspy.Highs()
    solver.silent()
    for name, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver

"""The programme that chooses which cells to hide: one 0-1 variable each, least cost, one thread."""

import highspy
import numpy as np

from evenreach.methods.suppression.attack import Reals
from evenreach.methods.suppression.system import Flags

TINY = 1e-7


class Master:
    """`nodes` bounds the search for whole numbers.

    The relaxed programme goes on from its last vertex; each search for whole numbers begins afresh,
    as HiGHS 1.16 mixes up solutions where one solver changes between the two.
    """

    def __init__(self, costs: Reals, nodes: int) -> None:
        self.costs = costs
        self._nodes = nodes
        self._cuts: list[tuple[Reals, float]] = []
        self._relaxed = self._solver(whole=False)

    def add(self, weights: Reals, least: float) -> None:
        """Σ weight × hidden ≥ least."""
        assert (weights > TINY).any(), "a target that no hiding reaches is cut to what is possible"
        self._cuts.append((weights, least))
        _add(self._relaxed, weights, least)

    def relaxed(self) -> Reals:
        """The cheapest choice where a cell may be hidden in part: what no whole choice beats."""
        self._relaxed.run()
        return _found(self._relaxed)

    def solve(self) -> Flags | None:
        """The cheapest choice; None where the search ran out of nodes."""
        relaxed = self.relaxed()
        if np.abs(relaxed - np.rint(relaxed)).max(initial=0) < TINY:
            return relaxed > 0.5
        solver = self._solver(whole=True)
        for weights, least in self._cuts:
            _add(solver, weights, least)
        solver.run()
        is_least = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return _found(solver) > 0.5 if is_least else None

    def _solver(self, *, whole: bool) -> highspy.Highs:
        solver = highspy.Highs()
        solver.silent()
        for name, value in (("threads", 1), ("random_seed", 0), ("mip_max_nodes", self._nodes)):
            solver.setOptionValue(name, value)
        for name, gap in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
            solver.setOptionValue(name, gap)
        count = len(self.costs)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, 0
        model.col_cost_ = self.costs
        model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * count
        solver.passModel(model)
        return solver


def _add(solver: highspy.Highs, weights: Reals, least: float) -> None:
    columns = np.flatnonzero(weights > TINY).astype(np.int32)
    solver.addRow(least, highspy.kHighsInf, len(columns), columns, weights[columns])


def _found(solver: highspy.Highs) -> Reals:
    return np.clip(np.asarray(solver.getSolution().col_value, dtype=np.float64), 0, 1)

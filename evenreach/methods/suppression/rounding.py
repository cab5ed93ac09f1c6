"""Rounding instead of hiding: every number to a base, and percentages of what is shown alone.

Rounding leaves all cells and says little of each: a number is known to within half the base. It
hides no large number's change, and is no cure where the exact table is known elsewhere.
"""

from fractions import Fraction

import highspy
import numpy as np

from evenreach.methods.suppression.refusals import CannotSuppress
from evenreach.methods.suppression.table import Table

BASE = 5


def rounded(number: int, base: int = BASE) -> int:
    """The nearest multiple; of two as near, the larger (halves go up)."""
    return (2 * number + base) // (2 * base) * base


def rounded_apart(table: Table, base: int = BASE) -> dict[str, int]:
    """Each cell by itself, so that totals need not add up."""
    return {cell.key: rounded(cell.value, base) for cell in table.cells}


def rounded_together(table: Table, base: int = BASE) -> dict[str, int]:
    """Every cell to one of the two multiples beside it, so that all totals still add up.

    Controlled rounding with zero restriction, nearest in sum (Cox and Ernst, "Controlled rounding",
    INFOR 20, 1982). No chance is used. Raises `CannotSuppress` where three or more ways allow none.
    """
    finest = sorted({part for cell in table.cells for part in cell.parts})
    column = {part: nth for nth, part in enumerate(finest)}
    values = {part: c.value for c in table.cells if len(c.parts) == 1 for part in c.parts}
    if len(values) < len(finest):
        raise CannotSuppress("Rounding together needs every finest group as a cell of the table.")
    floors = np.array([values[part] // base for part in finest])
    rests = np.array([values[part] % base for part in finest])
    solver = highspy.Highs()
    solver.silent()
    for name, value in (("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(finest), 0
    model.col_cost_ = (base - 2 * rests).astype(np.float64)
    model.col_lower_, model.col_upper_ = np.zeros(len(finest)), (rests > 0).astype(np.float64)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(finest)
    solver.passModel(model)
    for cell in table.cells:
        columns = np.array(sorted(column[part] for part in cell.parts), dtype=np.int32)
        below = int(floors[columns].sum())
        low, high = cell.value // base - below, -(-cell.value // base) - below
        solver.addRow(low, high, len(columns), columns, np.ones(len(columns)))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise CannotSuppress("No rounding to this base keeps all totals; hide cells instead.")
    ups = np.rint(np.asarray(solver.getSolution().col_value)).astype(int)
    given = {part: int(floors[n] + ups[n]) * base for part, n in column.items()}
    return {cell.key: sum(given[part] for part in cell.parts) for cell in table.cells}


def percent_of(part: int | None, whole: int | None) -> Fraction | None:
    """A percentage of two shown numbers; None where either is hidden or the whole is nothing."""
    return None if part is None or not whole else Fraction(100 * part, whole)

"""What must stay possible, the alibis that show that it is, and the inequality where it is not."""

from dataclasses import dataclass, field, replace

import numpy as np

from evenreach.methods.suppression.attack import DOWN, UP, Attacker, Reals, looks_the_same
from evenreach.methods.suppression.refusals import CannotProtect
from evenreach.methods.suppression.system import Flags, Numbers, System, Target

EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Goal:
    """That a row's cell can be as far as `edge`, up (1) or down (-1), whatever an insider knows."""

    row: int
    sign: int
    insider: int | None
    edge: int

    def is_reached(self, far: float) -> bool:
        return self.sign * (far - self.edge) >= -EPSILON


@dataclass
class Defence:
    """A system under attack: its goals, and the alibis found so far for each row and direction."""

    system: System
    attacker: Attacker
    goals: tuple[Goal, ...] = ()
    alibis: dict[tuple[int, int], list[Numbers]] = field(default_factory=dict)

    def hidden(self, chosen: Flags) -> Flags:
        """Hidden rows, given which of the open rows are."""
        hidden = self.system.always_hidden.copy()
        hidden[self.system.open_rows] = chosen
        return hidden

    def has_alibi(self, hidden: Flags, goal: Goal) -> bool:
        """Whether one found before holds for this pattern too."""
        seen = seen_by(hidden, goal.insider)
        return any(
            self._reaches(goal, parts) and looks_the_same(self.system, seen, parts)
            for parts in self.alibis.get((goal.row, goal.sign), ())
        )

    def keep(self, hidden: Flags, goal: Goal, parts: Numbers | None) -> bool:
        """Keeps an alibi that holds, and says whether it does."""
        if parts is None or not self._reaches(goal, parts):
            return False
        if not looks_the_same(self.system, seen_by(hidden, goal.insider), parts):
            return False
        self.alibis.setdefault((goal.row, goal.sign), []).insert(0, parts)
        return True

    def _reaches(self, goal: Goal, parts: Numbers) -> bool:
        return goal.is_reached(int(self.system.adds[goal.row] @ parts))


def defence_of(system: System) -> Defence:
    """Goals for everybody, then for each insider: each what is asked, or what is possible at all.

    What nobody could be kept from with everything hidden, the rule itself tells. Raises
    `CannotProtect` where that is the number.
    """
    defence = Defence(system, Attacker(system))
    hidden = defence.hidden(np.ones(len(system.open_rows), dtype=bool))
    goals: list[Goal] = []
    for insider in (None, *system.insiders):
        defence.attacker.confine(seen_by(hidden, insider).astype(np.float64))
        for wanted in system.wanted:
            if wanted.row != insider:
                goals += _goals(defence, hidden, wanted, insider)
    defence.goals = tuple(goals)
    return defence


def _goals(
    defence: Defence, hidden: Flags, wanted: Target, insider: int | None
) -> tuple[Goal, Goal]:
    up = _possible(defence, hidden, Goal(wanted.row, UP, insider, wanted.high))
    down = _possible(defence, hidden, Goal(wanted.row, DOWN, insider, wanted.low))
    if up.edge == down.edge:
        raise CannotProtect(defence.system.rows[wanted.row].cell.key)
    return up, down


def _possible(defence: Defence, hidden: Flags, goal: Goal) -> Goal:
    """The goal, or the nearest that whole numbers reach with all this hidden; keeps its alibi."""
    if defence.has_alibi(hidden, goal):
        return goal
    found = defence.attacker.attack(goal.row, goal.sign).parts
    parts = np.rint(found).astype(np.int64)
    if not looks_the_same(defence.system, seen_by(hidden, goal.insider), parts):
        seen = seen_by(hidden, goal.insider)
        whole = defence.attacker.whole_way(seen, goal.row, goal.sign, None)
        assert whole is not None, "the truth itself is a way"
        parts = whole
    far = int(defence.system.adds[goal.row] @ parts)
    reached = goal if goal.is_reached(far) else replace(goal, edge=far)
    if not defence.keep(hidden, reached, parts):
        raise CannotProtect(defence.system.rows[goal.row].cell.key)
    return reached


def capacity_cut(system: System, goal: Goal, weights: Reals) -> tuple[Reals, float]:
    """Coefficients of the open rows, and the least that their sum must be.

    If Σ weight × row = ± cell for every table, then the cell goes no further than
    Σ weight × value + Σ over the hidden of (weight⁺ (high - value) + weight⁻ (value - low)), and
    that must be as far as asked (Fischetti and Salazar-González 2000, section 3). No coefficient
    need exceed what is asked, a cell being hidden or not.
    """
    count = len(system.rows)
    ups, downs = np.maximum(weights, 0), np.maximum(-weights, 0)
    moved = ups[:count] * (system.highs - system.values)
    moved += downs[:count] * (system.values - system.lows)
    if goal.insider is not None:
        moved[goal.insider] = 0
    unseen = ups[count:].sum() * system.largest
    shut = moved[system.always_hidden].sum()
    least = float(goal.sign * goal.edge - weights[:count] @ system.values - shut - unseen)
    return np.minimum(moved[system.open_rows], max(least, 0.0)), least


def seen_by(hidden: Flags, insider: int | None) -> Flags:
    """What is hidden from an insider; None is everybody."""
    if insider is None:
        return hidden
    seen = hidden.copy()
    seen[insider] = False
    return seen

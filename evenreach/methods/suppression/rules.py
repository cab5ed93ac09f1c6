"""Which cells may not be published for what they are: the primary rules.

Handbook on Statistical Disclosure Control, second edition (Hundepool and others, 2024), chapter 4,
table "Sensitivity rules", for all three; the default of ten contributors, of (2, 90) and of 10 per
cent are those of ACRO (AI-SDC/ACRO, acro/default.yaml).
"""

from dataclasses import dataclass
from enum import StrEnum

from evenreach.methods.suppression.refusals import CannotSuppress
from evenreach.methods.suppression.table import Cell, Fact, Kind


class Reason(StrEnum):
    """Why a cell is hidden."""

    FEW = "few"
    DOMINATED = "dominated"
    NEARLY_ONE = "nearly_one"
    SECONDARY = "secondary"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is hidden, and how far a hidden magnitude must stay open.

    `fewest`: contributors below this are too few. `hide_nought`: 0 is hidden like 1, which is
    needed where others know that a group exists, since "hidden, so not 0" then tells. `dominance`:
    (n, k), n being 1 or 2. `p_percent`: the second largest contributor must not know the largest to
    within p %. `margin_percent`: a hidden magnitude stays open by this part of itself on both
    sides, and by 1 at least.
    """

    fewest: int = 10
    hide_nought: bool = False
    dominance: tuple[int, int] | None = None
    p_percent: int | None = None
    margin_percent: int = 20

    def __post_init__(self) -> None:
        if self.fewest < 2:
            raise CannotSuppress(f"Fewer than {self.fewest} hides nothing; the least rule is 2.")
        if self.dominance and not (self.dominance[0] in (1, 2) and 0 < self.dominance[1] < 100):
            raise CannotSuppress(f"Dominance is (1 or 2, 1 to 99 per cent), not {self.dominance}.")
        if self.p_percent is not None and not 0 < self.p_percent < 100:
            raise CannotSuppress(f"The p % rule takes 1 to 99 per cent, not {self.p_percent}.")
        if self.margin_percent < 1:
            raise CannotSuppress("A hidden magnitude must stay open by 1 per cent or more.")


def primary_reason(cell: Cell, kind: Kind, rule: Rule) -> Reason | None:
    """Why a cell is hidden for its own sake; None where it need not be."""
    fact = cell.fact
    if not cell.exists:
        return None
    if fact.contributors < rule.fewest and (fact.contributors or rule.hide_nought):
        return Reason.FEW
    if kind is Kind.MAGNITUDE and fact.value:
        if _is_dominated(fact, rule):
            return Reason.DOMINATED
        if p_level(fact, rule) > 0:
            return Reason.NEARLY_ONE
    return None


def p_level(fact: Fact, rule: Rule) -> int:
    """By how much X must be uncertain for X - x₂ to overstate x₁ by p %: 0 or less if it does."""
    if rule.p_percent is None or not fact.largest:
        return 0
    first, second = (*fact.largest, 0)[:2]
    return -(((fact.value - first - second) * 100 - rule.p_percent * first) // 100)


def asked_for(cell: Cell, kind: Kind, rule: Rule) -> tuple[int, int]:
    """The interval that a hidden cell's possible values must span.

    A count: every number that the rule hides, so that nothing is told but the rule. A magnitude:
    the margin on both sides.
    """
    if kind is Kind.COUNT:
        return bounds_of(cell, kind, rule, largest=rule.fewest)
    margin = max(1, -(-cell.value * rule.margin_percent // 100), p_level(cell.fact, rule))
    return max(0, cell.value - margin), cell.value + margin


def bounds_of(cell: Cell, kind: Kind, rule: Rule, *, largest: int) -> tuple[int, int]:
    """Between what a hidden cell must lie for one who knows the rule and why it was hidden."""
    if kind is Kind.MAGNITUDE:
        return 0, largest
    most = largest if cell.fact.most is None else min(largest, cell.fact.most)
    if cell.value < rule.fewest:
        return (0 if rule.hide_nought else 1), min(rule.fewest - 1, most)
    return rule.fewest, most


def _is_dominated(fact: Fact, rule: Rule) -> bool:
    if rule.dominance is None:
        return False
    n, k = rule.dominance
    return sum(fact.largest[:n]) * 100 > k * fact.value

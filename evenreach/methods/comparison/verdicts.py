"""Met, not met, or insufficient evidence: by a rule written before anybody looked."""

from dataclasses import dataclass
from enum import StrEnum

from evenreach.methods.comparison.estimates import CannotCompare, Estimate


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    INSUFFICIENT = "insufficient evidence"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Decision(StrEnum):
    """What the interval must do for "met"; "not met" is always a whole interval short of it."""

    WHOLE_INTERVAL = "the whole interval reaches the target"
    ESTIMATE = "the estimate reaches the target and the whole interval is on the better side"


class Kind(StrEnum):
    DELIVERY = "delivery"
    OUTCOME = "outcome"


class Why(StrEnum):
    """What the verdict rests on, as a sentence."""

    NOT_COMPARED = "There is no baseline, so it is not compared."
    FEW = "Fewer were compared than the protocol asks for."
    SECONDARY = "A series with few points is a secondary view and decides nothing alone."
    PRACTITIONERS = "Only practitioners' own scores say so, and they alone never decide it."
    REACHED = "The target was reached, beyond what chance explains."
    SHORT = "Even the most that the interval allows falls short of the target."
    WIDE = "The interval leaves open whether the target was reached."


@dataclass(frozen=True, slots=True)
class Rule:
    """A measure's target: the least change towards the better, 0 or more, in the measure's unit.

    `fewest`: how many must be compared. With a target of 0 any change to the better will do.
    """

    target: float
    better: Better
    fewest: int
    decision: Decision = Decision.WHOLE_INTERVAL
    kind: Kind = Kind.OUTCOME

    def __post_init__(self) -> None:
        if not 0 <= self.target < float("inf"):
            raise CannotCompare(f"A target is a change of 0 or more to the better: {self.target}.")
        if self.fewest < 1:
            raise CannotCompare(f"At least one must be compared, not {self.fewest}.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A change, None without a baseline, and what kind of evidence it is."""

    change: Estimate | None
    practitioners_alone: bool = False
    secondary: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, why, and whether it is on what was delivered or on what came of it."""

    verdict: Verdict
    why: Why
    kind: Kind


def judge(rule: Rule, evidence: Evidence, *, needed_level: float = 0.95) -> Judged:
    """The verdict on one measure.

    `needed_level`: how sure it must be among the other measures and looks (looks.needed_levels,
    1 - looks.nominal_alphas). Raises CannotCompare where the interval is at a lower level.
    """
    change = evidence.change
    if change is None:
        return Judged(Verdict.INSUFFICIENT, Why.NOT_COMPARED, rule.kind)
    if change.level < needed_level - 1e-9:
        raise CannotCompare(
            f"The interval is at {change.level:g}; among its measures and looks it is to be read "
            f"at {needed_level:g}. Work it out again at that level."
        )
    verdict, why = _judged(rule, evidence, change)
    return Judged(verdict, why, rule.kind)


def _judged(rule: Rule, evidence: Evidence, change: Estimate) -> tuple[Verdict, Why]:
    value, low, high = change.value, change.low, change.high
    if rule.better is Better.LOWER:
        value, low, high = -value, -high, -low
    if change.n < rule.fewest:
        return Verdict.INSUFFICIENT, Why.FEW
    if evidence.secondary:
        return Verdict.INSUFFICIENT, Why.SECONDARY
    if high < rule.target or high <= 0:
        return Verdict.NOT_MET, Why.SHORT
    reached = low if rule.decision is Decision.WHOLE_INTERVAL else value
    if low <= 0 or reached < rule.target:
        return Verdict.INSUFFICIENT, Why.WIDE
    if evidence.practitioners_alone:
        return Verdict.INSUFFICIENT, Why.PRACTITIONERS
    return Verdict.MET, Why.REACHED

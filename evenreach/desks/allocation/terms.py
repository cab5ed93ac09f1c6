"""What a policy lays down, as an exact value: refused in words where it cannot be meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from evenreach.flow.journal.refusal import Refusal
from evenreach.methods.apportionment import METHODS

OBSERVED, EXPECTED = "sen-support", "sen-support-expected"
SPARSITY = "kilometres-to-nearest"
WEIGHTED = ("roll", OBSERVED, "ehc-plans", "free-school-meals", SPARSITY)
"""The factors that a policy may weigh; SEN support is blended with what would be expected."""
WHOLE = Fraction(1)


class CannotShare(Refusal):
    """The policy cannot be met with what there is to share; `about` is the term to mend first."""

    def __init__(self, words: str, about: str = "") -> None:
        super().__init__(words)
        self.about = about


@dataclass(frozen=True, slots=True)
class Terms:
    """How a service's sessions are to be shared; all numbers exact, sessions whole.

    - `base_sessions`: what every school has before need is looked at. `floor_sessions`: the least
      that any school has when all is shared. The two are different policies: a base is added to
      what need brings, a floor only lifts those whom need leaves below it.
    - `weights`: factor → weight of one (pupil, learner, kilometre).
    - `observed`: the part of SEN support taken as the school counts it; the rest as expected.
    - `counted`: phase → the part of its need that counts; phases not named count in full.
    - `cap_sessions`: the most that any school has.
    - `most_loss`, `most_gain`: how far below or above last year's sessions a school may come, as a
      part of these; where last year is not known there is no such limit.
    """

    base_sessions: int
    weights: Mapping[str, Fraction]
    method: str = "sainte_lague"
    floor_sessions: int = 0
    cap_sessions: int | None = None
    observed: Fraction = WHOLE
    counted: Mapping[str, Fraction] = field(default_factory=dict)
    most_loss: Fraction | None = None
    most_gain: Fraction | None = None

    def __post_init__(self) -> None:
        """Raises CannotShare, saying how to mend it."""
        unknown = sorted(set(self.weights) - set(WEIGHTED))
        if unknown:
            raise CannotShare(
                f"There is no figure called {', '.join(unknown)}; weigh any of "
                f"{', '.join(WEIGHTED)}."
            )
        if self.method not in METHODS:
            raise CannotShare(
                f"There is no method called {self.method}; choose one of {', '.join(METHODS)}."
            )
        if not any(self.weights.values()):
            raise CannotShare(
                "The weights sum to nothing, so no school would have any need and only the base "
                "could be shared. Give at least one figure a weight above 0.",
                "weights",
            )
        if any(weight < 0 for weight in self.weights.values()):
            raise CannotShare("A weight is below 0. More of a figure never means less need.")
        self._check_parts()
        self._check_limits()

    def _check_parts(self) -> None:
        for name, part in {"observed SEN support": self.observed, **self.counted}.items():
            if not 0 <= part <= 1:
                raise CannotShare(
                    f"The part of {name.replace('_', ' ')} that counts is {part}; it lies between "
                    "0 (none of it) and 1 (all of it)."
                )

    def _check_limits(self) -> None:
        least = max(self.base_sessions, self.floor_sessions)
        if min(self.base_sessions, self.floor_sessions) < 0:
            raise CannotShare("The base and the floor are whole sessions, 0 or more.")
        if self.cap_sessions is not None and self.cap_sessions < least:
            raise CannotShare(
                f"The cap of {self.cap_sessions} sessions is below what every school has "
                f"({least}). Raise the cap to {least} or more, or lower the base and the floor.",
                "cap_sessions",
            )
        if self.most_loss is not None and not 0 <= self.most_loss <= 1:
            raise CannotShare(
                f"A school cannot lose {self.most_loss} of what it had: choose a part between 0 "
                "(nothing) and 1 (everything)."
            )
        if self.most_gain is not None and self.most_gain < 0:
            raise CannotShare(
                "The most that a school may gain is a part of last year's, 0 or more."
            )

    def to_json(self) -> dict[str, Any]:
        """As it is stored and digested: fractions as "a/b", in a fixed order of keys."""
        return {
            "base_sessions": self.base_sessions,
            "floor_sessions": self.floor_sessions,
            "cap_sessions": self.cap_sessions,
            "weights": {name: str(weight) for name, weight in sorted(self.weights.items())},
            "observed": str(self.observed),
            "counted": {phase: str(part) for phase, part in sorted(self.counted.items())},
            "most_loss": None if self.most_loss is None else str(self.most_loss),
            "most_gain": None if self.most_gain is None else str(self.most_gain),
            "method": self.method,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Terms":
        return cls(
            base_sessions=stored["base_sessions"],
            floor_sessions=stored["floor_sessions"],
            cap_sessions=stored["cap_sessions"],
            weights={name: Fraction(weight) for name, weight in stored["weights"].items()},
            observed=Fraction(stored["observed"]),
            counted={phase: Fraction(part) for phase, part in stored["counted"].items()},
            most_loss=None if stored["most_loss"] is None else Fraction(stored["most_loss"]),
            most_gain=None if stored["most_gain"] is None else Fraction(stored["most_gain"]),
            method=stored["method"],
        )

    def part_counted(self, phase: str) -> Fraction:
        return self.counted.get(phase, WHOLE)

    @property
    def phases_without_need(self) -> frozenset[str]:
        """The phases that take the base and no more."""
        return frozenset(phase for phase, part in self.counted.items() if not part)

    def least(self, last_year: int | None) -> int:
        """The fewest sessions a school may end with, its base included.

        A limit to losses that is above 0 always lets a school lose one session.
        """
        least = max(self.base_sessions, self.floor_sessions)
        if last_year is None or self.most_loss is None:
            return least
        kept = -int(-(last_year * (1 - self.most_loss)) // 1)
        return max(least, min(kept, last_year - 1) if self.most_loss else kept)

    def most(self, last_year: int | None) -> int | None:
        """The most sessions it may end with, or None where there is no limit.

        Never below `least`: what a school is promised goes before a cap. A limit to gains that is
        above 0 always lets a school gain one session.
        """
        limits = [] if self.cap_sessions is None else [self.cap_sessions]
        if last_year is not None and self.most_gain is not None:
            grown = int(last_year * (1 + self.most_gain))
            limits.append(max(grown, last_year + 1) if self.most_gain else grown)
        return max(min(limits), self.least(last_year)) if limits else None

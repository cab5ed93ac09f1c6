"""Ratios of our own speed and quality to a plain yardstick on the same machine: `make bench`."""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Ratio:
    """One measured ratio, its goal, and on which side of the goal it should lie."""

    name: str
    ratio: float
    goal: float
    better: Literal["lower", "higher"]
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.ratio <= self.goal if self.better == "lower" else self.ratio >= self.goal

    @property
    def line(self) -> str:
        return f"{self.name} {self.ratio:.3g} {self.goal:g}"

    def as_record(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ratio": self.ratio,
            "goal": self.goal,
            "better": self.better,
            "holds": self.holds,
            "detail": self.detail,
        }

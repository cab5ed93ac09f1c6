"""What a comparison answers with, and how it refuses."""

from dataclasses import dataclass
from math import isfinite

from numpy import float64
from numpy.typing import NDArray

Array = NDArray[float64]

EVERY_SCHOOL = (
    "Every school is counted, so what happened is known without a margin. The interval says how "
    "far the same two years could have come out otherwise with the same schools and the same way "
    "of working: it is about the way of working, not about schools that were left out."
)
SOME_SCHOOLS = (
    "Not every school is counted. The interval covers the chance of which schools are in, and "
    "takes those to be like the others; schools that did not answer may not be."
)


class CannotCompare(ValueError):
    """A comparison that would say nothing, or something untrue; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A change with its interval at `level`, in the unit of what was compared.

    `p_value` is two-sided against no change, None where the method gives none. `n` counts what
    was compared: schools, or points of a series.
    """

    value: float
    low: float
    high: float
    n: int
    p_value: float | None = None
    level: float = 0.95

    @property
    def excludes_nought(self) -> bool:
        return self.low > 0 or self.high < 0


def meaning(counted: int, all_schools: int) -> str:
    """What an interval means with `counted` of `all_schools` in it; raises CannotCompare."""
    if not 0 < counted <= all_schools:
        raise CannotCompare(f"{counted} of {all_schools} schools cannot be counted.")
    return EVERY_SCHOOL if counted == all_schools else SOME_SCHOOLS


def check_level(level: float) -> None:
    if not 0.5 <= level < 1:
        raise CannotCompare(f"An interval of {level} is not one; give a level such as 0.95.")


def check_finite(values: Array, what: str) -> None:
    if not all(isfinite(value) for value in values.ravel()):
        raise CannotCompare(f"{what} holds a value that is not a number; leave out or fill in.")

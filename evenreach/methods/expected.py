"""How many learners schools like one have at SEN support. See docs/methods/expected.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


class CannotExpect(ValueError):
    """A table of rates from which nothing can be read."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Learners at SEN support, of all pupils, in the schools of a phase and a band together.

    The band holds schools where at least `fsm_from` of 100 pupils are eligible for free school
    meals, up to where the next band begins.
    """

    phase: str
    fsm_from: int
    learners: int
    pupils: int
    schools: int

    def __post_init__(self) -> None:
        if not 0 <= self.learners <= self.pupils or not self.pupils:
            raise CannotExpect(
                f"The rate of {self.phase} from {self.fsm_from} % is {self.learners} of "
                f"{self.pupils} pupils; expected at least one pupil and no more learners than that."
            )

    @property
    def of_pupils(self) -> Fraction:
        return Fraction(self.learners, self.pupils)


@dataclass(frozen=True, slots=True)
class Expected:
    """A school's expected number, roll × rate, and the rate that it was worked out with."""

    value: Fraction
    rate: Rate


@dataclass(frozen=True, slots=True)
class RateTable:
    """Published rates by phase, each with its bands in rising order, the lowest from 0 %."""

    rates: Mapping[str, tuple[Rate, ...]]

    @classmethod
    def of(cls, rates: Sequence[Rate]) -> "RateTable":
        """Raises CannotExpect where a phase has a band twice, or none from 0 %."""
        by_phase: dict[str, list[Rate]] = {}
        for rate in sorted(rates, key=lambda rate: rate.fsm_from):
            by_phase.setdefault(rate.phase, []).append(rate)
        for phase, bands in by_phase.items():
            starts = [band.fsm_from for band in bands]
            if starts[0] != 0 or len(set(starts)) < len(starts):
                raise CannotExpect(
                    f"The bands of {phase} begin at {starts}; expected the first at 0, each once."
                )
        return cls({phase: tuple(bands) for phase, bands in by_phase.items()})

    def expected(self, phase: str, roll: int | None, fsm: int | None) -> Expected | None:
        """roll × the rate of the school's band; None where a figure or the phase is not known.

        A school with nobody on roll is in the lowest band and expects nobody.
        """
        bands = self.rates.get(phase)
        if bands is None or roll is None or fsm is None:
            return None
        rate = (
            [band for band in bands if 100 * fsm >= band.fsm_from * roll][-1] if roll else bands[0]
        )
        return Expected(roll * rate.of_pupils, rate)

"""How long schools waited, those still waiting included; and how long since anybody came."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evenreach.methods.equity import CannotMeasure


@dataclass(frozen=True, slots=True)
class Wait:
    """Days from asking to the first contact, or so far where there was none yet."""

    days: int
    met: bool

    def __post_init__(self) -> None:
        if self.days < 0:
            raise CannotMeasure(f"A wait of {self.days} days ended before it began.")


@dataclass(frozen=True, slots=True)
class Waited:
    """Of one group: the day by which half, and nine in ten, had been met; None if not yet."""

    median: int | None
    ninetieth: int | None
    met: int
    waiting: int


def waited(waits: Sequence[Wait]) -> Waited:
    """By Kaplan and Meier (1958), so that those still waiting make waits longer, not fewer."""
    longest = max((wait.days for wait in waits), default=-1)
    met, waiting = [0] * (longest + 1), [0] * (longest + 1)
    for wait in waits:
        (met if wait.met else waiting)[wait.days] += 1
    return waited_of_counts(met, waiting)


def waited_of_counts(met: Sequence[int], waiting: Sequence[int]) -> Waited:
    """The same from how many were met on each day from 0, and how many still wait since so long."""
    if len(met) != len(waiting):
        raise CannotMeasure(f"{len(met)} days of those met and {len(waiting)} of those waiting.")
    return Waited(
        _day_by(met, waiting, Fraction(1, 2)),
        _day_by(met, waiting, Fraction(9, 10)),
        sum(met),
        sum(waiting),
    )


def waited_by_group(waits: Sequence[Wait], groups: Sequence[Hashable]) -> dict[Hashable, Waited]:
    """`waited` of each group, in the order in which groups first appear."""
    if len(waits) != len(groups):
        raise CannotMeasure(f"There are {len(waits)} waits and {len(groups)} groups.")
    parts: dict[Hashable, list[Wait]] = {}
    for wait, group in zip(waits, groups, strict=True):
        parts.setdefault(group, []).append(wait)
    return {group: waited(part) for group, part in parts.items()}


def _day_by(met: Sequence[int], waiting: Sequence[int], part: Fraction) -> int | None:
    """The first day by which at least `part` had been met; None if that many have not."""
    at_risk = began = sum(met) + sum(waiting)
    left, of = (1 - part).denominator, (1 - part).numerator
    for day, (ended, gone) in enumerate(zip(met, waiting, strict=True)):
        at_risk -= ended
        if ended and left * at_risk <= of * began:
            return day
        if gone:
            left, of = left * at_risk, of * began
            at_risk -= gone
            began = max(at_risk, 1)
    return None


@dataclass(frozen=True, slots=True)
class SinceContact:
    """Days since the last contact over the schools that had one, and how many never had."""

    median: Fraction | None
    longest: int | None
    reached: int
    never: int


def since_contact(days: Sequence[int | None]) -> SinceContact:
    """From days since each school's last contact, None for a school that had none."""
    known = sorted(day for day in days if day is not None)
    if known and known[0] < 0:
        raise CannotMeasure(f"A last contact {-known[0]} days ahead is none yet.")
    n = len(known)
    middle = Fraction(known[(n - 1) // 2] + known[n // 2], 2) if known else None
    return SinceContact(middle, known[-1] if known else None, n, len(days) - n)

"""A service's minutes in a year, step by step and by term. See docs/methods/capacity.md.

Whole minutes in and out; every step says how it is done again with a calculator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WEEK_DAYS = 5
WHOLE = 10_000
NOT_TAGGED = ""


class CannotPlan(ValueError):
    """Staff, deductions or terms that make no capacity."""


@dataclass(frozen=True, slots=True)
class StaffTime:
    """One line of staff: `weeks` to `minutes_a_day` are those of a full-time holder.

    `stream` is the funding stream that pays the line, "" where it is not tagged.
    """

    name: str
    fte_hundredths: int
    weeks: int
    leave_days: int
    training_days: int
    minutes_a_day: int
    stream: str = NOT_TAGGED

    def __post_init__(self) -> None:
        if self.days < 0:
            raise CannotPlan(
                f"{self.name} has {self.leave_days} days of leave and {self.training_days} of "
                f"training, more than the {self.weeks * WEEK_DAYS} days of {self.weeks} weeks: "
                "lower them, or give the line more weeks."
            )

    @property
    def days(self) -> int:
        return self.weeks * WEEK_DAYS - self.leave_days - self.training_days

    @property
    def minutes(self) -> int:
        """Rounded down to a whole minute."""
        return self.fte_hundredths * self.days * self.minutes_a_day // 100

    @property
    def how(self) -> str:
        return (
            f"{_hundredths(self.fte_hundredths)} FTE × ({self.weeks} × {WEEK_DAYS} − "
            f"{self.leave_days} − {self.training_days}) days × {self.minutes_a_day} minutes"
        )


@dataclass(frozen=True, slots=True)
class Deduction:
    """Time taken off before the rest is shared: a part of working time, a number of pieces, both.

    `may_not_pay` names the streams that may not pay for it.
    """

    name: str
    percent_hundredths: int = 0
    count: int = 0
    minutes_each: int = 0
    may_not_pay: frozenset[str] = frozenset()

    def minutes_of(self, working: int) -> int:
        """The percentage is rounded down to a whole minute."""
        return working * self.percent_hundredths // WHOLE + self.count * self.minutes_each

    def how_of(self, working: int) -> str:
        steps = []
        if self.percent_hundredths:
            steps.append(f"{_hundredths(self.percent_hundredths)} % of {working:,}")
        if self.count:
            steps.append(f"{self.count:,} × {self.minutes_each:,} minutes")
        return " + ".join(steps) or "nothing is taken off"


@dataclass(frozen=True, slots=True)
class Line:
    """One step: its minutes, how they come about, and the same minutes by term and by stream."""

    name: str
    minutes: int
    how: str
    by_term: tuple[int, ...]
    by_stream: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class YearOfTime:
    """`working` less every line of `taken` is `left`, in the year, in each term and stream."""

    terms: tuple[str, ...]
    staff: tuple[StaffTime, ...]
    working: Line
    taken: tuple[Line, ...]
    left: Line


def year_of_time(
    staff: Sequence[StaffTime],
    deductions: Sequence[Deduction],
    terms: Sequence[tuple[str, int]] = (),
) -> YearOfTime:
    """What is left to share of the time of `staff`; `terms` are names with their school days.

    Raises `CannotPlan` where there is no time, where more is taken off than there is, and where
    the streams that may pay for a deduction have too little.
    """
    working = sum(line.minutes for line in staff)
    if not working:
        raise CannotPlan("There is no working time yet: add a line of staff with its hours.")
    asked = [deduction.minutes_of(working) for deduction in deductions]
    if sum(asked) > working:
        raise CannotPlan(
            f"What is taken off comes to {sum(asked):,} minutes, {sum(asked) - working:,} more "
            f"than the {working:,} that there are: take less off, or add staff."
        )
    streams = _by_stream(staff)
    payments, rest = _payments(streams, deductions, asked)
    days = [count for _, count in terms]
    taken = tuple(
        Line(each.name, minutes, each.how_of(working), shared_out(minutes, days), payment)
        for each, minutes, payment in zip(deductions, asked, payments, strict=True)
    )
    over = working - sum(asked)
    how = f"{working:,}" + "".join(f" − {minutes:,}" for minutes in asked if minutes)
    left = Line("Left to share", over, how, shared_out(over, days), rest)
    columns = zip(*[line.by_term for line in (*taken, left)], strict=True)
    how = " + ".join(f"{line.minutes:,}" for line in staff)
    by_term = tuple(sum(column) for column in columns)
    whole = Line("Working time", working, how, by_term, streams)
    return YearOfTime(tuple(name for name, _ in terms), tuple(staff), whole, taken, left)


def shared_out(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` in whole parts in proportion to `weights`, by largest remainder, ties to the earlier.

    The parts add up to `total`; where there are no weights there are no parts. Raises `CannotPlan`
    where there is something to share and every weight is zero.
    """
    whole = sum(weights)
    if not weights or not total:
        return (0,) * len(weights)
    if not whole:
        raise CannotPlan("The terms have no school days: set the year's terms first.")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return tuple(parts)


def _by_stream(staff: Sequence[StaffTime]) -> dict[str, int]:
    streams: dict[str, int] = {}
    for line in staff:
        streams[line.stream] = streams.get(line.stream, 0) + line.minutes
    return streams


def _payments(
    streams: Mapping[str, int], deductions: Sequence[Deduction], asked: Sequence[int]
) -> tuple[list[dict[str, int]], dict[str, int]]:
    """Who pays each deduction, and what each stream has left; the fenced ones are paid first."""
    rest = dict(streams)
    payments: list[dict[str, int]] = [{} for _ in deductions]
    order = sorted(range(len(deductions)), key=lambda n: -len(deductions[n].may_not_pay))
    for n in order:
        payers = [name for name in rest if name not in deductions[n].may_not_pay]
        _demand_payers(deductions[n], asked[n], payers, rest)
        shares = shared_out(asked[n], [rest[name] for name in payers])
        payments[n] = dict(zip(payers, shares, strict=True))
        for name, share in payments[n].items():
            rest[name] -= share
    return payments, rest


def _demand_payers(
    deduction: Deduction, minutes: int, payers: Sequence[str], rest: Mapping[str, int]
) -> None:
    have = sum(rest[name] for name in payers)
    if minutes > have:
        fenced = ", ".join(sorted(deduction.may_not_pay & rest.keys()))
        who = ", ".join(name or "staff without a stream" for name in payers) or "no other staff"
        raise CannotPlan(
            f"{deduction.name} takes {minutes:,} minutes. {fenced} may not pay for it, and what "
            f"may ({who}) has {have:,} minutes: lower it, or pay more staff from another stream."
        )


def _hundredths(number: int) -> str:
    """0.8, 1, 12.55."""
    return f"{number / 100:.2f}".rstrip("0").rstrip(".")

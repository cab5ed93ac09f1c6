"""What a service's year costs, and what a session of it costs. See docs/methods/cost.md.

Whole pence in; every line is rounded once, half a penny up, and the lines add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Pay:
    """One line of staff: what a full-time holder is paid in a year, None where not known."""

    name: str
    fte_hundredths: int
    salary_pence: int | None


@dataclass(frozen=True, slots=True)
class Rates:
    """What comes on top of pay: on-costs on salaries, overhead on everything, pence a mile."""

    on_cost_hundredths: int
    overhead_hundredths: int
    mileage_pence: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """One step; None pence where a salary is not known."""

    name: str
    pence: int | None
    how: str

    @property
    def pounds(self) -> Decimal | None:
        return in_pounds(self.pence)


@dataclass(frozen=True, slots=True)
class Cost:
    """The lines of a year's cost, which add up to `pence`; None where any is not known."""

    lines: tuple[CostLine, ...]
    pence: int | None

    @property
    def pounds(self) -> Decimal | None:
        return in_pounds(self.pence)


def cost_of_year(pay: Sequence[Pay], rates: Rates, *, miles: int) -> Cost:
    """Salaries, on-costs, mileage and overhead; a salary that is not known is never nothing."""
    salaries = [_salary(line) for line in pay]
    paid = _sum([line.pence for line in salaries])
    on_costs = _percent("On-costs", paid, rates.on_cost_hundredths)
    mileage = CostLine(
        "Mileage",
        miles * rates.mileage_pence,
        f"{miles:,} miles × {rates.mileage_pence} pence",
    )
    before = _sum([paid, on_costs.pence, mileage.pence])
    overhead = _percent("Overhead", before, rates.overhead_hundredths)
    lines = (*salaries, on_costs, mileage, overhead)
    return Cost(lines, _sum([line.pence for line in lines]))


def cost_of_minutes(
    year_pence: int | None, *, minutes: int, delivered: int, working: int, elsewhere: int
) -> int | None:
    """The pence of `minutes` of what is delivered, with everything that they carry.

    Of the year's cost, the part of `elsewhere` (statutory advice) in `working` minutes is another
    purpose's; the rest is spread over the `delivered` minutes. None where it is not known.
    """
    if year_pence is None or not delivered or not working:
        return None
    carried = Fraction(year_pence * (working - elsewhere), working)
    return _rounded(carried * minutes / delivered)


def in_pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else Decimal(pence) / 100


def _salary(line: Pay) -> CostLine:
    fte = f"{line.fte_hundredths / 100:g}"
    if line.salary_pence is None:
        return CostLine(line.name, None, f"{fte} FTE × a salary that is not known")
    pence = _rounded(Fraction(line.salary_pence * line.fte_hundredths, 100))
    return CostLine(line.name, pence, f"{fte} FTE × £{Decimal(line.salary_pence) / 100:,.2f}")


def _percent(name: str, of: int | None, hundredths: int) -> CostLine:
    percent = f"{hundredths / 100:g}"
    if of is None:
        return CostLine(name, None, f"{percent} % of what is not known")
    how = f"{percent} % of £{Decimal(of) / 100:,.2f}"
    return CostLine(name, _rounded(Fraction(of * hundredths, WHOLE)), how)


def _sum(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _rounded(pence: Fraction) -> int:
    """Half a penny up."""
    return int((pence + Fraction(1, 2)) // 1)

"""Whether dates make a calendar of one academic year: every way in which they do not, at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from evenreach.flow.register.dated import Columns, Dated, Kind
from evenreach.methods.calendar import SATURDAY, AcademicYear

LONGEST_HOLIDAY = timedelta(days=35)
LONGEST_SUMMER = timedelta(days=70)
"""A longer stretch without a term means that one is missing; no school's holidays are as long."""


@dataclass(frozen=True, slots=True)
class Wrong:
    row: int | None
    column: str | None
    value: str | None
    expected: str


def faults_of_year(dates: Sequence[Dated], year: AcademicYear, at: Columns) -> list[Wrong]:
    """Everything that is wrong with the dates, by row; `at` names their columns."""
    wrong = [*_each(dates, year, at)]
    if not wrong:
        terms = _of(dates, Kind.TERM)
        wrong = [
            *_terms(terms, at),
            *_gaps(terms, year, at),
            *_half_terms(_of(dates, Kind.HALF_TERM), terms, at),
            *_closed([d for d in dates if d.kind in (Kind.HOLIDAY, Kind.TRAINING_DAY)], at),
        ]
    return sorted(wrong, key=lambda each: each.row or 0)


def _of(dates: Sequence[Dated], kind: Kind) -> list[Dated]:
    return sorted((d for d in dates if d.kind is kind), key=lambda d: (d.first, d.last))


def _each(dates: Sequence[Dated], year: AcademicYear, at: Columns) -> Iterator[Wrong]:
    within = f"a day of the academic year {year.label}, 1 September to 31 August"
    for dated in dates:
        if dated.last < dated.first:
            expected = f"a day not before the first, {dated.first}"
            yield Wrong(dated.row, at.last, at.last_as_written(dated), expected)
        if dated.first not in year:
            yield Wrong(dated.row, at.first, str(dated.first), within)
        elif dated.last not in year:
            yield Wrong(dated.row, at.last, at.last_as_written(dated), within)
        if dated.kind is Kind.TRAINING_DAY and dated.first.weekday() >= SATURDAY:
            yield Wrong(dated.row, at.first, str(dated.first), "a day from Monday to Friday")


def _terms(terms: Sequence[Dated], at: Columns) -> Iterator[Wrong]:
    if not terms:
        yield Wrong(None, None, None, "at least one term")
    names: dict[str, int] = {}
    for term in terms:
        first = names.setdefault(term.name.casefold(), term.row)
        if first != term.row:
            expected = f"each term's name once, but row {first} has it too"
            yield Wrong(term.row, at.name, term.name, expected)
    for earlier, later in pairwise(terms):
        if later.first <= earlier.last:
            expected = f"a day after {earlier.name} has ended on {earlier.last}: they overlap"
            yield Wrong(later.row, at.first, str(later.first), expected)


def _gaps(terms: Sequence[Dated], year: AcademicYear, at: Columns) -> Iterator[Wrong]:
    if not terms:
        return
    begins = [(year.starts_on, "the academic year begins"), *((t.last, t.name) for t in terms)]
    for (since, what), term in zip(begins, terms, strict=False):
        if term.first - since > LONGEST_HOLIDAY:
            after = what if since == year.starts_on else f"{what} ends"
            expected = (
                f"a day at most {LONGEST_HOLIDAY.days} days after {after} on {since}: "
                "is a term missing?"
            )
            yield Wrong(term.row, at.first, str(term.first), expected)
    last = max(terms, key=lambda term: term.last)
    if year.ends_on - last.last > LONGEST_SUMMER:
        expected = (
            f"a day at most {LONGEST_SUMMER.days} days before the academic year ends: "
            "is a term missing after it?"
        )
        yield Wrong(last.row, at.last, at.last_as_written(last), expected)


def _half_terms(breaks: Sequence[Dated], terms: Sequence[Dated], at: Columns) -> Iterator[Wrong]:
    taken: dict[Dated, int] = {}
    for pause in breaks:
        term = next((t for t in terms if t.first < pause.first and pause.last < t.last), None)
        if term is None:
            expected = "days within a term, after its first day and before its last"
            yield Wrong(pause.row, at.first, str(pause.first), expected)
            continue
        first = taken.setdefault(term, pause.row)
        if first != pause.row:
            expected = f"one half-term in {term.name}, but row {first} has one too"
            yield Wrong(pause.row, at.first, str(pause.first), expected)


def _closed(dates: Sequence[Dated], at: Columns) -> Iterator[Wrong]:
    ordered = sorted(dates, key=lambda d: (d.first, d.last, d.row))
    latest: Dated | None = None
    for dated in ordered:
        if latest is not None and dated.first <= latest.last:
            expected = f"a day that row {latest.row}, {latest.name}, does not have already"
            yield Wrong(dated.row, at.first, str(dated.first), expected)
        if latest is None or dated.last > latest.last:
            latest = dated


def days_of(dated: Dated) -> Iterator[date]:
    """Its days from Monday to Friday."""
    for n in range((dated.last - dated.first).days + 1):
        day = dated.first + timedelta(days=n)
        if day.weekday() < SATURDAY:
            yield day

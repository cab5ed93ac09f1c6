"""A service's capacity worked out from its staff, and put into use with who pays for it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from evenreach.flow.entitlement.actions import set_capacity
from evenreach.flow.entitlement.deciding import demand_authority_lead
from evenreach.flow.entitlement.funding import FundedMinutes, FundingStream, Purpose
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.queries import capacity_of, minutes_granted
from evenreach.flow.entitlement.seen import ChangedMeanwhile
from evenreach.flow.entitlement.staffing import StaffLine, TakenOff, TimeTakenOff
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.queries import holidays, term_blocks
from evenreach.methods.calendar import Term, school_days
from evenreach.methods.capacity import CannotPlan, Deduction, StaffTime, YearOfTime, year_of_time

NAMES = {
    TakenOff.STATUTORY: "Statutory advice",
    TakenOff.TRAVEL: "Travel",
    TakenOff.SUPERVISION: "Supervision, given and received",
    TakenOff.MEETINGS: "Meetings and administration",
    TakenOff.POOL: "Adjustment pool",
}


class NothingToUse(Refusal):
    """The staff and what is taken off make no capacity."""


class WhyCorrected(Refusal):
    """A capacity under which sessions were granted was to be changed without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "Sessions are granted from this capacity already, so a change is a correction: say why."
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """What a service's staff and deductions give in a year."""

    year: YearOfTime
    digest: str

    def minutes_of(self, *kinds: TakenOff) -> int:
        """What is taken off for these kinds together."""
        by_kind = dict(zip(TakenOff, self.year.taken, strict=True))
        return sum(by_kind[kind].minutes for kind in kinds)

    @property
    def parts(self) -> dict[str, int]:
        """The minutes as a capacity holds them; meetings are in its supervision."""
        return {
            "working_minutes": self.year.working.minutes,
            "statutory_minutes": self.minutes_of(TakenOff.STATUTORY),
            "travel_minutes": self.minutes_of(TakenOff.TRAVEL),
            "supervision_minutes": self.minutes_of(TakenOff.SUPERVISION, TakenOff.MEETINGS),
            "pool_minutes": self.minutes_of(TakenOff.POOL),
        }

    @property
    def delivered(self) -> dict[str, int]:
        """What reaches schools, shared or from the pool, by the name of the stream."""
        pool = dict(zip(TakenOff, self.year.taken, strict=True))[TakenOff.POOL].by_stream
        return {
            name: minutes + pool.get(name, 0) for name, minutes in self.year.left.by_stream.items()
        }

    @property
    def in_words(self) -> str:
        staff = " + ".join(line.how for line in self.year.staff)
        working, left = self.year.working, self.year.left
        return f"{staff} = {working.minutes:,}; {left.how} = {left.minutes:,} minutes to share"


def staff_lines(authority_id: int, *, service_id: int, academic_year: int) -> QuerySet[StaffLine]:
    """The staff of a service in a year, in the order in which they were added."""
    return (
        StaffLine.objects.of(authority_id)
        .filter(service_id=service_id, academic_year=academic_year)
        .select_related("grade", "stream", "service")
        .order_by("pk")
    )


def times_taken_off(
    authority_id: int, *, service_id: int, academic_year: int
) -> dict[TakenOff, TimeTakenOff]:
    rows = TimeTakenOff.objects.of(authority_id).filter(
        service_id=service_id, academic_year=academic_year
    )
    return {TakenOff(row.kind): row for row in rows}


def planned_capacity(authority_id: int, *, service_id: int, academic_year: int) -> Planned:
    """The arithmetic of a service's year as it stands now. Raises CannotPlan."""
    lines = staff_lines(authority_id, service_id=service_id, academic_year=academic_year)
    staff = [_time_of(line) for line in lines]
    taken = times_taken_off(authority_id, service_id=service_id, academic_year=academic_year)
    fenced = _streams_that_may_not_pay_advice(authority_id)
    deductions = [_deduction(kind, taken.get(kind), fenced) for kind in TakenOff]
    terms = school_days_by_term(authority_id, academic_year=academic_year)
    year = year_of_time(staff, deductions, terms)
    return Planned(year, sha256(repr(year).encode()).hexdigest())


def school_days_by_term(authority_id: int, *, academic_year: int) -> list[tuple[str, int]]:
    """The school days of each term, its halves together; empty where no terms are set."""
    off = holidays(authority_id)
    days: dict[str, int] = {}
    for block in term_blocks(authority_id, academic_year=academic_year):
        name = block.name.partition(",")[0]
        term = Term(block.name, block.starts_on, block.ends_on)
        days[name] = days.get(name, 0) + len(school_days([term], off, ()))
    return list(days.items())


@transaction.atomic
def use_capacity(
    *,
    by: Eyes,
    at: datetime,
    service: Service,
    academic_year: int,
    session_minutes: int,
    digest: str,
    source: str,
    why: str = "",
) -> Capacity:
    """Let what the staff give be the service's capacity, if it is what was seen (`digest`).

    A capacity that is in use is corrected; once sessions are granted from it, with a reason.
    Raises NothingToUse, ChangedMeanwhile or WhyCorrected.
    """
    demand_authority_lead(by)
    which = {"service_id": service.pk, "academic_year": academic_year}
    Service.objects.of(by.authority_id).select_for_update().get(pk=service.pk)
    try:
        planned = planned_capacity(by.authority_id, **which)
    except CannotPlan as error:
        raise NothingToUse(str(error)) from error
    if planned.digest != digest:
        raise ChangedMeanwhile
    parts = {**planned.parts, "session_minutes": session_minutes}
    basis = f"{source}: {planned.in_words}"
    capacity = capacity_of(by.authority_id, **which)
    if capacity is None:
        capacity = set_capacity(
            by=by, at=at, service=service, academic_year=academic_year, basis=basis, **parts
        )
    else:
        _correct(by, at, capacity, {**parts, "basis": basis}, why)
    _fund(capacity, planned.delivered)
    return capacity


def _correct(
    by: Eyes, at: datetime, capacity: Capacity, values: dict[str, int | str], why: str
) -> None:
    granted = minutes_granted(by.authority_id, academic_year=capacity.academic_year)
    if granted.get(capacity.service_id) and not why.strip():
        raise WhyCorrected
    for name, value in values.items():
        setattr(capacity, name, value)
    capacity.save(update_fields=list(values))
    journal_act(by=by, at=at, verb="capacity corrected", about=capacity, why=why)


def _fund(capacity: Capacity, delivered: dict[str, int]) -> None:
    """Store who pays for what reaches schools; nothing where no staff is tagged with a stream."""
    mine = capacity.authority_id
    FundedMinutes.objects.of(mine).filter(capacity=capacity).delete()
    streams = {stream.name: stream for stream in FundingStream.objects.of(mine)}
    if delivered.keys() & streams.keys():
        FundedMinutes.objects.bulk_create(
            FundedMinutes(
                authority_id=mine, capacity=capacity, stream=streams.get(name), minutes=minutes
            )
            for name, minutes in delivered.items()
        )


def _streams_that_may_not_pay_advice(authority_id: int) -> frozenset[str]:
    streams = FundingStream.objects.of(authority_id)
    return frozenset(stream.name for stream in streams if Purpose.STATUTORY in stream.may_not_pay)


def _time_of(line: StaffLine) -> StaffTime:
    return StaffTime(
        line.role,
        line.fte_hundredths,
        line.weeks,
        line.leave_days,
        line.training_days,
        line.minutes_a_day,
        line.stream.name if line.stream else "",
    )


def _deduction(kind: TakenOff, row: TimeTakenOff | None, fenced: frozenset[str]) -> Deduction:
    may_not_pay = fenced if kind == TakenOff.STATUTORY else frozenset()
    if row is None:
        return Deduction(NAMES[kind], may_not_pay=may_not_pay)
    return Deduction(NAMES[kind], row.percent_hundredths, row.count, row.minutes_each, may_not_pay)

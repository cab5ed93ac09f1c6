"""Staff lines, what is taken off, and miles: what a capacity is worked out from."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from evenreach.flow.entitlement.deciding import demand_authority_lead
from evenreach.flow.entitlement.funding import FundingStream
from evenreach.flow.entitlement.ring_fences import WrongStream, why_not_staff
from evenreach.flow.entitlement.seen import (
    change_row,
    row_as_seen,
    set_row,
)
from evenreach.flow.entitlement.staffing import (
    Grade,
    Pattern,
    StaffLine,
    TakenOff,
    TimeTakenOff,
    YearMiles,
)
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.capacity import CannotPlan, StaffTime


class NoSuchTime(Refusal):
    """Hours that a line of staff cannot have."""


@dataclass(frozen=True, slots=True)
class StaffTerms:
    """What a line of staff says; weeks to training days are those of a full-time holder."""

    role: str
    grade_id: int
    fte_hundredths: int
    pattern: Pattern
    weeks: int
    minutes_a_day: int
    leave_days: int
    training_days: int
    stream_id: int | None


@transaction.atomic
def add_staff_line(
    *, by: Eyes, at: datetime, service: Service, academic_year: int, terms: StaffTerms
) -> StaffLine:
    """Add staff of one role, grade and pattern. Raises NoSuchTime or WrongStream."""
    demand_authority_lead(by)
    _demand_time(terms)
    line = StaffLine(
        authority_id=by.authority_id,
        service=service,
        academic_year=academic_year,
        **asdict(terms),
    )
    _demand_same_year(line)
    line.save()
    journal_act(by=by, at=at, verb="staff added", about=line)
    return line


@transaction.atomic
def change_staff_line(
    *, by: Eyes, at: datetime, line_id: int, seen: int, terms: StaffTerms
) -> StaffLine:
    """Raises NoSuchTime, WrongStream or ChangedMeanwhile."""
    demand_authority_lead(by)
    _demand_time(terms)
    line = row_as_seen(StaffLine, by, pk=line_id, seen=seen)
    for name, value in asdict(terms).items():
        setattr(line, name, value)
    _demand_same_year(line)
    change_row(line, asdict(terms))
    journal_act(by=by, at=at, verb="staff changed", about=line)
    return line


@transaction.atomic
def remove_staff_line(*, by: Eyes, at: datetime, line_id: int, seen: int) -> None:
    """Raises ChangedMeanwhile, also where somebody has removed it already."""
    demand_authority_lead(by)
    line = row_as_seen(StaffLine, by, pk=line_id, seen=seen)
    journal_act(by=by, at=at, verb="staff removed", about=line)
    line.delete()


@transaction.atomic
def take_off(
    *,
    by: Eyes,
    at: datetime,
    service: Service,
    academic_year: int,
    kind: TakenOff,
    seen: int,
    percent_hundredths: int,
    count: int,
    minutes_each: int,
) -> TimeTakenOff:
    """Say what is taken off for one purpose before the rest is shared. Raises ChangedMeanwhile."""
    demand_authority_lead(by)
    row: TimeTakenOff = set_row(
        TimeTakenOff,
        by,
        which={"service_id": service.pk, "academic_year": academic_year, "kind": kind},
        seen=seen,
        values={
            "percent_hundredths": percent_hundredths,
            "count": count,
            "minutes_each": minutes_each,
        },
    )
    journal_act(by=by, at=at, verb="time taken off", about=row)
    return row


@transaction.atomic
def expect_miles(
    *, by: Eyes, at: datetime, service: Service, academic_year: int, seen: int, miles: int
) -> YearMiles:
    """Raises ChangedMeanwhile."""
    demand_authority_lead(by)
    which = {"service_id": service.pk, "academic_year": academic_year}
    row: YearMiles = set_row(YearMiles, by, which=which, seen=seen, values={"miles": miles})
    journal_act(by=by, at=at, verb="miles expected", about=row)
    return row


def _demand_time(terms: StaffTerms) -> None:
    if terms.pattern == Pattern.TERM_TIME and terms.leave_days:
        raise NoSuchTime(
            "Staff who work in term time take their leave outside it: enter 0 days of leave, or "
            "choose all year."
        )
    try:
        StaffTime(
            terms.role,
            terms.fte_hundredths,
            terms.weeks,
            terms.leave_days,
            terms.training_days,
            terms.minutes_a_day,
        )
    except CannotPlan as error:
        raise NoSuchTime(str(error)) from error


def _demand_same_year(line: StaffLine) -> None:
    """The grade is one of the line's year, and the stream may pay it then."""
    Grade.objects.of(line.authority_id).get(pk=line.grade_id, academic_year=line.academic_year)
    if line.stream_id is None:
        return
    stream = FundingStream.objects.of(line.authority_id).get(pk=line.stream_id)
    reason = why_not_staff(stream, line.service.slug, line.academic_year)
    if reason:
        raise WrongStream(reason)

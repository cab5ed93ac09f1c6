"""Who works in a service, who pays them, and what it costs: all of it invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from evenreach.demo.people import PSYCHOLOGY, TEACHING
from evenreach.flow.entitlement.capacity import planned_capacity, use_capacity
from evenreach.flow.entitlement.costs import add_grade, set_rates
from evenreach.flow.entitlement.funding import FundingStream, Purpose
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.seen import NOT_THERE
from evenreach.flow.entitlement.staff_actions import (
    StaffTerms,
    add_staff_line,
    expect_miles,
    take_off,
)
from evenreach.flow.entitlement.staffing import Grade, Pattern, TakenOff
from evenreach.flow.entitlement.streams import StreamTerms, add_stream
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.offer.models import Service
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.cost import Rates

INVENTED = "Invented for the demonstration"
WEEKS, DAY_MINUTES = 38, 360
COUNCIL, EXPERTS = "High needs block", "Experts at Hand"
MAINSTREAM = (
    "nursery",
    "primary",
    "middle_deemed_primary",
    "middle_deemed_secondary",
    "secondary",
    "all_through",
    "sixteen_plus",
)
STREAMS = (
    (EXPERTS, 1, (Purpose.STATUTORY, Purpose.PRE_STATUTORY), MAINSTREAM),
    (COUNCIL, 2, (), ()),
)
RING_FENCE = (
    "That it pays for every mainstream school, and neither EHC nor earlier assessment, is as told "
    "by the Association of Educational Psychologists in 2026; dates and use here are invented"
)
RATES = Rates(on_cost_hundredths=2800, overhead_hundredths=1200, mileage_pence=45)


@dataclass(frozen=True, slots=True)
class Post:
    """What one service's staff are called and paid, who pays some of them, how far they drive."""

    role: str
    salary_pence: int
    experts_hundredths: int
    miles: int


POSTS = {
    TEACHING: Post("Specialist teacher", 4_600_000, 0, 18_000),
    PSYCHOLOGY: Post("Educational psychologist", 5_800_000, 100, 9_000),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the authority states once: its streams and the grades of the year."""

    streams: Mapping[str, FundingStream]
    grades: Mapping[str, Grade]


def state_costs(*, by: Eyes, at: datetime, academic_year: int) -> Settings:
    """The funding streams, the rates and a grade for each kind of post."""
    streams = {
        name: add_stream(
            by=by,
            at=at,
            terms=StreamTerms(
                name=name,
                draws_at=draws_at,
                may_not_pay=may_not_pay,
                services=(),
                phases=phases,
                starts_on=date(academic_year, 9, 1),
                ends_on=None,
                source=RING_FENCE if name == EXPERTS else INVENTED,
            ),
        )
        for name, draws_at, may_not_pay, phases in STREAMS
    }
    year: dict[str, Any] = {"by": by, "at": at, "academic_year": academic_year, "source": INVENTED}
    set_rates(**year, seen=NOT_THERE, rates=RATES)
    grades = {
        slug: add_grade(**year, name=f"{post.role}, invented", salary_pence=post.salary_pence)
        for slug, post in POSTS.items()
    }
    return Settings(streams, grades)


def staff_up(
    *,
    by: Eyes,
    at: datetime,
    service: Service,
    academic_year: int,
    fte_hundredths: int,
    percents: Mapping[TakenOff, int],
    settings: Settings,
) -> Capacity:
    """Add a service's staff, take off these percentages, and use what they give."""
    post, grade = POSTS[service.slug], settings.grades[service.slug]
    of_year: dict[str, Any] = {"service": service, "academic_year": academic_year}
    experts = post.experts_hundredths
    for stream, fte in ((COUNCIL, fte_hundredths - experts), (EXPERTS, experts)):
        if fte:
            terms = _terms(post.role, grade.pk, fte, settings.streams[stream].pk)
            add_staff_line(by=by, at=at, **of_year, terms=terms)
    for kind, percent in percents.items():
        take_off(
            by=by,
            at=at,
            **of_year,
            kind=kind,
            seen=NOT_THERE,
            percent_hundredths=percent * 100,
            count=0,
            minutes_each=0,
        )
    expect_miles(by=by, at=at, **of_year, seen=NOT_THERE, miles=post.miles)
    planned = planned_capacity(by.authority_id, service_id=service.pk, academic_year=academic_year)
    return use_capacity(
        by=by,
        at=at,
        **of_year,
        session_minutes=SESSION_MINUTES,
        digest=planned.digest,
        source=INVENTED,
    )


def _terms(role: str, grade_id: int, fte_hundredths: int, stream_id: int) -> StaffTerms:
    return StaffTerms(
        role=role,
        grade_id=grade_id,
        fte_hundredths=fte_hundredths,
        pattern=Pattern.TERM_TIME,
        weeks=WEEKS,
        minutes_a_day=DAY_MINUTES,
        leave_days=0,
        training_days=0,
        stream_id=stream_id,
    )

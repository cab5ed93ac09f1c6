"""The demonstration authority as it stands before the first request: facts, and an invented offer.

The schools are Northumberland's, from published files; capacity, policies and prices are invented.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from django.conf import settings
from govuk_bank_holidays.bank_holidays import BankHolidays

from evenreach.demo.people import PSYCHOLOGY, STAFF, TEACHING, Cast, add_staff
from evenreach.desks.allocation.actions import adopt_policy, draft_policy
from evenreach.flow.entitlement.actions import set_capacity
from evenreach.flow.offer.actions import draft_offer, publish_offer
from evenreach.flow.offer.definitions import SESSION_MINUTES, load_services
from evenreach.flow.offer.models import OfferVersion, Service
from evenreach.flow.offer.queries import services_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.register.actions import Published, load_register, set_calendar
from evenreach.flow.register.calendar_definitions import load_calendar
from evenreach.flow.visits.actions import open_post
from evenreach.flow.visits.models import Part

YEAR = 2025
OPENED_AT = datetime(2025, 7, 1, 8, 0, tzinfo=UTC)
ADOPTED_AT = datetime(2025, 7, 14, 14, 0, tzinfo=UTC)
REGISTER = Path(__file__).parent / "register"
SCHOOL_DAYS = 190
DAY_MINUTES = 360
EVERY_HALF_DAY = tuple((weekday, part) for weekday in range(5) for part in Part)


@dataclass(frozen=True, slots=True)
class Plenty:
    """A service's invented capacity: percentages of its working minutes, and its policy."""

    slug: str
    statutory: int
    travel: int
    supervision: int
    pool: int
    policy: str
    base_sessions: int


SERVICES = (
    Plenty(TEACHING, 0, 15, 5, 5, "Base of three and need, 2025/26", 3),
    Plenty(PSYCHOLOGY, 30, 12, 6, 4, "Partnership: base of two and need, 2025/26", 2),
)
WEIGHTS = {
    "roll": Fraction(1, 50),
    "sen-support": Fraction(1),
    "ehc-plans": Fraction(1, 2),
    "free-school-meals": Fraction(1, 5),
}
BASE_ONLY = ("special", "alternative_provision")


def set_the_scene(*, by: Eyes) -> Cast:
    """Load the register, publish the offer, add the staff, and adopt the policies."""
    load_register(
        by=by,
        at=OPENED_AT,
        schools=_published(
            "edubasealldata_northumberland.csv",
            "DfE, Get Information About Schools",
            date(2026, 1, 30),
        ),
        sen=_published(
            "sen_schools_2022-23.csv",
            "DfE, Special educational needs in England",
            date(2023, 1, 19),
        ),
        census=_published(
            "school_census_2022-23.csv",
            "DfE, Schools, pupils and their characteristics",
            date(2023, 1, 19),
        ),
    )
    calendar = load_calendar(settings.DEFINITIONS / "calendar" / "northumberland-2025-26.toml")
    set_calendar(by=by, at=OPENED_AT, calendar=calendar, holidays=_bank_holidays())
    offer = _publish(by)
    cast = add_staff(by=by, at=OPENED_AT)
    services = {part.service.slug: part.service for part in services_offered(offer)}
    _open_posts(by, cast, services)
    for plenty in SERVICES:
        _share(by, services[plenty.slug], plenty)
    return cast


def _published(name: str, source: str, counted_on: date) -> Published:
    return Published(name, (REGISTER / name).read_bytes(), source, counted_on)


def _bank_holidays() -> dict[date, str]:
    holidays = BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
    return {
        holiday["date"]: holiday["title"]
        for holiday in holidays
        if date(YEAR, 9, 1) <= holiday["date"] < date(YEAR + 1, 9, 1)
    }


def _publish(by: Eyes) -> OfferVersion:
    offer = draft_offer(
        by=by,
        at=OPENED_AT,
        academic_year=YEAR,
        definitions=load_services(settings.DEFINITIONS / "services"),
        session_minutes=SESSION_MINUTES,
    )
    return publish_offer(by=by, at=OPENED_AT, offer=offer)


def _open_posts(by: Eyes, cast: Cast, services: dict[str, Service]) -> None:
    for somebody in STAFF:
        if somebody.role == Role.SPECIALIST:
            open_post(
                by=by,
                at=OPENED_AT,
                person=cast.staff[somebody.address],
                service=services[somebody.service],
                fte_hundredths=somebody.fte_hundredths,
                base=somebody.base,
                working=EVERY_HALF_DAY[: somebody.fte_hundredths // 10],
            )


def _share(by: Eyes, service: Service, plenty: Plenty) -> None:
    fte = sum(
        somebody.fte_hundredths
        for somebody in STAFF
        if somebody.role == Role.SPECIALIST and somebody.service == plenty.slug
    )
    working = fte * SCHOOL_DAYS * DAY_MINUTES // 100
    set_capacity(
        by=by,
        at=OPENED_AT,
        service=service,
        academic_year=YEAR,
        working_minutes=working,
        statutory_minutes=working * plenty.statutory // 100,
        travel_minutes=working * plenty.travel // 100,
        supervision_minutes=working * plenty.supervision // 100,
        pool_minutes=working * plenty.pool // 100,
        session_minutes=SESSION_MINUTES,
        basis=(
            f"{fte / 100:g} full-time equivalents × {SCHOOL_DAYS} school days × "
            f"{DAY_MINUTES // 60} hours; invented"
        ),
    )
    policy = draft_policy(
        by=by,
        at=ADOPTED_AT,
        service=service,
        academic_year=YEAR,
        name=plenty.policy,
        base_sessions=plenty.base_sessions,
        weights=WEIGHTS,
        base_only_phases=BASE_ONLY,
    )
    adopt_policy(by=by, at=ADOPTED_AT, policy_id=policy.pk)

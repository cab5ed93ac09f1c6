"""The demonstration authority as it stands before the first request: facts, and an invented offer.

The schools are Northumberland's, from published files; capacity, policies and prices are invented.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from django.conf import settings

from evenreach.demo.areas import draw_areas
from evenreach.demo.comparing import load_last_year
from evenreach.demo.deciding import decide_after_consulting, decide_without_consulting
from evenreach.demo.people import PSYCHOLOGY, STAFF, TEACHING, Cast, add_staff
from evenreach.demo.staffing import Settings, staff_up, state_costs
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.entitlement.staffing import TakenOff
from evenreach.flow.offer.actions import draft_offer, open_consultation, publish_offer
from evenreach.flow.offer.definitions import SESSION_MINUTES, load_services
from evenreach.flow.offer.models import OfferVersion, Service
from evenreach.flow.offer.queries import services_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.register.bank_holidays import bank_holidays
from evenreach.flow.register.calendar_definitions import load_calendar
from evenreach.flow.register.calendar_loading import set_calendar
from evenreach.flow.register.importing import load_register
from evenreach.flow.register.merging import Published
from evenreach.flow.visits.models import Part
from evenreach.flow.visits.posts import open_post
from evenreach.methods.calendar import AcademicYear

YEAR = 2025
CONSULTED_AT = datetime(2025, 5, 19, 8, 0, tzinfo=UTC)
CONSULTED_TO = date(2025, 6, 27)
OPENED_AT = datetime(2025, 7, 1, 8, 0, tzinfo=UTC)
ADOPTED_AT = datetime(2025, 7, 14, 14, 0, tzinfo=UTC)
REGISTER = Path(__file__).parent / "register"
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
    consults: bool


SERVICES = (
    Plenty(TEACHING, 0, 15, 5, 5, "Base of three and need, 2025/26", 3, True),
    Plenty(PSYCHOLOGY, 30, 12, 6, 4, "Partnership: base of two and need, 2025/26", 2, False),
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
    holidays = bank_holidays(AcademicYear(YEAR))
    set_calendar(by=by, at=OPENED_AT, calendar=calendar, holidays=holidays)
    draw_areas(by=by, at=OPENED_AT)
    offer = _publish(by)
    cast = add_staff(by=by, at=OPENED_AT)
    services = {part.service.slug: part.service for part in services_offered(offer)}
    _open_posts(by, cast, services)
    stated = state_costs(by=by, at=OPENED_AT, academic_year=YEAR)
    for plenty in SERVICES:
        load_last_year(by=by, at=OPENED_AT, service=services[plenty.slug], academic_year=YEAR - 1)
        _share(by, services[plenty.slug], plenty, stated)
    return cast


def _published(name: str, source: str, counted_on: date) -> Published:
    return Published(name, (REGISTER / name).read_bytes(), source, counted_on)


def _publish(by: Eyes) -> OfferVersion:
    offer = draft_offer(
        by=by,
        at=CONSULTED_AT,
        academic_year=YEAR,
        definitions=load_services(settings.DEFINITIONS / "services"),
        session_minutes=SESSION_MINUTES,
    )
    open_consultation(by=by, at=CONSULTED_AT, offer_id=offer.pk, closes_on=CONSULTED_TO)
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


def _share(by: Eyes, service: Service, plenty: Plenty, stated: Settings) -> None:
    fte = sum(
        somebody.fte_hundredths
        for somebody in STAFF
        if somebody.role == Role.SPECIALIST and somebody.service == plenty.slug
    )
    staff_up(
        by=by,
        at=OPENED_AT,
        service=service,
        academic_year=YEAR,
        fte_hundredths=fte,
        percents={
            TakenOff.STATUTORY: plenty.statutory,
            TakenOff.TRAVEL: plenty.travel,
            TakenOff.SUPERVISION: plenty.supervision,
            TakenOff.POOL: plenty.pool,
        },
        settings=stated,
    )
    decide = decide_after_consulting if plenty.consults else decide_without_consulting
    decide(
        by=by,
        at=ADOPTED_AT,
        service=service,
        academic_year=YEAR,
        name=plenty.policy,
        terms=Terms(plenty.base_sessions, WEIGHTS, counted=dict.fromkeys(BASE_ONLY, Fraction(0))),
    )

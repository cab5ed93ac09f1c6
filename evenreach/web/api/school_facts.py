"""What the public pages say of a school, as values; its counts are those that are published."""

from datetime import date
from typing import Any

from ninja import Schema

from evenreach.flow.offer.vocabulary import Phase
from evenreach.flow.register.models import School, SchoolFigure
from evenreach.flow.register.primary_needs import NEEDS
from evenreach.flow.register.queries import PrimaryNeeds
from evenreach.methods.calendar import AcademicYear
from evenreach.web.templatetags.schools import need_in_words


class SchoolFacts(Schema):
    """One establishment; null is: not known."""

    urn: int
    name: str
    status: str
    is_open: bool
    is_state_funded: bool | None
    phase: Phase | None
    type: str | None
    trust: str | None
    low_age: int | None
    high_age: int | None
    ward: str | None
    urban_rural: str | None
    postcode: str | None
    opened_on: date | None
    closed_on: date | None


class Roll(Schema):
    """How many pupils were on roll in the academic year that begins in `academic_year`."""

    academic_year: int
    label: str
    pupils: int
    source: str
    counted_on: date


class NeedCount(Schema):
    """Learners with one primary need; null: the publisher gives no count."""

    need: str
    name: str
    sen_support: int | None
    ehc_plans: int | None


class Needs(Schema):
    """Learners with SEN support or an EHC plan, each once, by primary need, as published."""

    academic_year: int
    label: str
    source: str
    counted_on: date
    sen_support: int | None
    ehc_plans: int | None
    needs: list[NeedCount]


def facts_of(school: School) -> dict[str, Any]:
    return {
        "urn": school.urn,
        "name": school.name,
        "status": school.status,
        "is_open": school.is_open,
        "is_state_funded": school.is_state_funded,
        "phase": school.phase or None,
        "type": school.establishment_type or None,
        "trust": school.trust or None,
        "low_age": school.low_age,
        "high_age": school.high_age,
        "ward": school.ward or None,
        "urban_rural": school.urban_rural or None,
        "postcode": school.postcode or None,
        "opened_on": school.opened_on,
        "closed_on": school.closed_on,
    }


def roll_of(figure: SchoolFigure) -> dict[str, Any]:
    return {
        "academic_year": figure.academic_year,
        "label": AcademicYear(figure.academic_year).label,
        "pupils": figure.value,
        "source": figure.source,
        "counted_on": figure.counted_on,
    }


def needs_of(found: PrimaryNeeds) -> dict[str, Any]:
    """The needs of which either provision has a count, in the publisher's order."""
    known = {need for _, need in found.counts}
    return {
        "academic_year": found.academic_year,
        "label": AcademicYear(found.academic_year).label,
        "source": found.source,
        "counted_on": found.counted_on,
        "sen_support": found.totals.get("sen-support"),
        "ehc_plans": found.totals.get("ehc-plans"),
        "needs": [
            {
                "need": need,
                "name": need_in_words(need),
                "sen_support": found.counts.get(("sen-support", need)),
                "ehc_plans": found.counts.get(("ehc-plans", need)),
            }
            for need in NEEDS
            if need in known
        ],
    }

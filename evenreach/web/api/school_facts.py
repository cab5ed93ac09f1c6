"""What the public pages say of a school, as values; of its counts only the roll is public."""

from datetime import date
from typing import Any

from ninja import Schema

from evenreach.flow.offer.vocabulary import Phase
from evenreach.flow.register.models import School, SchoolFigure
from evenreach.methods.calendar import AcademicYear


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

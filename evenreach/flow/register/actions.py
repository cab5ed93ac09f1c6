import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.calendar_definitions import CalendarDefinition
from evenreach.flow.register.files import (
    Establishment,
    read_census,
    read_establishments,
    read_sen_counts,
)
from evenreach.flow.register.grid import latitude_longitude
from evenreach.flow.register.kinds import OPEN, is_state_funded, phase_of
from evenreach.flow.register.models import (
    Holiday,
    RegisterLoad,
    School,
    SchoolFigure,
    TermBlock,
)
from evenreach.methods.calendar import academic_year_of

SCHOOL_FIELDS = [
    "name",
    "establishment_type",
    "phase",
    "is_state_funded",
    "status",
    "is_open",
    "postcode",
    "easting",
    "northing",
    "latitude",
    "longitude",
    "ward",
    "trust",
    "urban_rural",
]


@dataclass(frozen=True, slots=True)
class Published:
    """A publisher's file as it came, with the day its counts were taken and whom to credit."""

    name: str
    raw: bytes
    source: str
    counted_on: date

    @property
    def academic_year(self) -> int:
        return academic_year_of(self.counted_on).begins_in

    @property
    def digest(self) -> str:
        """Of the bytes and the day: the same counts of another day are another file."""
        return hashlib.sha256(self.raw + self.counted_on.isoformat().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of one school before it is stored; `value` None means not known."""

    urn: int
    name: str
    value: int | None
    published: Published


@transaction.atomic
def load_register(
    *, by: Eyes, at: datetime, schools: Published, sen: Published, census: Published
) -> RegisterLoad | None:
    """Load the three files whole, or raise FileRefused and change nothing.

    The same files again change nothing and give None.
    """
    files = {file.name: file.digest for file in (schools, sen, census)}
    last = RegisterLoad.objects.of(by.authority_id).order_by("-loaded_at", "-pk").first()
    if last is not None and last.files == files:
        return None
    establishments = read_establishments(schools.raw, schools.name)
    counts = [*_sen_counts(sen), *_census_counts(census)]
    _store_schools(by.authority_id, establishments)
    _store_figures(by.authority_id, counts)
    load = RegisterLoad.objects.create(
        authority_id=by.authority_id,
        loaded_at=at,
        loaded_by=by.name,
        files=files,
        schools_count=len(establishments),
    )
    journal_act(by=by, at=at, verb="register loaded", about=load)
    return load


def _sen_counts(file: Published) -> Iterable[Count]:
    for row in read_sen_counts(file.raw, file.name):
        yield Count(row.urn, "sen-support", row.sen_support, file)
        yield Count(row.urn, "ehc-plans", row.ehc_plans, file)


def _census_counts(file: Published) -> Iterable[Count]:
    for row in read_census(file.raw, file.name):
        yield Count(row.urn, "roll", row.headcount, file)
        yield Count(row.urn, "free-school-meals", row.fsm_eligible, file)


def _store_schools(authority_id: int, establishments: Iterable[Establishment]) -> None:
    School.objects.bulk_create(
        [_school(authority_id, row) for row in establishments],
        update_conflicts=True,
        unique_fields=["authority", "urn"],
        update_fields=SCHOOL_FIELDS,
    )


def _school(authority_id: int, row: Establishment) -> School:
    latitude, longitude = (
        latitude_longitude(row.easting, row.northing)
        if row.easting is not None and row.northing is not None
        else (None, None)
    )
    kind = row.type or ""
    return School(
        authority_id=authority_id,
        urn=row.urn,
        name=row.name,
        establishment_type=kind,
        phase=phase_of(kind, row.phase),
        is_state_funded=is_state_funded(kind, row.phase),
        status=row.status,
        is_open=row.status in OPEN,
        postcode=row.postcode or "",
        easting=row.easting,
        northing=row.northing,
        latitude=latitude,
        longitude=longitude,
        ward=row.ward or "",
        trust=row.trust or "",
        urban_rural=row.urban_rural or "",
    )


def _store_figures(authority_id: int, counts: Iterable[Count]) -> None:
    schools = dict(School.objects.of(authority_id).values_list("urn", "pk"))
    SchoolFigure.objects.bulk_create(
        [
            SchoolFigure(
                authority_id=authority_id,
                school_id=schools[count.urn],
                academic_year=count.published.academic_year,
                name=count.name,
                value=count.value,
                source=count.published.source,
                counted_on=count.published.counted_on,
            )
            for count in counts
            if count.value is not None and count.urn in schools
        ],
        update_conflicts=True,
        unique_fields=["school", "academic_year", "name"],
        update_fields=["value", "source", "counted_on"],
    )


@transaction.atomic
def set_calendar(
    *, by: Eyes, at: datetime, calendar: CalendarDefinition, holidays: Mapping[date, str]
) -> None:
    """Store the terms of an academic year and the holidays, replacing what stood there."""
    year = calendar.year[0].year
    TermBlock.objects.of(by.authority_id).filter(academic_year=year).delete()
    blocks = TermBlock.objects.bulk_create(
        TermBlock(
            authority_id=by.authority_id,
            academic_year=year,
            name=block.name,
            starts_on=block.period[0],
            ends_on=block.period[1],
            is_inferred=block.inferred,
            source=calendar.source,
        )
        for block in calendar.half_terms
    )
    Holiday.objects.of(by.authority_id).filter(on__in=holidays).delete()
    Holiday.objects.bulk_create(
        Holiday(authority_id=by.authority_id, on=on, name=name, source="GOV.UK bank holidays")
        for on, name in sorted(holidays.items())
    )
    journal_act(by=by, at=at, verb="calendar set", about=blocks[0])

"""Finding schools on the register: by words, by kind, near a place, and where they lie."""

import re
from dataclasses import dataclass
from typing import Literal

from django.db.models import (
    Avg,
    Count,
    F,
    FloatField,
    Func,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Length, Upper

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.models import LEFT_OUT, Place, School
from evenreach.flow.register.queries import schools_on_register

PROPOSED_TO_CLOSE = "Open, but proposed to close"
FUNDING = {"yes": True, "no": False, "unknown": None}
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
PLAIN = str.maketrans("-", " ", LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the National Grid, in metres, and what it was found by."""

    easting: int
    northing: int
    found_by: Literal["school", "postcode", "postcode sector"]
    name: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of schools is narrowed to; what is empty or None narrows nothing."""

    typed: str = ""
    phase: str | None = None
    establishment_type: str | None = None
    funding: Literal["", "yes", "no", "unknown"] = ""
    proposed_to_close: bool = False
    around: Spot | None = None
    within_metres: float | None = None


class PlaceNotKnown(Refusal):
    """A postcode or a school that this register cannot find a place for."""


def schools_found(authority_id: int, narrowing: Narrowing) -> QuerySet[School]:
    """The open schools that a narrowing leaves, by name.

    Typed words all stand in the name, whatever its apostrophes, stops and hyphens; or they are the
    URN, or begin the postcode. Around a spot, each has its straight-line `distance` in metres,
    None where the register does not say where a school is.
    """
    found = schools_on_register(authority_id)
    if narrowing.typed.strip():
        found = found.filter(_typed(narrowing.typed))
    if narrowing.phase is not None:
        found = found.filter(phase=narrowing.phase)
    if narrowing.establishment_type is not None:
        found = found.filter(establishment_type=narrowing.establishment_type)
    if narrowing.funding:
        found = found.filter(is_state_funded=FUNDING[narrowing.funding])
    if narrowing.proposed_to_close:
        found = found.filter(status=PROPOSED_TO_CLOSE)
    if narrowing.around is not None:
        found = found.annotate(distance=_distance(narrowing.around))
        if narrowing.within_metres is not None:
            found = found.filter(distance__lte=narrowing.within_metres)
    return found


def by_distance(found: QuerySet[School]) -> QuerySet[School]:
    """The nearest first; schools whose place is not known come last."""
    return found.order_by(F("distance").asc(nulls_last=True), "name", "urn")


def _typed(typed: str) -> Q:
    named, compact = Q(), "".join(typed.split())
    for word in typed.translate(PLAIN).split():
        named &= Q(plain_name__contains=Upper(Value(word)))
    by_urn = Q(urn=int(compact)) if compact.isdecimal() else Q()
    return (named or Q(pk=None)) | Q(compact_postcode__startswith=compact.upper()) | by_urn


def _distance(spot: Spot) -> Func:
    """Metres, as PostgreSQL's `<->`: the nearest come from an index, not from every school."""
    here, there = Place(Value(spot.easting), Value(spot.northing)), Place("easting", "northing")
    return Func(
        there, here, template="(%(expressions)s)", arg_joiner=" <-> ", output_field=FloatField()
    )


def spot_of(authority_id: int, said: str) -> Spot:
    """Where a postcode or a school (by URN or name) is, as far as the register knows.

    Of a postcode that no school has, the middle of the schools whose postcodes differ in their
    last two letters only. Raises PlaceNotKnown.
    """
    compact = "".join(said.split()).upper()
    if POSTCODE.fullmatch(compact):
        return _postcode_spot(authority_id, compact)
    placed = School.objects.of(authority_id).exclude(easting=None).exclude(northing=None)
    asked = Q(urn=int(compact)) if compact.isdecimal() else _typed(said) & Q(is_open=True)
    schools = list(placed.filter(asked)[:2])
    if len(schools) > 1:
        raise PlaceNotKnown(
            f"“{said}” fits more than one school. Enter a full postcode or the school’s URN"
        )
    if not schools:
        raise PlaceNotKnown(
            f"“{said}” is not the postcode, the name or the URN of a school whose place the "
            "register knows. Enter a full postcode, such as NE46 4PL, or a school’s URN"
        )
    return _school_spot(schools[0])


def _school_spot(school: School) -> Spot:
    return Spot(school.easting or 0, school.northing or 0, "school", school.name)


def _postcode_spot(authority_id: int, compact: str) -> Spot:
    sector, written = compact[:-2], f"{compact[:-3]} {compact[-3:]}"
    placed = School.objects.of(authority_id).exclude(easting=None).exclude(northing=None)
    middle = (
        placed.filter(compact_postcode__gte=f"{sector}AA", compact_postcode__lte=f"{sector}ZZ")
        .alias(length=Length("compact_postcode"))
        .filter(length=len(compact))
        .aggregate(
            here_e=Avg("easting", filter=Q(compact_postcode=compact)),
            here_n=Avg("northing", filter=Q(compact_postcode=compact)),
            near_e=Avg("easting"),
            near_n=Avg("northing"),
        )
    )
    if middle["near_e"] is None:
        raise PlaceNotKnown(
            f"Only the postcodes of schools on the register are known here, and no school is in "
            f"{compact[:-3]} {compact[-3]}. Enter the postcode of a school near {written}, or a "
            "school’s name"
        )
    if middle["here_e"] is None:
        sector_name = f"{compact[:-3]} {compact[-3]}"
        return Spot(
            round(middle["near_e"]), round(middle["near_n"]), "postcode sector", sector_name
        )
    return Spot(round(middle["here_e"]), round(middle["here_n"]), "postcode", written)


def nearest_schools(authority_id: int, school: School, *, count: int) -> QuerySet[School]:
    """The open schools nearest to one, each with its straight-line `distance` in metres."""
    if school.easting is None or school.northing is None:
        return School.objects.of(authority_id).none()
    found = schools_found(authority_id, Narrowing(around=_school_spot(school)))
    others = found.exclude(pk=school.pk).exclude(easting=None).exclude(northing=None)
    return by_distance(others)[:count]


@dataclass(frozen=True, slots=True)
class Spread:
    """How many schools were found, how many of them have a place, and the box that holds those."""

    schools: int
    placed: int
    west: int | None
    south: int | None
    east: int | None
    north: int | None


def spread_of(found: QuerySet[School]) -> Spread:
    has_place = Q(easting__isnull=False, northing__isnull=False)
    return Spread(
        **found.order_by().aggregate(
            schools=Count("pk"),
            placed=Count("pk", filter=has_place),
            west=Min("easting", filter=has_place),
            south=Min("northing", filter=has_place),
            east=Max("easting", filter=has_place),
            north=Max("northing", filter=has_place),
        )
    )


@dataclass(frozen=True, slots=True)
class Square:
    """One square of a grid over the map: its south-west corner, in squares, and how many."""

    east: int
    north: int
    schools: int


def squares_of(found: QuerySet[School], *, metres: int) -> list[Square]:
    """How many of the schools found stand in each square of the National Grid of this size."""
    placed = found.exclude(easting=None).exclude(northing=None).order_by()
    rows = (
        placed.annotate(east=F("easting") / metres, north=F("northing") / metres)
        .values("east", "north")
        .annotate(schools=Count("pk"))
        .order_by("east", "north")
    )
    return [Square(row["east"], row["north"], row["schools"]) for row in rows]

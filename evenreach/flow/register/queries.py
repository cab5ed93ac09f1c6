import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    TextField,
    Value,
)
from django.db.models.functions import Length, Power, Replace, Sqrt, Upper

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import (
    Holiday,
    RegisterImport,
    School,
    SchoolChange,
    SchoolFigure,
    SchoolLink,
    TermBlock,
)
from evenreach.flow.register.snapshots import (
    FIELDS,
    FigureFacts,
    FigureKey,
    LinkFacts,
    LinkKey,
    Register,
    SchoolFacts,
)

PROPOSED_TO_CLOSE = "Open, but proposed to close"
FUNDING = {"yes": True, "no": False, "unknown": None}
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
LEFT_OUT = "’'.,"
PLAIN = str.maketrans("-", " ", LEFT_OUT)
PLAIN_NAME = Func(
    "name", Value("-" + LEFT_OUT), Value(" "), function="TRANSLATE", output_field=TextField()
)
COMPACT_POSTCODE = Replace("postcode", Value(" "), Value(""), output_field=TextField())


def schools_on_register(authority_id: int) -> QuerySet[School]:
    """Every establishment of the authority that is open, by name."""
    return School.objects.of(authority_id).filter(is_open=True).order_by("name", "urn")


def assured_schools(authority_id: int) -> QuerySet[School]:
    """The open state-funded schools: those to which the offer assures access."""
    return schools_on_register(authority_id).filter(is_state_funded=True)


def schools_to_decide(authority_id: int) -> QuerySet[School]:
    """Open establishments of which the register does not say who funds them."""
    return schools_on_register(authority_id).filter(is_state_funded=None)


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
        found = found.alias(plain_name=PLAIN_NAME, compact_postcode=COMPACT_POSTCODE).filter(
            _typed(narrowing.typed)
        )
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
        named &= Q(plain_name__icontains=word)
    by_urn = Q(urn=int(compact)) if compact.isdecimal() else Q()
    return (named or Q(pk=None)) | Q(compact_postcode__istartswith=compact) | by_urn


def _distance(spot: Spot) -> Sqrt:
    east, north = (F("easting") - Value(spot.easting)), (F("northing") - Value(spot.northing))
    return Sqrt(Power(east, 2.0) + Power(north, 2.0), output_field=FloatField())


def establishment_types(authority_id: int) -> list[str]:
    """The types of the open schools, as far as the register says."""
    types = School.objects.of(authority_id).filter(is_open=True).exclude(establishment_type="")
    return list(
        types.order_by("establishment_type").values_list("establishment_type", flat=True).distinct()
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
    schools = list(
        placed.alias(plain_name=PLAIN_NAME, compact_postcode=COMPACT_POSTCODE).filter(asked)[:2]
    )
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
        placed.alias(compact_postcode=COMPACT_POSTCODE)
        .filter(compact_postcode__istartswith=sector)
        .annotate(length=Length(COMPACT_POSTCODE), exact=Upper(COMPACT_POSTCODE))
        .filter(length=len(compact))
        .aggregate(
            here_e=Avg("easting", filter=Q(exact=compact)),
            here_n=Avg("northing", filter=Q(exact=compact)),
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


def figures_by_year(
    authority_id: int, school_id: int, *, name: str, academic_year: int
) -> QuerySet[SchoolFigure]:
    """One figure of a school for every academic year up to one, the newest first."""
    rows = SchoolFigure.objects.of(authority_id).filter(school_id=school_id, name=name)
    return rows.filter(academic_year__lte=academic_year).order_by("-academic_year")


def nearest_schools(authority_id: int, school: School, *, count: int) -> QuerySet[School]:
    """The open schools nearest to one, each with its straight-line `distance` in metres."""
    if school.easting is None or school.northing is None:
        return School.objects.of(authority_id).none()
    found = schools_found(authority_id, Narrowing(around=_school_spot(school)))
    others = found.exclude(pk=school.pk).exclude(easting=None).exclude(northing=None)
    return by_distance(others)[:count]


def school_by_urn(authority_id: int, urn: int) -> School:
    """The school with this URN. Raises School.DoesNotExist."""
    return School.objects.of(authority_id).get(urn=urn)


def own_schools(eyes: Eyes) -> QuerySet[School]:
    """The schools at which the person holds a role, by name."""
    return School.objects.of(eyes.authority_id).filter(urn__in=eyes.urns).order_by("name", "urn")


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of a school with its source and the day on which it was taken."""

    name: str
    value: int
    source: str
    counted_on: date


def latest_figures(
    authority_id: int, *, academic_year: int, school_id: int | None = None
) -> Mapping[int, Mapping[str, Figure]]:
    """Each school's newest figures known for an academic year or before, by school and name."""
    rows = SchoolFigure.objects.of(authority_id).filter(academic_year__lte=academic_year)
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    newest: dict[int, dict[str, Figure]] = {}
    for row in rows.order_by("academic_year"):
        figure = Figure(row.name, row.value, row.source, row.counted_on)
        newest.setdefault(row.school_id, {})[row.name] = figure
    return newest


def term_blocks(authority_id: int, *, academic_year: int) -> list[TermBlock]:
    """The blocks of an academic year in order."""
    return list(
        TermBlock.objects.of(authority_id).filter(academic_year=academic_year).order_by("starts_on")
    )


def holidays(authority_id: int) -> frozenset[date]:
    """The days within terms on which schools are closed."""
    return frozenset(Holiday.objects.of(authority_id).values_list("on", flat=True))


def stored_register(authority_id: int) -> Register:
    """The whole register as it stands, as a value."""
    schools = School.objects.of(authority_id).values_list("urn", *FIELDS)
    figures = SchoolFigure.objects.of(authority_id).values_list(
        "school__urn", "academic_year", "name", "value", "source", "counted_on"
    )
    links = SchoolLink.objects.of(authority_id).values_list(
        "urn", "other_urn", "kind", "other_name", "established_on"
    )
    return Register(
        {urn: SchoolFacts(*facts) for urn, *facts in schools},
        {FigureKey(*row[:3]): FigureFacts(*row[3:]) for row in figures},
        {LinkKey(*row[:3]): LinkFacts(*row[3:]) for row in links},
    )


def open_preview(authority_id: int) -> RegisterImport | None:
    """The import that waits to be applied or discarded."""
    imports = RegisterImport.objects.of(authority_id)
    return imports.filter(state=RegisterImport.State.PREVIEWED).first()


def register_imports(authority_id: int) -> QuerySet[RegisterImport]:
    """Every import of the register, the newest first."""
    return RegisterImport.objects.of(authority_id).order_by("-started_at", "-pk")


def last_applied(authority_id: int) -> RegisterImport | None:
    """The import that made the register what it is: the one that can be undone."""
    applied = register_imports(authority_id).filter(state=RegisterImport.State.APPLIED)
    return applied.select_related("after").order_by("-settled_at", "-pk").first()


def school_changes(authority_id: int, urn: int) -> QuerySet[SchoolChange]:
    """What imports that still stand changed of one school, the newest first."""
    return (
        SchoolChange.objects.of(authority_id)
        .filter(urn=urn, by_import__state=RegisterImport.State.APPLIED)
        .select_related("by_import")
        .order_by("-by_import__settled_at", "-pk")
    )


def school_links(authority_id: int, urn: int) -> QuerySet[SchoolLink]:
    """Where a school came from and what it became, by date."""
    return SchoolLink.objects.of(authority_id).filter(urn=urn).order_by("established_on", "pk")


def incomplete_schools(
    authority_id: int, *, names: Sequence[str], academic_year: int
) -> list[tuple[School, list[str]]]:
    """The assured schools of which a figure is not known for a year or before, and which."""
    known = latest_figures(authority_id, academic_year=academic_year)
    found = []
    for school in assured_schools(authority_id):
        missing = [name for name in names if name not in known.get(school.pk, {})]
        if missing:
            found.append((school, missing))
    return found


def schools_among(authority_id: int, urns: Iterable[int]) -> frozenset[int]:
    """Those of the URNs that are on the register, open or not."""
    found = School.objects.of(authority_id).filter(urn__in=list(urns))
    return frozenset(found.values_list("urn", flat=True))

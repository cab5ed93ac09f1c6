from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.merging import SUPPLIED
from evenreach.flow.register.models import Holiday, School, SchoolFigure, SchoolLink, TermBlock
from evenreach.flow.register.primary_needs import FIGURES as NEED_FIGURES
from evenreach.flow.register.primary_needs import PROVISIONS


def schools_on_register(authority_id: int) -> QuerySet[School]:
    """Every establishment of the authority that is open, by name."""
    return School.objects.of(authority_id).filter(is_open=True).order_by("name", "urn")


def assured_schools(authority_id: int) -> QuerySet[School]:
    """The open state-funded schools: those to which the offer assures access."""
    return schools_on_register(authority_id).filter(is_state_funded=True)


def places_by_urn(authority_id: int) -> dict[int, tuple[int, int]]:
    """Easting and northing of the open state-funded schools whose place is known."""
    placed = assured_schools(authority_id).exclude(easting=None).exclude(northing=None)
    return {
        school.urn: (school.easting, school.northing)
        for school in placed.only("urn", "easting", "northing")
        if school.easting is not None and school.northing is not None
    }


def schools_to_decide(authority_id: int) -> QuerySet[School]:
    """Open establishments of which the register does not say who funds them."""
    return schools_on_register(authority_id).filter(is_state_funded=None)


def establishment_types(authority_id: int) -> list[str]:
    """The types of the open schools, as far as the register says."""
    types = School.objects.of(authority_id).filter(is_open=True).exclude(establishment_type="")
    return list(
        types.order_by("establishment_type").values_list("establishment_type", flat=True).distinct()
    )


def figures_by_year(
    authority_id: int, school_id: int, *, name: str, academic_year: int
) -> QuerySet[SchoolFigure]:
    """One figure of a school for every academic year up to one, the newest first."""
    rows = SchoolFigure.objects.of(authority_id).filter(school_id=school_id, name=name)
    return rows.filter(academic_year__lte=academic_year).order_by("-academic_year")


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
    """Each school's newest figures known for an academic year or before, by school and name.

    Without primary needs, which are many: see `primary_needs_of`.
    """
    rows = SchoolFigure.objects.of(authority_id).filter(academic_year__lte=academic_year)
    rows = rows.exclude(name__in=NEED_FIGURES)
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    newest: dict[int, dict[str, Figure]] = {}
    for row in rows.order_by("academic_year"):
        figure = Figure(row.name, row.value, row.source, row.counted_on)
        newest.setdefault(row.school_id, {})[row.name] = figure
    return newest


@dataclass(frozen=True, slots=True)
class PrimaryNeeds:
    """How many learners of a school have which primary need, as published for one academic year.

    `counts` by provision and need, in reading order; what the publisher does not give is not there.
    """

    academic_year: int
    source: str
    counted_on: date
    counts: Mapping[tuple[str, str], int]
    totals: Mapping[str, int]


def primary_needs_of(
    authority_id: int, school_id: int, *, academic_year: int
) -> PrimaryNeeds | None:
    """The newest published needs of a school up to a year; None where no file has had them.

    What the authority supplied itself is nobody's publication and left out.
    """
    rows = SchoolFigure.objects.of(authority_id).filter(
        school_id=school_id, academic_year__lte=academic_year, name__in=[*NEED_FIGURES, *PROVISIONS]
    )
    published = list(rows.exclude(source__startswith=SUPPLIED))
    needs = {(row.academic_year, row.name): row for row in published if row.name in NEED_FIGURES}
    if not needs:
        return None
    newest = max(needs.values(), key=lambda row: row.academic_year)
    year = newest.academic_year
    return PrimaryNeeds(
        year,
        newest.source,
        newest.counted_on,
        {
            key: needs[year, name].value
            for name, key in NEED_FIGURES.items()
            if (year, name) in needs
        },
        {
            row.name: row.value
            for row in published
            if row.academic_year == year and row.name in PROVISIONS
        },
    )


def term_blocks(authority_id: int, *, academic_year: int) -> list[TermBlock]:
    """The blocks of an academic year in order."""
    return list(
        TermBlock.objects.of(authority_id).filter(academic_year=academic_year).order_by("starts_on")
    )


def holidays(authority_id: int) -> frozenset[date]:
    """The days within terms on which schools are closed."""
    return frozenset(Holiday.objects.of(authority_id).values_list("on", flat=True))


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

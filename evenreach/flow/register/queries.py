from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Replace

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import Holiday, School, SchoolFigure, TermBlock


def schools_on_register(authority_id: int) -> QuerySet[School]:
    """Every establishment of the authority that is open, by name."""
    return School.objects.of(authority_id).filter(is_open=True).order_by("name", "urn")


def assured_schools(authority_id: int) -> QuerySet[School]:
    """The open state-funded schools: those to which the offer assures access."""
    return schools_on_register(authority_id).filter(is_state_funded=True)


def schools_to_decide(authority_id: int) -> QuerySet[School]:
    """Open establishments of which the register does not say who funds them."""
    return schools_on_register(authority_id).filter(is_state_funded=None)


def schools_found(authority_id: int, *, typed: str) -> QuerySet[School]:
    """The open schools with every typed word in the name, or this URN, or a postcode so begun.

    Nothing typed finds all of them.
    """
    named, compact = Q(), "".join(typed.split())
    for word in typed.split():
        named &= Q(name__icontains=word)
    by_postcode = Q(compact_postcode__istartswith=compact)
    by_urn = Q(urn=int(compact)) if compact.isdecimal() else Q()
    without_spaces = Replace("postcode", Value(" "), Value(""), output_field=TextField())
    return (
        schools_on_register(authority_id)
        .alias(compact_postcode=without_spaces)
        .filter(named | by_postcode | by_urn)
    )


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

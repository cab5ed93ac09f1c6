"""The authority's partnerships of schools: who belongs to which, and what their counts come to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from evenreach.flow.register.models import (
    Partnership,
    PartnershipMember,
    School,
    SchoolFigure,
)
from evenreach.flow.register.queries import schools_on_register


def partnerships(authority_id: int) -> QuerySet[Partnership]:
    """Every partnership of the authority, by name."""
    return Partnership.objects.of(authority_id).order_by("name")


def partnerships_by_school(authority_id: int) -> dict[int, Partnership]:
    """The partnership of each school that belongs to one, by the school's key."""
    members = PartnershipMember.objects.of(authority_id).select_related("partnership")
    return {member.school_id: member.partnership for member in members}


def partnership_of(school: School) -> Partnership | None:
    """The partnership to which a school belongs; None where it belongs to none."""
    members = PartnershipMember.objects.of(school.authority_id).filter(school=school)
    member = members.select_related("partnership").first()
    return member.partnership if member else None


def names_by_urn(authority_id: int) -> dict[int, str]:
    """The name of each school's partnership, by URN, closed schools included."""
    members = PartnershipMember.objects.of(authority_id)
    return dict(members.values_list("school__urn", "partnership__name"))


def in_partnership(found: QuerySet[School], partnership: Partnership) -> QuerySet[School]:
    """Those of the schools found that belong to a partnership."""
    members = PartnershipMember.objects.of(partnership.authority_id)
    return found.filter(pk__in=members.filter(partnership=partnership).values("school_id"))


def in_no_partnership(authority_id: int) -> QuerySet[School]:
    """The open schools that belong to no partnership, by name."""
    members = PartnershipMember.objects.of(authority_id).values("school_id")
    return schools_on_register(authority_id).exclude(pk__in=members)


def open_members(authority_id: int) -> Counter[int]:
    """How many open schools belong to each partnership, by the partnership's key."""
    members = PartnershipMember.objects.of(authority_id).filter(school__is_open=True)
    return Counter(members.values_list("partnership_id", flat=True))


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over those of the schools whose count is known."""

    value: int
    known: int
    schools: int

    @property
    def not_known(self) -> int:
        """Schools that are missing from the sum."""
        return self.schools - self.known


@dataclass(frozen=True, slots=True)
class PhaseSums:
    """The schools of one phase, and the sum of each of their counts, by the count's name."""

    phase: str
    schools: int
    sums: Mapping[str, Sum]


def sums_by_phase(
    authority_id: int, schools: QuerySet[School], *, names: Sequence[str], academic_year: int
) -> list[PhaseSums]:
    """For each phase, its schools and the sums of their newest counts up to an academic year."""
    phases = sorted(schools.order_by().values_list("phase", "pk"))
    known = newest_counts(authority_id, schools, names=names, academic_year=academic_year)
    return [
        _sums_of(phase, [pk for _, pk in members], names, known)
        for phase, members in groupby(phases, key=lambda each: each[0])
    ]


def newest_counts(
    authority_id: int, schools: QuerySet[School], *, names: Sequence[str], academic_year: int
) -> dict[tuple[int, str], int]:
    """The newest count of each school and name up to an academic year, where one is known."""
    figures = SchoolFigure.objects.of(authority_id).filter(
        school__in=schools.order_by().values("pk"),
        name__in=names,
        academic_year__lte=academic_year,
    )
    newest = figures.order_by("school_id", "name", "-academic_year").distinct("school_id", "name")
    return {(row[0], row[1]): row[2] for row in newest.values_list("school_id", "name", "value")}


def _sums_of(
    phase: str, members: Sequence[int], names: Sequence[str], known: Mapping[tuple[int, str], int]
) -> PhaseSums:
    sums = {}
    for name in names:
        counts = [known[pk, name] for pk in members if (pk, name) in known]
        sums[name] = Sum(sum(counts), len(counts), len(members))
    return PhaseSums(phase, len(members), sums)

"""The facts of every school that merge fields name, read at one moment."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, Sum

from evenreach.desks.publishing.addressing import SENCO_TITLE
from evenreach.desks.publishing.merging import SchoolFacts
from evenreach.flow.entitlement.kinds import SHARED
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Role, RoleGrant
from evenreach.flow.register.queries import schools_on_register


def service_slugs(authority_id: int) -> list[str]:
    """The services that merge fields may name."""
    return list(Service.objects.of(authority_id).order_by("slug").values_list("slug", flat=True))


def facts_by_urn(authority_id: int, *, academic_year: int, on: date) -> Mapping[int, SchoolFacts]:
    """Each open school's name, SENCOs on a day, and minutes granted in a year."""
    sencos = _sencos(authority_id, on)
    minutes = _minutes(authority_id, academic_year)
    return {
        school.urn: SchoolFacts(
            school.name, sencos.get(school.urn, ()), minutes.get(school.urn, {})
        )
        for school in schools_on_register(authority_id)
    }


def _sencos(authority_id: int, on: date) -> dict[int, list[str]]:
    held = (
        RoleGrant.objects.of(authority_id)
        .filter(
            Q(ends_on=None) | Q(ends_on__gt=on),
            role=Role.SCHOOL,
            title=SENCO_TITLE,
            starts_on__lte=on,
            person__is_active=True,
            urn__isnull=False,
        )
        .order_by("person__name")
    )
    found: dict[int, list[str]] = {}
    for urn, name in held.values_list("urn", "person__name"):
        found.setdefault(urn or 0, []).append(name)
    return found


def _minutes(authority_id: int, academic_year: int) -> dict[int, dict[str, int]]:
    rows = (
        LedgerEntry.objects.of(authority_id)
        .filter(account__academic_year=academic_year, kind__in=SHARED)
        .values_list("account__school__urn", "account__service__slug")
        .annotate(total=Sum("minutes"))
    )
    found: dict[int, dict[str, int]] = {}
    for urn, slug, total in rows:
        found.setdefault(urn, {})[slug] = total
    return found

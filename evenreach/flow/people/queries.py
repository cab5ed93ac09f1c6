import hashlib
from datetime import date, datetime

from django.db.models import Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import (
    GRANTING_TITLE,
    Authority,
    Person,
    Role,
    RoleGrant,
    RoleInvitation,
)


def authority_at(host: str) -> Authority | None:
    """The authority whose host this is, else the one that answers at every other host."""
    found = {
        authority.host: authority for authority in Authority.objects.filter(host__in=["", host])
    }
    return found.get(host) or found.get("")


def time_at(authority: Authority, *, real: datetime) -> datetime:
    """What the authority's clock shows: a demonstration's own runs on from where it was set."""
    if authority.clock_shows is None or authority.clock_set_at is None:
        return real
    return authority.clock_shows + (real - authority.clock_set_at)


def people_with(
    authority_id: int, role: Role, *, on: date, urn: int | None = None, service_slug: str = ""
) -> QuerySet[Person]:
    """The active people who hold a role on a day, at a school or in a service, by name."""
    grants = RoleGrant.objects.of(authority_id).filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        role=role,
        urn=urn,
        service_slug=service_slug,
        starts_on__lte=on,
    )
    return (
        Person.objects.of(authority_id)
        .filter(is_active=True, pk__in=grants.values("person_id"))
        .order_by("name", "pk")
    )


def digest_of(token: str) -> str:
    """What is kept of a one-time link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_at(authority_id: int, email: str) -> Person | None:
    """Whoever signs in with this address, whatever its capitals."""
    return Person.objects.of(authority_id).filter(email__iexact=email).first()


def school_grants(authority_id: int, urn: int, *, on: date) -> QuerySet[RoleGrant]:
    """The roles held at a school on a day, with their people, by name."""
    return (
        RoleGrant.objects.of(authority_id)
        .filter(Q(ends_on=None) | Q(ends_on__gt=on), role=Role.SCHOOL, urn=urn, starts_on__lte=on)
        .select_related("person")
        .order_by("person__name", "pk")
    )


def may_grant_at(eyes: Eyes, urn: int, *, on: date) -> bool:
    """Whether a person gives and ends the roles of a school: its head, or an authority lead."""
    if eyes.is_authority_lead or eyes.person_id is None:
        return eyes.is_authority_lead
    held = school_grants(eyes.authority_id, urn, on=on)
    return held.filter(person_id=eyes.person_id, title=GRANTING_TITLE).exists()


def open_role_invitations(authority_id: int, urn: int) -> QuerySet[RoleInvitation]:
    """The invitations to a school that are neither accepted nor withdrawn, the newest first."""
    return (
        RoleInvitation.objects.of(authority_id)
        .filter(urn=urn, accepted_at=None, withdrawn_at=None)
        .select_related("takes_over__person")
        .order_by("-sent_at", "-pk")
    )


def postal_addresses() -> list[tuple[int, str]]:
    """Every authority with the address its mail comes from."""
    return list(Authority.objects.order_by("pk").values_list("pk", "mail_from"))

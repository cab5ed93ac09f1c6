from datetime import date, datetime

from django.db.models import Q, QuerySet

from evenreach.flow.people.models import Authority, Person, Role, RoleGrant


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


def postal_addresses() -> list[tuple[int, str]]:
    """Every authority with the address its mail comes from."""
    return list(Authority.objects.order_by("pk").values_list("pk", "mail_from"))

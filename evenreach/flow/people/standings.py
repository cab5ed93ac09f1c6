"""How people who are wanted at schools stand to them already: one, or a whole list at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from evenreach.flow.people.models import Person, Role, RoleGrant, RoleInvitation
from evenreach.flow.people.school_roles import Place

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a school wants in which role."""

    place: Place
    name: str
    email: str
    title: str

    @property
    def key(self) -> Key:
        """Which school wants whom: an address is the same whatever its capitals."""
        return self.place.urn, self.email.lower()


class Standing(Enum):
    """How somebody who is wanted at a school stands to it already."""

    NEW = "new"
    KNOWN = "signs in already"
    INVITED = "invited"
    HOLDS = "holds a role"
    CLOSED = "account closed"


def standing_of(authority_id: int, wanted: Wanted, *, at: datetime) -> Standing:
    [standing] = standings_of(authority_id, [wanted], at=at)
    return standing


def standings_of(authority_id: int, listed: Sequence[Wanted], *, at: datetime) -> list[Standing]:
    """The standing of each of a list, in as many queries as for one."""
    emails = {wanted.email.lower() for wanted in listed}
    urns = {wanted.place.urn for wanted in listed}
    people = Person.objects.of(authority_id).annotate(address=Lower("email"))
    active = dict(people.filter(address__in=emails).values_list("address", "is_active"))
    invited = _invited(authority_id, urns, emails)
    holding = _holding(authority_id, urns, emails, on=timezone.localdate(at))
    return [_standing(wanted, active, invited, holding) for wanted in listed]


def _standing(
    wanted: Wanted, active: dict[str, bool], invited: set[Key], holding: set[Key]
) -> Standing:
    is_active = active.get(wanted.email.lower())
    if is_active is None:
        return Standing.INVITED if wanted.key in invited else Standing.NEW
    if not is_active:
        return Standing.CLOSED
    return Standing.HOLDS if wanted.key in holding else Standing.KNOWN


def _invited(authority_id: int, urns: set[int], emails: set[str]) -> set[Key]:
    rows = RoleInvitation.objects.of(authority_id).annotate(address=Lower("email"))
    waiting = rows.filter(accepted_at=None, withdrawn_at=None, urn__in=urns, address__in=emails)
    return set(waiting.values_list("urn", "address"))


def _holding(authority_id: int, urns: set[int], emails: set[str], *, on: date) -> set[Key]:
    rows = RoleGrant.objects.of(authority_id).annotate(address=Lower("person__email"))
    held = rows.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        role=Role.SCHOOL,
        urn__in=urns,
        starts_on__lte=on,
        address__in=emails,
    )
    return {(urn, address) for urn, address in held.values_list("urn", "address") if urn}

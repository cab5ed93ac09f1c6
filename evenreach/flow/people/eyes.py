"""Whose eyes are looking: the value from which every query and action begins."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.models import Person, Role, RoleGrant


class NobodySignedIn(Refusal):
    """Something that a person must stand for was tried by nobody."""

    def __init__(self) -> None:
        super().__init__("Sign in first: this is written down with the name of who does it.")


@dataclass(frozen=True, slots=True)
class Eyes:
    """A signed-in person with the roles that they hold on one day, or somebody unknown."""

    authority_id: int
    person_id: int | None = None
    name: str = "Anyone"
    urns: frozenset[int] = frozenset()
    works_in: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    is_authority_lead: bool = False
    is_evaluator: bool = False

    @property
    def acting_id(self) -> int:
        """The person whose act this is. Raises NobodySignedIn for eyes that are nobody's."""
        if self.person_id is None:
            raise NobodySignedIn
        return self.person_id

    @property
    def roles(self) -> frozenset[Role]:
        held = {
            Role.SCHOOL: bool(self.urns),
            Role.SPECIALIST: bool(self.works_in),
            Role.SERVICE_LEAD: bool(self.leads),
            Role.AUTHORITY_LEAD: self.is_authority_lead,
            Role.EVALUATOR: self.is_evaluator,
        }
        return frozenset(role for role, holds in held.items() if holds)


def eyes_of(person: Person, *, on: date) -> Eyes:
    """The eyes of a person with the grants in force on a day."""
    grants = [
        grant
        for grant in RoleGrant.objects.of(person.authority_id).filter(
            Q(ends_on=None) | Q(ends_on__gt=on), person=person, starts_on__lte=on
        )
        if person.is_active
    ]

    def services(role: Role) -> frozenset[str]:
        return frozenset(grant.service_slug for grant in grants if grant.role == role)

    return Eyes(
        authority_id=person.authority_id,
        person_id=person.pk,
        name=person.name,
        urns=frozenset(grant.urn for grant in grants if grant.urn is not None),
        works_in=services(Role.SPECIALIST),
        leads=services(Role.SERVICE_LEAD),
        is_authority_lead=any(grant.role == Role.AUTHORITY_LEAD for grant in grants),
        is_evaluator=any(grant.role == Role.EVALUATOR for grant in grants),
    )

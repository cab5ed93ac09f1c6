"""Whom an announcement is addressed to: the people who hold roles at schools on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.models import GRANTING_TITLE, Person, Role, RoleGrant
from evenreach.flow.register.models import School
from evenreach.flow.register.partnerships import in_partnership
from evenreach.flow.register.queries import schools_on_register

Audience = AnnouncementVersion.Audience
SENCO_TITLE = "SENCO"
TITLES = {Audience.HEADS: GRANTING_TITLE, Audience.SENCOS: SENCO_TITLE}


class ToNobody(Refusal):
    """Nobody would be written to."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody holds a role that this announcement is addressed to, so nobody would read it. "
            "Choose other readers, or invite the people of these schools first."
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, and the schools for which they are written to."""

    person: Person
    urns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Addressed:
    """How many people are written to, and how many schools of those meant have nobody."""

    people: int
    schools: int
    without: int


def recipients_of(version: AnnouncementVersion, *, on: date) -> list[Recipient]:
    """Everybody who is written to, each once, by name."""
    grants = RoleGrant.objects.of(version.authority_id).filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        role=Role.SCHOOL,
        starts_on__lte=on,
        person__is_active=True,
        urn__in=schools_meant(version).values("urn"),
    )
    title = TITLES.get(Audience(version.audience))
    if title is not None:
        grants = grants.filter(title=title)
    return _by_person(grants.select_related("person").order_by("person__name", "person_id", "urn"))


def schools_meant(version: AnnouncementVersion) -> QuerySet[School]:
    """The open schools whose people are written to."""
    schools = schools_on_register(version.authority_id)
    if version.audience == Audience.PARTNERSHIP and version.partnership is not None:
        return in_partnership(schools, version.partnership)
    if version.audience == Audience.PHASE:
        return schools.filter(phase=version.phase)
    if version.audience == Audience.CHOSEN:
        return schools.filter(urn__in=version.urns)
    return schools


def addressed_by(version: AnnouncementVersion, *, on: date) -> Addressed:
    """What is shown before an announcement is sent."""
    recipients = recipients_of(version, on=on)
    reached = {urn for each in recipients for urn in each.urns}
    meant = schools_meant(version).count()
    return Addressed(len(recipients), len(reached), meant - len(reached))


def demand_somebody(version: AnnouncementVersion, *, on: date) -> list[Recipient]:
    """The recipients. Raises ToNobody; what is for everyone is read on its public page at least."""
    recipients = recipients_of(version, on=on)
    if not recipients and version.audience != Audience.EVERYONE:
        raise ToNobody
    return recipients


def _by_person(grants: Iterable[RoleGrant]) -> list[Recipient]:
    people: dict[int, Person] = {}
    urns: dict[int, list[int]] = {}
    for grant in grants:
        people[grant.person_id] = grant.person
        own = urns.setdefault(grant.person_id, [])
        if grant.urn is not None and grant.urn not in own:
            own.append(grant.urn)
    return [Recipient(person, tuple(urns[key])) for key, person in people.items()]

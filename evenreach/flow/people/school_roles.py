"""Giving and ending roles at a school, by its head or an authority lead."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import GRANTING_TITLE, Person, Role, RoleGrant
from evenreach.flow.people.queries import may_grant_at, school_grants


@dataclass(frozen=True, slots=True)
class Place:
    """A school as its mails name it."""

    urn: int
    name: str


class MayNotGrant(Refusal):
    """Somebody without the granting title tried to give or end a role."""

    def __init__(self) -> None:
        super().__init__(
            f"Roles at a school are given and ended by its {GRANTING_TITLE.lower()} or by the "
            "authority. Ask one of them to do it."
        )


class LastGranter(Refusal):
    """Ending this role would leave a school with nobody who may give roles."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the only {GRANTING_TITLE.lower()} here, so that nobody of the school could "
            "give or end roles afterwards. Hand the role over first: theirs ends when the other "
            "begins."
        )


class RoleHasEnded(Refusal):
    """A role that is not held any more was to be ended or handed over."""

    def __init__(self) -> None:
        super().__init__("This role has ended already. Nothing is left to do.")


class EndsInThePast(Refusal):
    """A role was to end before today."""

    def __init__(self) -> None:
        super().__init__(
            "A role cannot end on a day that is over: what was done in it stands. Choose today or "
            "a later day."
        )


class NotAColleague(Refusal):
    """A role was to be handed to somebody who holds none at the school, or to its own holder."""

    def __init__(self) -> None:
        super().__init__(
            "Choose somebody else who holds a role at this school now, or invite somebody new "
            "with their name and e-mail address."
        )


def demand_may_grant(by: Eyes, urn: int, *, on: date) -> None:
    """Raises MayNotGrant."""
    if not may_grant_at(by, urn, on=on):
        raise MayNotGrant


def grant_held(by: Eyes, urn: int, grant_id: int, *, on: date) -> RoleGrant:
    """A role held at a school on a day, all of the school's locked until this transaction ends.

    Raises RoleHasEnded.
    """
    held = school_grants(by.authority_id, urn, on=on).order_by("pk")
    locked = {grant.pk: grant for grant in held.select_for_update(of=("self",))}
    if grant_id not in locked:
        raise RoleHasEnded
    return locked[grant_id]


@transaction.atomic
def give_role(*, by: Eyes, at: datetime, person: Person, urn: int, title: str) -> RoleGrant:
    """Let a person act at a school with a title from today; another title there ends.

    Raises LastGranter where the title that ends is a school's last granting one.
    """
    on = timezone.localdate(at)
    for held in school_grants(by.authority_id, urn, on=on).filter(person=person):
        if held.title == GRANTING_TITLE != title and not by.is_authority_lead:
            _demand_another_granter(held, on)
        close_role(by=by, at=at, grant=held, ends_on=on)
    grant, _ = RoleGrant.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        person=person,
        role=Role.SCHOOL,
        urn=urn,
        service_slug="",
        starts_on=on,
        defaults={"title": title, "ends_on": None},
    )
    journal_act(by=by, at=at, verb="role granted", about=grant, why=title)
    return grant


@transaction.atomic
def close_role(*, by: Eyes, at: datetime, grant: RoleGrant, ends_on: date) -> None:
    grant.ends_on = ends_on
    grant.save(update_fields=["ends_on"])
    journal_act(by=by, at=at, verb="role ended", about=grant, why=f"from {ends_on:%-d %B %Y}")


@transaction.atomic
def end_role(*, by: Eyes, at: datetime, urn: int, grant_id: int, ends_on: date) -> RoleGrant:
    """End a role at a school from a day on, today at the earliest.

    The authority may end a school's last granting role, since it gives roles there itself.
    Raises MayNotGrant, RoleHasEnded, EndsInThePast or LastGranter.
    """
    on = timezone.localdate(at)
    demand_may_grant(by, urn, on=on)
    grant = grant_held(by, urn, grant_id, on=on)
    if ends_on < on:
        raise EndsInThePast
    if grant.title == GRANTING_TITLE and not by.is_authority_lead:
        _demand_another_granter(grant, ends_on)
    close_role(by=by, at=at, grant=grant, ends_on=ends_on)
    return grant


@transaction.atomic
def hand_over(*, by: Eyes, at: datetime, place: Place, grant_id: int, person_id: int) -> RoleGrant:
    """Give a colleague the title of somebody whose role ends in the same moment; tell them.

    Raises MayNotGrant, RoleHasEnded, NotAColleague or LastGranter.
    """
    on = timezone.localdate(at)
    demand_may_grant(by, place.urn, on=on)
    leaving = grant_held(by, place.urn, grant_id, on=on)
    colleagues = school_grants(by.authority_id, place.urn, on=on)
    successor = colleagues.filter(person_id=person_id, person__is_active=True).first()
    if successor is None or leaving.person_id == person_id:
        raise NotAColleague
    close_role(by=by, at=at, grant=leaving, ends_on=on)
    grant = give_role(by=by, at=at, person=successor.person, urn=place.urn, title=leaving.title)
    tell_of_role(by=by, at=at, grant=grant, place=place)
    return grant


def tell_of_role(*, by: Eyes, at: datetime, grant: RoleGrant, place: Place) -> None:
    """Write to somebody who signs in already that they hold a role at a school."""
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"role-{grant.pk}-{at:%Y%m%dT%H%M%S%f}",
        recipient=grant.person.email,
        subject=f"Your role at {place.name}",
        body=(
            f"{by.name} has given you the role of {grant.title} at {place.name} (URN {place.urn}), "
            f"from {grant.starts_on:%-d %B %Y}.\n\nSign in as you always do. If you did not "
            "expect this, answer this message."
        ),
    )


def _demand_another_granter(grant: RoleGrant, ends_on: date) -> None:
    others = (
        school_grants(grant.authority_id, grant.urn or 0, on=ends_on)
        .filter(Q(ends_on=None), title=GRANTING_TITLE, person__is_active=True)
        .exclude(person_id=grant.person_id)
    )
    if not others.exists():
        raise LastGranter(grant.person.name)

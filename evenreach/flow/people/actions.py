from datetime import date, datetime

from django.db import models, transaction

from evenreach.flow.journal.actions import write_line
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person, Role, RoleGrant
from evenreach.flow.people.queries import person_at


class NameTaken(Refusal):
    """An address already belongs to somebody of this authority."""

    def __init__(self, email: str) -> None:
        super().__init__(
            f"Somebody here already signs in as {email}. Grant that person the role instead, or "
            "use another address."
        )


class NotTheirs(Refusal):
    """Somebody tried to act for a school or a service in which they hold no role."""

    def __init__(self, eyes: Eyes, place: str) -> None:
        super().__init__(
            f"{eyes.name} holds no role in {place} that allows this. Ask whoever grants roles "
            "there, or sign in as somebody who does."
        )


def journal_act(*, by: Eyes, at: datetime, verb: str, about: models.Model, why: str = "") -> None:
    """Journal what somebody did to one row, in the transaction in which they did it."""
    write_line(
        authority_id=by.authority_id,
        at=at,
        actor_id=by.person_id,
        actor_name=by.name,
        verb=verb,
        table=about._meta.db_table,
        row_id=about.pk,
        why=why,
    )


@transaction.atomic
def add_person(*, by: Eyes, at: datetime, name: str, email: str, password: str | None) -> Person:
    """Add somebody who may sign in; without a password they cannot until they set one."""
    if person_at(by.authority_id, email) is not None:
        raise NameTaken(email)
    person = Person.objects.create_user(
        authority_id=by.authority_id, name=name, email=email, password=password
    )
    journal_act(by=by, at=at, verb="person added", about=person)
    return person


@transaction.atomic
def grant_role(
    *,
    by: Eyes,
    at: datetime,
    person: Person,
    role: Role,
    starts_on: date,
    urn: int | None = None,
    service_slug: str = "",
    title: str = "",
) -> RoleGrant:
    """Let a person act in a role at a school or in a service from a day on."""
    grant = RoleGrant.objects.create(
        authority_id=by.authority_id,
        person=person,
        role=role,
        urn=urn,
        service_slug=service_slug,
        title=title,
        starts_on=starts_on,
    )
    journal_act(by=by, at=at, verb="role granted", about=grant)
    return grant


@transaction.atomic
def open_authority(
    *,
    code: str,
    name: str,
    colour: str,
    mail_from: str,
    host: str = "",
    logo: str = "",
    demonstration_clock: tuple[datetime, datetime] | None = None,
) -> Authority:
    """Set up an authority on this installation, or change its brand; the owner's role can.

    `demonstration_clock` is what a demonstration's clock shows, and the real moment it did.
    """
    shows, set_at = demonstration_clock or (None, None)
    authority, _ = Authority.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "host": host,
            "colour": colour,
            "logo": logo,
            "mail_from": mail_from,
            "demonstration": demonstration_clock is not None,
            "clock_shows": shows,
            "clock_set_at": set_at,
        },
    )
    return authority

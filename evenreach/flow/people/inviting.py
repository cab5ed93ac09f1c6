"""Inviting somebody to a role at a school, by a link that works once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person, RoleGrant, RoleInvitation
from evenreach.flow.people.queries import (
    digest_of,
    open_role_invitations,
    person_at,
)
from evenreach.flow.people.school_roles import (
    Place,
    close_role,
    demand_may_grant,
    give_role,
    grant_held,
    tell_of_role,
)
from evenreach.flow.people.standings import Standing, Wanted, standing_of, standings_of

OPEN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    token: str
    url: str


class HoldsARole(Refusal):
    """Somebody is invited to a school at which they hold a role."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            f"{person.name} holds a role at this school already. To change the title, hand a role "
            "over to them, or end theirs first."
        )


class InvitedAlready(Refusal):
    """An address has an open invitation to the school."""

    def __init__(self, email: str) -> None:
        super().__init__(
            f"{email} is invited to this school already. Send that invitation again, or withdraw "
            "it first."
        )


class AccountClosed(Refusal):
    """The address belongs to an account that was closed."""

    def __init__(self, email: str) -> None:
        super().__init__(
            f"The account of {email} was closed by the authority. Ask the authority to open it "
            "again, or use another address."
        )


class NotOpen(Refusal):
    """An invitation was accepted or withdrawn before somebody acted on it."""

    def __init__(self) -> None:
        super().__init__(
            "This invitation was accepted or withdrawn in the meantime. Look at the list again."
        )


@transaction.atomic
def invite(
    *, by: Eyes, at: datetime, wanted: Wanted, link: OneTimeLink, takes_over_id: int | None = None
) -> RoleInvitation | RoleGrant:
    """Ask somebody new by mail; who signs in already is given the role at once, and told.

    `takes_over_id` is a role of the school that ends when this one begins.
    Raises MayNotGrant, RoleHasEnded, HoldsARole, InvitedAlready or AccountClosed.
    """
    on = timezone.localdate(at)
    demand_may_grant(by, wanted.place.urn, on=on)
    leaving = (
        None if takes_over_id is None else grant_held(by, wanted.place.urn, takes_over_id, on=on)
    )
    person = person_at(by.authority_id, wanted.email)
    if person is None:
        return _ask(by=by, at=at, wanted=wanted, link=link, leaving=leaving)
    standing = standing_of(by.authority_id, wanted, at=at)
    if standing is Standing.CLOSED:
        raise AccountClosed(wanted.email)
    if standing is Standing.HOLDS:
        raise HoldsARole(person)
    grant = give_role(by=by, at=at, person=person, urn=wanted.place.urn, title=wanted.title)
    if leaving is not None:
        close_role(by=by, at=at, grant=leaving, ends_on=on)
    tell_of_role(by=by, at=at, grant=grant, place=wanted.place)
    return grant


@transaction.atomic
def invite_all(
    *, by: Eyes, at: datetime, wanted: Sequence[tuple[Wanted, OneTimeLink]]
) -> list[RoleInvitation | RoleGrant]:
    """Invite everyone of a list, or nobody; who is invited or holds a role is passed over."""
    once: dict[tuple[int, str], tuple[Wanted, OneTimeLink]] = {}
    for each, link in wanted:
        once.setdefault(each.key, (each, link))
    listed = list(once.values())
    standings = standings_of(by.authority_id, [each for each, _ in listed], at=at)
    return [
        invite(by=by, at=at, wanted=each, link=link)
        for (each, link), standing in zip(listed, standings, strict=True)
        if standing not in (Standing.INVITED, Standing.HOLDS)
    ]


@transaction.atomic
def resend_invitation(
    *, by: Eyes, at: datetime, place: Place, invitation_id: int, link: OneTimeLink
) -> RoleInvitation:
    """Send a new link for two more weeks; the old one is dead. Raises MayNotGrant or NotOpen."""
    invitation = _open_for(by, at, place.urn, invitation_id)
    invitation.token_digest = digest_of(link.token)
    invitation.sent_at, invitation.expires_at = at, at + OPEN_FOR
    invitation.seen_at = None
    invitation.save(update_fields=["token_digest", "sent_at", "expires_at", "seen_at"])
    journal_act(by=by, at=at, verb="role invitation resent", about=invitation)
    _write(by=by, at=at, invitation=invitation, place=place, link=link)
    return invitation


@transaction.atomic
def withdraw_invitation(*, by: Eyes, at: datetime, urn: int, invitation_id: int) -> RoleInvitation:
    """Take an invitation back: its link is dead. Raises MayNotGrant or NotOpen."""
    invitation = _open_for(by, at, urn, invitation_id)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    journal_act(by=by, at=at, verb="role invitation withdrawn", about=invitation)
    return invitation


def _ask(
    *, by: Eyes, at: datetime, wanted: Wanted, link: OneTimeLink, leaving: RoleGrant | None
) -> RoleInvitation:
    invitation = RoleInvitation(
        authority_id=by.authority_id,
        urn=wanted.place.urn,
        email=wanted.email.lower(),
        name=wanted.name,
        title=wanted.title,
        invited_by=by.name,
        token_digest=digest_of(link.token),
        sent_at=at,
        expires_at=at + OPEN_FOR,
        takes_over=leaving,
    )
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise InvitedAlready(wanted.email) from error
    journal_act(by=by, at=at, verb="role invited", about=invitation, why=wanted.title)
    _write(by=by, at=at, invitation=invitation, place=wanted.place, link=link)
    return invitation


def _open_for(by: Eyes, at: datetime, urn: int, invitation_id: int) -> RoleInvitation:
    demand_may_grant(by, urn, on=timezone.localdate(at))
    waiting = open_role_invitations(by.authority_id, urn).select_for_update(of=("self",))
    invitation = waiting.filter(pk=invitation_id).first()
    if invitation is None:
        raise NotOpen
    return invitation


def _write(
    *, by: Eyes, at: datetime, invitation: RoleInvitation, place: Place, link: OneTimeLink
) -> None:
    until = timezone.localtime(invitation.expires_at)
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"role-invitation-{invitation.pk}-{invitation.token_digest[:8]}",
        recipient=invitation.email,
        subject=f"Your role at {place.name}",
        body=(
            f"{by.name} invites you to sign in as {invitation.title} of {place.name} "
            f"(URN {place.urn}).\n\nOpen this link and choose a password:\n\n{link.url}\n\n"
            f"The link works once, until {until:%-d %B %Y}. If you did not expect this, leave it: "
            "nothing happens without you."
        ),
    )

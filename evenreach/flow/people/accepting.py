"""What somebody who is invited does with the link: goes on from it, and takes the role."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NameTaken, add_person, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person, RoleGrant, RoleInvitation
from evenreach.flow.people.queries import digest_of, person_at, school_grants
from evenreach.flow.people.school_roles import close_role, give_role


class LinkNotUsable(Refusal):
    """A link to join is unknown, used, withdrawn or expired."""


class SignInFirst(Refusal):
    """The invited address belongs to somebody who must show that it is they."""

    def __init__(self, email: str) -> None:
        super().__init__(f"An account for {email} exists. Sign in with it, then accept the role.")


UNKNOWN = (
    "This link is not one of ours, or a newer message took its place. Open the link in the newest "
    "message, or ask whoever invited you to send it again."
)
USED = "This invitation was accepted already. Sign in with your e-mail address and password."
WITHDRAWN = (
    "This invitation was withdrawn. If you expected it to stand, ask the school’s headteacher."
)
EXPIRED = (
    "This invitation has expired: they are open for two weeks. Ask whoever invited you to send it "
    "again."
)


@transaction.atomic
def see_invitation(*, authority_id: int, at: datetime, token: str) -> RoleInvitation:
    """Note that the invited person went on from the link. Raises LinkNotUsable."""
    invitation = usable_invitation(authority_id, at=at, token=token, lock=True)
    if invitation.seen_at is None:
        invitation.seen_at = at
        invitation.save(update_fields=["seen_at"])
        by = Eyes(authority_id=authority_id, name=invitation.name)
        journal_act(by=by, at=at, verb="role invitation seen", about=invitation)
    return invitation


@transaction.atomic
def accept_invitation(
    *,
    authority_id: int,
    at: datetime,
    token: str,
    password: str | None = None,
    signed_in_id: int | None = None,
) -> RoleGrant:
    """Take the role from today: a new person with a password, or the signed-in one it was sent to.

    A role that this one takes over ends with it. Raises LinkNotUsable or SignInFirst.
    """
    invitation = usable_invitation(authority_id, at=at, token=token, lock=True)
    person = _who_accepts(invitation, at, password, signed_in_id)
    by = Eyes(authority_id=authority_id, person_id=person.pk, name=person.name)
    on = timezone.localdate(at)
    grant = give_role(by=by, at=at, person=person, urn=invitation.urn, title=invitation.title)
    for held in school_grants(authority_id, invitation.urn, on=on).exclude(person=person):
        if held.pk == invitation.takes_over_id:
            close_role(by=by, at=at, grant=held, ends_on=on)
    invitation.accepted_at, invitation.person = at, person
    invitation.save(update_fields=["accepted_at", "person"])
    journal_act(by=by, at=at, verb="role invitation accepted", about=invitation)
    return grant


def usable_invitation(
    authority_id: int, *, at: datetime, token: str, lock: bool = False
) -> RoleInvitation:
    """The invitation that a link still opens. Raises LinkNotUsable, saying what to do."""
    invitations = RoleInvitation.objects.of(authority_id)
    if lock:
        invitations = invitations.select_for_update()
    invitation: RoleInvitation | None = invitations.filter(token_digest=digest_of(token)).first()
    if invitation is None:
        raise LinkNotUsable(UNKNOWN)
    if invitation.accepted_at is not None:
        raise LinkNotUsable(USED)
    if invitation.withdrawn_at is not None:
        raise LinkNotUsable(WITHDRAWN)
    if invitation.expires_at <= at:
        raise LinkNotUsable(EXPIRED)
    return invitation


def _who_accepts(
    invitation: RoleInvitation, at: datetime, password: str | None, signed_in_id: int | None
) -> Person:
    person = person_at(invitation.authority_id, invitation.email)
    if person is not None:
        if person.pk != signed_in_id:
            raise SignInFirst(invitation.email)
        return person
    by = Eyes(authority_id=invitation.authority_id, name=invitation.name)
    try:
        with transaction.atomic():
            return add_person(
                by=by, at=at, name=invitation.name, email=invitation.email, password=password
            )
    except (IntegrityError, NameTaken) as error:
        raise SignInFirst(invitation.email) from error

"""Stopping announcements by the signed link of a mail, without signing in."""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.models import Goes
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import eyes_of
from evenreach.flow.people.mailing import choose_mail
from evenreach.flow.people.models import Person

SALT = "announcements stop"
KIND = "announcements"


class LinkNotWhole(Refusal):
    """The link is not one that was sent, or a part of it is missing."""

    def __init__(self) -> None:
        super().__init__(
            "This link is not whole. Copy all of it from the message, or sign in and choose which "
            "messages you get."
        )


def stop_token(person: Person) -> str:
    """What the link in a person's mail ends with; nobody can make another's."""
    return signing.dumps([person.authority_id, person.pk], salt=SALT)


def person_of(authority_id: int, token: str) -> Person:
    """Whose link it is. Raises LinkNotWhole."""
    try:
        of, person_id = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise LinkNotWhole from error
    found = Person.objects.of(authority_id).filter(pk=person_id).first()
    if found is None or of != authority_id:
        raise LinkNotWhole
    return found


@transaction.atomic
def stop_announcements(*, authority_id: int, at: datetime, token: str) -> Person:
    """Let announcements never go to whose link it is, from the next one on."""
    person = person_of(authority_id, token)
    by = eyes_of(person, on=timezone.localdate(at))
    choose_mail(by=by, at=at, choices={KIND: Goes.NEVER})
    return person

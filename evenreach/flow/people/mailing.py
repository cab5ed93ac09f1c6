"""What people choose about their messages, and sending again what failed."""

from datetime import datetime

from django.db import transaction

from evenreach.flow.journal.deliveries import mail_failed
from evenreach.flow.journal.mail_kinds import MailKind, choosable
from evenreach.flow.journal.models import Goes, MailChoice, OutgoingMail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person


class NotToChoose(Refusal):
    """Somebody wants to turn off what they need, or to delay what expires."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"Messages of this kind ({kind}) cannot go in that way: somebody waits for what you do "
            "after them. Choose one of the ways that are offered."
        )


def own_choices(eyes: Eyes) -> dict[str, Goes]:
    """When messages of each kind go to a person, for the kinds that can be chosen."""
    chosen = dict(
        MailChoice.objects.of(eyes.authority_id)
        .filter(recipient=_address(eyes))
        .values_list("kind", "goes")
    )
    return {kind.key: Goes(chosen.get(kind.key, Goes.AT_ONCE)) for kind in choosable()}


@transaction.atomic
def choose_mail(*, by: Eyes, at: datetime, choices: dict[str, Goes]) -> None:
    """Say when messages go to oneself, by kind, from the next message on. Raises NotToChoose."""
    kinds: dict[str, MailKind] = {kind.key: kind for kind in choosable()}
    for key, goes in choices.items():
        if key not in kinds or goes not in kinds[key].choices:
            raise NotToChoose(kinds[key].words.lower() if key in kinds else key)
        choice, _ = MailChoice.objects.of(by.authority_id).update_or_create(
            authority_id=by.authority_id,
            recipient=_address(by),
            kind=key,
            defaults={"goes": goes},
        )
        journal_act(by=by, at=at, verb=f"mail chosen: {key} {goes}", about=choice)


@transaction.atomic
def send_again(*, by: Eyes, at: datetime, mail_id: int) -> OutgoingMail:
    """Let a message that failed be tried anew, under the same name. Raises DoesNotExist."""
    if not (by.leads or by.is_authority_lead):
        raise NotTheirs(by, "the service's mail")
    mail = mail_failed(by.authority_id).select_for_update().get(pk=mail_id)
    mail.attempts, mail.delivery = 0, ""
    mail.sent_at = mail.next_try_at = mail.ask_again_at = None
    mail.save(update_fields=["attempts", "delivery", "sent_at", "next_try_at", "ask_again_at"])
    journal_act(by=by, at=at, verb="mail sent again", about=mail)
    return mail


def _address(eyes: Eyes) -> str:
    return Person.objects.of(eyes.authority_id).get(pk=eyes.acting_id).email.lower()

from datetime import datetime

from evenreach.flow.journal.mail_kinds import kind_of
from evenreach.flow.journal.models import Goes, LearnerLook, Line, MailChoice, OutgoingMail


def write_line(
    *,
    authority_id: int,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
    verb: str,
    table: str,
    row_id: int,
    why: str = "",
) -> Line:
    """Journal one act in the caller's transaction; `table` and `row_id` say what it was about."""
    return Line.objects.create(
        authority_id=authority_id,
        happened_at=at,
        actor_id=actor_id,
        actor_name=actor_name,
        verb=verb,
        table=table,
        row_id=row_id,
        why=why,
    )


def record_look(
    *,
    authority_id: int,
    at: datetime,
    person_id: int,
    person_name: str,
    learner_id: int,
    page: str,
) -> None:
    """Record that a person was shown a learner; call it before the answer leaves."""
    LearnerLook.objects.create(
        authority_id=authority_id,
        looked_at=at,
        person_id=person_id,
        person_name=person_name,
        learner_id=learner_id,
        page=page,
    )


def queue_mail(
    *,
    authority_id: int,
    at: datetime,
    message_id: str,
    recipient: str,
    subject: str,
    body: str,
) -> None:
    """Store one message to send once this transaction commits.

    `message_id` names the cause (`visit-17-proposed-1`); asking twice stores one message.
    """
    OutgoingMail.objects.of(authority_id).get_or_create(
        authority_id=authority_id,
        message_id=message_id,
        defaults={
            "recipient": recipient,
            "subject": subject,
            "body": body,
            "written_at": at,
            "goes": _when(authority_id, recipient, message_id),
        },
    )


def _when(authority_id: int, recipient: str, message_id: str) -> str:
    """When a message goes: as its recipient chose for its kind, else at once."""
    choices = MailChoice.objects.of(authority_id).filter(
        recipient=recipient.lower(), kind=kind_of(message_id).key
    )
    return choices.values_list("goes", flat=True).first() or Goes.AT_ONCE

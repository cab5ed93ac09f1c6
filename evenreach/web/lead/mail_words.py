from collections.abc import Iterable
from typing import Any

from evenreach.flow.journal.deliveries import mail_failed, mail_held, mail_sent, mail_waiting
from evenreach.flow.journal.mail_kinds import kind_of
from evenreach.flow.journal.models import Delivery, Goes, OutgoingMail
from evenreach.web.templatetags.evenreach import datetime_gov

COLUMNS = [{"text": name} for name in ("Written", "To", "Kind", "Where it stands")]

NOT_ARRIVED = {
    Delivery.PERMANENT: "It was sent, but its provider of mail says that the address does not "
    "exist or takes no mail. Ask for the right address and mend it before you try again.",
    Delivery.TEMPORARY: "It was sent, but the mailbox was full or its server away for three days. "
    "Try again.",
    Delivery.TECHNICAL: "It was sent, but GOV.UK Notify and its provider of mail lost it between "
    "them. Try again.",
}


def figures(authority_id: int) -> list[dict[str, Any]]:
    """How many messages stand where."""
    counted = (
        ("Could not be sent or delivered", mail_failed),
        ("Waiting to go", mail_waiting),
        ("For a digest, or not wanted", mail_held),
        ("Sent", mail_sent),
    )
    return [
        {"label": label, "value": found(authority_id).count(), "note": ""}
        for label, found in counted
    ]


def rows(mail: Iterable[OutgoingMail]) -> list[list[str]]:
    return [[datetime_gov(each.written_at), *_about(each), _standing(each)] for each in mail]


def failed(mail: OutgoingMail) -> dict[str, Any]:
    """A message that was not sent or did not arrive, with the reason that is known."""
    to, kind = _about(mail)
    return {
        "id": mail.pk,
        "name": mail.message_id if not kind_of(mail.message_id).to_families else kind,
        "rows": [
            {"key": "To", "value": to},
            {"key": "Kind", "value": kind},
            {"key": "Written", "value": datetime_gov(mail.written_at)},
            {"key": "Attempts", "value": mail.attempts},
            {"key": "Reason", "value": _reason(mail)},
        ],
    }


def _about(mail: OutgoingMail) -> list[str]:
    kind = kind_of(mail.message_id)
    return [_masked(mail.recipient) if kind.to_families else mail.recipient, kind.words]


def _masked(address: str) -> str:
    """A family's address, as little of it as tells two apart: m…@mail.example."""
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"


def _reason(mail: OutgoingMail) -> str:
    return mail.last_error if mail.sent_at is None else NOT_ARRIVED[Delivery(mail.delivery)]


def _standing(mail: OutgoingMail) -> str:
    if mail.sent_at is not None:
        sent = f"Sent on {datetime_gov(mail.sent_at)}"
        return f"{sent}, and delivered" if mail.delivery == Delivery.DELIVERED else sent
    if mail.in_digest:
        return "Went into a digest"
    if mail.goes == Goes.DAILY:
        return "Waits for the next digest"
    if mail.goes == Goes.NEVER:
        return "Not wanted by its recipient"
    return "Waiting" if not mail.attempts else f"Waiting after {mail.attempts} attempts"

"""Sending through GOV.UK Notify, with one template whose subject is ((subject)), body ((body)).

Notify keeps our Message-ID as its `reference`; it is looked up before each sending, so that what
it took is not given to it twice though its answer was lost. It forgets references after a week.
"""

from email.message import EmailMessage
from typing import Any
from uuid import UUID

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from evenreach.flow.journal.models import NOT_DELIVERED, Delivery

ADDRESS = "https://api.notifications.service.gov.uk"
KEY_LENGTH = 73
"""Two identifiers with a hyphen between, the service's and the key's, after the key's name."""
WHY = {
    400: "GOV.UK Notify does not take the message: {said}. Where it names the template, "
    "EVENREACH_NOTIFY_TEMPLATE must be a template of the key's service for mail, with ((subject)) "
    "as its subject and ((body)) as its text.",
    403: "GOV.UK Notify does not accept the key: {said}. Set EVENREACH_NOTIFY_KEY to a live key of "
    "the service that has the template, and see that this machine's clock is right.",
    429: "GOV.UK Notify takes no more messages for now: {said}. The message is tried again later.",
}
UNREACHED = (
    "GOV.UK Notify could not be reached or failed: {said}. The message is tried again later."
)


class NotAKey(Exception):
    """A key or a template that cannot be one of GOV.UK Notify's."""


class NotTaken(Exception):
    """Notify did not take a message or did not answer; `for_good` if asking again cannot help."""

    def __init__(self, error: APIError) -> None:
        self.for_good = error.status_code == 400 and "ValidationError" in _kinds(error)
        said = "; ".join(_sentences(error))
        super().__init__(WHY.get(error.status_code, UNREACHED).format(said=said))


class Notify:
    """Sends messages through one service of GOV.UK Notify. Raises NotAKey."""

    def __init__(self, key: str, template: str, address: str = ADDRESS) -> None:
        if not (_is_identifier(key[-KEY_LENGTH:-37]) and _is_identifier(key[-36:])):
            raise NotAKey(
                "EVENREACH_NOTIFY_KEY is not a key of GOV.UK Notify, which ends in two identifiers "
                "of 36 characters. Copy the whole key from API integration in Notify."
            )
        if not _is_identifier(template):
            raise NotAKey(
                "EVENREACH_NOTIFY_TEMPLATE is not the identifier of a template. Copy it from the "
                "template's page in Notify; it has 36 characters."
            )
        self._client = NotificationsAPIClient(key, base_url=address)
        self._template = template

    def __call__(self, message: EmailMessage, name: str) -> None:
        """Give a message to Notify unless it has it already. Raises NotTaken."""
        reference = _reference(message)
        if any(status not in NOT_DELIVERED for status in self._statuses(reference)):
            return
        try:
            self._client.send_email_notification(
                email_address=message["To"],
                template_id=self._template,
                personalisation={"subject": message["Subject"], "body": message.get_content()},
                reference=reference,
            )
        except APIError as error:
            raise NotTaken(error) from error

    def delivery_of(self, message: EmailMessage) -> Delivery | None:
        """What became of a message that was given; None while that is not known.

        Raises NotTaken where Notify does not answer.
        """
        statuses = self._statuses(_reference(message))
        if Delivery.DELIVERED in statuses:
            return Delivery.DELIVERED
        failed = [Delivery(each) for each in statuses if each in NOT_DELIVERED]
        return failed[0] if failed and len(failed) == len(statuses) else None

    def close(self) -> None:
        self._client.request_session.close()

    def _statuses(self, reference: str) -> list[str]:
        """How every notification with a reference stands, the newest first."""
        try:
            found: dict[str, Any] = self._client.get_all_notifications(reference=reference)
        except APIError as error:
            raise NotTaken(error) from error
        newest_first = sorted(
            found["notifications"], key=lambda each: each["created_at"], reverse=True
        )
        return [each["status"] for each in newest_first]


def _reference(message: EmailMessage) -> str:
    return str(message["Message-ID"]).strip("<>")


def _is_identifier(given: str) -> bool:
    try:
        return str(UUID(given)) == given.lower()
    except ValueError:
        return False


def _sentences(error: APIError) -> list[str]:
    said = error.message
    found = [str(each["message"]) for each in said] if isinstance(said, list) else [str(said)]
    return [each.rstrip(".") for each in found]


def _kinds(error: APIError) -> set[str]:
    said = error.message
    return {str(each.get("error")) for each in said} if isinstance(said, list) else set()

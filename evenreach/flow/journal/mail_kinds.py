"""The kinds of messages, in one table: whom they serve, and what may be chosen for each."""

from dataclasses import dataclass

from evenreach.flow.journal.models import Goes


@dataclass(frozen=True, slots=True)
class MailKind:
    """Messages whose `message_id` begins with one of some words.

    Whoever needs a message to act has it at once or in the daily digest; only what nobody needs
    can be turned off. Links that expire always go at once.
    """

    key: str
    words: str
    begins: tuple[str, ...]
    choices: tuple[Goes, ...]
    to_families: bool = False


NEEDED = (Goes.AT_ONCE, Goes.DAILY)
FREE = (Goes.AT_ONCE, Goes.DAILY, Goes.NEVER)
ALWAYS = (Goes.AT_ONCE,)
KINDS = (
    MailKind("requests", "New requests, and answers to requests", ("request",), NEEDED),
    MailKind("visits", "Visits proposed, booked, moved and missed", ("visit",), NEEDED),
    MailKind("reports", "Reports that are ready, records to check", ("report", "record"), NEEDED),
    MailKind("moves", "Learners who move between schools", ("move",), NEEDED),
    MailKind("reviews", "Reminders of reviews", ("review",), FREE),
    MailKind("feedback", "Questions after a visit", ("feedback",), FREE),
    MailKind("announcements", "Announcements of the authority", ("announcement",), FREE),
    MailKind("roles", "Your roles, and invitations to them", ("role",), ALWAYS),
    MailKind("families", "To families", ("consent", "family"), ALWAYS, to_families=True),
    MailKind("pages", "Links to pages that somebody sends on", ("page",), ALWAYS),
    MailKind("digests", "The daily digest", ("digest",), ALWAYS),
)
OTHER = MailKind("other", "Other messages", (), ALWAYS)


def kind_of(message_id: str) -> MailKind:
    """The kind of a message, by the first word of its name."""
    first = message_id.partition("-")[0]
    return next((kind for kind in KINDS if first in kind.begins), OTHER)


def choosable() -> list[MailKind]:
    """The kinds for which there is something to choose."""
    return [kind for kind in KINDS if len(kind.choices) > 1]

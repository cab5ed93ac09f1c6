"""The entries of an account in plain words, whichever the door."""

from collections.abc import Iterable
from typing import Any

from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.web.templatetags.evenreach import MINUS, date_gov, sessions

LEDGER_COLUMNS = [
    {"text": "Date"},
    {"text": "Entry"},
    {"text": "In or out", "numeric": True},
    {"text": "Left", "numeric": True},
]
KINDS = {
    EntryKind.GRANT: "Granted",
    EntryKind.RECALL: "Taken back by a corrected policy",
    EntryKind.ADJUST: "Added from the adjustment pool",
    EntryKind.RESERVE: "Set aside",
    EntryKind.RELEASE: "No longer set aside",
    EntryKind.USE: "Used",
    EntryKind.RETURN: "Given back to the pool",
    EntryKind.EXPIRE: "Lapsed",
    EntryKind.CARRY: "Carried into the next year",
    EntryKind.TRANSFER: "Transfer within the partnership",
    EntryKind.APPEAL: "Granted on appeal",
    EntryKind.CORRECTION: "Corrected",
    EntryKind.MOVE: "Moved from the closed school to its successor",
    EntryKind.BUY: "Bought, order",
}


def kind_in_words(entry: LedgerEntry) -> str:
    """Granted; what was carried is read from the side of the account."""
    if entry.kind == EntryKind.CARRY and entry.minutes > 0:
        return "Carried from the year before"
    return KINDS[EntryKind(entry.kind)]


def ledger_rows(entries: Iterable[LedgerEntry]) -> list[list[Any]]:
    """Each entry with what is left after it.

    The reason for an adjustment is about a learner, so it is read with the request and not here.
    """
    rows, left = [], 0
    for entry in entries:
        left += entry.minutes
        why = "" if entry.kind == EntryKind.ADJUST else f": {entry.why}"
        words = kind_in_words(entry) + why
        rows.append([date_gov(entry.entered_at), words, signed(entry.minutes), sessions(left)])
    return rows


def signed(minutes: int) -> str:
    """+1 session, −90 minutes."""
    written = sessions(minutes)
    return written if written.startswith(MINUS) else f"+{written}" if minutes else written

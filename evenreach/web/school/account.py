"""A school's account as it is read: what came in, what went out, what is left."""

from collections.abc import Iterable
from typing import Any

from evenreach.flow.entitlement.models import EntryKind, LedgerEntry
from evenreach.flow.entitlement.queries import Standing
from evenreach.web.templatetags.evenreach import MINUS, date_gov, sessions

Row = list[Any]
KINDS = {
    EntryKind.GRANT: "Granted",
    EntryKind.ADJUST: "Added from the adjustment pool",
    EntryKind.RESERVE: "Set aside",
    EntryKind.RELEASE: "Given back",
    EntryKind.USE: "Used",
}


def account_rows(standing: Standing) -> list[Row]:
    """Each sum of the account, to be added up to what is left."""
    return [
        ["Granted for the year", sessions(standing.granted)],
        ["Added from the adjustment pool", _signed(standing.adjusted)],
        ["Set aside for requests that were accepted", _signed(-standing.reserved)],
        ["Used", _signed(-standing.used)],
    ]


def ledger_rows(entries: Iterable[LedgerEntry]) -> list[Row]:
    """Each entry with what is left after it.

    The reason for an adjustment is about a learner, so it is read with the request and not here.
    """
    rows, left = [], 0
    for entry in entries:
        left += entry.minutes
        words = KINDS[EntryKind(entry.kind)]
        why = "" if entry.kind == EntryKind.ADJUST else f": {entry.why}"
        rows.append(
            [date_gov(entry.entered_at), words + why, _signed(entry.minutes), sessions(left)]
        )
    return rows


def _signed(minutes: int) -> str:
    written = sessions(minutes)
    return written if written.startswith(MINUS) else f"+{written}" if minutes else written

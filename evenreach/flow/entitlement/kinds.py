"""The kinds of entry of a ledger: one table, from which code, database and papers take them."""

from dataclasses import dataclass

from django.db import models


class EntryKind(models.TextChoices):
    GRANT = "grant"
    RECALL = "recall"
    ADJUST = "adjust"
    RESERVE = "reserve"
    RELEASE = "release"
    USE = "use"
    RETURN = "return"
    EXPIRE = "expire"
    CARRY = "carry"
    TRANSFER = "transfer"
    APPEAL = "appeal"
    CORRECTION = "correction"
    MOVE = "move"
    BUY = "buy"


IN, OUT, PAIR, EITHER = "in", "out", "out of one account, into another", "in or out"
SCHOOL, SERVICE, AUTHORITY = "the school", "the service", "the authority lead"
FROM_POOL, TO_POOL, NO_POOL = "taken from it", "given to it", "none"
AS_CORRECTED = "of a use or an order none; else taken from it or given to it"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: the sign of its minutes, who enters it, and what the pool has to do with it."""

    kind: EntryKind
    sign: str
    entered_by: str
    needs_reason: bool
    pool: str
    words: str


KINDS = (
    Kind(EntryKind.GRANT, IN, AUTHORITY, True, NO_POOL, "granted under an adopted policy"),
    Kind(EntryKind.RECALL, OUT, AUTHORITY, True, NO_POOL, "taken back by a corrected policy"),
    Kind(EntryKind.ADJUST, IN, SERVICE, True, FROM_POOL, "added beyond the entitlement"),
    Kind(EntryKind.RESERVE, OUT, SERVICE, False, NO_POOL, "set aside for a request or a transfer"),
    Kind(EntryKind.RELEASE, IN, SERVICE, False, NO_POOL, "no longer set aside"),
    Kind(EntryKind.USE, OUT, SERVICE, False, NO_POOL, "used, by a visit or a late cancellation"),
    Kind(EntryKind.RETURN, OUT, SCHOOL, True, TO_POOL, "given back to the pool"),
    Kind(EntryKind.EXPIRE, OUT, AUTHORITY, False, NO_POOL, "lapsed at the year’s end"),
    Kind(EntryKind.CARRY, PAIR, AUTHORITY, False, NO_POOL, "carried into the next year"),
    Kind(EntryKind.TRANSFER, PAIR, SCHOOL, True, NO_POOL, "given to a school of the partnership"),
    Kind(EntryKind.APPEAL, IN, AUTHORITY, True, FROM_POOL, "granted on appeal"),
    Kind(EntryKind.CORRECTION, EITHER, AUTHORITY, True, AS_CORRECTED, "put right"),
    Kind(EntryKind.MOVE, PAIR, AUTHORITY, True, NO_POOL, "moved to the successor’s account"),
    Kind(EntryKind.BUY, IN, SERVICE, True, NO_POOL, "bought by the school, by its order"),
)


def kinds_with(sign: str) -> list[EntryKind]:
    """The kinds whose minutes have this sign."""
    return [row.kind for row in KINDS if row.sign == sign]


BY_KIND = {row.kind: row for row in KINDS}
PAIRED = frozenset(kinds_with(PAIR))
POOLED = frozenset(row.kind for row in KINDS if row.pool in (FROM_POOL, TO_POOL))
BESIDE_THE_POOL = (EntryKind.USE, EntryKind.BUY)
"""What is corrected within its own account, without the pool."""
SHARED = (EntryKind.GRANT, EntryKind.RECALL)
"""What comes of a policy: together they are the share that stands."""
CORRECTABLE = (
    EntryKind.GRANT,
    EntryKind.ADJUST,
    EntryKind.USE,
    EntryKind.RETURN,
    EntryKind.APPEAL,
    EntryKind.BUY,
)
"""What a person can have entered wrongly; the others follow from what happens to something else."""


def table_in_markdown() -> str:
    """The table as docs/guides/the-year.md prints it."""
    lines = [
        "| Kind | Minutes | Entered by | Reason | Pool | Meaning |",
        "|---|---|---|---|---|---|",
    ]
    for row in KINDS:
        reason = "a person’s" if row.needs_reason else "names its cause"
        cells = (row.kind.value, row.sign, row.entered_by, reason, row.pool, row.words)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)

"""The ledger once more, slowly: every entry of a year replayed in plain Python."""

from collections import defaultdict
from dataclasses import dataclass, field

from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.models import LedgerEntry

K = EntryKind
POOL_KINDS = (K.ADJUST, K.APPEAL, K.RETURN)


@dataclass
class Replayed:
    """What replaying came to; `sums` are the signed minutes of each kind."""

    balances: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    drawn: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    lowest: int = 0
    most_drawn: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    halves: dict[int, list[LedgerEntry]] = field(default_factory=lambda: defaultdict(list))


def replay(authority_id: int) -> Replayed:
    found = Replayed()
    entries = list(
        LedgerEntry.objects.of(authority_id).select_related("account", "refers_to").order_by("pk")
    )
    for entry in entries:
        pool = (entry.account.service_id, entry.account.academic_year)
        found.balances[entry.account_id] += entry.minutes
        found.lowest = min(found.lowest, found.balances[entry.account_id])
        found.sums[entry.kind] += entry.minutes
        corrects = None if entry.refers_to is None else entry.refers_to.kind
        if entry.kind in POOL_KINDS or (
            entry.kind == K.CORRECTION and corrects not in (K.USE, K.BUY)
        ):
            found.drawn[pool] += entry.minutes
            found.most_drawn[pool] = max(found.most_drawn[pool], found.drawn[pool])
        if entry.kind in (K.CARRY, K.TRANSFER, K.MOVE):
            found.halves[entry.refers_to_id or entry.pk].append(entry)
    return found


def faults(found: Replayed, pools: dict[tuple[int, int], int]) -> list[str]:
    """Every invariant of the ledger that does not hold, in words."""
    wrong = []
    if found.lowest < 0:
        wrong.append("an account went below nothing")
    wrong += [
        f"pair {first} is {[half.minutes for half in halves]}"
        for first, halves in found.halves.items()
        if len(halves) != 2 or sum(half.minutes for half in halves)
    ]
    wrong += [
        f"the pool {pool} gave {drawn} of {pools.get(pool, 0)}"
        for pool, drawn in found.most_drawn.items()
        if drawn > max(pools.get(pool, 0), 0)
    ]
    into = sum(found.sums[kind] for kind in (K.GRANT, K.ADJUST, K.APPEAL, K.BUY, K.CORRECTION))
    out = -sum(found.sums[kind] for kind in (K.USE, K.RETURN, K.EXPIRE, K.RESERVE, K.RELEASE))
    if into != out + sum(found.balances.values()):
        wrong.append("what came in is not what went out and what is left")
    return wrong

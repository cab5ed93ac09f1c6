"""What people decide about an account: giving minutes back, an appeal, a correction."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from evenreach.flow.entitlement.deciding import demand_authority_lead, demand_decides_for
from evenreach.flow.entitlement.kinds import BESIDE_THE_POOL, CORRECTABLE, EntryKind
from evenreach.flow.entitlement.ledger import (
    demand_entitlement,
    demand_minutes,
    demand_pool,
    demand_reason,
    enter,
    locked_account,
)
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.year_models import Appeal
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


class CannotCorrect(Refusal):
    """An entry that follows from something else, or a correction beyond what was entered."""


@transaction.atomic
def give_back(*, by: Eyes, at: datetime, account: Account, minutes: int, why: str) -> LedgerEntry:
    """A school gives minutes that it does not need to the pool of their service."""
    demand_decides_for(by, account.school, at=at)
    demand_entitlement(account)
    locked = locked_account(account)
    demand_minutes(locked, minutes)
    entry = enter(by, at, locked, EntryKind.RETURN, -minutes, why)
    journal_act(by=by, at=at, verb="minutes given back", about=entry, why=why)
    return entry


@transaction.atomic
def record_appeal(
    *,
    by: Eyes,
    at: datetime,
    account: Account,
    minutes: int,
    decided_on: date,
    decided_by: str,
    reason: str,
) -> Appeal:
    """Record what was decided on an appeal: minutes from the pool, or none. Raises PoolIsEmpty."""
    demand_authority_lead(by)
    demand_entitlement(account)
    reason, decided_by = demand_reason(reason), demand_reason(decided_by)
    entry = None
    if minutes:
        locked = locked_account(account)
        demand_pool(locked, minutes)
        entry = enter(by, at, locked, EntryKind.APPEAL, minutes, reason)
    appeal = Appeal.objects.create(
        authority_id=by.authority_id,
        account=account,
        decided_on=decided_on,
        decided_by=decided_by,
        reason=reason,
        entry=entry,
    )
    journal_act(by=by, at=at, verb="appeal decided", about=appeal, why=reason)
    return appeal


@transaction.atomic
def correct(*, by: Eyes, at: datetime, entry: LedgerEntry, minutes: int, why: str) -> LedgerEntry:
    """Put an entry right by adding minutes to it or, below nothing, taking minutes from it.

    An entry and its corrections keep the sign of the entry. Except for a use and for what was
    bought, what is added comes from the pool and what is taken goes there. Raises CannotCorrect
    or PoolIsEmpty.
    """
    demand_authority_lead(by)
    locked = locked_account(entry.account)
    _demand_correctable(locked, entry, minutes)
    if entry.kind not in BESIDE_THE_POOL:
        demand_pool(locked, minutes)
    correction = enter(by, at, locked, EntryKind.CORRECTION, minutes, why, entry)
    journal_act(by=by, at=at, verb="entry corrected", about=correction, why=why)
    return correction


def corrected_minutes(entry: LedgerEntry) -> int:
    """What an entry comes to with its corrections."""
    corrections = LedgerEntry.objects.of(entry.authority_id).filter(
        refers_to=entry, kind=EntryKind.CORRECTION
    )
    return entry.minutes + (corrections.aggregate(total=Sum("minutes"))["total"] or 0)


def _demand_correctable(account: Account, entry: LedgerEntry, minutes: int) -> None:
    if entry.kind not in CORRECTABLE:
        raise CannotCorrect(
            "This entry follows from a request, a transfer or the year’s end. Put that right, and "
            "the ledger follows."
        )
    stands = corrected_minutes(entry)
    if not minutes or (stands + minutes) * entry.minutes < 0:
        raise CannotCorrect(
            f"The entry comes to {stands} minutes with its corrections, so it can be corrected by "
            f"up to {-stands} minutes, to nothing. Enter a number that leaves it on its own side."
        )
    balance = balance_of(account)
    if balance + minutes < 0:
        raise CannotCorrect(
            f"{account.school.name} has {balance} minutes left, so no more than these can be "
            "taken out by a correction. Correct what was set aside or used first."
        )

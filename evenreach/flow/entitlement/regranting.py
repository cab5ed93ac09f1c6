"""A corrected policy in the ledger: exactly what differs from what was shared before."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Sum

from evenreach.flow.entitlement.actions import grant_sessions
from evenreach.flow.entitlement.kinds import SHARED, EntryKind
from evenreach.flow.entitlement.ledger import enter, locked_accounts
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import balances_of
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


@transaction.atomic
def regrant_sessions(
    *, by: Eyes, at: datetime, capacity: Capacity, sessions: Mapping[int, int], why: str
) -> dict[int, int]:
    """Grant or recall minutes until each school (by its id) has what it now shares in.

    What a school has used, set aside or given away is never recalled: answers with the minutes
    that such a school keeps beyond its share. A school without a share is left with nothing more
    to draw.
    """
    grant_sessions(by=by, at=at, capacity=capacity, sessions=dict.fromkeys(sessions, 0), why=why)
    found = Account.objects.of(by.authority_id).filter(
        service_id=capacity.service_id, academic_year=capacity.academic_year, is_bought=False
    )
    accounts = locked_accounts(*found)
    shared, balances = _shared(by, found), balances_of(by.authority_id, found)
    kept: dict[int, int] = {}
    for account in accounts:
        share = sessions.get(account.school_id, 0) * capacity.session_minutes
        more = share - shared.get(account.pk, 0)
        least = -balances.get(account.pk, 0)
        if more > 0:
            enter(by, at, account, EntryKind.GRANT, more, why)
        elif max(more, least) < 0:
            enter(by, at, account, EntryKind.RECALL, max(more, least), why)
        if more < least:
            kept[account.school_id] = least - more
    journal_act(by=by, at=at, verb="sessions shared anew", about=capacity, why=why)
    return kept


def _shared(by: Eyes, accounts: QuerySet[Account]) -> dict[int, int]:
    """What policies shared to each account so far."""
    entries = LedgerEntry.objects.of(by.authority_id).filter(account__in=accounts, kind__in=SHARED)
    return dict(entries.values_list("account_id").annotate(total=Sum("minutes")))

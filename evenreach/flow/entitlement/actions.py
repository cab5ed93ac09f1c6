from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from evenreach.flow.entitlement.models import Account, Capacity, EntryKind, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


class NotEntitled(Refusal):
    """The account does not hold what would be drawn."""

    def __init__(self, account: Account, wanted_minutes: int, balance_minutes: int) -> None:
        self.account = account
        super().__init__(
            f"{account.school.name} has {balance_minutes} minutes left and this takes "
            f"{wanted_minutes}. Accept it from the adjustment pool with a written reason: a "
            "used-up entitlement never stops a learner being seen."
        )


class NoAccount(Refusal):
    """A school has no entitlement with a service in a year."""

    def __init__(self, school_name: str) -> None:
        super().__init__(
            f"{school_name} has no entitlement with this service for this year yet. An authority "
            "lead adopts an allocation policy first."
        )


class PoolIsEmpty(Refusal):
    """The adjustment pool does not hold what would be given."""

    def __init__(self, wanted_minutes: int, left_minutes: int) -> None:
        super().__init__(
            f"The adjustment pool has {left_minutes} minutes left and this takes {wanted_minutes}. "
            "Ask the authority lead to add to the pool."
        )


@transaction.atomic
def set_capacity(
    *,
    by: Eyes,
    at: datetime,
    service: Service,
    academic_year: int,
    working_minutes: int,
    statutory_minutes: int,
    travel_minutes: int,
    supervision_minutes: int,
    pool_minutes: int,
    session_minutes: int,
    basis: str,
) -> Capacity:
    """State what a service has in a year and what is taken off before the rest is shared."""
    capacity = Capacity.objects.create(
        authority_id=by.authority_id,
        service=service,
        academic_year=academic_year,
        working_minutes=working_minutes,
        statutory_minutes=statutory_minutes,
        travel_minutes=travel_minutes,
        supervision_minutes=supervision_minutes,
        pool_minutes=pool_minutes,
        session_minutes=session_minutes,
        basis=basis,
    )
    journal_act(by=by, at=at, verb="capacity set", about=capacity)
    return capacity


@transaction.atomic
def grant_sessions(
    *,
    by: Eyes,
    at: datetime,
    capacity: Capacity,
    sessions: Mapping[int, int],
    why: str,
) -> None:
    """Open an account for every school (by its id) and grant it whole sessions."""
    accounts = Account.objects.bulk_create(
        Account(
            authority_id=by.authority_id,
            school_id=school_id,
            service_id=capacity.service_id,
            academic_year=capacity.academic_year,
        )
        for school_id in sessions
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            authority_id=by.authority_id,
            account=account,
            kind=EntryKind.GRANT,
            minutes=sessions[account.school_id] * capacity.session_minutes,
            entered_at=at,
            why=why,
        )
        for account in accounts
        if sessions[account.school_id]
    )
    journal_act(by=by, at=at, verb="sessions granted", about=capacity, why=why)


@transaction.atomic
def reserve(
    *, by: Eyes, at: datetime, account: Account, minutes: int, why: str, pool_reason: str = ""
) -> None:
    """Set minutes of an account aside; with a reason, the adjustment pool gives what is missing.

    Raises NotEntitled or PoolIsEmpty. The account is locked, so two cannot draw the same minute.
    """
    locked = _locked(account)
    missing = minutes - balance_of(locked)
    if missing > 0:
        if not pool_reason.strip():
            raise NotEntitled(locked, minutes, minutes - missing)
        _adjust(by=by, at=at, account=locked, minutes=missing, why=pool_reason)
    _enter(by, at, locked, EntryKind.RESERVE, -minutes, why)


@transaction.atomic
def release(*, by: Eyes, at: datetime, account: Account, minutes: int, why: str) -> None:
    """Give back minutes that were set aside."""
    _enter(by, at, _locked(account), EntryKind.RELEASE, minutes, why)


@transaction.atomic
def use(*, by: Eyes, at: datetime, account: Account, minutes: int, why: str) -> None:
    """Turn minutes that were set aside into minutes used."""
    locked = _locked(account)
    _enter(by, at, locked, EntryKind.RELEASE, minutes, why)
    _enter(by, at, locked, EntryKind.USE, -minutes, why)


def _locked(account: Account) -> Account:
    accounts = Account.objects.of(account.authority_id).select_related("school")
    return accounts.select_for_update(of=("self",)).get(pk=account.pk)


def _adjust(*, by: Eyes, at: datetime, account: Account, minutes: int, why: str) -> None:
    capacity = (
        Capacity.objects.of(by.authority_id)
        .select_for_update()
        .get(service_id=account.service_id, academic_year=account.academic_year)
    )
    given = LedgerEntry.objects.of(by.authority_id).filter(
        account__service_id=account.service_id,
        account__academic_year=account.academic_year,
        kind=EntryKind.ADJUST,
    )
    left = capacity.pool_minutes - (given.aggregate(total=Sum("minutes"))["total"] or 0)
    if minutes > left:
        raise PoolIsEmpty(minutes, left)
    _enter(by, at, account, EntryKind.ADJUST, minutes, why)


def _enter(
    by: Eyes, at: datetime, account: Account, kind: EntryKind, minutes: int, why: str
) -> None:
    LedgerEntry.objects.create(
        authority_id=by.authority_id,
        account=account,
        kind=kind,
        minutes=minutes,
        entered_at=at,
        why=why,
    )

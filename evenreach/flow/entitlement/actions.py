from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from evenreach.flow.entitlement.funding import Purpose
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import demand_pool, enter, locked_account
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.ring_fences import demand_payer, pay
from evenreach.flow.entitlement.year_end import carry, is_closed
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
    Account.objects.bulk_create(
        (
            Account(
                authority_id=by.authority_id,
                school_id=school_id,
                service_id=capacity.service_id,
                academic_year=capacity.academic_year,
            )
            for school_id in sessions
        ),
        ignore_conflicts=True,
    )
    accounts = Account.objects.of(by.authority_id).filter(
        service_id=capacity.service_id,
        academic_year=capacity.academic_year,
        is_bought=False,
        school_id__in=list(sessions),
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
        for account in accounts.order_by("pk")
        if sessions[account.school_id]
    )
    journal_act(by=by, at=at, verb="sessions granted", about=capacity, why=why)


@transaction.atomic
def reserve(
    *,
    by: Eyes,
    at: datetime,
    account: Account,
    minutes: int,
    why: str,
    pool_reason: str = "",
    purpose: Purpose = Purpose.CORE,
) -> None:
    """Set minutes of an account aside; with a reason, the adjustment pool gives what is missing.

    Raises NotEntitled, PoolIsEmpty, or RingFenced where nothing that pays for the service may pay
    for `purpose`. The account is locked, so two cannot draw the same minute.
    """
    locked = locked_account(account)
    demand_payer(locked, at, purpose)
    missing = minutes - balance_of(locked)
    if missing > 0:
        if not pool_reason.strip():
            raise NotEntitled(locked, minutes, minutes - missing)
        demand_pool(locked, missing)
        enter(by, at, locked, EntryKind.ADJUST, missing, pool_reason)
    enter(by, at, locked, EntryKind.RESERVE, -minutes, why)


@transaction.atomic
def release(*, by: Eyes, at: datetime, account: Account, minutes: int, why: str) -> None:
    """Give back minutes that were set aside; of a year that is closed, they lapse at once.

    Bought minutes never lapse: those of a closed year are carried into the next.
    """
    locked = locked_account(account)
    enter(by, at, locked, EntryKind.RELEASE, minutes, why)
    if not is_closed(locked):
        return
    if locked.is_bought:
        carry(by, at, locked, minutes)
    else:
        enter(by, at, locked, EntryKind.EXPIRE, -minutes, "The year is closed: what returns lapses")


@transaction.atomic
def use(
    *,
    by: Eyes,
    at: datetime,
    account: Account,
    minutes: int,
    why: str,
    purpose: Purpose = Purpose.CORE,
) -> None:
    """Turn minutes that were set aside into minutes used, and say who pays. Raises RingFenced.

    What a school has bought is paid for by its order.
    """
    locked = locked_account(account)
    enter(by, at, locked, EntryKind.RELEASE, minutes, why)
    entry = enter(by, at, locked, EntryKind.USE, -minutes, why)
    if not locked.is_bought:
        pay(at=at, account=locked, entry=entry, purpose=purpose)

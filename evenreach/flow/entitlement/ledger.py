"""How an entry comes into a ledger: under a lock, and never more of the pool than it holds."""

from datetime import datetime

from django.db.models import Q, Sum

from evenreach.flow.entitlement.kinds import BESIDE_THE_POOL, BY_KIND, POOLED, EntryKind
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes


class PoolIsEmpty(Refusal):
    """The adjustment pool does not hold what would be given."""

    def __init__(self, wanted_minutes: int, left_minutes: int) -> None:
        super().__init__(
            f"The adjustment pool has {left_minutes} minutes left and this takes {wanted_minutes}. "
            "Ask the authority lead to add to the pool."
        )


class NoReason(Refusal):
    """Something that a person decides was to be entered without a reason."""

    def __init__(self) -> None:
        super().__init__("Say why, in a sentence that whoever asks later will understand.")


class NotThatMany(Refusal):
    """Minutes that are no amount, or more than an account holds."""

    def __init__(self, account: Account, minutes: int, balance: int) -> None:
        super().__init__(
            f"{account.school.name} has {balance} minutes left and {minutes} were to be taken. "
            "Enter a number of minutes from 1 up to what is left."
        )


class OnlyEntitlement(Refusal):
    """Something that is done with a school's entitlement was tried with what it has bought."""

    def __init__(self) -> None:
        super().__init__(
            "These sessions are bought: they are not given back to the pool, transferred or added "
            "to on appeal. Choose the school’s entitlement with the service."
        )


def locked_account(account: Account) -> Account:
    """The account, held until the transaction ends."""
    return locked_accounts(account)[0]


def locked_accounts(*accounts: Account) -> list[Account]:
    """Several accounts, locked in one order whoever asks, so that nobody waits for each other."""
    wanted = [account.pk for account in accounts]
    rows = Account.objects.of(accounts[0].authority_id).select_related("school", "service")
    found = rows.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    by_id = {account.pk: account for account in found}
    return [by_id[pk] for pk in wanted]


def enter(
    by: Eyes,
    at: datetime,
    account: Account,
    kind: EntryKind,
    minutes: int,
    why: str,
    refers_to: LedgerEntry | None = None,
) -> LedgerEntry:
    """Write one entry; NoReason where its kind needs one and has none.

    The database refuses what would overdraw the account or the pool.
    """
    return LedgerEntry.objects.create(
        authority_id=by.authority_id,
        account=account,
        kind=kind,
        minutes=minutes,
        entered_at=at,
        why=demand_reason(why) if BY_KIND[kind].needs_reason else why,
        refers_to=refers_to,
    )


def enter_pair(
    by: Eyes,
    at: datetime,
    kind: EntryKind,
    minutes: int,
    why: str,
    *,
    giver: Account,
    taker: Account,
) -> LedgerEntry:
    """Take minutes out of one account and put them into another; together they are nothing."""
    left = enter(by, at, giver, kind, -minutes, why)
    enter(by, at, taker, kind, minutes, why, left)
    return left


def pool_left(capacity: Capacity) -> int:
    """What the adjustment pool of a service still holds in a year."""
    drawn = (
        LedgerEntry.objects.of(capacity.authority_id)
        .filter(
            account__service_id=capacity.service_id,
            account__academic_year=capacity.academic_year,
        )
        .filter(
            Q(kind__in=POOLED)
            | (Q(kind=EntryKind.CORRECTION) & ~Q(refers_to__kind__in=BESIDE_THE_POOL))
        )
    )
    return capacity.pool_minutes - (drawn.aggregate(total=Sum("minutes"))["total"] or 0)


def demand_pool(account: Account, minutes: int) -> None:
    """Raises PoolIsEmpty, or holds the pool of the account's service until the transaction ends."""
    capacity = (
        Capacity.objects.of(account.authority_id)
        .select_for_update()
        .get(service_id=account.service_id, academic_year=account.academic_year)
    )
    left = pool_left(capacity)
    if minutes > left:
        raise PoolIsEmpty(minutes, left)


def demand_reason(why: str) -> str:
    """The reason without its margins. Raises NoReason."""
    if not why.strip():
        raise NoReason
    return why.strip()


def demand_entitlement(account: Account) -> None:
    """Raises OnlyEntitlement for an account of bought sessions."""
    if account.is_bought:
        raise OnlyEntitlement


def demand_minutes(account: Account, minutes: int) -> None:
    """Raises NotThatMany unless the account holds a positive number of minutes."""
    balance = balance_of(account)
    if not 0 < minutes <= balance:
        raise NotThatMany(account, minutes, balance)

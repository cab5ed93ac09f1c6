from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from evenreach.flow.entitlement.kinds import SHARED, EntryKind
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.people.eyes import Eyes


def account_of(
    authority_id: int, *, school_id: int, service_id: int, academic_year: int
) -> Account | None:
    """A school's entitlement with a service in a year, if it has one."""
    return (
        Account.objects.of(authority_id)
        .filter(
            school_id=school_id,
            service_id=service_id,
            academic_year=academic_year,
            is_bought=False,
        )
        .first()
    )


def balance_of(account: Account) -> int:
    """The minutes that can still be drawn."""
    entries = LedgerEntry.objects.of(account.authority_id).filter(account=account)
    return entries.aggregate(total=Sum("minutes"))["total"] or 0


def balances_of(authority_id: int, accounts: QuerySet[Account]) -> dict[int, int]:
    """The minutes that several accounts still hold, by the id of those that have entries."""
    entries = LedgerEntry.objects.of(authority_id).filter(account__in=accounts)
    return dict(entries.values_list("account_id").annotate(total=Sum("minutes")))


def capacity_of(authority_id: int, *, service_id: int, academic_year: int) -> Capacity | None:
    return (
        Capacity.objects.of(authority_id)
        .filter(service_id=service_id, academic_year=academic_year)
        .first()
    )


def capacities_of(authority_id: int, *, academic_year: int) -> QuerySet[Capacity]:
    """What each service has in a year, for those whose capacity is set."""
    return Capacity.objects.of(authority_id).filter(academic_year=academic_year)


def minutes_granted(authority_id: int, *, academic_year: int) -> dict[int, int]:
    """What the schools were granted in a year, less what was recalled, by the id of the service."""
    rows = (
        LedgerEntry.objects.of(authority_id)
        .filter(account__academic_year=academic_year, kind__in=SHARED)
        .values_list("account__service_id")
        .annotate(total=Sum("minutes"))
    )
    return dict(rows)


def minutes_left_by_urn(authority_id: int, *, urns: frozenset[int]) -> dict[int, int]:
    """What the accounts of schools still hold, all services and years together, by URN."""
    rows = (
        LedgerEntry.objects.of(authority_id)
        .filter(account__school__urn__in=urns)
        .values_list("account__school__urn")
        .annotate(total=Sum("minutes"))
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """One school's account with one service, in minutes."""

    account: Account
    granted: int
    adjusted: int
    reserved: int
    used: int
    balance: int


def standings(
    eyes: Eyes, *, academic_year: int, urns: frozenset[int] | None = None
) -> list[Standing]:
    """The entitlements that somebody may see, of the schools with these URNs or of all."""
    accounts = _visible_accounts(eyes).filter(academic_year=academic_year, is_bought=False)
    if urns is not None:
        accounts = accounts.filter(school__urn__in=urns)
    sums = _sums_by_account(eyes.authority_id, accounts)
    return [
        _standing(account, sums.get(account.pk, {}))
        for account in accounts.select_related("school", "service").order_by("pk")
    ]


def accounts_of(eyes: Eyes, *, academic_year: int, urn: int) -> QuerySet[Account]:
    """A school's accounts of a year that somebody may see, what it has bought after the rest."""
    return (
        _visible_accounts(eyes)
        .filter(academic_year=academic_year, school__urn=urn)
        .select_related("school", "service")
        .order_by("is_bought", "pk")
    )


def ledger_of(eyes: Eyes, account: Account) -> QuerySet[LedgerEntry]:
    """The entries of an account that somebody may see, in the order they were made."""
    return (
        LedgerEntry.objects.of(eyes.authority_id)
        .filter(account__in=_visible_accounts(eyes), account=account)
        .order_by("pk")
    )


def _visible_accounts(eyes: Eyes) -> QuerySet[Account]:
    accounts = Account.objects.of(eyes.authority_id)
    if eyes.is_authority_lead or eyes.is_evaluator:
        return accounts
    return accounts.filter(
        Q(school__urn__in=eyes.urns) | Q(service__slug__in=eyes.leads | eyes.works_in)
    )


def _sums_by_account(authority_id: int, accounts: QuerySet[Account]) -> dict[int, dict[str, int]]:
    """What entries of each kind come to in each account, a correction with what it corrects."""
    rows = (
        LedgerEntry.objects.of(authority_id)
        .filter(account__in=accounts)
        .values_list("account_id", "kind", "refers_to__kind")
        .annotate(total=Sum("minutes"))
    )
    sums: dict[int, dict[str, int]] = {}
    for account_id, kind, corrected, total in rows:
        of_account = sums.setdefault(account_id, {})
        counted_as = corrected if kind == EntryKind.CORRECTION else kind
        of_account[counted_as] = of_account.get(counted_as, 0) + total
    return sums


def _standing(account: Account, sums: dict[str, int]) -> Standing:
    def total(kind: EntryKind) -> int:
        return sums.get(kind, 0)

    return Standing(
        account=account,
        granted=sum(total(kind) for kind in SHARED),
        adjusted=total(EntryKind.ADJUST),
        reserved=-total(EntryKind.RESERVE) - total(EntryKind.RELEASE),
        used=-total(EntryKind.USE),
        balance=sum(sums.values()),
    )

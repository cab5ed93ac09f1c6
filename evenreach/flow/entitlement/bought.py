"""Sessions that a school has bought: an account of their own beside its entitlement."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import demand_reason, enter, locked_account
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School


class NothingBought(Refusal):
    """A school has not bought what would be drawn, or has had it already."""

    def __init__(self, school_name: str, wanted_minutes: int, left_minutes: int) -> None:
        super().__init__(
            f"{school_name} has {left_minutes} bought minutes left with this service and this "
            f"takes {wanted_minutes}. Record the school’s order first if it has bought more, or "
            "accept from its entitlement."
        )


class OrderRecorded(Refusal):
    """The same order was to be recorded twice."""

    def __init__(self, order: str) -> None:
        super().__init__(
            f"Order {order} is recorded already for this school and service. If it is another "
            "order, give the reference that tells the two apart."
        )


class NoMinutes(Refusal):
    """An order of nothing."""

    def __init__(self) -> None:
        super().__init__("Enter how many minutes the school bought: at least 1.")


def bought_account_of(
    authority_id: int, *, school_id: int, service_id: int, academic_year: int
) -> Account | None:
    """The account of what a school has bought of a service in a year, if it has bought any."""
    return (
        Account.objects.of(authority_id)
        .select_related("school", "service")
        .filter(
            school_id=school_id,
            service_id=service_id,
            academic_year=academic_year,
            is_bought=True,
        )
        .first()
    )


def orders_of(eyes: Eyes, *, academic_year: int) -> QuerySet[LedgerEntry]:
    """What schools have bought in a year, of the services somebody may sell; the newest first."""
    entries = LedgerEntry.objects.of(eyes.authority_id).filter(
        kind=EntryKind.BUY, account__academic_year=academic_year
    )
    if not eyes.is_authority_lead:
        entries = entries.filter(account__service__slug__in=eyes.leads)
    return entries.select_related("account__school", "account__service").order_by("-pk")


@transaction.atomic
def record_bought(
    *,
    by: Eyes,
    at: datetime,
    school: School,
    service: Service,
    academic_year: int,
    minutes: int,
    order: str,
) -> LedgerEntry:
    """Enter what a school has bought of a service, with the reference of its order.

    Raises NotTheirs, NoReason without a reference, NoMinutes or OrderRecorded.
    """
    if not (by.is_authority_lead or service.slug in by.leads):
        raise NotTheirs(by, service.slug)
    order = demand_reason(order)
    if minutes < 1:
        raise NoMinutes
    account, _ = Account.objects.of(by.authority_id).get_or_create(
        authority_id=by.authority_id,
        school=school,
        service=service,
        academic_year=academic_year,
        is_bought=True,
    )
    locked = locked_account(account)
    entries = LedgerEntry.objects.of(by.authority_id)
    if entries.filter(account=locked, kind=EntryKind.BUY, why=order).exists():
        raise OrderRecorded(order)
    entry = enter(by, at, locked, EntryKind.BUY, minutes, order)
    journal_act(by=by, at=at, verb="sessions bought", about=entry, why=order)
    return entry


@transaction.atomic
def reserve_bought(*, by: Eyes, at: datetime, account: Account, minutes: int, why: str) -> None:
    """Set bought minutes aside. Raises NothingBought; the pool never adds to what is bought."""
    locked = locked_account(account)
    left = balance_of(locked)
    if left < minutes:
        raise NothingBought(locked.school.name, minutes, left)
    enter(by, at, locked, EntryKind.RESERVE, -minutes, why)

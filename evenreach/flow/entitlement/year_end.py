"""The end of a service's year: what a school carries into the next, and what lapses."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evenreach.flow.entitlement.deciding import demand_authority_lead
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import enter, enter_pair
from evenreach.flow.entitlement.models import Account
from evenreach.flow.entitlement.queries import balances_of
from evenreach.flow.entitlement.transfers import withdraw_open_transfers
from evenreach.flow.entitlement.year_models import YearEnd
from evenreach.flow.entitlement.year_queries import year_end_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


class YearEndPublished(Refusal):
    """Schools were told already when unused time lapses."""

    def __init__(self) -> None:
        super().__init__(
            "The end of this service’s year is published, and schools plan by it. It stays as it "
            "is; give time on appeal where it would be unfair."
        )


class LapsesInThePast(Refusal):
    """Time would lapse before anybody was told."""

    def __init__(self) -> None:
        super().__init__("Choose a day that is still to come, so that schools can plan for it.")


class CannotClose(Refusal):
    """A year that is closed already, or is not over."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of one account, in minutes."""

    account: Account
    carried: int
    lapsed: int


def is_closed(account: Account) -> bool:
    """Whether the year of an account's service is closed."""
    found = year_end_of(
        account.authority_id, service_id=account.service_id, academic_year=account.academic_year
    )
    return found is not None and found.closed_at is not None


def endings(year_end: YearEnd) -> list[Ending]:
    """What each account that still holds minutes carries and loses, by name of school.

    What a school has bought is carried whole.
    """
    accounts = _accounts(year_end)
    held = balances_of(year_end.authority_id, accounts)
    return [
        _ending(account, held[account.pk], year_end.carry_limit_minutes)
        for account in accounts.select_related("school").order_by("school__name", "pk")
        if held.get(account.pk)
    ]


def carry(by: Eyes, at: datetime, account: Account, minutes: int) -> None:
    """Carry minutes of an account into the same one of the next year."""
    taker, _ = Account.objects.of(by.authority_id).get_or_create(
        authority_id=by.authority_id,
        school_id=account.school_id,
        service_id=account.service_id,
        academic_year=account.academic_year + 1,
        is_bought=account.is_bought,
    )
    why = "Carried into the next year"
    enter_pair(by, at, EntryKind.CARRY, minutes, why, giver=account, taker=taker)


@transaction.atomic
def publish_year_end(
    *,
    by: Eyes,
    at: datetime,
    service: Service,
    academic_year: int,
    lapses_on: date,
    carry_limit_minutes: int,
) -> YearEnd:
    """Say when a service's unused minutes of a year lapse, and how many a school may carry."""
    demand_authority_lead(by)
    if lapses_on <= timezone.localdate(at):
        raise LapsesInThePast
    if year_end_of(by.authority_id, service_id=service.pk, academic_year=academic_year):
        raise YearEndPublished
    year_end = YearEnd.objects.create(
        authority_id=by.authority_id,
        service=service,
        academic_year=academic_year,
        lapses_on=lapses_on,
        carry_limit_minutes=carry_limit_minutes,
        published_at=at,
    )
    journal_act(by=by, at=at, verb="year end published", about=year_end)
    return year_end


@transaction.atomic
def close_year(*, by: Eyes, at: datetime, year_end_id: int) -> YearEnd:
    """Carry what may be carried and let the rest lapse, once. Raises CannotClose.

    Offers not yet agreed to are undone first. Minutes set aside stay with their requests; should
    they return, they lapse then.
    """
    demand_authority_lead(by)
    year_ends = YearEnd.objects.of(by.authority_id).select_related("service")
    year_end = year_ends.select_for_update(of=("self",)).get(pk=year_end_id)
    _demand_over(year_end, at)
    accounts = _accounts(year_end)
    list(accounts.order_by("pk").select_for_update())
    withdraw_open_transfers(by, at, accounts)
    for ending in endings(year_end):
        _end(by, at, ending)
    year_end.closed_at = at
    year_end.save(update_fields=["closed_at"])
    journal_act(by=by, at=at, verb="year closed", about=year_end)
    return year_end


def _accounts(year_end: YearEnd) -> QuerySet[Account]:
    return Account.objects.of(year_end.authority_id).filter(
        service_id=year_end.service_id, academic_year=year_end.academic_year
    )


def _end(by: Eyes, at: datetime, ending: Ending) -> None:
    account = ending.account
    if ending.lapsed:
        enter(by, at, account, EntryKind.EXPIRE, -ending.lapsed, "Not used in its year")
    if ending.carried:
        carry(by, at, account, ending.carried)


def _ending(account: Account, held: int, limit: int) -> Ending:
    carried = held if account.is_bought else min(held, limit)
    return Ending(account, carried, held - carried)


def _demand_over(year_end: YearEnd, at: datetime) -> None:
    if year_end.closed_at is not None:
        raise CannotClose("This year is closed already: what it carried and lost is in the ledger.")
    if timezone.localdate(at) < year_end.lapses_on:
        raise CannotClose(
            f"Schools were told that unused time lapses on {year_end.lapses_on:%-d %B %Y}, so the "
            "year cannot be closed before. Come back on that day."
        )

"""What a school leaves behind when it closes, merges or converts, and who goes on with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from evenreach.flow.entitlement.deciding import demand_authority_lead
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import demand_minutes, enter_pair, locked_accounts
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of, balances_of
from evenreach.flow.entitlement.transfers import withdraw_open_transfers
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School, SchoolLink


class NotASuccessor(Refusal):
    """A school to which the register does not say that another went over."""

    def __init__(self, closed: School) -> None:
        super().__init__(
            f"An account moves only from a closed school to one that the register names as its "
            f"successor, and this is not so for {closed.name}. Load the register’s list of links "
            "if it is newer than what is here."
        )


@dataclass(frozen=True, slots=True)
class Succession:
    """The account of a closed school that still holds minutes, and who may go on with it."""

    account: Account
    balance: int
    successors: tuple[School, ...]


def successors_of(school: School) -> list[School]:
    """The open schools of the register that a school went over to, by name."""
    links = SchoolLink.objects.of(school.authority_id)
    onward = links.filter(urn=school.urn, kind__istartswith="successor").values("other_urn")
    back = links.filter(other_urn=school.urn, kind__istartswith="predecessor").values("urn")
    schools = School.objects.of(school.authority_id).filter(is_open=True)
    named = schools.filter(Q(urn__in=onward) | Q(urn__in=back)).exclude(pk=school.pk)
    return list(named.order_by("name", "urn"))


def successions(authority_id: int) -> list[Succession]:
    """The accounts of closed schools that still hold minutes, by name of school."""
    accounts = Account.objects.of(authority_id).filter(school__is_open=False)
    held = balances_of(authority_id, accounts)
    listed = accounts.select_related("school", "service")
    return [
        Succession(account, held[account.pk], tuple(successors_of(account.school)))
        for account in listed.order_by("school__name", "pk")
        if held.get(account.pk)
    ]


@transaction.atomic
def move_account(
    *, by: Eyes, at: datetime, account: Account, successor: School, why: str
) -> LedgerEntry:
    """Move the balance of a closed school's account to its successor's of the same year.

    Its open offers are undone first. Minutes set aside stay with their requests, and can be
    moved when they return.
    """
    demand_authority_lead(by)
    if account.school.is_open or successor not in successors_of(account.school):
        raise NotASuccessor(account.school)
    taker, _ = Account.objects.of(by.authority_id).get_or_create(
        authority_id=by.authority_id,
        school=successor,
        service_id=account.service_id,
        academic_year=account.academic_year,
        is_bought=account.is_bought,
    )
    giver, taker = locked_accounts(account, taker)
    withdraw_open_transfers(by, at, Account.objects.of(by.authority_id).filter(pk=giver.pk))
    minutes = balance_of(giver)
    demand_minutes(giver, minutes)
    moved = enter_pair(by, at, EntryKind.MOVE, minutes, why, giver=giver, taker=taker)
    journal_act(by=by, at=at, verb="account moved", about=moved, why=why)
    return moved

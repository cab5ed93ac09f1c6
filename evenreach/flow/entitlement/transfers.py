"""Minutes from one school to another of its partnership: offered by one, agreed to by the other."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from evenreach.flow.entitlement.deciding import demand_decides_for
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import (
    demand_entitlement,
    demand_minutes,
    demand_reason,
    enter,
    enter_pair,
    locked_accounts,
)
from evenreach.flow.entitlement.models import Account
from evenreach.flow.entitlement.year_models import Transfer
from evenreach.flow.entitlement.year_queries import partners_of, transfers_seen_by
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School

State = Transfer.State


class NotPartners(Refusal):
    """Two schools that are not, or no longer, in one partnership."""

    def __init__(self, giver: School, taker: School) -> None:
        super().__init__(
            f"{giver.name} and {taker.name} are not in one partnership, and minutes move within a "
            "partnership only. Give them back to the pool instead, from which any school can be "
            "helped."
        )


class TransferSettled(Refusal):
    """A transfer that was answered or withdrawn already."""

    def __init__(self, transfer: Transfer) -> None:
        super().__init__(
            f"This transfer is {transfer.state} already, so nothing more can be done with it. "
            "Offer another if minutes are still to move."
        )


@transaction.atomic
def offer_minutes(
    *, by: Eyes, at: datetime, giver: Account, to: School, minutes: int, why: str
) -> Transfer:
    """Offer minutes to a school of the partnership; they are set aside until it answers."""
    demand_decides_for(by, giver.school, at=at)
    demand_entitlement(giver)
    why = demand_reason(why)
    taker, _ = Account.objects.of(by.authority_id).get_or_create(
        authority_id=by.authority_id,
        school=to,
        service_id=giver.service_id,
        academic_year=giver.academic_year,
        is_bought=False,
    )
    _demand_partners(giver, taker)
    locked, _ = locked_accounts(giver, taker)
    demand_minutes(locked, minutes)
    transfer = Transfer.objects.create(
        authority_id=by.authority_id,
        giver=locked,
        taker=taker,
        minutes=minutes,
        why=why,
        proposed_at=at,
        proposed_by_id=by.acting_id,
    )
    enter(by, at, locked, EntryKind.RESERVE, -minutes, f"Offered to {to.name}")
    journal_act(by=by, at=at, verb="transfer proposed", about=transfer, why=why)
    return transfer


@transaction.atomic
def agree_transfer(*, by: Eyes, at: datetime, transfer_id: int) -> Transfer:
    """The other school takes what it was offered."""
    transfer = _open(by, transfer_id)
    giver, taker = transfer.giver, transfer.taker
    demand_decides_for(by, taker.school, at=at)
    _demand_partners(giver, taker)
    minutes = transfer.minutes
    enter(by, at, giver, EntryKind.RELEASE, minutes, f"Agreed by {taker.school.name}")
    why = f"{giver.school.name} to {taker.school.name}: {transfer.why}"
    enter_pair(by, at, EntryKind.TRANSFER, minutes, why, giver=giver, taker=taker)
    return _settle(by, at, transfer, State.AGREED)


@transaction.atomic
def decline_transfer(*, by: Eyes, at: datetime, transfer_id: int) -> Transfer:
    """The other school does not take it, and the minutes are the first one's again."""
    transfer = _open(by, transfer_id)
    demand_decides_for(by, transfer.taker.school, at=at)
    return _undo(by, at, transfer, State.DECLINED)


@transaction.atomic
def withdraw_transfer(*, by: Eyes, at: datetime, transfer_id: int) -> Transfer:
    """The school that offered takes its offer back."""
    transfer = _open(by, transfer_id)
    demand_decides_for(by, transfer.giver.school, at=at)
    return _undo(by, at, transfer, State.WITHDRAWN)


def withdraw_open_transfers(by: Eyes, at: datetime, accounts: QuerySet[Account]) -> None:
    """Undo the offers out of or into accounts that are locked and about to be emptied."""
    transfers = transfers_seen_by(by).filter(state=State.PROPOSED)
    for transfer in transfers.filter(Q(giver__in=accounts) | Q(taker__in=accounts)):
        _undo(by, at, transfer, State.WITHDRAWN)


def _open(by: Eyes, transfer_id: int) -> Transfer:
    """The open transfer, locked after its accounts, which is the order everywhere."""
    transfers = transfers_seen_by(by)
    seen = transfers.get(pk=transfer_id)
    locked_accounts(seen.giver, seen.taker)
    found: Transfer = transfers.select_for_update(of=("self",)).get(pk=transfer_id)
    if found.state != State.PROPOSED:
        raise TransferSettled(found)
    return found


def _undo(by: Eyes, at: datetime, transfer: Transfer, state: State) -> Transfer:
    why = f"Offer to {transfer.taker.school.name} {state}"
    enter(by, at, transfer.giver, EntryKind.RELEASE, transfer.minutes, why)
    return _settle(by, at, transfer, state)


def _settle(by: Eyes, at: datetime, transfer: Transfer, state: State) -> Transfer:
    transfer.state, transfer.settled_at, transfer.settled_by = state, at, by.name
    transfer.save(update_fields=["state", "settled_at", "settled_by"])
    journal_act(by=by, at=at, verb=f"transfer {state}", about=transfer)
    return transfer


def _demand_partners(giver: Account, taker: Account) -> None:
    partners = partners_of(giver.authority_id, giver.school)
    if not partners.filter(pk=taker.school_id).exists():
        raise NotPartners(giver.school, taker.school)

"""Eight at the same moment: the pool, an offer, a year's end and a task are each had once."""

from typing import Any

import pytest
from django.db import IntegrityError

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.flow.entitlement.decisions import give_back, record_appeal
from evenreach.flow.entitlement.ledger import NotThatMany, PoolIsEmpty, pool_left
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.transfers import (
    TransferSettled,
    agree_transfer,
    offer_minutes,
    withdraw_transfer,
)
from evenreach.flow.entitlement.year_end import CannotClose, close_year, publish_year_end
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.visits.contact_tasks import TaskOpen, give_task
from evenreach.flow.visits.outreach_models import ContactTask
from tests.conftest import OTHER_URN
from tests.faults.test_races import EIGHT, at_once, somebody
from tests.flow.ledger_twin import faults, replay
from tests.flow.test_ledger import account_at, capacity_for, make_partners
from tests.flow.test_year_end import AFTER, LAPSES


@pytest.fixture
def northumberland(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


@pytest.fixture
def account(northumberland) -> Account:
    with acting_for(northumberland.pk):
        return account_at(northumberland, SENCO_URN)


def no_fault(authority: Authority) -> bool:
    pools = {
        (row.service_id, row.academic_year): row.pool_minutes
        for row in Capacity.objects.of(authority.pk)
    }
    return faults(replay(authority.pk), pools) == []


def leave_in_pool(account: Account, minutes: int) -> None:
    capacity = capacity_for(account)
    capacities = Capacity.objects.of(account.authority_id).filter(pk=capacity.pk)
    capacities.update(pool_minutes=capacity.pool_minutes - pool_left(capacity) + minutes)


def test_eight_appeals_want_the_last_of_the_pool(northumberland, account):
    with acting_for(northumberland.pk):
        morag = somebody(northumberland, "morag.telfer@council.example")
        accounts = list(Account.objects.of(northumberland.pk).filter(service=account.service)[:8])
        leave_in_pool(account, 5 * 60)

    def appeal(nth: int) -> Any:
        with acting_for(northumberland.pk):
            return record_appeal(
                by=morag,
                at=CLOCK_SHOWS,
                account=accounts[nth],
                minutes=60,
                decided_on=CLOCK_SHOWS.date(),
                decided_by="Panel",
                reason=f"Appeal {nth}",
            )

    answers = at_once(appeal)
    assert sum(isinstance(answer, PoolIsEmpty) for answer in answers) == EIGHT - 5
    with acting_for(northumberland.pk):
        assert pool_left(capacity_for(account)) == 0
        assert no_fault(northumberland)


def test_past_the_action_the_database_keeps_the_pool(northumberland, account):
    """The same race with the action's own lock left out."""
    with acting_for(northumberland.pk):
        accounts = list(Account.objects.of(northumberland.pk).filter(service=account.service)[:8])
        leave_in_pool(account, 5 * 60)

    def insert(nth: int) -> Any:
        try:
            with acting_for(northumberland.pk):
                return LedgerEntry.objects.create(
                    authority_id=northumberland.pk,
                    account=accounts[nth],
                    kind="adjust",
                    minutes=60,
                    entered_at=CLOCK_SHOWS,
                    why=f"draw {nth}",
                )
        except IntegrityError as error:
            return error

    answers = at_once(insert)
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == EIGHT - 5
    with acting_for(northumberland.pk):
        assert no_fault(northumberland)


def test_eight_give_the_same_minutes_back(northumberland, account):
    with acting_for(northumberland.pk):
        alison = somebody(northumberland, f"senco.{SENCO_URN}@school.example")
        left = balance_of(account)

    def give(nth: int) -> Any:
        with acting_for(northumberland.pk):
            return give_back(by=alison, at=CLOCK_SHOWS, account=account, minutes=left, why="All")

    answers = at_once(give)
    assert sum(isinstance(answer, NotThatMany) for answer in answers) == EIGHT - 1
    with acting_for(northumberland.pk):
        assert balance_of(account) == 0


def test_an_offer_is_taken_or_withdrawn_once(northumberland, account):
    with acting_for(northumberland.pk):
        alison = somebody(northumberland, f"senco.{SENCO_URN}@school.example")
        brian = somebody(northumberland, f"senco.{OTHER_URN}@school.example")
        make_partners(northumberland, SENCO_URN, OTHER_URN)
        other = account_at(northumberland, OTHER_URN)
        together = balance_of(account) + balance_of(other)
        offer = offer_minutes(
            by=alison, at=CLOCK_SHOWS, giver=account, to=other.school, minutes=180, why="Spare"
        )

    def answer(nth: int) -> Any:
        act, by = ((agree_transfer, brian), (withdraw_transfer, alison))[nth % 2]
        with acting_for(northumberland.pk):
            return act(by=by, at=CLOCK_SHOWS, transfer_id=offer.pk)

    answers = at_once(answer)
    assert sum(isinstance(each, TransferSettled) for each in answers) == EIGHT - 1
    with acting_for(northumberland.pk):
        assert balance_of(account) + balance_of(other) == together
        assert no_fault(northumberland)


def test_a_year_is_closed_once(northumberland, account):
    with acting_for(northumberland.pk):
        morag = somebody(northumberland, "morag.telfer@council.example")
        year_end = publish_year_end(
            by=morag,
            at=CLOCK_SHOWS,
            service=account.service,
            academic_year=2025,
            lapses_on=LAPSES,
            carry_limit_minutes=180,
        )

    def close(_: int) -> Any:
        with acting_for(northumberland.pk):
            return close_year(by=morag, at=AFTER, year_end_id=year_end.pk)

    answers = at_once(close)
    assert sum(isinstance(answer, CannotClose) for answer in answers) == EIGHT - 1
    with acting_for(northumberland.pk):
        assert balance_of(account) == 0
        assert no_fault(northumberland)


def test_eight_leads_give_the_same_school_to_somebody(northumberland):
    with acting_for(northumberland.pk):
        jean = somebody(northumberland, "jean.armstrong@council.example")
        school = school_by_urn(northumberland.pk, SENCO_URN)
        tom = Person.objects.of(northumberland.pk).get(email="tom.robson@council.example")

    def give(_: int) -> Any:
        with acting_for(northumberland.pk):
            return give_task(by=jean, at=CLOCK_SHOWS, school=school, person=tom)

    answers = at_once(give)
    assert sum(isinstance(answer, TaskOpen) for answer in answers) == EIGHT - 1
    with acting_for(northumberland.pk):
        assert ContactTask.objects.of(northumberland.pk).filter(school=school).count() == 1

"""What is carried and what lapses; and what a closed school leaves to its successor."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.entitlement.actions import release, reserve
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import account_of, balance_of
from evenreach.flow.entitlement.successions import NotASuccessor, move_account, successions
from evenreach.flow.entitlement.transfers import offer_minutes
from evenreach.flow.entitlement.year_end import (
    CannotClose,
    LapsesInThePast,
    YearEndPublished,
    close_year,
    endings,
    publish_year_end,
)
from evenreach.flow.entitlement.year_models import Transfer, YearEnd
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.register.models import School, SchoolLink
from evenreach.flow.register.queries import school_by_urn
from tests.conftest import OTHER_URN
from tests.flow.ledger_twin import faults, replay
from tests.flow.test_ledger import account_at, check_pairs, make_partners

LAPSES = date(2026, 8, 31)
AFTER = datetime(2026, 8, 31, 9, 0, tzinfo=UTC)
LIMIT = 270


@pytest.fixture
def account(northumberland):
    return account_at(northumberland, SENCO_URN)


@pytest.fixture
def year_end(account, people, eyes, at) -> YearEnd:
    return publish_year_end(
        by=eyes(people.morag),
        at=at,
        service=account.service,
        academic_year=2025,
        lapses_on=LAPSES,
        carry_limit_minutes=LIMIT,
    )


def next_year_of(account: Account) -> Account | None:
    return account_of(
        account.authority_id,
        school_id=account.school_id,
        service_id=account.service_id,
        academic_year=2026,
    )


def test_up_to_the_limit_is_carried_and_the_rest_lapses(account, year_end, people, eyes):
    held = balance_of(account)
    preview = {ending.account.pk: (ending.carried, ending.lapsed) for ending in endings(year_end)}
    assert preview[account.pk] == (LIMIT, held - LIMIT)
    close_year(by=eyes(people.morag), at=AFTER, year_end_id=year_end.pk)
    check_pairs()
    after = next_year_of(account)
    assert after is not None
    assert (balance_of(account), balance_of(after)) == (0, LIMIT)
    accounts = Account.objects.of(account.authority_id)
    ended = accounts.filter(service=account.service, academic_year=2025)
    assert {balance_of(each) for each in ended} == {0}
    assert sum(sum(pair) for pair in preview.values()) == sum(
        -entry.minutes
        for entry in LedgerEntry.objects.of(account.authority_id).filter(
            account__in=ended, kind__in=["carry", "expire"]
        )
    )
    assert faults(replay(account.authority_id), {}) == []


def test_a_year_is_closed_once_and_not_before_its_day(account, year_end, people, eyes, at):
    with pytest.raises(CannotClose, match="lapses on 31 August 2026"):
        close_year(by=eyes(people.morag), at=at, year_end_id=year_end.pk)
    with pytest.raises(NotTheirs):
        close_year(by=eyes(people.jean), at=AFTER, year_end_id=year_end.pk)
    close_year(by=eyes(people.morag), at=AFTER, year_end_id=year_end.pk)
    with pytest.raises(CannotClose, match="closed already"):
        close_year(by=eyes(people.morag), at=AFTER, year_end_id=year_end.pk)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        YearEnd.objects.of(account.authority_id).filter(pk=year_end.pk).update(closed_at=None)


def test_what_was_published_stays(account, year_end, people, eyes, at):
    again = {"service": account.service, "carry_limit_minutes": 0}
    with pytest.raises(YearEndPublished):
        publish_year_end(
            by=eyes(people.morag), at=at, academic_year=2025, lapses_on=LAPSES, **again
        )
    with pytest.raises(LapsesInThePast):
        publish_year_end(
            by=eyes(people.morag), at=at, academic_year=2024, lapses_on=at.date(), **again
        )
    with pytest.raises(NotTheirs):
        publish_year_end(by=eyes(people.jean), at=at, academic_year=2024, lapses_on=LAPSES, **again)


def test_what_is_set_aside_stays_and_lapses_when_it_returns(account, year_end, people, eyes, at):
    reserve(by=eyes(people.jean), at=at, account=account, minutes=180, why="request LIC-1")
    close_year(by=eyes(people.morag), at=AFTER, year_end_id=year_end.pk)
    release(by=eyes(people.jean), at=AFTER, account=account, minutes=180, why="request withdrawn")
    last = LedgerEntry.objects.of(account.authority_id).filter(account=account).order_by("-pk")
    assert (last[0].kind, last[0].minutes, balance_of(account)) == ("expire", -180, 0)


def test_an_offer_not_agreed_to_is_undone_first(
    northumberland, account, year_end, people, eyes, at
):
    make_partners(northumberland, SENCO_URN, OTHER_URN)
    other = school_by_urn(northumberland.pk, OTHER_URN)
    held = balance_of(account)
    offer = offer_minutes(
        by=eyes(people.alison), at=at, giver=account, to=other, minutes=held, why="All of it"
    )
    close_year(by=eyes(people.morag), at=AFTER, year_end_id=year_end.pk)
    assert Transfer.objects.of(northumberland.pk).get(pk=offer.pk).state == "withdrawn"
    after = next_year_of(account)
    assert after is not None
    assert (balance_of(account), balance_of(after)) == (0, min(held, LIMIT))


@pytest.fixture
def closed(account) -> School:
    """Alison's school, closed, with Brian's as its successor."""
    School.objects.of(account.authority_id).filter(urn=SENCO_URN).update(
        is_open=False, status="Closed"
    )
    SchoolLink.objects.create(
        authority_id=account.authority_id,
        urn=SENCO_URN,
        other_urn=OTHER_URN,
        other_name="Brian's",
        kind="Successor",
    )
    return school_by_urn(account.authority_id, SENCO_URN)


def test_a_closed_schools_account_goes_over_to_its_successor(account, closed, people, eyes, at):
    found = {each.account.pk: each for each in successions(account.authority_id)}
    successor = school_by_urn(account.authority_id, OTHER_URN)
    assert (found[account.pk].balance, found[account.pk].successors) == (
        balance_of(account),
        (successor,),
    )
    gone = Account.objects.of(account.authority_id).select_related("school").get(pk=account.pk)
    taker = account_of(
        account.authority_id,
        school_id=successor.pk,
        service_id=account.service_id,
        academic_year=2025,
    )
    assert taker is not None
    held, before = balance_of(account), balance_of(taker)
    move_account(by=eyes(people.morag), at=at, account=gone, successor=successor, why="Merged.")
    check_pairs()
    assert (balance_of(account), balance_of(taker)) == (0, before + held)
    assert account.pk not in {each.account.pk for each in successions(account.authority_id)}


def test_an_account_moves_to_a_successor_only(account, closed, people, eyes, at):
    stranger = (
        School.objects.of(account.authority_id)
        .filter(is_open=True)
        .exclude(urn=OTHER_URN)
        .order_by("pk")
        .first()
    )
    assert stranger is not None
    gone = Account.objects.of(account.authority_id).select_related("school").get(pk=account.pk)
    for who, refusal in ((people.morag, NotASuccessor), (people.jean, NotTheirs)):
        with pytest.raises(refusal):
            move_account(by=eyes(who), at=at, account=gone, successor=stranger, why="No.")


def test_the_account_of_an_open_school_stays(account, people, eyes, at):
    successor = school_by_urn(account.authority_id, OTHER_URN)
    with pytest.raises(NotASuccessor):
        move_account(by=eyes(people.morag), at=at, account=account, successor=successor, why="No.")

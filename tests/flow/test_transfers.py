"""Alison's school offers minutes to Brian's, within their partnership; both must agree."""

import pytest

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.entitlement.actions import NotEntitled, reserve
from evenreach.flow.entitlement.deciding import DoesNotDecide
from evenreach.flow.entitlement.ledger import NotThatMany
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.transfers import (
    NotPartners,
    TransferSettled,
    agree_transfer,
    decline_transfer,
    offer_minutes,
    withdraw_transfer,
)
from evenreach.flow.entitlement.year_models import Transfer
from evenreach.flow.entitlement.year_queries import partners_of, transfers_seen_by
from evenreach.flow.people.models import RoleGrant
from evenreach.flow.register.models import PartnershipMember
from tests.conftest import OTHER_URN
from tests.flow.test_ledger import account_at, check_pairs, make_partners

WHY = "You have three new starters; we have none."


@pytest.fixture
def giver(northumberland):
    make_partners(northumberland, SENCO_URN, OTHER_URN)
    return account_at(northumberland, SENCO_URN)


@pytest.fixture
def taker(northumberland, giver):
    return account_at(northumberland, OTHER_URN)


@pytest.fixture
def offered(giver, taker, people, eyes, at) -> Transfer:
    return offer_minutes(
        by=eyes(people.alison), at=at, giver=giver, to=taker.school, minutes=180, why=WHY
    )


def kinds_of(account, since: int) -> list[tuple[str, int]]:
    entries = LedgerEntry.objects.of(account.authority_id).filter(account=account, pk__gt=since)
    return list(entries.order_by("pk").values_list("kind", "minutes"))


def newest(account) -> int:
    entry = LedgerEntry.objects.of(account.authority_id).order_by("-pk").first()
    return 0 if entry is None else entry.pk


def test_what_is_offered_is_set_aside_so_that_nobody_spends_it(giver, offered, people, eyes, at):
    left = balance_of(giver)
    with pytest.raises(NotEntitled):
        reserve(by=eyes(people.jean), at=at, account=giver, minutes=left + 1, why="request")
    assert (offered.state, left) == ("proposed", balance_of(giver))


def test_agreed_it_is_a_pair_that_comes_to_nothing(giver, taker, people, eyes, at):
    before, held, since = balance_of(giver), balance_of(taker), newest(giver)
    offer = offer_minutes(
        by=eyes(people.alison), at=at, giver=giver, to=taker.school, minutes=180, why=WHY
    )
    agreed = agree_transfer(by=eyes(people.brian), at=at, transfer_id=offer.pk)
    check_pairs()
    assert (agreed.state, agreed.settled_by) == ("agreed", people.brian.name)
    assert (balance_of(giver), balance_of(taker)) == (before - 180, held + 180)
    assert kinds_of(giver, since) == [("reserve", -180), ("release", 180), ("transfer", -180)]
    assert kinds_of(taker, since) == [("transfer", 180)]


@pytest.mark.parametrize(
    ("who", "settle"), [("brian", decline_transfer), ("dawn", withdraw_transfer)]
)
def test_declined_or_withdrawn_the_minutes_are_alisons_again(
    giver, taker, offered, people, eyes, at, who, settle
):
    before, held = balance_of(giver), balance_of(taker)
    settle(by=eyes(getattr(people, who)), at=at, transfer_id=offered.pk)
    assert (balance_of(giver), balance_of(taker)) == (before + 180, held)


def test_an_offer_is_answered_once(offered, people, eyes, at):
    decline_transfer(by=eyes(people.brian), at=at, transfer_id=offered.pk)
    for answer in (agree_transfer, decline_transfer):
        with pytest.raises(TransferSettled, match="is declined already"):
            answer(by=eyes(people.brian), at=at, transfer_id=offered.pk)


def test_each_side_has_its_own_part(offered, people, eyes, at):
    for who, act in (
        (people.alison, agree_transfer),
        (people.alison, decline_transfer),
        (people.brian, withdraw_transfer),
    ):
        with pytest.raises(DoesNotDecide):
            act(by=eyes(who), at=at, transfer_id=offered.pk)
    with pytest.raises(Transfer.DoesNotExist):
        agree_transfer(by=eyes(people.jean), at=at, transfer_id=offered.pk)


def test_a_business_manager_does_not_give_minutes_away(giver, taker, people, eyes, at):
    held = RoleGrant.objects.of(giver.authority_id).filter(person=people.alison)
    held.update(title="Business manager")
    with pytest.raises(DoesNotDecide):
        offer_minutes(
            by=eyes(people.alison), at=at, giver=giver, to=taker.school, minutes=180, why=WHY
        )


def test_minutes_stay_within_the_partnership(giver, taker, offered, people, eyes, at):
    PartnershipMember.objects.of(giver.authority_id).filter(school=taker.school).delete()
    assert list(partners_of(giver.authority_id, giver.school)) == []
    with pytest.raises(NotPartners, match="are not in one partnership"):
        agree_transfer(by=eyes(people.brian), at=at, transfer_id=offered.pk)
    with pytest.raises(NotPartners):
        offer_minutes(
            by=eyes(people.alison), at=at, giver=giver, to=taker.school, minutes=1, why=WHY
        )


def test_no_more_is_offered_than_there_is(giver, taker, people, eyes, at):
    with pytest.raises(NotThatMany):
        offer_minutes(
            by=eyes(people.alison),
            at=at,
            giver=giver,
            to=taker.school,
            minutes=balance_of(giver) + 1,
            why=WHY,
        )


def test_who_sees_an_offer(offered, people, eyes):
    seen = {
        name: list(transfers_seen_by(eyes(getattr(people, name))))
        for name in ("alison", "dawn", "brian", "morag", "jean", "tom", "anil")
    }
    assert {name for name, found in seen.items() if found == [offered]} == {
        "alison",
        "dawn",
        "brian",
        "morag",
    }
    assert {name for name, found in seen.items() if not found} == {"jean", "tom", "anil"}

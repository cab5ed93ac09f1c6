"""Minutes given, set aside, used, given back and put right; no two people spend the same one."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from evenreach.config import PROJECT
from evenreach.demo.authority import SENCO_URN
from evenreach.flow.entitlement.actions import release, reserve, use
from evenreach.flow.entitlement.deciding import DoesNotDecide
from evenreach.flow.entitlement.decisions import (
    CannotCorrect,
    correct,
    corrected_minutes,
    give_back,
    record_appeal,
)
from evenreach.flow.entitlement.kinds import KINDS, PAIRED, EntryKind, table_in_markdown
from evenreach.flow.entitlement.ledger import NoReason, NotThatMany, PoolIsEmpty, pool_left
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import account_of, balance_of
from evenreach.flow.entitlement.transfers import (
    agree_transfer,
    decline_transfer,
    offer_minutes,
    withdraw_transfer,
)
from evenreach.flow.entitlement.year_models import Appeal, Transfer
from evenreach.flow.entitlement.year_queries import year_totals
from evenreach.flow.journal.models import Line
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.register.models import Partnership, PartnershipMember
from evenreach.flow.register.queries import school_by_urn
from tests.conftest import OTHER_URN
from tests.flow.ledger_twin import faults, replay

YEAR = 2025


@pytest.fixture
def account(northumberland) -> Account:
    """Alison's school with the Specialist Teaching Service."""
    return account_at(northumberland, SENCO_URN)


def account_at(authority: Any, urn: int) -> Account:
    service = Service.objects.of(authority.pk).get(slug="specialist-teaching")
    school = school_by_urn(authority.pk, urn)
    found = account_of(authority.pk, school_id=school.pk, service_id=service.pk, academic_year=YEAR)
    assert found is not None
    return found


def capacity_for(account: Account) -> Capacity:
    capacity: Capacity = Capacity.objects.of(account.authority_id).get(
        service_id=account.service_id, academic_year=account.academic_year
    )
    return capacity


def make_partners(authority: Any, *urns: int) -> Partnership:
    """Schools in an invented partnership of their own."""
    area = Partnership.objects.create(
        authority_id=authority.pk, name="Invented partnership", source="Invented"
    )
    members = PartnershipMember.objects.of(authority.pk)
    members.filter(school__urn__in=urns).delete()
    for urn in urns:
        PartnershipMember.objects.create(
            authority_id=authority.pk, partnership=area, school=school_by_urn(authority.pk, urn)
        )
    return area


def check_pairs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def enter(account: Account, kind: str, minutes: int, at: Any, **more: Any) -> LedgerEntry:
    return LedgerEntry.objects.create(
        authority_id=account.authority_id,
        account=account,
        kind=kind,
        minutes=minutes,
        entered_at=at,
        why=more.pop("why", "by hand"),
        **more,
    )


def test_the_papers_print_the_table_of_kinds():
    assert [row.kind for row in KINDS] == list(EntryKind)
    page = (PROJECT / "docs" / "guides" / "the-year.md").read_text(encoding="utf-8")
    assert table_in_markdown() in page


def test_alison_gives_minutes_back_and_the_pool_has_them(account, people, eyes, at):
    before, pool = balance_of(account), pool_left(capacity_for(account))
    entry = give_back(
        by=eyes(people.alison), at=at, account=account, minutes=90, why="We need half a visit less."
    )
    assert (entry.kind, entry.minutes) == ("return", -90)
    assert (balance_of(account), pool_left(capacity_for(account))) == (before - 90, pool + 90)
    line = Line.objects.of(account.authority_id).order_by("-pk").first()
    assert line is not None
    assert (line.verb, line.actor_name, line.why) == (
        "minutes given back",
        people.alison.name,
        "We need half a visit less.",
    )


@pytest.mark.parametrize(
    ("minutes", "why", "refusal"),
    [
        (0, "None", NotThatMany),
        (-5, "Less than none", NotThatMany),
        (10**6, "More than there is", NotThatMany),
        (90, "  ", NoReason),
    ],
)
def test_what_cannot_be_given_back(account, people, eyes, at, minutes, why, refusal):
    with pytest.raises(refusal):
        give_back(by=eyes(people.alison), at=at, account=account, minutes=minutes, why=why)


def test_nobody_else_gives_a_schools_minutes_back(account, people, eyes, at):
    for person in (people.brian, people.jean, people.morag, people.tom):
        with pytest.raises(DoesNotDecide, match="by its headteacher or its SENCO"):
            give_back(by=eyes(person), at=at, account=account, minutes=90, why="Not mine")


def test_an_appeal_upheld_gives_minutes_from_the_pool(account, people, eyes, at):
    before, pool = balance_of(account), pool_left(capacity_for(account))
    said = {"decided_on": at.date(), "decided_by": "Panel of three heads", "reason": "New class."}
    appeal = record_appeal(by=eyes(people.morag), at=at, account=account, minutes=180, **said)
    assert (balance_of(account), pool_left(capacity_for(account))) == (before + 180, pool - 180)
    assert appeal.entry is not None
    assert (appeal.entry.kind, appeal.entry.minutes, appeal.entry.why) == (
        "appeal",
        180,
        "New class.",
    )


def test_an_appeal_not_upheld_is_written_down_and_gives_nothing(account, people, eyes, at):
    before = balance_of(account)
    said = {"decided_on": at.date(), "decided_by": "Morag Telfer", "reason": "The figures hold."}
    appeal = record_appeal(by=eyes(people.morag), at=at, account=account, minutes=0, **said)
    assert (appeal.entry, balance_of(account)) == (None, before)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Appeal.objects.of(account.authority_id).filter(pk=appeal.pk).update(reason="Another")


def test_an_appeal_needs_the_pool_a_reason_and_the_lead(account, people, eyes, at):
    said = {"decided_on": at.date(), "decided_by": "Panel"}
    with pytest.raises(PoolIsEmpty):
        record_appeal(
            by=eyes(people.morag), at=at, account=account, minutes=10**7, reason="All", **said
        )
    with pytest.raises(NoReason):
        record_appeal(by=eyes(people.morag), at=at, account=account, minutes=9, reason=" ", **said)
    with pytest.raises(NotTheirs):
        record_appeal(by=eyes(people.jean), at=at, account=account, minutes=9, reason="I", **said)


def test_a_correction_points_at_what_it_corrects(account, people, eyes, at):
    reserve(by=eyes(people.jean), at=at, account=account, minutes=180, why="request LIC-1")
    use(by=eyes(people.tom), at=at, account=account, minutes=180, why="visit made")
    used = LedgerEntry.objects.of(account.authority_id).get(account=account, kind="use")
    before, pool = balance_of(account), pool_left(capacity_for(account))
    mended = correct(
        by=eyes(people.morag), at=at, entry=used, minutes=60, why="The visit took two hours."
    )
    assert (mended.refers_to_id, mended.minutes, corrected_minutes(used)) == (used.pk, 60, -120)
    assert (balance_of(account), pool_left(capacity_for(account))) == (before + 60, pool)
    with pytest.raises(CannotCorrect, match="comes to -120 minutes"):
        correct(by=eyes(people.morag), at=at, entry=used, minutes=121, why="Too much")
    with pytest.raises(CannotCorrect, match="follows from a request"):
        correct(by=eyes(people.morag), at=at, entry=mended, minutes=1, why="Of itself")
    with pytest.raises(NotTheirs):
        correct(by=eyes(people.jean), at=at, entry=used, minutes=1, why="Not hers")


def test_a_corrected_grant_is_paid_by_the_pool_and_never_overdraws(account, people, eyes, at):
    granted = LedgerEntry.objects.of(account.authority_id).get(account=account, kind="grant")
    pool = pool_left(capacity_for(account))
    correct(by=eyes(people.morag), at=at, entry=granted, minutes=30, why="Typed wrongly.")
    assert pool_left(capacity_for(account)) == pool - 30
    reserve(
        by=eyes(people.jean), at=at, account=account, minutes=balance_of(account), why="all of it"
    )
    with pytest.raises(CannotCorrect, match="has 0 minutes left"):
        correct(by=eyes(people.morag), at=at, entry=granted, minutes=-1, why="One too many.")
    with pytest.raises(PoolIsEmpty):
        correct(by=eyes(people.morag), at=at, entry=granted, minutes=pool, why="All of the pool.")


def test_the_database_refuses_each_kind_with_the_wrong_sign_or_no_reason(account, at):
    for row in KINDS:
        if row.kind in PAIRED or row.kind == EntryKind.CORRECTION:
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            enter(account, row.kind, -1 if row.sign == "in" else 1, at)
    with pytest.raises(IntegrityError, match="entries_say_why"), transaction.atomic():
        enter(account, "return", -1, at, why="")
    with pytest.raises(IntegrityError, match="kinds_have_their_sign"), transaction.atomic():
        enter(account, "correction", 1, at)


def test_the_database_refuses_a_pair_that_does_not_come_to_nothing(northumberland, account, at):
    other = account_at(northumberland, OTHER_URN)
    for taker, minutes in ((other, 59), (account, 60)):
        with pytest.raises(IntegrityError, match="no other half"), transaction.atomic():
            left = enter(account, "transfer", -60, at)
            enter(taker, "transfer", minutes, at, refers_to=left)
            check_pairs()
    with pytest.raises(IntegrityError, match="no other half"), transaction.atomic():
        enter(account, "transfer", -60, at)
        check_pairs()
    with pytest.raises(IntegrityError, match="a_pair_has_two_halves"), transaction.atomic():
        left = enter(account, "move", -60, at)
        enter(other, "move", 60, at, refers_to=left)
        enter(other, "move", 60, at, refers_to=left)


def test_the_database_refuses_an_empty_pool_and_an_overcorrection(account, at):
    left = pool_left(capacity_for(account))
    with pytest.raises(IntegrityError, match="cannot give"), transaction.atomic():
        enter(account, "appeal", left + 1, at)
    granted = LedgerEntry.objects.of(account.authority_id).get(account=account, kind="grant")
    with pytest.raises(IntegrityError, match="cannot be corrected"), transaction.atomic():
        enter(account, "appeal", 60, at)
        enter(account, "correction", -granted.minutes - 1, at, refers_to=granted)


Step = Callable[[random.Random], object]


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_acts_keeps_the_ledger_whole(northumberland, people, eyes, at, seed):
    """Accepted or refused, whatever is tried: the replayed ledger has no fault."""
    luck = random.Random(seed)
    make_partners(northumberland, SENCO_URN, OTHER_URN)
    by_urn = {SENCO_URN: eyes(people.alison), OTHER_URN: eyes(people.brian)}
    accounts = {urn: account_at(northumberland, urn) for urn in by_urn}
    capacity = capacity_for(accounts[SENCO_URN])
    Capacity.objects.of(northumberland.pk).filter(pk=capacity.pk).update(pool_minutes=600)
    outcomes = {"done": 0, "refused": 0}
    for _ in range(60):
        urn = luck.choice(list(accounts))
        try:
            _act(luck, northumberland, at, urn, accounts, by_urn, eyes(people.jean), people, eyes)
            outcomes["done"] += 1
        except (Refusal, IntegrityError):
            outcomes["refused"] += 1
    check_pairs()
    pools = {
        (row.service_id, row.academic_year): row.pool_minutes
        for row in Capacity.objects.of(northumberland.pk)
    }
    found = replay(northumberland.pk)
    assert faults(found, pools) == []
    assert min(outcomes.values()) > 0
    assert {pk: balance_of(account) for account in accounts.values() for pk in [account.pk]} == {
        account.pk: found.balances[account.pk] for account in accounts.values()
    }
    totals = year_totals(northumberland.pk, academic_year=YEAR)[capacity.service_id]
    assert totals.pool == 600 - found.drawn[capacity.service_id, YEAR]


def _act(luck, authority, at, urn, accounts, by_urn, lead, people, eyes) -> None:
    account, other = accounts[urn], next(u for u in accounts if u != urn)
    minutes, why = luck.choice([30, 90, 180, 540]), "for the play"
    entries = LedgerEntry.objects.of(authority.pk).filter(account=account)
    offers = list(Transfer.objects.of(authority.pk).filter(state="proposed").order_by("pk"))
    entry = luck.choice(list(entries.order_by("pk")))
    offer = luck.choice(offers).pk if offers else 0
    morag, said = eyes(people.morag), {"decided_on": at.date(), "decided_by": "Panel"}
    with transaction.atomic():
        luck.choice(
            [
                lambda: reserve(
                    by=lead,
                    at=at,
                    account=account,
                    minutes=minutes,
                    why=why,
                    pool_reason=luck.choice(["", "need"]),
                ),
                lambda: (
                    release(by=lead, at=at, account=account, minutes=minutes, why=why)
                    if _set_aside(entries) >= minutes
                    else None
                ),
                lambda: (
                    use(by=lead, at=at, account=account, minutes=minutes, why=why)
                    if _set_aside(entries) >= minutes
                    else None
                ),
                lambda: give_back(by=by_urn[urn], at=at, account=account, minutes=minutes, why=why),
                lambda: record_appeal(
                    by=morag, at=at, account=account, minutes=minutes, reason=why, **said
                ),
                lambda: correct(
                    by=morag, at=at, entry=entry, minutes=luck.choice([-60, -30, 30, 60]), why=why
                ),
                lambda: offer_minutes(
                    by=by_urn[urn],
                    at=at,
                    giver=account,
                    minutes=minutes,
                    why=why,
                    to=accounts[other].school,
                ),
                lambda: offer and agree_transfer(by=by_urn[urn], at=at, transfer_id=offer),
                lambda: offer and decline_transfer(by=by_urn[urn], at=at, transfer_id=offer),
                lambda: offer and withdraw_transfer(by=by_urn[urn], at=at, transfer_id=offer),
            ]
        )()


def _set_aside(entries) -> int:
    kept = entries.filter(kind__in=["reserve", "release"]).values_list("minutes", flat=True)
    offered = Transfer.objects.of(entries[0].authority_id).filter(
        giver=entries[0].account, state="proposed"
    )
    return -sum(kept) - sum(offered.values_list("minutes", flat=True))

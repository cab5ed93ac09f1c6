"""Alison's school buys sessions; a visit draws on them when she says so and Jean chooses it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.planning.actions import propose
from evenreach.flow.entitlement.actions import release
from evenreach.flow.entitlement.bought import (
    NoMinutes,
    NothingBought,
    OrderRecorded,
    bought_account_of,
    orders_of,
    record_bought,
)
from evenreach.flow.entitlement.decisions import correct, give_back, record_appeal
from evenreach.flow.entitlement.funding import FundedUse
from evenreach.flow.entitlement.ledger import NoReason, OnlyEntitlement
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import account_of, balance_of, ledger_of
from evenreach.flow.entitlement.transfers import offer_minutes
from evenreach.flow.entitlement.year_end import close_year, publish_year_end
from evenreach.flow.entitlement.year_queries import year_totals
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.requests.bought import NotTheSchoolsChoice, TooLateToChoose, choose_bought
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.requests.triage import ON_BOUGHT, accept_request
from evenreach.flow.visits.actions import confirm_visit, record_made
from evenreach.flow.visits.withdrawing import withdraw_request
from tests.conftest import OTHER_URN
from tests.stories import YEAR, Cast, asked, drafted

SESSION = 180
ORDER = "PO-1042"


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def teaching(northumberland) -> Service:
    return Service.objects.of(northumberland.pk).get(slug="specialist-teaching")


def bought(
    cast: Cast, at, teaching: Service, minutes: int = SESSION, order: str = ORDER
) -> Account:
    return record_bought(
        by=cast.lead,
        at=at,
        school=school_by_urn(teaching.authority_id, SENCO_URN),
        service=teaching,
        academic_year=YEAR,
        minutes=minutes,
        order=order,
    ).account


def chosen(cast: Cast, at, **which: object) -> SchoolRequest:
    request = asked(cast.school, at, **which)
    return choose_bought(by=cast.school, at=at, request_id=request.pk, may_use=True)


def accept_on_bought(cast: Cast, at, request: SchoolRequest) -> SchoolRequest:
    return accept_request(
        by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR, on_bought=True
    )


def entitlement(account: Account) -> Account:
    found = account_of(
        account.authority_id,
        school_id=account.school_id,
        service_id=account.service_id,
        academic_year=YEAR,
    )
    assert found is not None
    return found


def test_a_visit_on_bought_sessions_leaves_the_entitlement_alone(cast, at, teaching, eyes):
    account = bought(cast, at, teaching)
    own = entitlement(account)
    before = balance_of(own)
    request = accept_on_bought(cast, at, chosen(cast, at))
    assert (request.state, request.account, request.answer_reason) == (
        State.ACCEPTED,
        account,
        ON_BOUGHT,
    )
    assert (balance_of(account), balance_of(own)) == (0, before)
    last = RequestMove.objects.of(request.authority_id).filter(school_request=request)
    assert last.order_by("-pk").values_list("action", "why")[0] == ("accept", ON_BOUGHT)
    withdraw_request(by=cast.school, at=at, request_id=request.pk, why="Solved.")
    assert (balance_of(account), balance_of(own)) == (SESSION, before)
    kinds = ledger_of(cast.school, account).values_list("kind", "minutes", "why")
    assert list(kinds) == [
        ("buy", SESSION, ORDER),
        ("reserve", -SESSION, f"{request.reference} accepted"),
        ("release", SESSION, f"{request.reference} withdrawn"),
    ]


def test_what_is_bought_is_used_by_the_visit_and_no_stream_pays(cast, at, teaching, eyes, people):
    account = bought(cast, at, teaching)
    request = accept_on_bought(cast, at, chosen(cast, at))
    visit = propose(by=cast.lead, at=at, request_id=request.pk)
    confirm_visit(by=cast.school, at=at, visit_id=visit.pk)
    evening = visit.half_day.ends_at + timedelta(hours=1)
    record_made(by=eyes(visit.specialist), at=evening, visit_id=visit.pk)
    kinds = ledger_of(cast.school, account).values_list("kind", "minutes")
    assert list(kinds) == [
        ("buy", SESSION),
        ("reserve", -SESSION),
        ("release", SESSION),
        ("use", -SESSION),
    ]
    assert not FundedUse.objects.of(account.authority_id).filter(entry__account=account).exists()


def test_nothing_bought_is_refused_in_words(cast, at, teaching):
    request = chosen(cast, at)
    with pytest.raises(NothingBought, match="0 bought minutes left with this service"):
        accept_on_bought(cast, at, request)
    bought(cast, at, teaching, minutes=SESSION - 1)
    with pytest.raises(NothingBought, match="179 bought minutes left"):
        accept_on_bought(cast, at, request)
    request.refresh_from_db()
    assert (request.state, request.account) == (State.ASKED, None)
    bought(cast, at, teaching, minutes=1, order="PO-1043")
    assert accept_on_bought(cast, at, request).state == State.ACCEPTED


def test_only_where_the_school_said_so_and_only_until_the_answer(cast, at, teaching):
    bought(cast, at, teaching)
    request = asked(cast.school, at)
    with pytest.raises(NotTheSchoolsChoice, match="has not said"):
        accept_on_bought(cast, at, request)
    choose_bought(by=cast.school, at=at, request_id=request.pk, may_use=True)
    choose_bought(by=cast.school, at=at, request_id=request.pk, may_use=False)
    with pytest.raises(NotTheSchoolsChoice):
        accept_on_bought(cast, at, request)
    accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR)
    with pytest.raises(TooLateToChoose, match="is answered"):
        choose_bought(by=cast.school, at=at, request_id=request.pk, may_use=True)
    draft = drafted(cast.school, at, reference="P-2")
    assert choose_bought(by=cast.school, at=at, request_id=draft.pk, may_use=True).may_use_bought


def test_an_order_is_recorded_once_by_who_may(cast, at, teaching, eyes, people):
    account = bought(cast, at, teaching)
    with pytest.raises(OrderRecorded, match="PO-1042 is recorded already"):
        bought(cast, at, teaching, order=f" {ORDER} ")
    with pytest.raises(NoReason):
        bought(cast, at, teaching, order=" ")
    with pytest.raises(NoMinutes):
        bought(cast, at, teaching, minutes=0, order="PO-2")
    for somebody in (people.alison, people.ruth, people.tom):
        with pytest.raises(NotTheirs):
            bought(Cast(cast.school, eyes(somebody)), at, teaching, order="PO-3")
    bought(Cast(cast.school, eyes(people.morag)), at, teaching, order="PO-4")
    assert balance_of(account) == 2 * SESSION
    seen = {
        name: [order.why for order in orders_of(eyes(who), academic_year=YEAR)]
        for name, who in (("jean", people.jean), ("morag", people.morag), ("ruth", people.ruth))
    }
    assert seen == {"jean": ["PO-4", ORDER], "morag": ["PO-4", ORDER], "ruth": []}


def test_what_is_bought_goes_to_no_pool_partner_or_appeal(cast, at, teaching, eyes, people):
    account = bought(cast, at, teaching)
    other, morag = school_by_urn(account.authority_id, OTHER_URN), eyes(people.morag)
    with pytest.raises(OnlyEntitlement, match="are bought"):
        give_back(by=cast.school, at=at, account=account, minutes=60, why="Why.")
    with pytest.raises(OnlyEntitlement):
        offer_minutes(by=cast.school, at=at, giver=account, to=other, minutes=60, why="Why.")
    with pytest.raises(OnlyEntitlement):
        record_appeal(
            by=morag,
            at=at,
            account=account,
            minutes=60,
            decided_on=at.date(),
            decided_by="Director",
            reason="Why.",
        )
    totals = year_totals(account.authority_id, academic_year=YEAR)[teaching.pk]
    order = LedgerEntry.objects.of(account.authority_id).get(account=account)
    correct(by=morag, at=at, entry=order, minutes=-60, why="The order was of two hours.")
    assert balance_of(account) == SESSION - 60
    assert year_totals(account.authority_id, academic_year=YEAR)[teaching.pk] == totals


def test_what_is_bought_does_not_lapse(cast, at, teaching, eyes, people):
    account, morag = bought(cast, at, teaching, minutes=2 * SESSION), eyes(people.morag)
    request = accept_on_bought(cast, at, chosen(cast, at))
    ending = publish_year_end(
        by=morag,
        at=at,
        service=teaching,
        academic_year=YEAR,
        lapses_on=at.date() + timedelta(days=30),
        carry_limit_minutes=0,
    )
    after = at + timedelta(days=31)
    close_year(by=morag, at=after, year_end_id=ending.pk)
    onward = bought_account_of(
        account.authority_id,
        school_id=account.school_id,
        service_id=teaching.pk,
        academic_year=YEAR + 1,
    )
    assert onward is not None
    assert (balance_of(account), balance_of(onward)) == (0, SESSION)
    assert balance_of(entitlement(account)) == 0
    release(by=cast.lead, at=after, account=request.account, minutes=SESSION, why="Withdrawn.")
    assert (balance_of(account), balance_of(onward)) == (0, 2 * SESSION)


def test_the_database_keeps_what_is_bought_apart(cast, at, teaching):
    account = bought(cast, at, teaching)
    own = entitlement(account)

    def enter(into: Account, kind: str, minutes: int) -> None:
        with transaction.atomic():
            LedgerEntry.objects.create(
                authority_id=into.authority_id,
                account=into,
                kind=kind,
                minutes=minutes,
                entered_at=at,
                why=ORDER,
            )

    for into, kind, minutes in (
        (own, "buy", 60),
        (account, "grant", 60),
        (account, "adjust", 60),
        (account, "appeal", 60),
        (account, "return", -60),
        (account, "expire", -60),
    ):
        with pytest.raises(IntegrityError, match="does not belong"):
            enter(into, kind, minutes)
    with pytest.raises(IntegrityError, match="an_order_is_recorded_once"):
        enter(account, "buy", 60)
    with pytest.raises(IntegrityError, match="cannot give"):
        enter(account, "reserve", -SESSION - 1)


def test_the_database_takes_bought_minutes_by_choice_alone(cast, at, teaching):
    account = bought(cast, at, teaching)
    request, other = asked(cast.school, at), asked(cast.school, at, reference="P-2")
    rows = SchoolRequest.objects.of(request.authority_id)
    with pytest.raises(IntegrityError, match="was not to draw on bought"), transaction.atomic():
        rows.filter(pk=request.pk).update(account=account)
    choose_bought(by=cast.school, at=at, request_id=request.pk, may_use=True)
    elsewhere = Account.objects.create(
        authority_id=account.authority_id,
        school=school_by_urn(account.authority_id, OTHER_URN),
        service=teaching,
        academic_year=YEAR,
        is_bought=True,
    )
    with pytest.raises(IntegrityError, match="was not to draw on bought"), transaction.atomic():
        rows.filter(pk=request.pk).update(account=elsewhere)
    rows.filter(pk=request.pk).update(account=account)
    rows.filter(pk=other.pk).update(account=entitlement(account))

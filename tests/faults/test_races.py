"""Two people at the same moment: real connections, real commits, and only one can be right."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection
from django.test import Client

from evenreach.config.addresses import with_database
from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.flow.entitlement.actions import NotEntitled, reserve
from evenreach.flow.entitlement.bought import NothingBought, record_bought
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.entitlement.queries import account_of, balance_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.offer.models import Service
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.requests.bought import choose_bought
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.triage import accept_request
from evenreach.flow.visits.actions import AlreadyBooked, propose_visit
from evenreach.flow.visits.models import Booking
from evenreach.methods.calendar import HalfDay, Part
from tests.stories import Cast, accepted, asked

EIGHT = 8
MONDAY = HalfDay(date(2026, 3, 16), Part.MORNING)


def at_once(act: Callable[[int], Any], times: int = EIGHT) -> list[Any]:
    """What each of several threads answered, or the refusal it met, all let go together."""
    barrier = Barrier(times)

    def one(nth: int) -> Any:
        try:
            barrier.wait(timeout=20)
            return act(nth)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.fixture
def authority(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


def somebody(authority: Authority, address: str) -> Eyes:
    person = Person.objects.get(authority=authority, email=address)
    return eyes_of(person, on=CLOCK_SHOWS.date())


def cast_of(authority: Authority) -> Cast:
    return Cast(
        school=somebody(authority, f"senco.{SENCO_URN}@school.example"),
        lead=somebody(authority, "jean.armstrong@council.example"),
    )


def test_eight_want_one_half_day(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        tom = Person.objects.get(authority=authority, email="tom.robson@council.example")
        requests = [
            accept_by_pool(cast, asked(cast.school, CLOCK_SHOWS, reference=f"P-{nth}"))
            for nth in range(EIGHT)
        ]

    def hold(nth: int) -> Any:
        with acting_for(authority.pk):
            return propose_visit(
                by=cast.lead,
                at=CLOCK_SHOWS,
                request=SchoolRequest.objects.of(authority.pk).get(pk=requests[nth].pk),
                specialist=tom,
                half_day=MONDAY,
            )

    answers = at_once(hold)
    assert sum(isinstance(answer, AlreadyBooked) for answer in answers) == EIGHT - 1
    with acting_for(authority.pk):
        assert Booking.objects.of(authority.pk).filter(specialist=tom, holds=True).count() == 1


def accept_by_pool(cast: Cast, request: SchoolRequest) -> SchoolRequest:
    return accept_request(
        by=cast.lead,
        at=CLOCK_SHOWS,
        request_id=request.pk,
        academic_year=2025,
        pool_reason="Eight at once, for the race.",
    )


def test_two_draw_the_last_session(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        account = account_of(
            authority.pk,
            school_id=school_by_urn(authority.pk, SENCO_URN).pk,
            service_id=accepted(cast, CLOCK_SHOWS).account.service_id,
            academic_year=2025,
        )
        assert account is not None
        left = balance_of(account)
        reserve(by=cast.lead, at=CLOCK_SHOWS, account=account, minutes=left - 180, why="all but")

    def draw(nth: int) -> Any:
        with acting_for(authority.pk):
            return reserve(
                by=cast.lead, at=CLOCK_SHOWS, account=account, minutes=180, why=f"draw {nth}"
            )

    answers = at_once(draw)
    assert sum(isinstance(answer, NotEntitled) for answer in answers) == EIGHT - 1
    with acting_for(authority.pk):
        assert balance_of(account) == 0


def test_eight_acceptances_of_the_last_bought_session(authority):
    """Eight requests that may use it, accepted at once: one has it, the others are told why not."""
    with acting_for(authority.pk):
        cast = cast_of(authority)
        service = Service.objects.of(authority.pk).get(slug="specialist-teaching")
        account = record_bought(
            by=cast.lead,
            at=CLOCK_SHOWS,
            school=school_by_urn(authority.pk, SENCO_URN),
            service=service,
            academic_year=2025,
            minutes=180,
            order="PO-1042",
        ).account
        requests = [asked(cast.school, CLOCK_SHOWS, reference=f"P-{nth}") for nth in range(EIGHT)]
        for request in requests:
            choose_bought(by=cast.school, at=CLOCK_SHOWS, request_id=request.pk, may_use=True)

    def accept(nth: int) -> Any:
        with acting_for(authority.pk):
            return accept_request(
                by=cast.lead,
                at=CLOCK_SHOWS,
                request_id=requests[nth].pk,
                academic_year=2025,
                on_bought=True,
            )

    answers = at_once(accept)
    assert sum(isinstance(answer, NothingBought) for answer in answers) == EIGHT - 1
    with acting_for(authority.pk):
        assert balance_of(account) == 0
        drawn = SchoolRequest.objects.of(authority.pk).filter(account=account)
        assert list(drawn.values_list("state", flat=True)) == ["accepted"]


def test_two_draw_past_the_action_and_the_database_refuses(authority):
    """The same race with the action's own lock left out: the ledger's guard still holds."""
    with acting_for(authority.pk):
        cast = cast_of(authority)
        account = accepted(cast, CLOCK_SHOWS).account
        left = balance_of(account)

    def insert(nth: int) -> Any:
        try:
            with acting_for(authority.pk):
                return LedgerEntry.objects.create(
                    authority_id=authority.pk,
                    account=account,
                    kind="reserve",
                    minutes=-left,
                    entered_at=CLOCK_SHOWS,
                    why=f"draw {nth}",
                )
        except IntegrityError as error:
            return error

    answers = at_once(insert)
    assert sum(isinstance(answer, Exception) for answer in answers) == EIGHT - 1


def test_a_form_sent_eight_times_takes_effect_once(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        alison = Person.objects.get(pk=cast.school.person_id)
        client = Client()
        client.force_login(alison, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies["sessionid"].value
        before = SchoolRequest.objects.of(authority.pk).count()
    specification = 0
    with acting_for(authority.pk):
        offer = published_offer(authority.pk, academic_year=2025)
        specification = learner_visits_offered(offer).first().pk

    def send(_: int) -> Any:
        sender = Client()
        sender.cookies["sessionid"] = session
        return sender.post(
            f"/school/{SENCO_URN}/ask/",
            {"form_key": "5f0c6a52a1b24c1f9d3f6f2a9f3f1c11", "specification": specification},
        )

    answers = at_once(send)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    with acting_for(authority.pk):
        assert SchoolRequest.objects.of(authority.pk).count() == before + 1


def test_without_the_exclusion_constraint_there_is_a_double(authority, server):
    """The control: take the protection away and the race is lost."""
    with acting_for(authority.pk):
        cast = cast_of(authority)
        tom = Person.objects.get(authority=authority, email="tom.robson@council.example")
        first, second = (accepted(cast, CLOCK_SHOWS, reference=f"P-{nth}") for nth in "12")
    with psycopg.connect(with_database(server, "fresh_clone"), autocommit=True) as owner:
        owner.execute("ALTER TABLE flow_booking DROP CONSTRAINT specialist_in_one_place")
        owner.execute("ALTER TABLE flow_learnerbooking DROP CONSTRAINT learner_in_one_place")
    with acting_for(authority.pk):
        for request in (first, second):
            propose_visit(
                by=cast.lead,
                at=CLOCK_SHOWS,
                request=request,
                specialist=tom,
                half_day=MONDAY,
            )
        assert Booking.objects.of(authority.pk).filter(specialist=tom, holds=True).count() == 2

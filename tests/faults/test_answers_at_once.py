"""One request, several answers at the same moment: one of them stands, and only once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evenreach.demo.authority import CLOCK_SHOWS
from evenreach.flow.entitlement.actions import NotEntitled, reserve
from evenreach.flow.entitlement.queries import account_of, balance_of
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.drafting import ask
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.states import CannotMove, State
from evenreach.flow.requests.triage import accept_request, ask_for_more, decline_request
from tests.faults.test_races import EIGHT, at_once, cast_of
from tests.stories import YEAR, asked, drafted

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def authority(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


def lines(request: SchoolRequest, action: str) -> int:
    moves = RequestMove.objects.of(request.authority_id).filter(school_request=request)
    return moves.filter(action=action).count()


def test_two_accept_for_the_last_session(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        requests = [asked(cast.school, CLOCK_SHOWS, reference=f"P-{nth}") for nth in range(2)]
        account = account_of(
            authority.pk,
            school_id=requests[0].school_id,
            service_id=requests[0].specification.service_offer.service_id,
            academic_year=YEAR,
        )
        assert account is not None
        session = requests[0].specification.minutes
        left = balance_of(account) - session
        reserve(by=cast.lead, at=CLOCK_SHOWS, account=account, minutes=left, why="all but one")

    def accept(nth: int) -> Any:
        with acting_for(authority.pk):
            return accept_request(
                by=cast.lead, at=CLOCK_SHOWS, request_id=requests[nth].pk, academic_year=YEAR
            )

    answers = at_once(accept, times=2)
    assert [type(answer) for answer in answers].count(NotEntitled) == 1
    with acting_for(authority.pk):
        rows = SchoolRequest.objects.of(authority.pk).filter(pk__in=[r.pk for r in requests])
        assert sorted(rows.values_list("state", flat=True)) == [State.ACCEPTED, State.ASKED]
        assert balance_of(account) == 0
        assert sum(lines(request, "accept") for request in requests) == 1


def test_leads_who_answer_at_once_answer_once(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        request = asked(cast.school, CLOCK_SHOWS)

    def answer(nth: int) -> Any:
        given = {"by": cast.lead, "at": CLOCK_SHOWS, "request_id": request.pk}
        with acting_for(authority.pk):
            if nth % 3 == 0:
                return accept_request(**given, academic_year=YEAR)
            if nth % 3 == 1:
                return decline_request(**given, reason="Try a cycle of support first.")
            return ask_for_more(**given, wanted="Which pictures?")

    answers = at_once(answer)
    assert sum(isinstance(answer, CannotMove) for answer in answers) == EIGHT - 1
    with acting_for(authority.pk):
        request.refresh_from_db()
        [line] = RequestMove.objects.of(authority.pk).filter(school_request=request, begins="asked")
        assert line.ends == request.state


def test_a_draft_sent_eight_times_is_asked_once(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        request = drafted(cast.school, CLOCK_SHOWS)

    def send(_: int) -> Any:
        with acting_for(authority.pk):
            return ask(by=cast.school, at=CLOCK_SHOWS, request_id=request.pk)

    answers = at_once(send)
    assert sum(isinstance(answer, CannotMove) for answer in answers) == EIGHT - 1
    with acting_for(authority.pk):
        assert lines(request, "ask") == 1


def test_a_decision_pressed_eight_times_is_one_decision(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        request = asked(cast.school, CLOCK_SHOWS)
        client = Client()
        client.force_login(Person.objects.get(pk=cast.lead.person_id), backend=BACKEND)
        session = client.cookies["sessionid"].value

    def press(_: int) -> Any:
        sender = Client()
        sender.cookies["sessionid"] = session
        return sender.post(
            reverse("lead:request", args=[request.pk]),
            {"form_key": "8e0c6a52a1b24c1f9d3f6f2a9f3f1c12"},
        )

    answers = at_once(press)
    assert {answer.status_code for answer in answers} == {302}
    with acting_for(authority.pk):
        assert lines(request, "accept") == 1

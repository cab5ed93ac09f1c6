"""Jean's morning on screen, and what Alison reads of it."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.flow.people.models import Person
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.states import State
from tests.stories import Cast, accepted, asked, booked


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def jean(people, browser_of) -> Client:
    return browser_of(people.jean)


@pytest.fixture
def alison(people, browser_of) -> Client:
    return browser_of(people.alison)


def send(client: Client, page: str, **typed: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def page_of(name: str, request: SchoolRequest) -> str:
    return reverse(name, args=[request.pk])


def test_more_is_asked_for_and_sent_again(jean, alison, cast, at):
    request = asked(cast.school, at)
    page = page_of("lead:ask_more", request)
    assert "Say what the school should add" in words_of(send(jean, page, wanted=""))
    assert send(jean, page, wanted="Which pictures?").status_code == 302
    assert jean.get(page).status_code == 409
    shown = words_of(alison.get(page_of("school:request", request)))
    assert "The service asks you for more" in shown
    assert "Which pictures?" in shown
    more = page_of("school:more", request)
    assert "Which pictures?" in words_of(alison.get(more))
    assert "Write what the service asked for" in words_of(send(alison, more, added=""))
    assert send(alison, more, added="Symbols on a strip.").status_code == 302
    read = words_of(jean.get(page_of("lead:request", request)))
    assert "Sent again by the school" in read
    assert "Symbols on a strip." in read


def test_a_request_is_passed_on(jean, cast, at, people, browser_of):
    request = asked(cast.school, at)
    page = page_of("lead:pass_on", request)
    visit = visits_to_pass_on_to(request).filter(
        service_offer__service__slug="educational-psychology"
    )[0]
    assert visit.service_offer.name in words_of(jean.get(page))
    assert "Choose which service" in words_of(send(jean, page, reason="Why."))
    assert (
        send(jean, page, specification=visit.pk, reason="A question of learning.").status_code
        == 302
    )
    assert jean.get(page_of("lead:request", request)).status_code == 404
    ruth = browser_of(people.ruth)
    assert "A question of learning." in words_of(ruth.get(page_of("lead:request", request)))


def test_a_signpost_is_read_with_sendiass(jean, alison, cast, at):
    request = asked(cast.school, at)
    send(jean, page_of("lead:signpost", request), where_to="The school nurse, by phone.")
    shown = words_of(alison.get(page_of("school:request", request)))
    assert "The school nurse, by phone." in shown
    assert "SENDIASS" in shown
    assert "complaints procedure" in shown


def test_alison_reads_her_place_and_the_rule(jean, alison, cast, at):
    first, second = (accepted(cast, at, reference=f"P-{nth}") for nth in "12")
    shown = words_of(alison.get(page_of("school:request", second)))
    assert "place 2 of 2" in shown
    assert "comes first" in shown
    queue = words_of(jean.get(reverse("lead:queue")))
    assert "1 was asked earlier and waits too" in queue
    assert "nobody who waits asked earlier" in queue
    assert queue.index(first.reference) < queue.index(second.reference)


def test_alison_withdraws_a_booked_request(alison, cast, at):
    request = booked(cast, at).school_request
    page = page_of("school:withdraw", request)
    assert page in words_of(alison.get(page_of("school:request", request)))
    assert "Say why you withdraw" in words_of(send(alison, page, why=""))
    assert send(alison, page, why="The family has moved.").status_code == 302
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    assert "Withdrawn by your school" in words_of(alison.get(page_of("school:request", request)))


def test_requests_are_given_to_priya_and_handed_to_tom(jean, cast, at, people):
    priya = Person.objects.get(email="priya.nair@council.example")
    empty = words_of(jean.get(reverse("lead:assign")))
    assert "No request waits for a visit" in empty
    requests = [accepted(cast, at, reference=f"P-{nth}") for nth in "12"]
    page = reverse("lead:assign")
    assert "Choose one request or more" in words_of(send(jean, page, specialist=priya.pk))
    chosen = [request.pk for request in requests]
    assert send(jean, page, requests=chosen, specialist=priya.pk).status_code == 302
    assert f"given to {priya.name}" in words_of(jean.get(page))
    send(jean, page_of("lead:propose", requests[0]))
    over = reverse("lead:hand_over")
    assert "Choose who is absent" in words_of(send(jean, over, why="Away."))
    answer = send(jean, over, absent=priya.pk, colleague=people.tom.pk, why="Away.")
    assert (answer.status_code, answer["Location"]) == (302, reverse("lead:queue"))
    for request in requests:
        request.refresh_from_db()
        assert request.assigned_to == people.tom


def test_the_list_is_narrowed_by_need_school_and_lateness(jean, cast, at):
    request = asked(cast.school, at)
    page = reverse("lead:requests")

    def found(**chosen: str) -> bool:
        return request.reference in words_of(jean.get(page, chosen))

    name = request.school.name
    assert found(need="SLCN")
    assert not found(need="HI")
    assert found(school=name[:6].lower())
    assert not found(school="no such school")
    assert not found(overdue="on")
    assert found(state="asked")
    assert not found(state="withdrawn")

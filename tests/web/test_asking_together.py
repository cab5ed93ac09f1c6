"""Bought sessions, a second service and the UPN on screen."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.desks.planning.actions import propose
from evenreach.flow.requests.consents import record_consent
from evenreach.flow.requests.drafting import ask
from evenreach.flow.requests.identity import IdentifiedBy, choose_identity
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.requests.together import visits_that_could_join
from evenreach.flow.requests.triage import accept_request, decline_request
from tests.stories import CONSENT, YEAR, Cast, accepted, asked, drafted

UPN = "B801200005001"
BUY = {"service": "specialist-teaching", "minutes": "180", "order": "PO-1042"}


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


def opened(client: Client, page: str) -> str:
    """What a page of a draft says of the answers that it was opened with."""
    began: str = client.get(page).context["began"]
    return began


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def page_of(name: str, request: SchoolRequest) -> str:
    return reverse(name, args=[request.pk])


def test_an_order_is_recorded_chosen_and_drawn_on(jean, alison, cast, at):
    bought, urn = reverse("lead:bought"), next(iter(cast.school.urns))
    assert "No school has bought anything yet." in words_of(jean.get(bought))
    request = asked(cast.school, at)
    choose, own = page_of("school:bought", request), page_of("school:request", request)
    assert "No order of your school with this service is recorded" in words_of(alison.get(choose))
    assert send(alison, choose, may_use="yes").status_code == 302
    assert "no order is recorded yet" in words_of(alison.get(own))
    answer = page_of("lead:request", request)
    shown = words_of(jean.get(answer))
    assert "has 0 bought minutes left with this service and this takes 180" in shown
    assert "Sessions it has bought" not in shown
    assert send(jean, bought, school=urn, **BUY).status_code == 302
    again = words_of(send(jean, bought, school=urn, **BUY))
    assert "Order PO-1042 is recorded already" in again
    assert "The service may use sessions that your school has bought: 1 session left." in words_of(
        alison.get(own)
    )
    assert "Sessions it has bought: 1 session left" in words_of(jean.get(answer))
    assert "Say what the visit should be drawn from" in words_of(send(jean, answer))
    assert send(jean, answer, draw_on="bought").status_code == 302
    request.refresh_from_db()
    assert (request.state, request.account.is_bought) == (State.ACCEPTED, True)
    assert "drawn from sessions that your school has bought" in words_of(alison.get(own))
    assert "On sessions that the school has bought" in words_of(jean.get(answer))
    account = words_of(alison.get(reverse("school:account", args=[urn])))
    assert "Specialist Teaching Service, bought" in account
    assert "Bought, order: PO-1042" in account
    assert alison.get(choose).status_code == 409


def test_morag_reads_and_corrects_what_was_bought(jean, cast, people, browser_of):
    urn, morag = next(iter(cast.school.urns)), browser_of(people.morag)
    send(jean, reverse("lead:bought"), school=urn, **BUY)
    shown = words_of(morag.get(reverse("lead:year_school", args=[urn])))
    assert "Specialist Teaching Service, bought" in shown
    assert "Bought, order: PO-1042" in shown
    assert "bought" not in words_of(morag.get(reverse("lead:year_appeal", args=[urn])))


def test_a_used_up_school_is_accepted_on_bought_sessions_without_the_pool(jean, alison, cast, at):
    urn = next(iter(cast.school.urns))
    send(jean, reverse("lead:bought"), school=urn, **BUY)
    nth = 0
    while True:
        request = asked(cast.school, at, reference=f"P-{nth}")
        if "adjustment pool give what is missing" in words_of(
            jean.get(page_of("lead:request", request))
        ):
            break
        accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR)
        nth += 1
    send(alison, page_of("school:bought", request), may_use="yes")
    assert send(jean, page_of("lead:request", request), draw_on="bought").status_code == 302
    request.refresh_from_db()
    assert (request.state, request.account.is_bought) == (State.ACCEPTED, True)


def test_alison_asks_a_second_service_along_and_both_sides_see_it(
    jean, alison, cast, at, people, eyes, browser_of
):
    first = accepted(cast, at)
    along = page_of("school:along", first)
    assert "Ask a second service to come along" in words_of(
        alison.get(page_of("school:sent", first))
    )
    assert "Choose which service should come along" in words_of(send(alison, along, why="Why."))
    visit = visits_that_could_join(first).filter(
        service_offer__service__slug="educational-psychology"
    )[0]
    done = send(alison, along, specification=visit.pk, why="Both.", consent_covers_both="on")
    draft = SchoolRequest.objects.of(first.authority_id).get(joined_to=first)
    assert done["Location"] == page_of("school:check", draft)
    assert f"on the visit of request {first.reference}" in words_of(alison.get(done["Location"]))
    assert send(alison, done["Location"]).status_code == 302
    ruth = browser_of(people.ruth)
    assert f"request {first.reference} is accepted" in words_of(
        ruth.get(page_of("lead:request", draft))
    )
    assert f"request {draft.reference} waits for the service" in words_of(
        jean.get(page_of("lead:request", first))
    )
    assert alison.get(along).status_code == 409
    lead = eyes(people.ruth)
    accept_request(by=lead, at=at, request_id=draft.pk, academic_year=YEAR)
    one = propose(by=cast.lead, at=at, request_id=first.pk)
    propose(by=lead, at=at, request_id=draft.pk)
    for client, name, request in (
        (alison, "school:request", draft),
        (ruth, "lead:request", draft),
    ):
        shown = words_of(client.get(page_of(name, request)))
        assert f"They come together: {one.specialist.name}" in shown


def test_jean_suggests_and_alison_reads_of_a_no(jean, alison, cast, at, people, eyes):
    first = accepted(cast, at)
    along = page_of("lead:along", first)
    visit = visits_that_could_join(first).filter(
        service_offer__service__slug="educational-psychology"
    )[0]
    assert "Say why the second service should come along" in words_of(
        send(jean, along, specification=visit.pk)
    )
    assert send(jean, along, specification=visit.pk, why="Both.").status_code == 302
    draft = SchoolRequest.objects.of(first.authority_id).get(joined_to=first)
    own = page_of("school:request", first)
    assert f"request {draft.reference} is still a draft" in words_of(alison.get(own))
    check = page_of("school:check", draft)
    assert "Add consent" in words_of(send(alison, check))
    record_consent(by=cast.school, at=at, request_id=draft.pk, consent=CONSENT)
    ask(by=cast.school, at=at, request_id=draft.pk)
    decline_request(by=eyes(people.ruth), at=at, request_id=draft.pk, reason="Not for us.")
    shown = words_of(alison.get(own))
    assert f"request {draft.reference} was declined" in shown
    assert f"{first.reference} goes on without it." in shown


def test_morag_has_learners_identified_by_upn(alison, jean, cast, at, people, browser_of, eyes):
    morag, page = browser_of(people.morag), reverse("lead:learner_identity")
    assert "Initials and year group are asked for either way" in words_of(morag.get(page))
    draft = drafted(cast.school, at)
    assert send(morag, page, identity="upn").status_code == 302
    assert "UPN" in words_of(morag.get(reverse("start")))
    check = page_of("school:check", draft)
    assert "Add the learner&#x27;s unique pupil number (UPN)" in words_of(send(alison, check))
    learner = page_of("school:learner", draft)
    asks = words_of(alison.get(learner))
    assert "Unique pupil number (UPN)" in asks
    assert "Your school&#x27;s own reference" not in asks
    typed = {"initials": "QX", "year_group": "3", "began": opened(alison, learner)}
    wrong = words_of(send(alison, learner, school_reference="A801200005001", **typed))
    assert "do not fit together" in wrong
    typed["began"] = opened(alison, learner)
    answered = send(alison, learner, school_reference="b801 20000 5001", **typed)
    assert answered.status_code == 302
    assert UPN in words_of(alison.get(check))
    assert send(alison, check).status_code == 302
    assert UPN in words_of(alison.get(page_of("school:request", draft)))
    shown = words_of(jean.get(page_of("lead:request", draft)))
    assert UPN not in shown
    assert "Known by UPN, which only the school sees" in shown


def test_by_reference_a_upn_is_still_turned_away(alison, cast, at, people, eyes):
    choose_identity(by=eyes(people.morag), at=at, identity=IdentifiedBy.REFERENCE)
    draft = drafted(cast.school, at)
    page = page_of("school:learner", draft)
    typed = {"initials": "QX", "year_group": "3", "school_reference": UPN}
    answer = send(alison, page, began=opened(alison, page), **typed)
    assert "looks like a unique pupil number" in words_of(answer)

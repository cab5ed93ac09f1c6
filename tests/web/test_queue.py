"""Jean leads the specialist teaching service; Ruth leads educational psychology."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenreach.desks.planning.models import Proposal
from evenreach.desks.planning.triage import school_days_waited, service_queues
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.models import Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import account_of, balance_of
from evenreach.flow.journal.models import LearnerLook, OutgoingMail
from evenreach.flow.people.models import Authority
from evenreach.flow.register.models import TermBlock
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.actions import ask_to_move
from evenreach.flow.visits.models import Visit
from evenreach.methods.assignment import Criterion
from evenreach.web.lead.words import DECIDED
from tests.conftest import OTHER_URN, People
from tests.stories import CONCERN, YEAR, Cast, EyesOf, accepted, asked, booked, drafted, proposed

NOWHERE = {
    "road_metres": None,
    "travel_minutes": None,
    "next_best_on": None,
    "next_best_road_metres": None,
}
LONG_AGO = timedelta(days=20)
Browsers = Callable[..., Client]


@pytest.fixture
def cast(people: People, eyes: EyesOf) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def jean(people: People, browser_of: Browsers) -> Client:
    return browser_of(people.jean)


def send(client: Client, page: str, **typed: str) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    """A page's words as a reader has them, whatever kind of space is between."""
    return " ".join(answer.content.decode().split())


def page_of(name: str, request: SchoolRequest) -> str:
    return reverse(f"lead:{name}", args=[request.pk])


def drain(request: SchoolRequest, cast: Cast, at: datetime, *, leave: int = 0) -> None:
    """Use up what the school has left with the service, but for some minutes."""
    account = account_of(
        request.authority_id,
        school_id=request.school_id,
        service_id=request.specification.service_offer.service_id,
        academic_year=YEAR,
    )
    assert account is not None
    LedgerEntry.objects.create(
        authority_id=request.authority_id,
        account=account,
        kind=EntryKind.RESERVE,
        minutes=leave - balance_of(account),
        entered_at=at,
        why="Other requests",
    )


def test_jean_sees_the_oldest_first_and_what_is_overdue(
    jean: Client, cast: Cast, people: People, eyes: EyesOf, at: datetime
) -> None:
    new = asked(cast.school, at, reference="P-1")
    brian = eyes(people.brian)
    old = asked(brian, at - LONG_AGO, urn=OTHER_URN, reference="P-2")
    page = words_of(jean.get(reverse("lead:queue")))
    assert page.index(old.reference) < page.index(new.reference)
    assert page.count("Overdue") == 1
    assert "0 school days" in page
    assert "Speech, language and communication" in page
    assert "Year 3" in page
    assert "QX" not in page


def test_school_days_are_counted_from_the_day_after(
    cast: Cast, people: People, at: datetime
) -> None:
    asked(cast.school, at - timedelta(days=7))
    [queue] = service_queues(cast.lead, today=at.date())
    [waiting] = queue.waiting
    assert (waiting.school_days, waiting.target, waiting.is_overdue) == (5, 5, False)
    assert school_days_waited(at.date(), at.date(), []) is None


def test_without_term_dates_the_wait_is_not_known(
    jean: Client, cast: Cast, northumberland: Authority, at: datetime
) -> None:
    asked(cast.school, at)
    TermBlock.objects.of(northumberland.pk).delete()
    page = words_of(jean.get(reverse("lead:queue")))
    assert "Not known: no term dates" in page
    assert "Overdue" not in page


def test_an_empty_queue_says_what_will_come(jean: Client) -> None:
    page = words_of(jean.get(reverse("lead:queue")))
    assert "No request waits for an answer." in page
    assert "Every accepted request has a visit." in page


def test_a_year_without_an_offer_has_no_queue(cast: Cast, at: datetime) -> None:
    assert service_queues(cast.lead, today=at.replace(year=2030).date()) == []


def test_ruth_sees_nothing_of_jeans_service(
    cast: Cast, people: People, browser_of: Browsers, at: datetime
) -> None:
    request = asked(cast.school, at)
    ruth = browser_of(people.ruth)
    assert request.reference not in words_of(ruth.get(reverse("lead:queue")))
    assert request.reference not in words_of(ruth.get(reverse("lead:requests")))
    assert ruth.get(page_of("request", request)).status_code == 404
    assert send(ruth, page_of("request", request)).status_code == 404
    assert send(ruth, page_of("decline", request), reason="No").status_code == 404
    assert send(ruth, page_of("propose", request)).status_code == 404
    assert not LearnerLook.objects.of(people.ruth.authority_id).exists()


def test_a_draft_is_the_schools_alone(
    jean: Client, cast: Cast, people: People, at: datetime
) -> None:
    assert jean.get(page_of("request", drafted(cast.school, at))).status_code == 404


def test_specialists_and_schools_have_no_queue(people: People, browser_of: Browsers) -> None:
    for person in (people.tom, people.alison, people.morag, people.anil):
        assert browser_of(person).get(reverse("lead:queue")).status_code == 403


def test_jean_reads_everything_the_school_wrote_and_her_look_is_recorded(
    jean: Client, cast: Cast, people: People, at: datetime
) -> None:
    request = asked(cast.school, at)
    page = words_of(jean.get(page_of("request", request)))
    for said in (CONCERN.concern, CONCERN.done, CONCERN.family_view, CONCERN.learner_view):
        assert said in page
    assert "QX" in page
    assert "Mother" in page
    assert "20 February 2026, in person" in page
    [look] = LearnerLook.objects.of(people.jean.authority_id)
    assert (look.person_id, look.learner_id) == (people.jean.pk, request.learner_id)
    assert "QX" not in page.partition("<title>")[2].partition("</title>")[0]


def test_jean_accepts_and_proposes_and_reads_why(jean: Client, cast: Cast, at: datetime) -> None:
    request = asked(cast.school, at)
    answer = send(jean, page_of("request", request))
    assert (answer.status_code, answer["Location"]) == (302, page_of("request", request))
    page = words_of(jean.get(page_of("request", request)))
    assert f"Request {request.reference} is accepted" in page
    assert "Propose a visit" in page
    assert send(jean, page_of("propose", request)).status_code == 302
    page = words_of(jean.get(page_of("request", request)))
    visit = Visit.objects.of(request.authority_id).get()
    assert visit.specialist.name in page
    assert "Monday 9 March 2026, 9am to midday" in page
    assert "estimated from a straight line" in page
    assert "The school has been asked to confirm" in page


@pytest.mark.parametrize("decided_by", Criterion)
def test_every_way_to_decide_has_its_sentence(
    decided_by: Criterion, jean: Client, cast: Cast, at: datetime
) -> None:
    visit = proposed(cast, at)
    proposal = Proposal.objects.of(visit.authority_id).get()
    proposal.reason = {**NOWHERE, "decided_by": decided_by}
    proposal.save()
    page = words_of(jean.get(page_of("request", visit.school_request)))
    assert DECIDED[decided_by].format(name=visit.specialist.name) in page
    assert "How far it is cannot be said" in page


def test_a_used_up_school_is_accepted_from_the_pool_with_a_reason(
    jean: Client, cast: Cast, at: datetime
) -> None:
    request = asked(cast.school, at)
    drain(request, cast, at)
    page = page_of("request", request)
    assert "has 0 minutes left and this takes 180" in words_of(jean.get(page))
    refused = send(jean, page, pool_reason=" ")
    assert refused.status_code == 200
    assert "Say why the adjustment pool should give what is missing" in words_of(refused)
    request.refresh_from_db()
    assert request.state == State.ASKED
    assert send(jean, page, pool_reason="Need beyond the share").status_code == 302
    request.refresh_from_db()
    assert (request.state, request.answer_reason) == (State.ACCEPTED, "Need beyond the share")


def test_an_empty_pool_is_said_on_the_page_with_what_was_typed(
    jean: Client, cast: Cast, at: datetime, northumberland: Authority
) -> None:
    request = asked(cast.school, at)
    drain(request, cast, at)
    Capacity.objects.of(northumberland.pk).update(pool_minutes=0)
    answer = send(jean, page_of("request", request), pool_reason="Need beyond the share")
    page = words_of(answer)
    assert answer.status_code == 200
    assert "The adjustment pool has 0 minutes left" in page
    assert "Need beyond the share</textarea>" in page


def test_accepting_twice_with_one_form_is_accepting_once(
    jean: Client, cast: Cast, at: datetime
) -> None:
    request = asked(cast.school, at)
    key = uuid4().hex
    for _ in range(2):
        answer = jean.post(page_of("request", request), {"form_key": key})
        assert (answer.status_code, answer["Location"]) == (302, page_of("request", request))
    again = send(jean, page_of("request", request))
    assert again.status_code == 409
    assert "is accepted and waits for a visit" in words_of(again)


def test_declining_takes_a_reason_that_the_school_reads(
    jean: Client, cast: Cast, at: datetime
) -> None:
    request = asked(cast.school, at)
    page = page_of("decline", request)
    assert "The school reads this" in words_of(jean.get(page))
    assert "Say why you are declining" in words_of(send(jean, page, reason=""))
    answer = send(jean, page, reason="Ask the autism team, which serves this need.")
    assert (answer.status_code, answer["Location"]) == (302, reverse("lead:queue"))
    request.refresh_from_db()
    assert request.state == State.DECLINED
    assert request.answer_reason.startswith("Ask the autism team")
    assert jean.get(page).status_code == 409
    [mail] = OutgoingMail.objects.of(request.authority_id).filter(
        message_id__startswith=f"request-{request.pk}-declined"
    )
    assert "QX" not in mail.subject + mail.body


def test_what_has_no_visit_is_listed_with_the_reason(
    jean: Client, cast: Cast, at: datetime
) -> None:
    fresh = accepted(cast, at, reference="P-1")
    visit = booked(cast, at, reference="P-2")
    ask_to_move(by=cast.school, at=at, visit_id=visit.pk, why="A trip that day")
    waiting = proposed(cast, at, reference="P-3")
    page = words_of(jean.get(reverse("lead:queue")))
    assert "nothing proposed yet" in page
    assert "The school asked to move the visit of 9 March 2026" in page
    assert fresh.reference in page
    assert waiting.school_request.reference not in page
    assert "1 proposed visit waits for the school to confirm." in page


def test_the_list_of_all_requests_is_narrowed_by_where_they_stand(
    jean: Client, cast: Cast, at: datetime
) -> None:
    waiting = asked(cast.school, at, reference="P-1")
    visit = booked(cast, at, reference="P-2")
    every = words_of(jean.get(reverse("lead:requests")))
    assert "2 requests" in every
    only = jean.get(reverse("lead:requests"), {"state": "booked", "service": "specialist-teaching"})
    assert visit.school_request.reference in words_of(only)
    assert waiting.reference not in words_of(only)
    none = words_of(jean.get(reverse("lead:requests"), {"state": "nonsense"}))
    assert "No request fits" in none


@pytest.mark.parametrize("name", ["lead:queue", "lead:requests"])
def test_lists_cost_the_same_however_long_they_are(
    name: str, jean: Client, cast: Cast, at: datetime
) -> None:
    def fill(start: int, count: int) -> None:
        for nth in range(start, start + count):
            asked(cast.school, at, reference=f"A-{nth}")
            accepted(cast, at, reference=f"B-{nth}")

    fill(0, 1)
    few = _queries(jean, reverse(name))
    fill(1, 3)
    assert _queries(jean, reverse(name)) == few


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)

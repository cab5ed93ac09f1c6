"""Jean asks for more, passes on, signposts; Alison answers, waits in her place, or withdraws."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evenreach.desks.planning.actions import propose
from evenreach.desks.planning.handing_over import NotAColleague, hand_over
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.offer.models import Mode
from evenreach.flow.people.models import Person
from evenreach.flow.requests.answering_back import send_again, what_is_wanted
from evenreach.flow.requests.models import RequestMove
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.queries import requests_seen_by
from evenreach.flow.requests.states import State
from evenreach.flow.requests.triage import (
    CannotGoThere,
    NoReason,
    accept_request,
    ask_for_more,
    decline_request,
    pass_on,
    signpost,
)
from evenreach.flow.visits.actions import confirm_visit, record_made
from evenreach.flow.visits.assigning import NotOfTheService, NotWaiting, assign_requests
from evenreach.flow.visits.models import Booking, Visit
from evenreach.flow.visits.queries import requests_to_plan
from evenreach.flow.visits.waiting import Place, place_of
from evenreach.flow.visits.withdrawing import withdraw_request
from tests.conftest import OTHER_URN
from tests.stories import YEAR, Cast, accepted, asked, booked, proposed

SERVICE = "specialist-teaching"


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def priya() -> Person:
    return Person.objects.get(email="priya.nair@council.example")


def mails_to(address: str, authority_id: int) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.of(authority_id).filter(recipient=address).order_by("pk"))


def test_jean_asks_for_more_and_alison_sends_it_again(cast, at):
    request = asked(cast.school, at)
    with pytest.raises(NoReason, match="what the school should add"):
        ask_for_more(by=cast.lead, at=at, request_id=request.pk, wanted=" ")
    wanted = "Which pictures did you use, and for how long?"
    ask_for_more(by=cast.lead, at=at, request_id=request.pk, wanted=wanted)
    request.refresh_from_db()
    assert (request.state, what_is_wanted(request)) == (State.RETURNED, wanted)
    later = at + timedelta(days=3)
    with pytest.raises(NoReason, match="what the service asked for"):
        send_again(by=cast.school, at=later, request_id=request.pk, added="")
    again = send_again(
        by=cast.school, at=later, request_id=request.pk, added="Symbols, six weeks, daily."
    )
    assert (again.state, again.asked_at) == (State.ASKED, later)
    moves = RequestMove.objects.of(request.authority_id).filter(school_request=request)
    assert list(moves.order_by("pk").values_list("action", "by_name", "why", "moved_at")) == [
        ("ask", "Alison Bell", "", at),
        ("ask for more", "Jean Armstrong", wanted, at),
        ("send again", "Alison Bell", "Symbols, six weeks, daily.", later),
    ]
    to_jean = mails_to("jean.armstrong@council.example", request.authority_id)
    assert len(to_jean) == 2
    assert all(request.reference in mail.subject for mail in to_jean)


def test_a_request_passed_on_keeps_its_time_and_the_new_service_decides(cast, at, people, eyes):
    request = asked(cast.school, at)
    visit = visits_to_pass_on_to(request).filter(
        service_offer__service__slug="educational-psychology"
    )[0]
    ruth = eyes(people.ruth)
    with pytest.raises(NoReason, match="why the other service"):
        pass_on(by=cast.lead, at=at, request_id=request.pk, specification_id=visit.pk, reason="")
    own = request.specification_id
    with pytest.raises(CannotGoThere):
        pass_on(by=cast.lead, at=at, request_id=request.pk, specification_id=own, reason="Why.")
    later = at + timedelta(days=2)
    passed = pass_on(
        by=cast.lead,
        at=later,
        request_id=request.pk,
        specification_id=visit.pk,
        reason="The question is one of learning, not of language.",
    )
    assert (passed.state, passed.asked_at, passed.specification_id) == (State.ASKED, at, visit.pk)
    assert not requests_seen_by(cast.lead).filter(pk=request.pk).exists()
    assert requests_seen_by(ruth).get(pk=request.pk) == request
    assert len(mails_to(people.ruth.email, request.authority_id)) == 1
    accept_request(by=ruth, at=later, request_id=request.pk, academic_year=YEAR)
    request.refresh_from_db()
    assert request.account.service.slug == "educational-psychology"
    assert place_of(request) == Place(1, 1, at)


def test_a_no_names_sendiass_and_how_to_complain(cast, at):
    declined = asked(cast.school, at, reference="P-1")
    elsewhere = asked(cast.school, at, reference="P-2")
    decline_request(by=cast.lead, at=at, request_id=declined.pk, reason="Try a cycle first.")
    signpost(by=cast.lead, at=at, request_id=elsewhere.pk, where_to="The school nurse.")
    said = mails_to("senco.122170@school.example", declined.authority_id)
    assert [mail.subject for mail in said] == [
        f"Your request {declined.reference} was declined",
        f"Your request {elsewhere.reference} was signposted",
    ]
    for mail in said:
        assert "SENDIASS" in mail.body
        assert "complaints procedure" in mail.body
        assert "school nurse" not in mail.body
        assert "QX" not in mail.subject + mail.body


def test_a_service_without_a_quota_draws_nothing(cast, at, people, eyes):
    request = asked(cast.school, at)
    free = visits_to_pass_on_to(request).filter(service_offer__mode=Mode.BY_CRITERIA).first()
    assert free is not None
    pass_on(by=cast.lead, at=at, request_id=request.pk, specification_id=free.pk, reason="Why.")
    slug = free.service_offer.service.slug
    lead = replace(eyes(people.jean), leads=frozenset({slug}))
    with pytest.raises(NoReason, match="published criteria"):
        accept_request(by=lead, at=at, request_id=request.pk, academic_year=YEAR)
    joined = accept_request(
        by=lead, at=at, request_id=request.pk, academic_year=YEAR, criteria_met="The first."
    )
    assert (joined.state, joined.account, joined.answer_reason) == (
        State.ACCEPTED,
        None,
        "The first.",
    )


def test_the_waiting_list_goes_by_the_first_asking(cast, at, people, eyes):
    brian = Cast(school=eyes(people.brian), lead=cast.lead)
    earlier = at - timedelta(days=6)
    returned = asked(cast.school, earlier, reference="P-1")
    ask_for_more(by=cast.lead, at=at, request_id=returned.pk, wanted="More.")
    quick = accepted(brian, at - timedelta(days=2), urn=OTHER_URN, reference="P-2")
    send_again(by=cast.school, at=at, request_id=returned.pk, added="Here.")
    accept_request(by=cast.lead, at=at, request_id=returned.pk, academic_year=YEAR)
    last = accepted(cast, at, reference="P-3")
    twin = accepted(cast, at, reference="P-4")
    assert [each.pk for each in requests_to_plan(cast.lead)] == [
        returned.pk,
        quick.pk,
        last.pk,
        twin.pk,
    ]
    assert [place_of(each) for each in (returned, quick, last, twin)] == [
        Place(1, 4, earlier),
        Place(2, 4, at - timedelta(days=2)),
        Place(3, 4, at),
        Place(4, 4, at),
    ]
    propose(by=cast.lead, at=at, request_id=quick.pk)
    assert place_of(quick) is None
    assert place_of(twin) == Place(3, 3, at)


def test_withdrawing_frees_the_half_day_and_the_minutes(cast, at, priya):
    visit = booked(cast, at)
    request = visit.school_request
    request.refresh_from_db()
    held = balance_of(request.account)
    with pytest.raises(NoReason, match="why you withdraw"):
        withdraw_request(by=cast.school, at=at, request_id=request.pk, why="")
    withdraw_request(by=cast.school, at=at, request_id=request.pk, why="The family has moved.")
    request.refresh_from_db()
    visit.refresh_from_db()
    assert (request.state, visit.state) == (State.WITHDRAWN, Visit.State.CANCELLED)
    assert visit.ended_reason == "The family has moved."
    assert balance_of(request.account) == held + request.specification.minutes
    assert not Booking.objects.of(request.authority_id).filter(visit=visit, holds=True).exists()


def test_many_are_given_to_one_and_only_that_one_is_proposed(cast, at, people, priya):
    requests = [accepted(cast, at, reference=f"P-{nth}") for nth in range(3)]
    chosen = [request.pk for request in requests]
    with pytest.raises(NotOfTheService):
        assign_requests(by=cast.lead, at=at, request_ids=chosen, specialist_id=people.samuel.pk)
    assign_requests(by=cast.lead, at=at, request_ids=chosen, specialist_id=priya.pk)
    visits = [propose(by=cast.lead, at=at, request_id=pk) for pk in chosen]
    assert {visit.specialist for visit in visits} == {priya}
    assert len({(visit.on, visit.part) for visit in visits}) == 3
    waiting = asked(cast.school, at, reference="P-9")
    with pytest.raises(NotWaiting):
        assign_requests(by=cast.lead, at=at, request_ids=[waiting.pk], specialist_id=priya.pk)


def test_an_absent_specialists_cases_go_over_in_one_step(cast, at, people, eyes, priya):
    """Tom is away: Priya keeps what she can, the rest is proposed anew, and nobody is doubled."""
    toms = [accepted(cast, at, reference=f"P-{nth}") for nth in range(3)]
    assign_requests(
        by=cast.lead, at=at, request_ids=[r.pk for r in toms], specialist_id=people.tom.pk
    )
    before = [propose(by=cast.lead, at=at, request_id=request.pk) for request in toms]
    busy = accepted(cast, at, reference="P-8")
    assign_requests(by=cast.lead, at=at, request_ids=[busy.pk], specialist_id=priya.pk)
    propose(by=cast.lead, at=at, request_id=busy.pk)
    step = {"service_slug": SERVICE, "absent_id": people.tom.pk, "colleague_id": priya.pk}
    with pytest.raises(NoReason):
        hand_over(by=cast.lead, at=at, why="", **step)
    for wrong in ({"colleague_id": people.tom.pk}, {"colleague_id": people.samuel.pk}):
        with pytest.raises(NotAColleague):
            hand_over(by=cast.lead, at=at, why="Away.", **(step | wrong))
    with pytest.raises(NotAColleague):
        hand_over(by=eyes(people.ruth), at=at, why="Away.", **step)
    done = hand_over(by=cast.lead, at=at, why="Tom is away until Easter.", **step)
    assert len(done.kept) + len(done.proposed) + len(done.to_plan) == len(before)
    held = Visit.objects.of(cast.lead.authority_id).filter(state__in=Visit.HOLDING)
    assert {visit.specialist for visit in held} == {priya}
    assert held.count() == len({(visit.on, visit.part) for visit in held})
    bookings = Booking.objects.of(cast.lead.authority_id).filter(holds=True)
    assert set(bookings.values_list("visit_id", "specialist_id")) == {
        (visit.pk, priya.pk) for visit in held
    }
    nothing = hand_over(by=cast.lead, at=at, why="Again.", **step)
    assert (nothing.kept, nothing.proposed, nothing.to_plan) == ((), (), ())


def test_a_booking_stands_when_the_colleague_can_go_then(cast, at, people, priya):
    visit = booked(cast, at)
    absent = visit.specialist
    colleague = priya if absent != priya else people.tom
    done = hand_over(
        by=cast.lead,
        at=at,
        service_slug=SERVICE,
        absent_id=absent.pk,
        colleague_id=colleague.pk,
        why="On a course.",
    )
    visit.refresh_from_db()
    request = visit.school_request
    assert (done.kept, done.proposed, done.to_plan) == ((visit,), (), ())
    assert (visit.state, visit.specialist, request.state) == (
        Visit.State.BOOKED,
        colleague,
        State.BOOKED,
    )


def test_a_visit_of_a_service_without_a_quota_can_be_made(cast, at, people, eyes):
    visit = proposed(cast, at)
    request = visit.school_request
    assert request.account is not None
    after = visit.half_day.ends_at
    confirm_visit(by=cast.school, at=at, visit_id=visit.pk)
    type(request).objects.of(request.authority_id).filter(pk=request.pk).update(account=None)
    record_made(by=eyes(visit.specialist), at=after, visit_id=visit.pk)
    request.refresh_from_db()
    assert request.state == State.SEEN

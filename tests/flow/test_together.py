"""Alison asks Jean's service, and Ruth's to come along: one visit, each answering for itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.desks.planning.actions import NobodyCanComeAlong, propose
from evenreach.flow.journal.models import Line, OutgoingMail
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.models import Person
from evenreach.flow.requests.actions import NotComplete
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.documents import content_of, documents_of
from evenreach.flow.requests.drafting import AboutLearner, LearnerIsShared, ask, describe_learner
from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.queries import consent_of, requests_led_by
from evenreach.flow.requests.states import State
from evenreach.flow.requests.together import (
    CannotComeAlong,
    ask_along,
    companion_of,
    visits_that_could_join,
)
from evenreach.flow.requests.triage import NoReason, accept_request, decline_request
from evenreach.flow.visits.actions import (
    AlreadyBooked,
    ask_to_move,
    cancel_visit,
    confirm_visit,
    propose_visit,
)
from evenreach.flow.visits.models import LearnerBooking, Visit
from evenreach.flow.visits.taking_back import TakenBack, record_taken_back
from evenreach.flow.visits.withdrawing import withdraw_request
from evenreach.methods.calendar import HalfDay
from tests.stories import CONCERN, CONSENT, YEAR, Cast, accepted, asked, attached_plan

WHY = "Hearing and language at once."


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def psychology(people, eyes, cast) -> Cast:
    return Cast(school=cast.school, lead=eyes(people.ruth))


def along(cast: Cast, at, request: SchoolRequest, *, both: bool = True) -> SchoolRequest:
    visit = visits_that_could_join(request).filter(
        service_offer__service__slug="educational-psychology"
    )[0]
    return ask_along(
        by=cast.school,
        at=at,
        request_id=request.pk,
        specification_id=visit.pk,
        why=WHY,
        consent_covers_both=both,
    )


def both_accepted(cast: Cast, psychology: Cast, at) -> tuple[SchoolRequest, SchoolRequest]:
    first = accepted(cast, at)
    second = ask(by=cast.school, at=at, request_id=along(cast, at, first).pk)
    accept_request(by=psychology.lead, at=at, request_id=second.pk, academic_year=YEAR)
    second.refresh_from_db()
    return first, second


def test_the_second_service_is_asked_with_the_same_words(cast, psychology, at):
    first = asked(cast.school, at)
    attached_plan(first, at)
    draft = along(cast, at, first)
    assert (draft.state, draft.joined_to, draft.learner) == (State.DRAFTED, first, first.learner)
    assert (draft.concern, draft.hoped_outcome) == (CONCERN.concern, CONCERN.hoped_outcome)
    assert [content_of(each) for each in documents_of(draft)] == [
        content_of(each) for each in documents_of(first)
    ]
    second = ask(by=cast.school, at=at, request_id=draft.pk)
    assert [each.pk for each in requests_led_by(psychology.lead)] == [second.pk]
    assert [each.pk for each in requests_led_by(cast.lead)] == [first.pk]
    assert (companion_of(first), companion_of(second)) == (second, first)
    moves = RequestMove.objects.of(first.authority_id).order_by("pk")
    assert list(moves.values_list("school_request", "action", "by_name")) == [
        (first.pk, "ask", "Alison Bell"),
        (second.pk, "ask", "Alison Bell"),
    ]
    told = Line.objects.of(first.authority_id).filter(verb="second service asked for")
    assert sorted(told.values_list("row_id", flat=True)) == sorted([first.pk, second.pk])


def test_consent_to_the_second_service_is_written_down_or_asked_for(cast, at):
    first = asked(cast.school, at)
    draft = along(cast, at, first, both=False)
    assert consent_of(draft) is None
    with pytest.raises(NotComplete, match="consent"):
        ask(by=cast.school, at=at, request_id=draft.pk)
    other = asked(cast.school, at, reference="P-2")
    carried = consent_of(along(cast, at, other))
    assert carried is not None
    assert (carried.outcome, carried.route, carried.given_by, carried.given_on) == (
        Consent.Outcome.GIVEN,
        CONSENT.route,
        CONSENT.given_by,
        CONSENT.given_on,
    )


def test_jean_suggests_it_and_alison_decides(cast, at, people, eyes):
    first = accepted(cast, at)
    visit = visits_that_could_join(first)[0]

    def suggest(by=cast.lead, **more) -> SchoolRequest:
        told = {"specification_id": visit.pk, "why": WHY} | more
        return ask_along(by=by, at=at, request_id=first.pk, **told)

    with pytest.raises(NotTheirs):
        suggest(consent_covers_both=True)
    with pytest.raises(NoReason, match="why the second service"):
        suggest(why=" ")
    with pytest.raises(CannotComeAlong):
        suggest(specification_id=first.specification_id)
    for stranger in (people.ruth, people.brian):
        with pytest.raises(SchoolRequest.DoesNotExist):
            suggest(by=eyes(stranger))
    with pytest.raises(NotTheirs):
        suggest(by=eyes(people.tom))
    draft = suggest()
    assert (draft.state, draft.asked_by, consent_of(draft)) == (
        State.DRAFTED,
        first.asked_by,
        None,
    )
    mail = OutgoingMail.objects.of(first.authority_id).get(
        message_id=f"request-{draft.pk}-suggested"
    )
    assert mail.recipient == people.alison.email
    assert first.reference in mail.subject
    assert "QX" not in mail.subject + mail.body
    with pytest.raises(CannotComeAlong, match="no second service was asked"):
        suggest()
    with pytest.raises(CannotComeAlong):
        ask_along(by=cast.school, at=at, request_id=draft.pk, specification_id=visit.pk, why=WHY)


def test_both_come_on_one_half_day_and_each_draws_on_its_own(cast, psychology, at):
    first, second = both_accepted(cast, psychology, at)
    assert first.account.service.slug == "specialist-teaching"
    assert second.account.service.slug == "educational-psychology"
    one = propose(by=cast.lead, at=at, request_id=first.pk)
    two = propose(by=psychology.lead, at=at, request_id=second.pk)
    assert two.half_day == one.half_day
    assert two.specialist != one.specialist
    confirm_visit(by=cast.school, at=at, visit_id=two.pk)
    for each in (one, two, first, second):
        each.refresh_from_db()
    assert (one.state, two.state) == (Visit.State.BOOKED, Visit.State.BOOKED)
    assert (first.state, second.state) == (State.BOOKED, State.BOOKED)
    moves = RequestMove.objects.of(first.authority_id).filter(action="book")
    assert set(moves.values_list("school_request", flat=True)) == {first.pk, second.pk}
    held = LearnerBooking.objects.of(first.authority_id).filter(holds=True)
    assert set(held.values_list("party", flat=True)) == {first.pk}


def test_another_half_day_is_found_for_both(cast, psychology, at):
    first, second = both_accepted(cast, psychology, at)
    one = propose(by=cast.lead, at=at, request_id=first.pk)
    two = propose(by=psychology.lead, at=at, request_id=second.pk)
    confirm_visit(by=cast.school, at=at, visit_id=one.pk)
    ask_to_move(by=cast.school, at=at, visit_id=one.pk, why="Sports day.")
    for each in (two, first, second):
        each.refresh_from_db()
    assert (two.state, first.state, second.state) == (
        Visit.State.MOVED,
        State.ACCEPTED,
        State.ACCEPTED,
    )
    again = propose(by=psychology.lead, at=at, request_id=second.pk)
    beside = propose(by=cast.lead, at=at, request_id=first.pk)
    assert again.half_day == beside.half_day != one.half_day


def test_one_that_is_ill_leaves_the_other_to_go_and_nobody_free_is_said(cast, psychology, at, eyes):
    first, second = both_accepted(cast, psychology, at)
    one = propose(by=cast.lead, at=at, request_id=first.pk)
    two = propose(by=psychology.lead, at=at, request_id=second.pk)
    confirm_visit(by=cast.school, at=at, visit_id=one.pk)
    cancel_visit(by=eyes(two.specialist), at=at, visit_id=two.pk, why="Ill.")
    one.refresh_from_db()
    assert one.state == Visit.State.BOOKED
    slug = "educational-psychology"
    for nth, person in enumerate(Person.objects.of(first.authority_id)):
        if slug not in eyes(person).works_in:
            continue
        busy = along(cast, at, asked(cast.school, at, reference=f"P-{nth}"))
        ask(by=cast.school, at=at, request_id=busy.pk)
        accept_request(
            by=psychology.lead, at=at, request_id=busy.pk, academic_year=YEAR, pool_reason=WHY
        )
        busy.refresh_from_db()
        half_day = HalfDay(one.half_day.on, one.half_day.part)
        propose_visit(by=psychology.lead, at=at, request=busy, specialist=person, half_day=half_day)
    with pytest.raises(NobodyCanComeAlong, match=f"when the visit for {first.reference} is"):
        propose(by=psychology.lead, at=at, request_id=second.pk)


def test_one_declining_does_not_stop_the_other(cast, psychology, at):
    first = accepted(cast, at)
    second = ask(by=cast.school, at=at, request_id=along(cast, at, first).pk)
    decline_request(by=psychology.lead, at=at, request_id=second.pk, reason="Not for us.")
    first.refresh_from_db()
    assert first.state == State.ACCEPTED
    visit = propose(by=cast.lead, at=at, request_id=first.pk)
    confirm_visit(by=cast.school, at=at, visit_id=visit.pk)
    third = along(cast, at, first)
    assert (third.joined_to, companion_of(first)) == (first, third)
    withdraw_request(by=cast.school, at=at, request_id=first.pk, why="Solved.")
    third.refresh_from_db()
    assert third.state == State.DRAFTED


def test_consent_taken_back_stops_both(cast, psychology, at):
    first, second = both_accepted(cast, psychology, at)
    taken = TakenBack(given_by="Mother", route=Consent.Route.TELEPHONE, given_on=at.date())
    record_taken_back(by=cast.school, at=at, request_id=second.pk, taken=taken)
    for each in (first, second):
        each.refresh_from_db()
        standing = consent_of(each)
        assert standing is not None
        assert (each.state, standing.outcome) == (State.WITHDRAWN, Consent.Outcome.WITHDRAWN)


def test_the_two_are_about_one_learner_to_two_services(cast, psychology, at):
    first, second = asked(cast.school, at), None
    draft = along(cast, at, first)
    with pytest.raises(LearnerIsShared):
        describe_learner(
            by=cast.school, at=at, request_id=draft.pk, learner=AboutLearner("ZZ", "P-9", "3")
        )
    second = ask(by=cast.school, at=at, request_id=draft.pk)
    own = first.specification.service_offer.service_id
    onward = visits_to_pass_on_to(second)
    assert onward.exists()
    assert not onward.filter(service_offer__service_id=own).exists()
    stranger = asked(cast.school, at, reference="P-2")
    rows = SchoolRequest.objects.of(first.authority_id)
    for which, changed in (
        (stranger, {"joined_to": first}),
        (stranger, {"joined_to": second}),
        (second, {"learner": stranger.learner}),
        (second, {"specification": first.specification}),
    ):
        with pytest.raises(IntegrityError, match="not for one visit"), transaction.atomic():
            rows.filter(pk=which.pk).update(**changed)
    later = at + timedelta(days=1)
    with pytest.raises(IntegrityError, match="one_companion_at_a_time"), transaction.atomic():
        SchoolRequest.objects.create(
            authority_id=first.authority_id,
            school=first.school,
            specification=draft.specification,
            learner=first.learner,
            joined_to=first,
            asked_by=first.asked_by,
            drafted_at=later,
        )


def test_two_visits_that_are_not_joint_still_cannot_overlap(cast, psychology, at):
    first, second = both_accepted(cast, psychology, at)
    one = propose(by=cast.lead, at=at, request_id=first.pk)
    propose(by=psychology.lead, at=at, request_id=second.pk)
    apart = accepted(cast, at)
    assert apart.learner == first.learner
    with pytest.raises(AlreadyBooked):
        propose_visit(
            by=cast.lead,
            at=at,
            request=apart,
            specialist=Person.objects.get(email="priya.nair@council.example"),
            half_day=one.half_day,
        )

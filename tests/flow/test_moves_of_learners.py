"""A learner goes from Alison's school to Brian's: proposed by one, confirmed by the other."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.records.move_models import LearnerMove
from evenreach.flow.records.move_queries import moves_to_settle
from evenreach.flow.records.moving import (
    MoveIsOpen,
    NoReference,
    NoSuchLearner,
    ReferenceTaken,
    RefusedWithoutReason,
    SameSchool,
    SharingAgreed,
    StillUnderWay,
    confirm_move,
    propose_arrival,
    propose_departure,
    refuse_move,
)
from evenreach.flow.records.queries import reports_seen_by
from evenreach.flow.records.review_models import Review, ReviewedLine
from evenreach.flow.records.reviewing import LineReviewed, Reviewed, review_request
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.queries import requests_of_own_schools
from evenreach.flow.visits.learners import learner_of_school, requests_found
from tests.conftest import OTHER_URN
from tests.stories import PROVISION, Cast, asked, drafted, reported

AGREED = SharingAgreed("Mother", date(2026, 2, 20))


@pytest.fixture
def alison(people, eyes):
    return eyes(people.alison)


@pytest.fixture
def brian(people, eyes):
    return eyes(people.brian)


@pytest.fixture
def reviewed(people, eyes, at, alison):
    """Alison's learner, whose one request is reported, reviewed and closed."""
    report = reported(Cast(alison, eyes(people.jean)), at, eyes)
    request = report.record.visit.school_request
    review_request(
        by=alison,
        at=at.replace(year=2026, month=7, day=3),
        request_id=request.pk,
        reviewed=Reviewed(PROVISION[0].until, "Better.", Review.NextStep.CLOSE),
        lines=[LineReviewed(ReviewedLine.Done.DONE)],
    )
    return request.learner


def leave(by, at, learner, *, sharing=None):
    to = school_by_urn(by.authority_id, OTHER_URN)
    return propose_departure(by=by, at=at, learner=learner, to_school=to, sharing=sharing)


def come(by, at, *, reference="P-0417"):
    return propose_arrival(
        by=by,
        at=at,
        from_school=school_by_urn(by.authority_id, SENCO_URN),
        to_school=school_by_urn(by.authority_id, OTHER_URN),
        reference_given=reference,
        new_reference="B-9",
    )


def seen(eyes, learner):
    """Which requests and reports on a learner somebody at a school sees."""
    asks = requests_of_own_schools(eyes).filter(learner=learner)
    found = requests_found(eyes, words=f"LIC-{asks_about(learner):05d}")
    reports = reports_seen_by(eyes).filter(record__visit__school_request__learner=learner)
    return asks.count(), found.count(), reports.count()


def asks_about(learner):
    return SchoolRequest.objects.of(learner.authority_id).filter(learner=learner).first().pk


def test_from_then_on_the_learner_and_the_reports_are_the_new_schools(alison, brian, at, reviewed):
    assert (seen(alison, reviewed), seen(brian, reviewed)) == ((1, 1, 1), (0, 0, 0))
    move = leave(alison, at, reviewed, sharing=AGREED)
    assert (seen(alison, reviewed), seen(brian, reviewed)) == ((1, 1, 1), (0, 0, 0))
    confirm_move(by=brian, at=at, move_id=move.pk, new_reference="B-9")
    assert (seen(alison, reviewed), seen(brian, reviewed)) == ((0, 0, 0), (0, 0, 1))
    here = learner_of_school(brian, reviewed.pk)
    assert (here.school.urn, here.school_reference) == (OTHER_URN, "B-9")
    with pytest.raises(Learner.DoesNotExist):
        learner_of_school(alison, reviewed.pk)


def test_without_consent_the_reports_stay_behind(alison, brian, at, reviewed):
    move = leave(alison, at, reviewed)
    confirm_move(by=brian, at=at, move_id=move.pk, new_reference="B-9")
    assert (seen(alison, reviewed), seen(brian, reviewed)) == ((0, 0, 0), (0, 0, 0))


def test_the_new_school_may_propose_and_the_present_school_confirms(alison, brian, at, reviewed):
    move = come(brian, at, reference=" p-0417 ")
    assert list(moves_to_settle(brian)) == []
    assert list(moves_to_settle(alison)) == [move]
    confirm_move(by=alison, at=at, move_id=move.pk, sharing=AGREED)
    assert (seen(alison, reviewed), seen(brian, reviewed)) == ((0, 0, 0), (0, 0, 1))


def test_a_new_school_is_not_told_whether_there_is_such_a_learner(alison, brian, at, reviewed):
    known, unknown = come(brian, at), come(brian, at, reference="P-0418")
    told = [(move.outcome, move.reference_given) for move in (known, unknown)]
    assert told == [("", "P-0417"), ("", "P-0418")]
    with pytest.raises(NoSuchLearner, match="P-0418"):
        confirm_move(by=alison, at=at, move_id=unknown.pk)


def test_whoever_proposes_cannot_confirm(alison, brian, at, reviewed):
    move = leave(alison, at, reviewed)
    with pytest.raises(LearnerMove.DoesNotExist):
        confirm_move(by=alison, at=at, move_id=move.pk, new_reference="B-9")


def test_nobody_sends_the_learner_of_another_school_away(brian, at, reviewed):
    with pytest.raises(NotTheirs):
        leave(brian, at, reviewed)


def test_what_is_under_way_comes_to_an_end_first(people, eyes, alison, brian, at):
    request = asked(alison, at)
    move = leave(alison, at, request.learner)
    with pytest.raises(StillUnderWay, match=request.reference):
        confirm_move(by=brian, at=at, move_id=move.pk, new_reference="B-9")


def test_a_draft_holds_nobody_back_and_is_seen_by_nobody_afterwards(alison, brian, at):
    learner = drafted(alison, at).learner or Learner.objects.of(alison.authority_id).get(
        school_reference="P-0417"
    )
    move = leave(alison, at, learner)
    confirm_move(by=brian, at=at, move_id=move.pk, new_reference="B-9")
    assert seen(alison, learner) == (0, 0, 0)


def test_a_move_is_refused_with_a_reason_and_nothing_changes(alison, brian, at, reviewed):
    move = leave(alison, at, reviewed, sharing=AGREED)
    with pytest.raises(RefusedWithoutReason):
        refuse_move(by=brian, at=at, move_id=move.pk, why=" ")
    refuse_move(by=brian, at=at, move_id=move.pk, why="Not on our roll.")
    assert (seen(alison, reviewed), seen(brian, reviewed)) == ((1, 1, 1), (0, 0, 0))
    assert leave(alison, at, reviewed).outcome == ""


def test_slips_are_refused_in_words(alison, brian, at, reviewed):
    here = school_by_urn(alison.authority_id, SENCO_URN)
    with pytest.raises(SameSchool):
        propose_departure(by=alison, at=at, learner=reviewed, to_school=here, sharing=None)
    move = leave(alison, at, reviewed)
    with pytest.raises(MoveIsOpen):
        leave(alison, at, reviewed)
    with pytest.raises(NoReference):
        confirm_move(by=brian, at=at, move_id=move.pk)
    drafted(brian, at, urn=OTHER_URN, reference="B-9")
    with pytest.raises(ReferenceTaken), transaction.atomic():
        confirm_move(by=brian, at=at, move_id=move.pk, new_reference="B-9")


def test_the_database_moves_nobody_without_a_confirmation(alison, at, reviewed):
    leave(alison, at, reviewed)
    there = school_by_urn(alison.authority_id, OTHER_URN)
    with (
        pytest.raises(IntegrityError, match="has no confirmed move"),
        transaction.atomic(),
    ):
        Learner.objects.of(alison.authority_id).filter(pk=reviewed.pk).update(school=there)


def test_both_schools_are_told_without_the_learner(alison, brian, at, reviewed):
    move = leave(alison, at, reviewed)
    confirm_move(by=brian, at=at, move_id=move.pk, new_reference="B-9")
    mail = OutgoingMail.objects.of(alison.authority_id).filter(message_id__startswith="move-")
    told = {each.recipient.partition("@")[0]: each.body for each in mail}
    assert set(told) == {f"senco.{OTHER_URN}", f"senco.{SENCO_URN}", "head"}
    assert not any("P-0417" in body or "QX" in body for body in told.values())

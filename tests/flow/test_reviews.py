"""A school looks back on what was planned: it closes the request, and is reminded until it does."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.records.models import Outcome, VisitRecord
from evenreach.flow.records.outcomes import OffTheScale
from evenreach.flow.records.reminding import remind_of_reviews
from evenreach.flow.records.review_models import Review, ReviewedLine
from evenreach.flow.records.review_queries import lines_of, review_due_on, reviews_awaited
from evenreach.flow.records.reviewing import (
    LineReviewed,
    Reviewed,
    ReviewedLater,
    ReviewNotComplete,
    review_request,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import CannotMove, State
from tests.stories import PROVISION, Cast, asked, reported

DUE = PROVISION[0].until
MET = Reviewed(
    reviewed_on=date(2026, 7, 1),
    difference="They carry out two steps in maths, not yet in English.",
    next_step=Review.NextStep.CLOSE,
)
PARTLY = LineReviewed(ReviewedLine.Done.PARTLY, "The teacher was away for three weeks.")


@pytest.fixture
def cast(people, eyes):
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def request_reported(cast, at, eyes) -> SchoolRequest:
    report = reported(cast, at, eyes)
    return report.record.visit.school_request


def on(day, at):
    return at.replace(year=day.year, month=day.month, day=day.day)


def review(cast, at, request, *, reviewed=MET, lines=(PARTLY,)):
    return review_request(
        by=cast.school,
        at=on(DUE, at),
        request_id=request.pk,
        reviewed=reviewed,
        lines=lines,
    )


def reminders(request):
    return [
        mail.message_id.removeprefix(f"review-{request.pk}-").rpartition("-")[0]
        for mail in OutgoingMail.objects.of(request.authority_id)
        .filter(message_id__startswith=f"review-{request.pk}-")
        .order_by("pk")
    ]


def test_alison_reviews_and_the_request_is_closed(cast, at, request_reported):
    kept = review(cast, at, request_reported)
    request_reported.refresh_from_db()
    [line] = lines_of(kept)
    assert request_reported.state == State.CLOSED
    assert (line.what, line.done, line.why) == (PROVISION[0].what, "partly", PARTLY.why)
    assert (kept.reviewed_by.name, kept.next_step) == (cast.school.name, "close")


def test_a_request_is_reviewed_once(cast, at, request_reported):
    review(cast, at, request_reported)
    with pytest.raises(CannotMove, match="is reviewed and closed"):
        review(cast, at, request_reported)


def test_a_request_without_its_report_is_not_reviewed(cast, at):
    request = asked(cast.school, at)
    with pytest.raises(CannotMove, match="waits for the service's answer"):
        review(cast, at, request, lines=())


def test_what_was_not_wholly_done_says_why(cast, at, request_reported):
    for lines, missing in (
        ([LineReviewed(ReviewedLine.Done.NOT)], "was not wholly done"),
        ([], "whether each piece of the planned provision was done"),
    ):
        with pytest.raises(ReviewNotComplete, match=missing):
            review(cast, at, request_reported, lines=lines)
    request_reported.refresh_from_db()
    assert request_reported.state == State.REPORTED


def test_referring_on_says_to_whom(cast, at, request_reported):
    onward = Reviewed(DUE, "Little has changed.", Review.NextStep.REFER_ON)
    with pytest.raises(ReviewNotComplete, match="whom you refer to"):
        review(cast, at, request_reported, reviewed=onward)


def test_a_review_cannot_have_been_tomorrow(cast, at, request_reported):
    tomorrow = Reviewed(DUE + timedelta(days=1), "Better.", Review.NextStep.CLOSE)
    with pytest.raises(ReviewedLater, match="4 July 2026"):
        review(cast, at, request_reported, reviewed=tomorrow)


def test_another_school_cannot_review(people, eyes, at, request_reported):
    with pytest.raises(SchoolRequest.DoesNotExist):
        review(Cast(eyes(people.brian), eyes(people.jean)), at, request_reported)


def test_the_database_keeps_a_review_as_it_was_written(cast, at, request_reported):
    kept = review(cast, at, request_reported)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Review.objects.of(kept.authority_id).filter(pk=kept.pk).update(difference="All is well.")
    [line] = lines_of(kept)
    with pytest.raises(IntegrityError, match="what_was_not_done_says_why"), transaction.atomic():
        ReviewedLine.objects.create(
            authority_id=kept.authority_id, review=kept, what=line.what, done="not"
        )


def test_a_review_is_due_when_the_last_provision_has_run(request_reported):
    assert review_due_on(request_reported) == DUE


def test_it_waits_for_the_school_from_two_weeks_before(cast, eyes, people, request_reported):
    early, soon = DUE - timedelta(days=15), DUE - timedelta(days=14)
    assert list(reviews_awaited(cast.school, today=early)) == []
    assert list(reviews_awaited(cast.school, today=soon)) == [request_reported]
    assert list(reviews_awaited(eyes(people.brian), today=soon)) == []


def test_reminders_go_once_before_and_once_after_the_day(at, request_reported):
    mine = request_reported.authority_id
    told = []
    for days in (-15, -14, -13, 0, 6, 7, 8, 40):
        remind_of_reviews(authority_id=mine, at=on(DUE + timedelta(days=days), at))
        told.append(reminders(request_reported))
    before, after = ["due"], ["due", "late"]
    assert told == [[], before, before, before, before, after, after, after]


def test_nobody_is_reminded_of_a_review_that_was_made(cast, at, request_reported):
    mine = request_reported.authority_id
    remind_of_reviews(authority_id=mine, at=on(DUE - timedelta(days=3), at))
    review(cast, at, request_reported)
    remind_of_reviews(authority_id=mine, at=on(DUE + timedelta(days=30), at))
    assert reminders(request_reported) == ["due"]
    assert VisitRecord.objects.of(mine).filter(visit__school_request=request_reported).exists()


def test_each_outcome_says_how_far_it_is(cast, at, request_reported):
    record = VisitRecord.objects.of(request_reported.authority_id).get(
        visit__school_request=request_reported
    )
    outcome = Outcome.objects.create(
        authority_id=record.authority_id,
        record=record,
        number=1,
        what="Carries out two steps",
        baseline=3,
        expected=7,
    )
    told = {"by": cast.school, "at": on(DUE, at), "request_id": request_reported.pk}
    with pytest.raises(ReviewNotComplete, match="the level that each outcome has reached"):
        review_request(**told, reviewed=MET, lines=[PARTLY])
    with pytest.raises(OffTheScale), transaction.atomic():
        review_request(**told, reviewed=MET, lines=[PARTLY], achieved=[11])
    review_request(**told, reviewed=MET, lines=[PARTLY], achieved=[6])
    outcome.refresh_from_db()
    assert outcome.achieved == 6

"""A half-day is proposed, confirmed, moved, made or missed; the ledger follows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.desks.planning.actions import NobodyCanGo, NoTermDates, propose
from evenreach.desks.planning.models import Proposal
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.entitlement.queries import standings
from evenreach.flow.feedback.actions import LinkHasEnded, LinkIsUsed, NotAnAnswer, answer, invite
from evenreach.flow.feedback.definitions import load_survey
from evenreach.flow.feedback.models import Answer, Invitation
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.records.actions import (
    AlreadyReleased,
    NotMade,
    release_report,
    write_record,
)
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.records.queries import reports_seen_by
from evenreach.flow.records.writing import NotComplete, NothingPlanned
from evenreach.flow.register.models import TermBlock
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import CannotMove, State
from evenreach.flow.visits.actions import (
    AlreadyBooked,
    HalfDayPassed,
    NotYet,
    VisitHasEnded,
    ask_to_move,
    cancel_visit,
    confirm_visit,
    propose_visit,
    record_made,
    record_missed,
)
from evenreach.flow.visits.costs import FREE, RULE, USED, Cause, Notice, cost_of
from evenreach.flow.visits.models import Booking, SpecialistPost, Visit
from evenreach.flow.visits.preparing import remind_of_visits, steps_done, steps_of, tick_steps
from tests.stories import (
    PROVISION,
    SEEN,
    YEAR,
    Cast,
    accepted,
    booked,
    made,
    proposed,
    reported,
)


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


def standing_of(cast, request):
    return next(
        one for one in standings(cast.lead, academic_year=YEAR) if one.account == request.account
    )


def test_a_visit_is_proposed_with_notice_and_a_reason(cast, at, northumberland):
    visit = proposed(cast, at)
    assert visit.on.isoformat() == "2026-03-09"
    assert visit.state == Visit.State.PROPOSED
    proposal = Proposal.objects.of(northumberland.pk).get(visit=visit)
    assert proposal.reason["decided_by"] in {"nearest", "least_loaded", "named"}
    assert len(proposal.input_sha256) == 64


def test_the_nearest_goes_when_nobody_has_gone_yet(cast, at):
    visit = proposed(cast, at)
    assert visit.specialist.name == "Priya Nair"


def test_the_same_specialist_goes_again(cast, at):
    first = booked(cast, at, reference="P-1")
    second = proposed(cast, at, reference="P-2")
    assert second.specialist == first.specialist or second.half_day <= first.half_day


def test_confirming_books_it_and_tells_the_specialist(cast, at, northumberland):
    visit = booked(cast, at)
    assert visit.state == Visit.State.BOOKED
    assert visit.school_request.state != State.REPORTED
    assert Booking.objects.of(northumberland.pk).get(visit=visit).holds


def test_a_half_day_that_passed_unconfirmed_is_proposed_anew(cast, at, northumberland):
    visit = proposed(cast, at)
    later = visit.half_day.starts_at + timedelta(minutes=1)
    with pytest.raises(HalfDayPassed, match="has passed"):
        confirm_visit(by=cast.school, at=later, visit_id=visit.pk)
    again = propose(by=cast.lead, at=later, request_id=visit.school_request_id)
    assert again.half_day > visit.half_day
    visit.refresh_from_db()
    assert visit.state == Visit.State.MOVED
    assert not Booking.objects.of(northumberland.pk).get(visit=visit).holds


def test_only_the_lead_proposes(cast, at, people, eyes):
    request = accepted(cast, at)
    for other in (cast.school, eyes(people.tom), eyes(people.ruth)):
        with pytest.raises(SchoolRequest.DoesNotExist):
            propose(by=other, at=at, request_id=request.pk)


def test_only_the_school_confirms(cast, at, people, eyes):
    visit = proposed(cast, at)
    with pytest.raises(Visit.DoesNotExist):
        confirm_visit(by=eyes(people.brian), at=at, visit_id=visit.pk)
    with pytest.raises(Visit.DoesNotExist):
        confirm_visit(by=cast.lead, at=at, visit_id=visit.pk)


def test_confirming_twice_is_refused(cast, at):
    visit = booked(cast, at)
    with pytest.raises(VisitHasEnded, match="is booked"):
        confirm_visit(by=cast.school, at=at, visit_id=visit.pk)


def test_a_request_has_one_visit_at_a_time(cast, at):
    visit = proposed(cast, at)
    with pytest.raises(AlreadyBooked):
        propose(by=cast.lead, at=at, request_id=visit.school_request_id)


def test_a_moved_half_day_is_free_again_and_not_offered_again(cast, at, northumberland):
    first = booked(cast, at)
    ask_to_move(by=cast.school, at=at, visit_id=first.pk, why="The class is out that day.")
    assert not Booking.objects.of(northumberland.pk).get(visit=first).holds
    again = propose(by=cast.lead, at=at, request_id=first.school_request_id)
    assert again.half_day != first.half_day


def test_a_visit_that_was_made_uses_the_session(cast, at, eyes):
    visit = made(cast, at, eyes)
    standing = standing_of(cast, visit.school_request)
    assert (standing.used, standing.reserved) == (180, 0)
    assert standing.balance == standing.granted - 180


def test_a_visit_cannot_be_made_before_its_half_day(cast, at, eyes):
    visit = booked(cast, at)
    with pytest.raises(NotYet, match="still to come"):
        record_made(by=eyes(visit.specialist), at=at, visit_id=visit.pk)


def test_told_in_time_costs_nothing(cast, at, eyes):
    visit = booked(cast, at)
    after = visit.half_day.ends_at
    record_missed(
        by=eyes(visit.specialist),
        at=after,
        visit_id=visit.pk,
        why="Absent; we were told.",
        cause=Cause.SCHOOL,
        notice=Notice.SAME_DAY,
    )
    visit.school_request.refresh_from_db()
    assert visit.school_request.state == State.ACCEPTED
    standing = standing_of(cast, visit.school_request)
    assert (standing.used, standing.reserved) == (0, 180)


def test_not_told_uses_the_session_and_asks_anew(cast, at, eyes):
    visit = booked(cast, at)
    record_missed(
        by=eyes(visit.specialist),
        at=visit.half_day.ends_at,
        visit_id=visit.pk,
        why="Nobody was there.",
        cause=Cause.LEARNER_AWAY,
        notice=Notice.NONE,
    )
    visit.school_request.refresh_from_db()
    assert visit.school_request.state == State.ASKED
    standing = standing_of(cast, visit.school_request)
    assert (standing.used, standing.reserved) == (180, 0)


def test_only_the_visits_own_specialist_says_what_happened(cast, at, people, eyes):
    visit = booked(cast, at)
    others = [eyes(people.tom), eyes(people.samuel), cast.lead, cast.school]
    for other in others:
        if other.person_id != visit.specialist_id:
            with pytest.raises(Visit.DoesNotExist):
                record_made(by=other, at=visit.half_day.ends_at, visit_id=visit.pk)


def test_nobody_can_go(cast, at, northumberland):
    request = accepted(cast, at)
    for post in SpecialistPost.objects.of(northumberland.pk):
        post.person.is_active = False
        post.person.save()
    with pytest.raises(NobodyCanGo, match="0 specialists"):
        propose(by=cast.lead, at=at, request_id=request.pk)


def test_without_term_dates_no_day_is_proposed(cast, at, northumberland):
    request = accepted(cast, at)
    TermBlock.objects.of(northumberland.pk).filter(starts_on__gt=at.date()).delete()
    TermBlock.objects.of(northumberland.pk).filter(ends_on__gt=at.date()).delete()
    with pytest.raises(NoTermDates, match="term dates"):
        propose(by=cast.lead, at=at, request_id=request.pk)


def test_a_learner_is_not_in_two_places(cast, at, people, northumberland):
    first = proposed(cast, at)
    second = accepted(cast, at)
    assert second.learner == first.school_request.learner
    with pytest.raises(AlreadyBooked):
        propose_visit(
            by=cast.lead,
            at=at,
            request=second,
            specialist=people.tom,
            half_day=first.half_day,
        )


def test_a_declined_request_gets_no_visit(cast, at, people, northumberland):
    visit = booked(cast, at)
    with pytest.raises(CannotMove):
        propose_visit(
            by=cast.lead,
            at=at,
            request=visit.school_request.__class__.objects.of(northumberland.pk).get(
                pk=visit.school_request_id
            ),
            specialist=people.tom,
            half_day=visit.half_day,
        )


def test_a_record_follows_a_visit_that_was_made(cast, at, eyes):
    visit = booked(cast, at)
    by = eyes(visit.specialist)
    with pytest.raises(NotMade):
        write_record(by=by, at=at, visit_id=visit.pk, seen=SEEN, provision=PROVISION)


def test_a_record_plans_something_and_can_be_rewritten_until_release(cast, at, eyes):
    visit = made(cast, at, eyes)
    by = eyes(visit.specialist)
    with pytest.raises(NothingPlanned):
        write_record(by=by, at=at, visit_id=visit.pk, seen=SEEN, provision=[])
    write_record(by=by, at=at, visit_id=visit.pk, seen=SEEN, provision=PROVISION)
    again = replace(SEEN, strengths="Kind.")
    record = write_record(by=by, at=at, visit_id=visit.pk, seen=again, provision=PROVISION * 2)
    assert record.strengths == "Kind."
    report = release_report(by=by, at=at, visit_id=visit.pk)
    assert len(report.content["provision"]) == 2
    with pytest.raises(AlreadyReleased):
        write_record(by=by, at=at, visit_id=visit.pk, seen=SEEN, provision=PROVISION)
    with pytest.raises(AlreadyReleased):
        release_report(by=by, at=at, visit_id=visit.pk)


def test_further_assessment_is_one_of_three_and_says_what(cast, at, eyes):
    visit = made(cast, at, eyes)
    by = eyes(visit.specialist)
    included = replace(SEEN, further_assessment=VisitRecord.Assessment.INCLUDED)
    with pytest.raises(NotComplete, match="the instrument that was used, what it showed"):
        write_record(by=by, at=at, visit_id=visit.pk, seen=included, provision=PROVISION)
    write_record(by=by, at=at, visit_id=visit.pk, seen=SEEN, provision=PROVISION)
    with pytest.raises(IntegrityError, match="further_assessment"), transaction.atomic():
        VisitRecord.objects.of(visit.authority_id).update(further_assessment="included")


def test_a_report_is_seen_by_its_school_its_specialist_and_its_lead(cast, at, people, eyes):
    report = reported(cast, at, eyes)
    specialist = eyes(report.released_by)
    for sees in (cast.school, cast.lead, specialist):
        assert reports_seen_by(sees).get() == report
    for blind in (people.brian, people.ruth, people.samuel, people.anil):
        assert not reports_seen_by(eyes(blind)).exists()


@pytest.fixture
def survey(settings):
    return load_survey(settings.DEFINITIONS / "surveys" / "after-visit.toml")


def send(authority, survey, at, token, **changed):
    ratings = {
        question.key: 4 for question in survey.questions if question.kind == "scale"
    } | changed
    return answer(
        authority_id=authority.pk,
        on=at.date(),
        token=token,
        survey=survey,
        ratings=ratings,
        words={},
    )


def test_a_link_works_once(cast, at, eyes, northumberland, survey):
    report = reported(cast, at, eyes)
    visit = report.record.visit
    invite(by=eyes(visit.specialist), at=at, visit=visit, token="t0", link="x", title=survey.title)
    assert Invitation.objects.of(northumberland.pk).get().token_digest != "t0"
    with pytest.raises(NotAnAnswer, match="five answers"):
        send(northumberland, survey, at, "t0", **{"as-described": 6})
    send(northumberland, survey, at, "t0")
    with pytest.raises(LinkIsUsed):
        send(northumberland, survey, at, "t0")
    assert Answer.objects.of(northumberland.pk).count() == 1


def test_a_link_ends(cast, at, eyes, northumberland, survey):
    report = reported(cast, at, eyes)
    visit = report.record.visit
    invite(by=eyes(visit.specialist), at=at, visit=visit, token="t0", link="x", title=survey.title)
    with pytest.raises(LinkHasEnded):
        send(northumberland, survey, at + timedelta(days=43), "t0")
    with pytest.raises(LinkHasEnded):
        send(northumberland, survey, at, "another")


def test_the_ledger_tells_the_whole_story(cast, at, eyes, northumberland):
    visit = made(cast, at, eyes)
    entries = LedgerEntry.objects.of(northumberland.pk).filter(account=visit.school_request.account)
    kinds = list(entries.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["grant", "reserve", "release", "use"]
    assert Report.objects.of(northumberland.pk).count() == 0


def test_the_rule_has_an_answer_for_every_cause_and_notice():
    assert set(RULE) == {(cause, notice) for cause in Cause for notice in Notice}
    used = {pair for pair in RULE if cost_of(*pair) == USED}
    assert used == {(cause, Notice.NONE) for cause in Cause if cause != Cause.SERVICE}
    assert {cost_of(*pair) for pair in set(RULE) - used} == {FREE}


@pytest.mark.parametrize(("cause", "notice"), list(RULE))
def test_the_ledger_follows_the_rule(cause, notice, cast, at, eyes):
    visit = booked(cast, at)
    record_missed(
        by=eyes(visit.specialist),
        at=visit.half_day.ends_at,
        visit_id=visit.pk,
        why="It could not be held.",
        cause=cause,
        notice=notice,
    )
    visit.refresh_from_db()
    assert (visit.ended_cause, visit.ended_notice) == (cause, notice)
    standing = standing_of(cast, visit.school_request)
    used = 180 if cost_of(cause, notice).is_used else 0
    assert (standing.used, standing.reserved) == (used, 180 - used)


def test_a_service_that_cancels_takes_nothing_and_frees_the_half_day(cast, at, eyes):
    visit = booked(cast, at)
    by = eyes(visit.specialist)
    cancelled = cancel_visit(by=by, at=at, visit_id=visit.pk, why="Tom is ill.")
    assert (cancelled.state, cancelled.ended_cause) == (Visit.State.CANCELLED, Cause.SERVICE)
    visit.school_request.refresh_from_db()
    assert visit.school_request.state == State.ACCEPTED
    standing = standing_of(cast, visit.school_request)
    assert (standing.used, standing.reserved) == (0, 180)
    assert not Booking.objects.of(visit.authority_id).get(visit=visit).holds
    with pytest.raises(VisitHasEnded):
        cancel_visit(by=by, at=at, visit_id=visit.pk, why="Again.")


def test_a_half_day_that_has_begun_is_not_cancelled_but_told_of(cast, at, eyes):
    visit = booked(cast, at)
    begun = visit.half_day.starts_at
    with pytest.raises(VisitHasEnded, match="has begun"):
        cancel_visit(by=eyes(visit.specialist), at=begun, visit_id=visit.pk, why="Too late.")


def test_a_school_ticks_what_is_done_and_unticks_what_is_not(cast, at, people, eyes):
    visit = booked(cast, at)
    first, second, *_ = steps_of(visit)
    tick_steps(by=cast.school, at=at, visit_id=visit.pk, done=[first, second, "Bake a cake"])
    assert steps_done(visit) == {first, second}
    tick_steps(by=cast.school, at=at, visit_id=visit.pk, done=[second])
    assert steps_done(visit) == {second}
    with pytest.raises(Visit.DoesNotExist):
        tick_steps(by=eyes(people.brian), at=at, visit_id=visit.pk, done=[first])


def test_a_school_is_reminded_once_some_school_days_before(cast, at):
    visit = booked(cast, at)
    tick_steps(by=cast.school, at=at, visit_id=visit.pk, done=steps_of(visit)[:1])
    reminders = OutgoingMail.objects.of(visit.authority_id).filter(
        message_id=f"visit-{visit.pk}-reminder"
    )
    early = visit.half_day.starts_at - timedelta(days=15)
    assert remind_of_visits(authority_id=visit.authority_id, at=early) == 0
    assert not reminders.exists()
    before = visit.half_day.starts_at - timedelta(days=3)
    for _ in range(2):
        assert remind_of_visits(authority_id=visit.authority_id, at=before) == 1
    mail = reminders.get()
    assert mail.recipient == visit.school_request.asked_by.email
    left = len(steps_of(visit)) - 1
    assert f"{left} step" in mail.body
    assert "QX" not in mail.subject + mail.body
    on_the_day = visit.half_day.starts_at
    assert remind_of_visits(authority_id=visit.authority_id, at=on_the_day) == 0

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
from evenreach.flow.records.actions import (
    AlreadyReleased,
    NothingPlanned,
    NotMade,
    release_report,
    write_record,
)
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.records.queries import reports_seen_by
from evenreach.flow.register.models import TermBlock
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import CannotMove, State
from evenreach.flow.visits.actions import (
    AlreadyBooked,
    HalfDayPassed,
    NotYet,
    VisitHasEnded,
    ask_to_move,
    confirm_visit,
    propose_visit,
    record_made,
    record_missed,
)
from evenreach.flow.visits.models import Booking, SpecialistPost, Visit
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
        told_in_time=True,
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
        told_in_time=False,
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
    with pytest.raises(IntegrityError, match="further_assessment"), transaction.atomic():
        write_record(by=by, at=at, visit_id=visit.pk, seen=included, provision=PROVISION)


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

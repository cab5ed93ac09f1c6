"""A record is drafted, completed, checked by a second person, released and corrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.journal.models import LearnerLook, Line, OutgoingMail
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.actions import (
    AlreadyReleased,
    NothingToCorrect,
    NotReady,
    release_report,
    save_draft,
    start_correction,
    write_record,
)
from evenreach.flow.records.checking import (
    NoReason,
    NothingToCheck,
    OwnRecord,
    check_record,
    return_record,
)
from evenreach.flow.records.models import FamilyLink, Outcome, Report, VisitRecord
from evenreach.flow.records.naming import NamesOthers, others_named
from evenreach.flow.records.outcomes import (
    NotYetAgreed,
    OffTheScale,
    levels_of,
    set_achieved,
    t_score_of_record,
)
from evenreach.flow.records.queries import records_to_check, report_content, versions_of
from evenreach.flow.records.sharing import FamilyLinkEnded, read_by_family, send_to_family
from evenreach.flow.records.writing import (
    Agreed,
    AlreadyAchieved,
    ChangedMeanwhile,
    NotComplete,
    Provision,
    Seen,
)
from evenreach.flow.visits.models import SpecialistPost, Visit
from evenreach.methods.outcomes import Levels
from tests.conftest import People
from tests.stories import PROVISION, SEEN, Cast, EyesOf, asked, made

State = VisitRecord.State
NOTHING = Seen("", "", "", "", "", "", "")
AGREED = [Agreed("Follows two steps in class", 3, 6, 2), Agreed("Asks for a picture", 2, 5)]


@pytest.fixture
def cast(people: People, eyes: EyesOf) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def seen(cast: Cast, at: datetime, eyes: EyesOf) -> Visit:
    """A visit that was made to Alison's school."""
    return made(cast, at, eyes)


@pytest.fixture
def by(seen: Visit, eyes: EyesOf) -> Eyes:
    """Its specialist."""
    return eyes(seen.specialist)


Write = Callable[..., VisitRecord]


@pytest.fixture
def write(by: Eyes, at: datetime, seen: Visit) -> Write:
    def written(how: Write = write_record, **what: object) -> VisitRecord:
        given = {"seen": SEEN, "provision": PROVISION, "outcomes": AGREED, **what}
        return how(by=by, at=at, visit_id=seen.pk, **given)

    return written


def is_trainee(visit: Visit) -> None:
    SpecialistPost.objects.of(visit.authority_id).filter(person=visit.specialist).update(
        needs_checking=True
    )


def test_a_draft_may_lack_anything_and_cannot_be_released(
    write: Write, by: Eyes, at: datetime, seen: Visit
) -> None:
    half = Provision("Pictures", "", "", None)
    record = write(save_draft, seen=NOTHING, provision=[half], outcomes=[Agreed("", None, 4)])
    assert (record.state, record.edition) == (State.DRAFT, 1)
    with pytest.raises(NotReady, match="still a draft"):
        release_report(by=by, at=at, visit_id=seen.pk)
    assert write().state == State.COMPLETE


@pytest.mark.parametrize(
    ("what", "missing"),
    [
        ({"seen": replace(SEEN, context="")}, "the context"),
        ({"provision": [replace(PROVISION[0], until=None)]}, "all of each line of provision"),
        ({"outcomes": [Agreed("Reads", None, 4)]}, "words and levels of each outcome"),
        (
            {"seen": replace(SEEN, further_assessment="indicated", assessment_what="A screen")},
            "who would make it, when it would be made",
        ),
        (
            {"seen": replace(SEEN, further_assessment="included", assessment_detail="88")},
            "the instrument that was used",
        ),
    ],
)
def test_a_complete_record_lacks_nothing(
    what: dict[str, object], missing: str, write: Write, seen: Visit
) -> None:
    with pytest.raises(NotComplete, match=missing):
        write(**what)
    assert not VisitRecord.objects.of(seen.authority_id).exists()


def test_two_tabs_do_not_overwrite_each_other(write: Write) -> None:
    first = write(edition=0)
    write(edition=first.edition, seen=replace(SEEN, strengths="Patient."))
    with pytest.raises(ChangedMeanwhile, match="Nothing was overwritten") as told:
        write(edition=first.edition, seen=replace(SEEN, strengths="Brave."))
    assert told.value.record.strengths == "Patient."
    assert told.value.record.edition == 2


def test_a_trainees_record_waits_for_a_second_person(
    write: Write, by: Eyes, at: datetime, seen: Visit, people: People, eyes: EyesOf, cast: Cast
) -> None:
    is_trainee(seen)
    record = write()
    assert record.state == State.TO_CHECK
    mails = OutgoingMail.objects.of(seen.authority_id)
    assert mails.get(message_id=f"record-{record.pk}-1-to-check-{cast.lead.person_id}").recipient
    with pytest.raises(NotReady, match="second person"):
        release_report(by=by, at=at, visit_id=seen.pk)
    with pytest.raises(OwnRecord):
        check_record(by=by, at=at, record_id=record.pk)
    assert list(records_to_check(by)) == []
    assert list(records_to_check(cast.lead)) == [record]
    assert list(records_to_check(eyes(people.ruth))) == []
    with pytest.raises(VisitRecord.DoesNotExist):
        check_record(by=eyes(people.ruth), at=at, record_id=record.pk)

    checked = check_record(by=cast.lead, at=at, record_id=record.pk)
    assert (checked.state, checked.checked_by_id) == (State.CHECKED, cast.lead.person_id)
    with pytest.raises(NothingToCheck):
        check_record(by=cast.lead, at=at, record_id=record.pk)
    assert release_report(by=by, at=at, visit_id=seen.pk).version == 1


def test_a_record_given_back_says_what_is_to_be_changed(
    write: Write, at: datetime, seen: Visit, cast: Cast
) -> None:
    is_trainee(seen)
    record = write()
    with pytest.raises(NoReason):
        return_record(by=cast.lead, at=at, record_id=record.pk, why=" ")
    back = return_record(by=cast.lead, at=at, record_id=record.pk, why="Say who does it.")
    assert (back.state, back.returned_why) == (State.DRAFT, "Say who does it.")
    again = write()
    assert (again.state, again.returned_why, again.edition) == (State.TO_CHECK, "", 2)


def test_changing_a_checked_record_asks_for_another_check(
    write: Write, at: datetime, seen: Visit, cast: Cast
) -> None:
    is_trainee(seen)
    check_record(by=cast.lead, at=at, record_id=write().pk)
    again = write()
    assert (again.state, again.checked_by_id) == (State.TO_CHECK, None)


@pytest.mark.parametrize("state", [State.DRAFT, State.TO_CHECK, State.COMPLETE])
def test_the_database_releases_no_trainees_record_unchecked(
    state: State, write: Write, at: datetime, seen: Visit
) -> None:
    record = write()
    is_trainee(seen)
    VisitRecord.objects.of(seen.authority_id).update(state=state)
    with pytest.raises(IntegrityError, match="cannot be released"), transaction.atomic():
        Report.objects.create(
            authority_id=seen.authority_id,
            record=record,
            version=1,
            released_by=seen.specialist,
            released_at=at,
            content={},
        )


def test_the_database_lets_nobody_check_their_own(write: Write, at: datetime, seen: Visit) -> None:
    record = write()
    with pytest.raises(IntegrityError, match="a_second_person_checks"), transaction.atomic():
        VisitRecord.objects.of(seen.authority_id).filter(pk=record.pk).update(
            state=State.CHECKED, checked_by=record.written_by, checked_at=at
        )


@pytest.mark.parametrize(
    ("levels", "rule"),
    [
        ({"baseline": 0}, "baseline_is_on_its_scale"),
        ({"expected": 11}, "expected_is_on_its_scale"),
        ({"baseline": 6}, "more_is_expected"),
        ({"achieved": 11}, "achieved_is_on_its_scale"),
        ({"what": "", "achieved": 4}, "only_the_agreed_is_achieved"),
        ({"weight": 4}, "outcomes_have_a_weight"),
    ],
)
def test_the_database_keeps_outcomes_on_their_scale(
    levels: dict[str, object], rule: str, write: Write, seen: Visit
) -> None:
    write(outcomes=AGREED[:1])
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Outcome.objects.of(seen.authority_id).update(**levels)


def test_what_was_achieved_is_said_after_release_and_stays(
    write: Write, by: Eyes, at: datetime, seen: Visit, cast: Cast
) -> None:
    record = write()
    first, second = Outcome.objects.of(seen.authority_id).order_by("number")
    with pytest.raises(NotYetAgreed):
        set_achieved(by=cast.school, at=at, outcome=first, achieved=6)
    release_report(by=by, at=at, visit_id=seen.pk)
    with pytest.raises(OffTheScale):
        set_achieved(by=cast.school, at=at, outcome=first, achieved=11)
    set_achieved(by=cast.school, at=at, outcome=first, achieved=6)
    assert t_score_of_record(record) is None
    set_achieved(by=cast.school, at=at, outcome=second, achieved=6)
    assert levels_of(record) == [Levels(3, 6, 6, 2), Levels(2, 5, 6, 1)]
    assert t_score_of_record(record) == pytest.approx(50 + 10 / (0.7 * 5 + 0.3 * 9) ** 0.5)

    start_correction(by=by, at=at, visit_id=seen.pk, why="A word was wrong.")
    with pytest.raises(AlreadyAchieved):
        write(outcomes=AGREED[:1])
    write(outcomes=[replace(AGREED[0], what="Follows two steps"), AGREED[1]])
    assert [each.achieved for each in levels_of(record)] == [6, 6]


def test_a_correction_is_the_next_version_with_a_reason(
    write: Write, by: Eyes, at: datetime, seen: Visit
) -> None:
    with pytest.raises(VisitRecord.DoesNotExist):
        start_correction(by=by, at=at, visit_id=seen.pk, why="Too early.")
    write()
    with pytest.raises(NothingToCorrect):
        start_correction(by=by, at=at, visit_id=seen.pk, why="Not released yet.")
    first = release_report(by=by, at=at, visit_id=seen.pk)
    with pytest.raises(AlreadyReleased):
        write()
    with pytest.raises(NothingToCorrect):
        start_correction(by=by, at=at, visit_id=seen.pk, why=" ")
    start_correction(by=by, at=at, visit_id=seen.pk, why="The class has 28 learners.")
    with pytest.raises(NotReady):
        release_report(by=by, at=at, visit_id=seen.pk)
    write(seen=replace(SEEN, context="Seen in a class of 28."))
    second = release_report(by=by, at=at, visit_id=seen.pk)
    assert (second.version, second.reason) == (2, "The class has 28 learners.")
    assert versions_of(first) == [second, first]
    assert (first.content["context"], second.content["context"]) == (
        SEEN.context,
        "Seen in a class of 28.",
    )
    with pytest.raises(AlreadyReleased):
        release_report(by=by, at=at, visit_id=seen.pk)


def test_a_report_that_names_another_learner_is_released_only_when_confirmed(
    write: Write, by: Eyes, at: datetime, seen: Visit, cast: Cast
) -> None:
    other = asked(cast.school, at, reference="P-0999")
    learner = other.learner
    assert learner is not None
    learner.initials = "ZK"
    learner.save(update_fields=["initials"])
    own = seen.school_request.reference
    text = f"Works with ZK and p-0999, never ZKs. See {other.reference} and {own}."
    record = write(seen=replace(SEEN, context=text))
    found = others_named(seen, report_content(record, seen))
    assert found == sorted([other.reference, "P-0999", "ZK"])
    with pytest.raises(NamesOthers, match="confirm that each may stand"):
        release_report(by=by, at=at, visit_id=seen.pk, confirmed=found[:2])
    report = release_report(by=by, at=at, visit_id=seen.pk, confirmed=found)
    line = Line.objects.of(seen.authority_id).get(verb="report released", row_id=report.pk)
    assert line.why == f"confirmed: {', '.join(found)}"


def test_a_family_reads_the_newest_version_by_its_link(
    write: Write, by: Eyes, at: datetime, seen: Visit, cast: Cast
) -> None:
    write()
    first = release_report(by=by, at=at, visit_id=seen.pk)
    send_to_family(
        by=cast.school,
        at=at,
        report_id=first.pk,
        recipient="home@family.example",
        token="a-token",
        link="http://testserver/feedback/report/a-token/",
    )
    start_correction(by=by, at=at, visit_id=seen.pk, why="A word was wrong.")
    write(seen=replace(SEEN, context="Corrected."))
    second = release_report(by=by, at=at, visit_id=seen.pk)

    def read(token: str, when: datetime) -> Report:
        return read_by_family(
            authority_id=seen.authority_id, at=when, token=token, page="/feedback/report/"
        )

    assert read("a-token", at) == second
    looks = LearnerLook.objects.of(seen.authority_id).filter(page="/feedback/report/")
    assert [look.person_name for look in looks] == ["The family, by link"]
    for token, when in (("another", at), ("a-token", at + timedelta(days=28))):
        with pytest.raises(FamilyLinkEnded):
            read(token, when)
    assert looks.count() == 1
    sent = FamilyLink.objects.of(seen.authority_id).get()
    mail = OutgoingMail.objects.of(seen.authority_id).get(message_id=f"family-report-{sent.pk}")
    assert mail.recipient == "home@family.example"
    assert "QX" not in mail.subject + mail.body
    assert "a-token" not in sent.token_digest


def test_a_stranger_sends_no_familys_link(
    write: Write, by: Eyes, at: datetime, seen: Visit, people: People, eyes: EyesOf
) -> None:
    write()
    report = release_report(by=by, at=at, visit_id=seen.pk)
    with pytest.raises(Report.DoesNotExist):
        send_to_family(
            by=eyes(people.brian),
            at=at,
            report_id=report.pk,
            recipient="a@b.example",
            token="t",
            link="http://testserver/",
        )
    assert seen.school_request.school.urn == SENCO_URN

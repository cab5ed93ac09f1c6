"""Jean writes, Morag approves, each person is written to once, and nothing published changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.publishing.addressing import Addressed, ToNobody, addressed_by, recipients_of
from evenreach.desks.publishing.announcement_models import AnnouncementCopy, AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import (
    archive,
    copies_of,
    findings_in,
    newest_published,
    versions_of,
)
from evenreach.desks.publishing.announcing import NotInThisState
from evenreach.desks.publishing.approving import (
    NothingSaidChanged,
    NotReady,
    OwnAnnouncement,
    TimeIsOver,
    approve_version,
    give_back,
    submit_version,
    withdraw_version,
)
from evenreach.desks.publishing.drafting import (
    CorrectedAlready,
    Draft,
    NotTheAuthor,
    begin_correction,
    save_draft,
    start_announcement,
)
from evenreach.desks.publishing.jobs import due
from evenreach.desks.publishing.sending import publish_and_send, queue_due, send_copy_again
from evenreach.desks.publishing.unsubscribing import LinkNotWhole, stop_announcements, stop_token
from evenreach.flow.journal.deliveries import FAILED_AFTER
from evenreach.flow.journal.models import Goes, OutgoingMail, Task
from evenreach.flow.people.actions import NotTheirs, grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.register.partnerships import partnership_of
from evenreach.flow.register.queries import school_by_urn
from tests.conftest import OTHER_URN
from tests.stories import work_off

DRAFT = Draft(
    title="A new core offer",
    summary="Every school has help.",
    text="Every school has help.\n\n## Dates\n\n- From September",
    contact="send-support@council.example",
    audience="schools",
    is_public=True,
)
ADDRESS = "http://testserver/"


@pytest.fixture
def jean(people, eyes) -> Eyes:
    return eyes(people.jean)


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


def submitted(jean: Eyes, at, **changed) -> AnnouncementVersion:
    begun = start_announcement(by=jean, at=at, draft=replace(DRAFT, **changed))
    return submit_version(by=jean, at=at, version_id=begun.pk, findings=findings_in(begun))


def approve(morag: Eyes, at, version: AnnouncementVersion, **when) -> AnnouncementVersion:
    return approve_version(
        by=morag,
        at=at,
        version_id=version.pk,
        findings=findings_in(version),
        address=ADDRESS,
        **when,
    )


def published(jean: Eyes, morag: Eyes, at, **changed) -> AnnouncementVersion:
    version = submitted(jean, at, **changed)
    approve(morag, at, version)
    assert work_off() == 1
    version.refresh_from_db(from_queryset=AnnouncementVersion.objects.of(jean.authority_id))
    return version


def names(version: AnnouncementVersion, at) -> set[str]:
    return {each.person.name for each in recipients_of(version, on=at.date())}


def test_from_draft_to_everybody_at_schools(jean, morag, people, at):
    version = published(jean, morag, at)
    assert version.state == "published"
    assert (version.author_id, version.approver_id) == (people.jean.pk, people.morag.pk)
    sent = copies_of(version)
    assert {each.copy.person_id for each in sent} == {
        people.alison.pk,
        people.brian.pk,
        people.dawn.pk,
    }
    assert [each.mail.recipient for each in sent] == [each.copy.recipient for each in sent]
    task = Task.objects.of(jean.authority_id).get(row_id=version.pk, job="announcements.publish")
    assert (task.failed, task.finished_at is not None) == ("", True)


def test_what_a_person_reads(jean, morag, people, at):
    text = "{{school}} has {{sessions specialist-teaching}}.\n\nAsk {{sencos}}, or [us](/offer/)."
    version = published(jean, morag, at, text=text)
    mail = next(each.mail for each in copies_of(version) if each.copy.person_id == people.dawn.pk)
    school = school_by_urn(jean.authority_id, SENCO_URN)
    assert mail.subject == "A new core offer"
    assert mail.body.startswith(f"Dear Dawn Kerr,\n\n{school.name} has ")
    assert f"Ask {people.alison.name}, or us (http://testserver/offer/)." in mail.body
    assert "Read it on its page: http://testserver/announcements/a-new-core-offer/" in mail.body
    assert f"http://testserver/announcements/stop/{stop_token(people.dawn)}/" in mail.body
    assert "A demonstration" in mail.body
    assert "{{" not in mail.body


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("everyone", {"alison", "brian", "dawn"}),
        ("schools", {"alison", "brian", "dawn"}),
        ("heads", {"dawn"}),
        ("sencos", {"alison", "brian"}),
    ],
)
def test_who_is_addressed_by_role(jean, people, at, audience, readers):
    begun = start_announcement(by=jean, at=at, draft=replace(DRAFT, audience=audience))
    assert names(begun, at) == {getattr(people, name).name for name in readers}


def test_who_is_addressed_by_school(jean, people, at):
    school = school_by_urn(jean.authority_id, SENCO_URN)
    area = partnership_of(school)
    assert area is not None

    def addressed(**to) -> AnnouncementVersion:
        return start_announcement(by=jean, at=at, draft=replace(DRAFT, **to))

    chosen = addressed(audience="chosen", urns=(SENCO_URN,))
    assert names(chosen, at) == {people.alison.name, people.dawn.name}
    assert addressed_by(chosen, on=at.date()) == Addressed(people=2, schools=1, without=0)
    phase = addressed(audience="phase", phase=school.phase)
    assert {people.alison.name, people.dawn.name} <= names(phase, at)
    theirs = addressed(audience="partnership", partnership_id=area.pk)
    assert people.alison.name in names(theirs, at)
    assert addressed_by(theirs, on=at.date()).without > 0


def test_an_announcement_to_nobody_is_refused(jean, at):
    nobody = start_announcement(by=jean, at=at, draft=replace(DRAFT, audience="chosen", urns=(1,)))
    with pytest.raises(ToNobody, match=r"^Nobody holds a role that this announcement"):
        submit_version(by=jean, at=at, version_id=nobody.pk, findings=[])


def test_what_stops_it_is_said(jean, at):
    begun = start_announcement(by=jean, at=at, draft=replace(DRAFT, text="# Top\n\n![](/x.png)"))
    with pytest.raises(NotReady) as refused:
        submit_version(by=jean, at=at, version_id=begun.pk, findings=findings_in(begun))
    assert str(refused.value) == (
        "Line 1, heading “Top”: A heading is as high as the title. The title is the page’s own "
        "heading: begin headings with ## instead of #. There are 2 more to mend."
    )


def test_nobody_approves_what_they_wrote(morag, at):
    version = submitted(morag, at)
    with pytest.raises(OwnAnnouncement):
        approve(morag, at, version)
    with pytest.raises(IntegrityError, match="somebody_else_approves"), transaction.atomic():
        AnnouncementVersion.objects.of(morag.authority_id).filter(pk=version.pk).update(
            state="approved", approver_id=morag.person_id, approved_at=at, publish_at=at
        )


def test_service_leads_write_and_the_authority_approves(jean, people, eyes, at):
    version = submitted(jean, at)
    with pytest.raises(NotTheirs):
        approve(eyes(people.ruth), at, version)
    with pytest.raises(NotTheirs):
        start_announcement(by=eyes(people.tom), at=at, draft=DRAFT)


def test_only_the_author_writes_a_draft(jean, morag, at):
    begun = start_announcement(by=jean, at=at, draft=DRAFT)
    with pytest.raises(NotTheAuthor, match=r"^Jean Armstrong writes this announcement"):
        save_draft(by=morag, at=at, version_id=begun.pk, draft=DRAFT)


def test_returned_to_its_author(jean, morag, people, at):
    version = submitted(jean, at)
    returned = give_back(by=morag, at=at, version_id=version.pk, why="Say from when.")
    assert (returned.state, returned.returned_why) == ("drafted", "Say from when.")
    mail = OutgoingMail.objects.of(jean.authority_id).get(recipient=people.jean.email)
    assert mail.body == "Morag Telfer returned your announcement, because: Say from when."
    saved = save_draft(by=jean, at=at, version_id=version.pk, draft=replace(DRAFT, title="Soon"))
    assert saved.title == "Soon"


def test_published_late_and_once(jean, morag, at):
    version = submitted(jean, at)
    with pytest.raises(TimeIsOver):
        approve(morag, at, version, publish_at=at)
    approve(morag, at, version, publish_at=at + timedelta(days=2))
    mine = jean.authority_id
    assert queue_due(authority_id=mine, at=at + timedelta(days=1)) == 0
    late = at + timedelta(days=9)
    assert [queue_due(authority_id=mine, at=late) for _ in range(2)] == [1, 0]
    assert work_off() == 1
    assert queue_due(authority_id=mine, at=late) == 0
    assert AnnouncementVersion.objects.of(mine).get(pk=version.pk).state == "published"
    assert AnnouncementCopy.objects.of(mine).count() == 3


def test_each_minute_what_is_due_is_published(jean, morag, at):
    version = submitted(jean, at)
    approve(morag, at, version, publish_at=at + timedelta(microseconds=1))
    due(0)
    assert work_off() == 1
    assert len(copies_of(version)) == 3


def test_asked_for_again_nobody_is_written_to_twice(jean, morag, at):
    version = published(jean, morag, at)
    with pytest.raises(NotInThisState, match=r"^This announcement is published"):
        publish_and_send(by=morag, at=at, version_id=version.pk)
    assert OutgoingMail.objects.of(jean.authority_id).count() == 3
    copy = copies_of(version)[0].copy
    with (
        pytest.raises(IntegrityError, match="one_announcement_for_each_person"),
        transaction.atomic(),
    ):
        AnnouncementCopy.objects.create(
            authority_id=copy.authority_id,
            version=version,
            person=copy.person,
            urns=[],
            recipient="other@school.example",
            message_id="another",
            queued_at=at,
        )


def test_nobody_left_to_write_to_when_its_time_comes(jean, morag, people, at):
    version = submitted(jean, at, audience="heads")
    approve(morag, at, version)
    people.dawn.is_active = False
    people.dawn.save()
    assert work_off() == 1
    version = AnnouncementVersion.objects.of(jean.authority_id).get(pk=version.pk)
    assert (version.state, version.approver_id) == ("submitted", None)
    task = Task.objects.of(jean.authority_id).get(row_id=version.pk)
    assert task.failed.startswith("Nobody holds a role")


@pytest.mark.parametrize("change", ["title = 'x'", "state = 'drafted'", "published_at = now()"])
def test_a_published_announcement_never_changes(jean, morag, at, change):
    version = published(jean, morag, at)
    with (
        pytest.raises(DatabaseError, match="announcement"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE desks_announcementversion SET {change} WHERE id = {version.pk}")


def test_a_correction_is_the_next_version_and_says_what_changed(jean, morag, people, eyes, at):
    first = published(jean, morag, at)
    second = begin_correction(by=jean, at=at, version_id=first.pk)
    assert (second.number, second.text, second.changed) == (2, first.text, "")
    with pytest.raises(CorrectedAlready):
        begin_correction(by=morag, at=at, version_id=first.pk)
    with pytest.raises(NothingSaidChanged):
        submit_version(by=jean, at=at, version_id=second.pk, findings=[])
    corrected = replace(DRAFT, text="Every school has help.", changed="No dates yet.")
    save_draft(by=jean, at=at, version_id=second.pk, draft=corrected)
    submit_version(by=jean, at=at, version_id=second.pk, findings=[])
    approve(morag, at, second)
    assert work_off() == 1
    alison = eyes(people.alison)
    found = versions_of(alison, "a-new-core-offer")
    assert [(each.number, each.text) for each in found] == [
        (2, "Every school has help."),
        (1, DRAFT.text),
    ]
    assert [each.number for each in newest_published(alison)] == [2]
    mail = copies_of(found[0])[0].mail
    assert mail.subject == "Corrected: A new core offer"
    assert "What changed: No dates yet." in mail.body


def test_withdrawn_with_a_reason(jean, morag, at):
    version = published(jean, morag, at)
    withdraw_version(by=morag, at=at, version_id=version.pk, reason="The dates were wrong.")
    anyone = Eyes(authority_id=jean.authority_id)
    assert list(newest_published(anyone)) == []
    assert versions_of(anyone, "a-new-core-offer")[0].reason == "The dates were wrong."


def test_what_is_not_public_is_read_by_whom_it_was_sent_to(jean, morag, people, eyes, at):
    published(jean, morag, at, audience="heads", is_public=False)
    readers = {
        name: len(archive(eyes(getattr(people, name))))
        for name in ("alison", "dawn", "tom", "jean", "anil")
    }
    assert readers == {"alison": 0, "dawn": 1, "tom": 0, "jean": 1, "anil": 0}
    assert len(archive(Eyes(authority_id=jean.authority_id))) == 0


def test_the_archive_is_searched_by_words_and_school_year(jean, morag, at):
    published(jean, morag, at)
    published(jean, morag, at, title="Dates of training", text="Come on Monday.")
    anyone = Eyes(authority_id=jean.authority_id)

    def titles(**which) -> list[str]:
        return [each.title for each in archive(anyone, **which)]

    assert titles() == ["Dates of training", "A new core offer"]
    assert titles(words="monday come") == ["Dates of training"]
    assert titles(words="september") == ["A new core offer"]
    assert titles(words="september monday") == []
    year = timezone.localdate(at).year - 1
    assert (titles(year=year), titles(year=year + 1)) == (titles(), [])


def test_whoever_stopped_announcements_is_not_sent_the_next(jean, morag, people, at):
    stopped = stop_announcements(
        authority_id=jean.authority_id, at=at, token=stop_token(people.dawn)
    )
    assert stopped == people.dawn
    version = published(jean, morag, at)
    goes = {each.copy.person_id: each.mail.goes for each in copies_of(version)}
    assert goes == {
        people.alison.pk: Goes.AT_ONCE,
        people.brian.pk: Goes.AT_ONCE,
        people.dawn.pk: Goes.NEVER,
    }


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: "x" + token])
def test_a_link_that_is_not_whole_stops_nothing(jean, people, at, spoil):
    with pytest.raises(LinkNotWhole):
        stop_announcements(
            authority_id=jean.authority_id, at=at, token=spoil(stop_token(people.dawn))
        )


def test_a_copy_that_failed_goes_to_the_mended_address(jean, morag, people, at):
    version = published(jean, morag, at)
    failed = next(each for each in copies_of(version) if each.copy.person_id == people.dawn.pk)
    with pytest.raises(OutgoingMail.DoesNotExist):
        send_copy_again(by=jean, at=at, copy_id=failed.copy.pk)
    OutgoingMail.objects.of(jean.authority_id).filter(pk=failed.mail.pk).update(
        attempts=FAILED_AFTER, last_error="550 no such mailbox"
    )
    people.dawn.email = "d.kerr@school.example"
    people.dawn.save()
    mail = send_copy_again(by=jean, at=at, copy_id=failed.copy.pk)
    assert (mail.attempts, mail.recipient) == (0, "d.kerr@school.example")
    assert mail.message_id == failed.copy.message_id


def test_somebody_at_two_schools_is_written_to_once(jean, morag, people, at):
    grant_role(
        by=morag,
        at=at,
        person=people.dawn,
        role=Role.SCHOOL,
        starts_on=at.date(),
        urn=OTHER_URN,
        title="Headteacher",
    )
    version = published(jean, morag, at, text="For {{school}}.", audience="heads")
    sent = copies_of(version)
    assert [each.copy.urns for each in sent] == [[SENCO_URN, OTHER_URN]]
    both = [school_by_urn(jean.authority_id, urn).name for urn in (SENCO_URN, OTHER_URN)]
    assert f"For {both[0]} and {both[1]}." in sent[0].mail.body

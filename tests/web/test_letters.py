"""Morag writes to every school about its sessions; each person is sent the letter once."""

from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction

from evenreach.desks.allocation.queries import shares_seen_by
from evenreach.desks.publishing.actions import NotSo, begin_sending, send_letters
from evenreach.desks.publishing.models import Letter, LetterCopy, LetterIssue
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.background import UnderWay

from ..stories import work_off

SENCO_URN = 122170
WRITTEN = {
    "title": "Your school’s sessions",
    "opening": "Every school has sessions.\n\nThey were shared by a policy.",
    "appeals": "Write to us within twenty school days.",
    "signed_by": "Morag Telfer, Head of SEND",
    "contact": "send-support@council.example",
}


@pytest.fixture
def prepared(people, browser_of, northumberland) -> LetterIssue:
    sent = browser_of(people.morag).post(
        "/service/letters/2025/new/", WRITTEN | {"form_key": uuid4().hex}
    )
    assert sent.status_code == 302
    return LetterIssue.objects.of(northumberland.pk).get()


def send(browser, issue: LetterIssue):
    address = f"/service/letters/issue/{issue.pk}/send/"
    return browser.post(address, {"form_key": uuid4().hex}, follow=True)


def test_every_school_with_a_share_has_its_letter(prepared, people, eyes, northumberland):
    assert prepared.state == "prepared"
    shares = shares_seen_by(eyes(people.morag), academic_year=2025)
    letters = Letter.objects.of(northumberland.pk).filter(issue=prepared)
    told = {
        (letter.content["urn"], service["service"]): service["sessions"]
        for letter in letters
        for service in letter.content["services"]
    }
    assert len(told) == shares.count() == 334
    offer = published_offer(northumberland.pk, academic_year=2025)
    names = {part.service_id: part.name for part in services_offered(offer)}
    assert told == {
        (share.school.urn, names[share.policy.service_id]): share.sessions for share in shares
    }
    assert not OutgoingMail.objects.of(northumberland.pk).exists()


def test_sending_is_asked_for_and_done_in_the_background(
    prepared, people, browser_of, northumberland
):
    morag = browser_of(people.morag)
    page = send(morag, prepared)
    assert "Being sent" in page.content.decode()
    assert page["Refresh"] == "2"
    assert work_off() == 1
    copies = LetterCopy.objects.of(northumberland.pk).filter(letter__issue=prepared)
    mails = OutgoingMail.objects.of(northumberland.pk)
    assert {copy.recipient for copy in copies} == {mail.recipient for mail in mails}
    assert copies.count() == mails.count() == len({copy.person_id for copy in copies}) == 3
    page = morag.get(f"/service/letters/issue/{prepared.pk}/").content.decode()
    assert "3 copies to people" in page
    assert "schools have nobody here to write to" in page
    assert "Waiting since" in page


def test_the_mail_says_what_the_school_has_and_where_the_rest_is(
    prepared, people, browser_of, northumberland
):
    send(browser_of(people.morag), prepared)
    work_off()
    copy = LetterCopy.objects.of(northumberland.pk).get(person=people.alison)
    mail = OutgoingMail.objects.of(northumberland.pk).get(message_id=copy.message_id)
    letter = Letter.objects.of(northumberland.pk).get(pk=copy.letter_id)
    for service in letter.content["services"]:
        assert f"- {service['service']}: {service['sessions']} sessions of 180" in mail.body
    assert f"http://testserver/reports/letters/{letter.pk}/" in mail.body
    assert "A demonstration" in mail.body
    assert mail.subject == f"Your school’s sessions: {letter.content['school']}"


def test_sent_twice_is_sent_once(prepared, people, eyes, at, browser_of, northumberland):
    """Asked for twice, the second is refused; the job run again after it ended does nothing."""
    morag = eyes(people.morag)
    begin_sending(by=morag, at=at, issue_id=prepared.pk)
    with pytest.raises(NotSo, match="These letters are sending"):
        begin_sending(by=morag, at=at, issue_id=prepared.pk)
    work_off()
    with pytest.raises(NotSo, match="These letters are sent"):
        send_letters(by=morag, at=at, issue_id=prepared.pk)
    LetterIssue.objects.of(northumberland.pk).update(state="sending")
    send_letters(by=morag, at=at, issue_id=prepared.pk)
    assert OutgoingMail.objects.of(northumberland.pk).count() == 3


def test_a_school_reads_its_own_letter_once_sent(prepared, people, browser_of, northumberland):
    letters = Letter.objects.of(northumberland.pk).filter(issue=prepared)
    own = letters.get(school__urn=SENCO_URN)
    other = letters.exclude(school__urn=SENCO_URN).first()
    alison = browser_of(people.alison)
    assert alison.get(f"/reports/letters/{own.pk}/").status_code == 404
    assert "You have no letters yet" in alison.get("/reports/letters/").content.decode()
    send(browser_of(people.morag), prepared)
    work_off()
    page = alison.get(f"/reports/letters/{own.pk}/").content.decode()
    assert "Every school has sessions." in page
    assert "Write to us within twenty school days." in page
    assert f"What {own.content['school']} has in 2025/26" in page
    assert alison.get(f"/reports/letters/{other.pk}/").status_code == 404
    assert own.content["school"] in alison.get("/reports/letters/").content.decode()


def test_a_letter_is_a_tagged_pdf(prepared, people, browser_of, northumberland):
    letter = Letter.objects.of(northumberland.pk).filter(issue=prepared).first()
    morag = browser_of(people.morag)
    once = morag.get(f"/reports/letters/{letter.pk}/letter.pdf").content
    with pikepdf.open(BytesIO(once)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-GB"
    assert morag.get(f"/reports/letters/{letter.pk}/letter.pdf").content == once


def test_withdrawn_letters_say_why(prepared, people, browser_of, northumberland):
    morag = browser_of(people.morag)
    address = f"/service/letters/issue/{prepared.pk}/withdraw/"
    refused = morag.post(address, {"form_key": uuid4().hex, "reason": ""})
    assert "Say why the letters are withdrawn" in refused.content.decode()
    done = morag.post(
        address, {"form_key": uuid4().hex, "reason": "The weights were wrong."}, follow=True
    )
    assert "The weights were wrong." in done.content.decode()
    page = send(morag, prepared)
    assert "These letters are withdrawn" in page.content.decode()


def test_what_is_missing_is_said(people, browser_of, northumberland):
    sent = browser_of(people.morag).post(
        "/service/letters/2025/new/", {"form_key": uuid4().hex, "contact": "nobody"}
    )
    page = sent.content.decode()
    for sentence in (
        "Enter a title",
        "Write the opening of the letter",
        "Say how a school asks for its sessions to be looked at again",
        "Enter who signs the letters",
        "Enter an address like name@council.example",
    ):
        assert sentence in page
    assert not LetterIssue.objects.of(northumberland.pk).exists()


def test_only_the_authoritys_leadership_writes(prepared, people, eyes, at):
    with pytest.raises(NotTheirs):
        begin_sending(by=eyes(people.jean), at=at, issue_id=prepared.pk)


def test_a_letter_never_changes(prepared):
    with (
        pytest.raises(DatabaseError, match="written once and never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE desks_letter SET school_id = school_id")


def test_two_who_press_at_once_send_once(prepared, people, eyes, at):
    begin_sending(by=eyes(people.morag), at=at, issue_id=prepared.pk)
    LetterIssue.objects.of(prepared.authority_id).update(state="prepared")
    with pytest.raises(UnderWay):
        begin_sending(by=eyes(people.morag), at=at, issue_id=prepared.pk)

"""Announcements on their pages: written, pasted, approved, read, corrected, withdrawn, stopped."""

from dataclasses import replace
from io import BytesIO
from uuid import uuid4
from xml.etree import ElementTree

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.publishing.announcement_models import AnnouncementPicture, AnnouncementVersion
from evenreach.desks.publishing.drafting import start_announcement
from evenreach.desks.publishing.pictures import UnfitPicture, picture_kind, without_details
from evenreach.desks.publishing.unsubscribing import stop_token
from evenreach.flow.journal.models import MailChoice, OutgoingMail
from evenreach.flow.register.queries import schools_on_register
from tests.conftest import OTHER_URN
from tests.stories import work_off
from tests.web.announced import DRAFT, a_picture, announcement_out, send_out

LIST = "/service/announcements/"
WRITTEN = {
    "title": "A new core offer",
    "summary": "Every school has help.",
    "text": "Every school has help.\n\nSchool\tSessions\nAcomb\t6",
    "audience": "everyone",
    "step": "announcement",
    "contact": "send-support@council.example",
}
ATOM = "{http://www.w3.org/2005/Atom}"


def post(browser, address: str, **fields):
    return browser.post(address, {**fields, "form_key": uuid4().hex}, follow=True)


@pytest.fixture
def jean(people, browser_of):
    return browser_of(people.jean)


@pytest.fixture
def morag(people, browser_of):
    return browser_of(people.morag)


@pytest.fixture
def out(people, eyes, at):
    return announcement_out(writer=eyes(people.jean), lead=eyes(people.morag), at=at)


def only(northumberland) -> AnnouncementVersion:
    return AnnouncementVersion.objects.of(northumberland.pk).get()


def test_written_by_one_approved_by_another_read_by_anybody(
    jean, morag, browser_of, northumberland
):
    page = post(jean, f"{LIST}write/", **WRITTEN).content.decode()
    assert "The draft is saved. Nobody else is sent anything yet" in page
    assert "3 people at 2 schools; at " in page
    assert '<th class="govuk-table__header" scope="col">School</th>' in page
    version = only(northumberland)
    assert version.text.endswith("| School | Sessions |\n|---|---|\n| Acomb | 6 |")
    page = post(jean, f"{LIST}{version.pk}/submit/").content.decode()
    assert "It waits for somebody of the authority’s leadership" in page
    assert browser_of().get("/announcements/a-new-core-offer/").status_code == 404
    page = post(morag, f"{LIST}{version.pk}/approve/", when="now").content.decode()
    assert "Waiting to begin" in page
    assert work_off() == 1
    page = browser_of().get("/announcements/a-new-core-offer/").content.decode()
    assert '<div class="app-table-scroll" role="region" aria-label="Table 1" tabindex="0">' in page
    assert "send-support@council.example" in page
    proof = morag.get(f"{LIST}{version.pk}/").content.decode()
    assert proof.count("Waiting since") == 3


def test_what_stops_it_is_listed_and_it_cannot_be_submitted(jean, northumberland):
    text = "Click [here](/offer/)\n\n![](/announcements/pictures/9/)\n\nPLEASE READ THIS."
    page = post(jean, f"{LIST}write/", **WRITTEN | {"text": text}).content.decode()
    assert "A picture has no description." in page
    assert "Its words do not say what it leads to." in page
    assert "Advice, which stops nothing" in page
    assert "Submit it for approval" not in page
    refused = post(jean, f"{LIST}{only(northumberland).pk}/submit/")
    assert refused.status_code == 409
    assert "Line 1, link “here”: Its words do not say what it leads to." in refused.content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Enter a title, like"),
        ({"audience": ""}, "Say who it is for"),
        ({"audience": "partnership"}, "Choose the partnership whose schools are written to"),
        ({"audience": "phase"}, "Choose the phase whose schools are written to"),
        ({"audience": "chosen"}, "Enter the URNs of the schools, like 122170"),
        ({"audience": "chosen", "urns": "122170 x1"}, "x1 is not a URN"),
        ({"audience": "chosen", "urns": "999999"}, "No school here has the URN 999999"),
        ({"contact": "us"}, "Enter an address like name@council.example"),
    ],
)
def test_what_is_missing_is_said(jean, northumberland, given, sentence):
    page = post(jean, f"{LIST}write/", **WRITTEN | given).content.decode()
    assert sentence in page
    assert not AnnouncementVersion.objects.of(northumberland.pk).exists()


def test_an_announcement_to_nobody_is_refused_in_words(jean, northumberland):
    alone = schools_on_register(northumberland.pk).exclude(urn__in=(SENCO_URN, OTHER_URN)).first()
    assert alone is not None
    post(jean, f"{LIST}write/", **WRITTEN | {"audience": "chosen", "urns": str(alone.urn)})
    refused = post(jean, f"{LIST}{only(northumberland).pk}/submit/")
    assert refused.status_code == 409
    assert "Choose other readers, or invite the people" in refused.content.decode()


def test_pasting_is_cleaned_by_the_service(jean):
    cleaned = jean.post(f"{LIST}clean/", {"html": "<h1>Dates</h1><p>Soon<o:p></o:p></p>"})
    assert cleaned.json() == {"text": "## Dates\n\nSoon"}
    cleaned = jean.post(f"{LIST}clean/", {"html": "", "plain": "A\tB\n1\t2"})
    assert cleaned.json() == {"text": "\n| A | B |\n|---|---|\n| 1 | 2 |\n"}
    hidden = "<table><col><col width=0><tr><td>A</td><td>B</td></tr></table>"
    refused = jean.post(f"{LIST}clean/", {"html": hidden})
    assert refused.status_code == 409
    assert refused.json()["refused"].startswith("Column B (“B”) of the table is hidden")


def test_a_picture_needs_its_description_and_loses_its_place(jean, browser_of, northumberland):
    post(jean, f"{LIST}write/", **WRITTEN)
    version = only(northumberland)
    address = f"{LIST}{version.pk}/picture/"

    def file(content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("map.jpg", content)

    page = post(jean, address, picture=file(a_picture()), description="").content.decode()
    assert "Describe the picture for people who do not see it" in page
    page = post(jean, address, picture=file(b"GIF89a"), description="A map").content.decode()
    assert "The file must be a whole PNG or JPEG" in page
    assert not AnnouncementPicture.objects.of(northumberland.pk).exists()
    post(jean, address, picture=file(a_picture()), description="A map [of areas]")
    kept = AnnouncementPicture.objects.of(northumberland.pk).get()
    shown = f"![A map (of areas)](/announcements/pictures/{kept.pk}/)"
    assert only(northumberland).text.endswith(f"\n\n{shown}\n")
    assert browser_of().get(f"/announcements/pictures/{kept.pk}/").status_code == 404
    answer = jean.get(f"/announcements/pictures/{kept.pk}/")
    assert (answer["Content-Type"], answer.content) == ("image/png", bytes(kept.content))


def test_what_a_camera_wrote_into_a_picture_is_not_kept():
    taken = BytesIO()
    details = Image.Exif()
    details[0x010F] = "A camera’s maker"
    Image.new("RGB", (4, 2), "teal").save(taken, "JPEG", exif=details, comment=b"At home")
    assert b"camera" in taken.getvalue() and b"At home" in taken.getvalue()
    kept = without_details(picture_kind(taken.getvalue()), taken.getvalue())
    assert b"camera" not in kept and b"At home" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.size, picture.format, dict(picture.getexif())) == ((4, 2), "JPEG", {})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 megabytes"),
        (b"%PDF-1.7", "must be a whole PNG or JPEG"),
    ],
)
def test_what_is_no_picture_is_refused(content, sentence):
    with pytest.raises(UnfitPicture, match=sentence):
        picture_kind(content)


def test_scheduled_for_a_time(jean, morag, northumberland, at):
    post(jean, f"{LIST}write/", **WRITTEN)
    version = only(northumberland)
    post(jean, f"{LIST}{version.pk}/submit/")
    day = {"on_day": "1", "on_month": "5", "on_year": str(at.year)}
    address = f"{LIST}{version.pk}/approve/"
    page = post(morag, address, when="later").content.decode()
    assert "Enter the day on which it is published" in page
    assert "Enter an hour and minutes, like 8:30" in page
    past = day | {"on_year": str(at.year - 1)}
    page = post(morag, address, when="later", hour="8:30", **past).content.decode()
    assert "The time for publication is over already" in page
    page = post(morag, address, when="later", hour="8:30", **day).content.decode()
    assert f"for 1 May {at.year} at 8:30am" in page
    assert work_off() == 0
    page = post(morag, f"{LIST}{version.pk}/return/", why="Not in May.").content.decode()
    assert "Returned to Jean Armstrong: Not in May." in page
    assert only(northumberland).publish_at is None


def test_the_newest_version_and_those_before(out, browser_of):
    anyone = browser_of()
    page = anyone.get("/announcements/a-new-core-offer/").content.decode()
    assert "What changed in version 2:</strong> No dates." in page
    assert f"A{out.newest.announcement_id}-2" in page
    old = anyone.get("/announcements/a-new-core-offer/1/").content.decode()
    assert "From September" in old
    assert "Read the newest version" in old
    lines = anyone.get("/announcements/a-new-core-offer/2/changes/").content.decode()
    assert "<del>- From September</del>" in lines
    assert "<ins>Every school has help at once.</ins>" in lines
    assert anyone.get("/announcements/a-new-core-offer/3/").status_code == 404


def test_withdrawn_its_page_says_why_and_it_leaves_the_lists(out, morag, browser_of):
    address = f"{LIST}{out.newest.pk}/withdraw/"
    assert "Say why it is withdrawn" in post(morag, address, reason="").content.decode()
    post(morag, address, reason="The dates were wrong.")
    anyone = browser_of()
    page = anyone.get("/announcements/a-new-core-offer/").content.decode()
    assert "The dates were wrong." in page
    assert "Every school has help at once." not in page
    assert "a-new-core-offer" not in anyone.get("/announcements/").content.decode()
    assert "a-new-core-offer" not in anyone.get("/announcements/feed.atom").content.decode()


def test_the_feed_has_what_is_public(out, people, eyes, at, browser_of):
    jean, morag = eyes(people.jean), eyes(people.morag)
    kept = replace(DRAFT, title="For heads", audience="heads", is_public=False)
    send_out(start_announcement(by=jean, at=at, draft=kept), writer=jean, lead=morag, at=at)
    answer = browser_of().get("/announcements/feed.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["A new core offer"]
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://testserver/announcements/a-new-core-offer/"
    assert entries[0].findtext(f"{ATOM}summary") == "Every school has help. What changed: No dates."


def test_what_is_not_public_asks_to_sign_in_and_is_read_by_its_recipients(
    people, eyes, at, browser_of
):
    jean, morag = eyes(people.jean), eyes(people.morag)
    kept = replace(DRAFT, title="For heads", audience="heads", is_public=False)
    send_out(start_announcement(by=jean, at=at, draft=kept), writer=jean, lead=morag, at=at)
    address = "/announcements/for-heads/"
    asked = browser_of().get(address)
    assert (asked.status_code, asked["Location"]) == (302, f"/sign-in/?next={address}")
    answers = {
        name: browser_of(getattr(people, name)).get(address).status_code
        for name in ("dawn", "alison", "tom", "ruth")
    }
    assert answers == {"dawn": 200, "alison": 404, "tom": 404, "ruth": 200}


def test_a_public_page_does_not_tell_a_schools_facts(people, eyes, at, browser_of, northumberland):
    jean, morag = eyes(people.jean), eyes(people.morag)
    text = "{{school}} has {{sessions specialist-teaching}}; ask {{sencos}}."
    merged = replace(DRAFT, audience="schools", text=text)
    send_out(start_announcement(by=jean, at=at, draft=merged), writer=jean, lead=morag, at=at)
    page = browser_of().get("/announcements/a-new-core-offer/").content.decode()
    assert "[your school] has [your school’s sessions]; ask [your SENCO]." in page
    assert "stand for facts that each school reads in the mail" in page
    bodies = OutgoingMail.objects.of(northumberland.pk).values_list("body", flat=True)
    assert len({body.splitlines()[2] for body in bodies}) == 2


def test_the_archive_is_searched(out, browser_of):
    anyone = browser_of()

    def shows(query: str) -> bool:
        return (
            "/announcements/a-new-core-offer/"
            in anyone.get(f"/announcements/{query}").content.decode()
        )

    queries = ("", "?words=help+offer", "?words=swimming", "?year=2025", "?year=2024", "?year=x")
    assert [shows(query) for query in queries] == [True, True, False, True, False, True]
    page = anyone.get("/announcements/?words=swimming").content.decode()
    assert "0 announcements found" in page
    assert "Try fewer words" in page


def test_a_thread_leads_from_announcement_to_offer(out, browser_of):
    page = browser_of().get(f"/announcements/threads/{out.thread.slug}/").content.decode()
    steps = ["Announcement</h2>", "A new core offer", "Decision</h2>", "How sessions are shared"]
    steps += ["Offer</h2>", "What we offer to every school in 2025/26"]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    assert "Consultation</h2>" not in page
    assert "Reports</h2>" not in page


def test_as_a_tagged_pdf(out, browser_of):
    answer = browser_of().get("/announcements/a-new-core-offer/announcement.pdf")
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-GB"


def test_a_link_in_the_mail_stops_announcements_once_its_button_is_pressed(
    people, browser_of, northumberland
):
    address = f"/announcements/stop/{stop_token(people.dawn)}/"
    anyone = browser_of()
    assert "head@school.example" in anyone.get(address).content.decode()
    assert not MailChoice.objects.of(northumberland.pk).exists()
    page = post(anyone, address).content.decode()
    assert "you are sent no announcements" in page
    choice = MailChoice.objects.of(northumberland.pk).get()
    assert (choice.recipient, choice.kind, choice.goes) == (
        "head@school.example",
        "announcements",
        "never",
    )
    assert anyone.get("/announcements/stop/x/").status_code == 410


def test_what_authors_type_is_never_taken_for_html(people, eyes, at, browser_of):
    jean, morag = eyes(people.jean), eyes(people.morag)
    version = start_announcement(by=jean, at=at, draft=replace(DRAFT, text="Hello."))
    AnnouncementVersion.objects.of(jean.authority_id).filter(pk=version.pk).update(
        text='<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "x'
    )
    page = browser_of(people.morag).get(f"{LIST}{version.pk}/").content.decode()
    assert morag.is_authority_lead
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page

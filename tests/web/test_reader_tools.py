"""What every published page lets its reader do: its facts, the file, the post and the text size."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.urls import reverse

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.allocation.consultation_queries import consultations_of
from evenreach.desks.allocation.decision_queries import decisions_published
from evenreach.flow.journal.models import Line, OutgoingMail
from evenreach.flow.people.page_mail import MOST_AN_HOUR, TooManyPagesSent, mail_page
from evenreach.web.published import PublishedPage
from tests.stories import LEARNER, Cast, letters_sent, reported

TOOLS = re.compile(r'<section class="app-reader".*?</section>', re.DOTALL)
SERVICE = "/offer/specialist-teaching/"


def tools_on(client, path: str) -> str:
    """The tools of a page as one line; refuses a page that has them twice or not at all."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    (found,) = TOOLS.findall(answer.content.decode())
    return " ".join(found.split())


def words_of(markup: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", unescape(markup)).split())


def links(markup: str, begins: str) -> list[str]:
    return [unescape(link) for link in re.findall(rf'href="({begins}[^"]*)"', markup)]


@pytest.fixture
def pages(northumberland, people, eyes, at) -> dict[str, tuple[object, str]]:
    """Each kind of published page without a learner: who reads it, and where it is."""
    decision = decisions_published(northumberland.pk).first()
    consultation = consultations_of(northumberland.pk).get()
    letter = letters_sent(by=eyes(people.morag), at=at, urn=SENCO_URN)
    return {
        "offer": (None, "/offer/"),
        "service": (None, SERVICE),
        "decision": (None, reverse("decision", args=[decision.pk])),
        "consultation": (
            people.alison,
            reverse("school:consultation", args=[SENCO_URN, consultation.pk]),
        ),
        "letter": (people.alison, reverse("reports:letter", args=[letter.pk])),
    }


def test_every_published_page_has_the_tools(pages, browser_of):
    for kind, (reader, path) in pages.items():
        found = tools_on(browser_of(reader), path)
        said = words_of(found)
        assert re.search(r"Reference \S+", said), kind
        assert re.search(r"(Published|Decided|Opened|Dated) \d+\s\w+\s20\d\d", said), kind
        assert "Who to ask send-support@council.example" in said, kind
        assert f'value="http://testserver{path}"' in found, kind
        (post,) = links(found, r"mailto:\?")
        assert unquote(post).endswith(f"\nhttp://testserver{path}\n"), kind
        assert "To print, choose Print" in said, kind
        assert bool(links(found, "/send-page/")) == (reader is not None), kind


def test_each_file_is_reached_from_its_page(pages, browser_of):
    with_a_file = {
        kind: links(tools_on(browser_of(reader), path), r"[^\"]*\.pdf")
        for kind, (reader, path) in pages.items()
    }
    assert {kind: len(found) for kind, found in with_a_file.items()} == {
        "offer": 1,
        "service": 1,
        "decision": 1,
        "consultation": 0,
        "letter": 1,
    }


def test_a_report_on_a_learner_goes_out_by_no_mail(people, eyes, at, browser_of):
    report = reported(Cast(eyes(people.alison), eyes(people.jean)), at, eyes)
    found = tools_on(browser_of(people.alison), reverse("reports:read", args=[report.pk]))
    assert links(found, "mailto:") == links(found, "/send-page/") == []
    assert "It is not sent by e-mail, because it is about a learner" in words_of(found)
    assert LEARNER.school_reference not in found


@pytest.fixture
def alison(people, browser_of):
    return browser_of(people.alison)


def send_to(client, address: str, path: str = SERVICE):
    (form,) = links(tools_on(client, path), "/send-page/")
    return client.post(form, {"address": address, "form_key": uuid4().hex})


def sent_on(northumberland) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.of(northumberland.pk).filter(message_id__startswith="page-"))


def test_alison_reads_what_she_sends_and_it_is_what_goes(alison, northumberland):
    (form,) = links(tools_on(alison, SERVICE), "/send-page/")
    shown = words_of(alison.get(form).content.decode())
    answer = send_to(alison, "parent@home.example")
    assert answer.status_code == 302
    assert answer["Location"] == SERVICE
    (mail,) = sent_on(northumberland)
    assert mail.recipient == "parent@home.example"
    assert " ".join(mail.body.split()) in shown
    assert f"http://testserver{SERVICE}\n" in mail.body
    assert re.findall(r"https?://\S+", mail.body) == [f"http://testserver{SERVICE}"]
    line = Line.objects.of(northumberland.pk).get(verb="link to a page sent by mail")
    assert line.why == f"http://testserver{SERVICE}"


@pytest.mark.parametrize("address", ["", "nobody", "a@x.example, b@x.example"])
def test_a_link_goes_to_one_address(alison, northumberland, address):
    answer = send_to(alison, address)
    assert answer.status_code == 200
    assert "e-mail address" in words_of(answer.content.decode())
    assert sent_on(northumberland) == []


def test_the_same_link_goes_to_the_same_person_once(alison, northumberland):
    for _ in range(3):
        assert send_to(alison, "parent@home.example").status_code == 302
    assert len(sent_on(northumberland)) == 1


def test_nobody_sends_more_than_a_few_an_hour(people, eyes, at, northumberland):
    def send(by, nth: int, when=at) -> None:
        address = f"n{nth}@home.example"
        mail_page(by=by, at=when, recipient=address, title="Page", link="http://testserver/")

    for nth in range(MOST_AN_HOUR):
        send(eyes(people.alison), nth)
    with pytest.raises(TooManyPagesSent, match="Wait an hour, or send this one from your own"):
        send(eyes(people.alison), MOST_AN_HOUR)
    send(eyes(people.brian), MOST_AN_HOUR)
    send(eyes(people.alison), MOST_AN_HOUR + 1, at + timedelta(minutes=61))
    assert len(sent_on(northumberland)) == MOST_AN_HOUR + 2


def test_a_page_that_was_not_sealed_here_is_not_sent(alison, northumberland):
    seal = PublishedPage("/offer/", "Offer").seal
    assert PublishedPage.unsealed(seal) == PublishedPage("/offer/", "Offer")
    assert alison.get(reverse("send_page", args=[seal])).status_code == 200
    assert alison.get(reverse("send_page", args=[f"x{seal}"])).status_code == 404


class TestTheTextSize:
    def choose(self, client, size: str, back: str = SERVICE):
        return client.get("/text-size/", {"size": size, "back": back})

    def classes(self, client, path: str = "/") -> list[str]:
        page = client.get(path).content.decode()
        return re.findall(r'<html lang="en-GB" class="([^"]*)"', page)[0].split()

    def test_it_is_remembered_on_every_page(self, northumberland, browser_of):
        anyone = browser_of()
        assert self.classes(anyone) == ["govuk-template"]
        answer = self.choose(anyone, "150")
        assert (answer.status_code, answer["Location"]) == (302, SERVICE)
        for path in ("/", SERVICE, "/schools/", "/nowhere/"):
            assert self.classes(anyone, path) == ["govuk-template", "app-text-150"]
        self.choose(anyone, "100")
        assert self.classes(anyone) == ["govuk-template"]

    def test_its_control_says_which_one_holds(self, northumberland, browser_of):
        anyone = browser_of()
        self.choose(anyone, "200")
        page = anyone.get("/offer/").content.decode()
        held = re.findall(r'name="size" value="(\d+)".*?aria-pressed="(\w+)"', page)
        assert held == [("100", "false"), ("125", "false"), ("150", "false"), ("200", "true")]
        assert '<legend class="app-text-size__label">Text size</legend>' in page
        assert '<input type="hidden" name="back" value="/offer/">' in page

    @pytest.mark.parametrize("size", ["", "1000", "<b>", "1e2"])
    def test_a_size_that_is_not_ours_is_the_browser_s_own(self, northumberland, browser_of, size):
        anyone = browser_of()
        self.choose(anyone, size)
        assert anyone.cookies["text_size"].value == "100"

    @pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", ""])
    def test_it_leads_to_no_other_host(self, northumberland, browser_of, back):
        assert self.choose(browser_of(), "125", back)["Location"] == "/"

    def test_a_browser_sends_it_to_no_other_site(self, northumberland, browser_of):
        anyone = browser_of()
        self.choose(anyone, "125")
        kept = anyone.cookies["text_size"]
        assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/")
        assert kept["max-age"] == 31_536_000

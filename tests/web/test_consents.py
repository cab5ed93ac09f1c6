"""A mother decides on her phone, by a link that opening does not use up."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.people.inviting import OneTimeLink
from evenreach.flow.requests.consent_links import ANSWERABLE_FOR, ask_for_consent
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import record_consent
from evenreach.flow.requests.drafting import AboutLearner, ask, describe_learner
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of
from evenreach.flow.requests.states import State
from evenreach.web.family.consent import COOKIE
from tests.stories import CONSENT, Cast, asked, booked, drafted

TOKEN = "aN-opaque_token"
LINK, ANSWER, TAKE_BACK = f"/consent/{TOKEN}/", "/consent/answer/", "/consent/take-back/"
YES = {"outcome": "given", "given_by": "Mother", "holds_responsibility": "yes"}
NO = {**YES, "outcome": "refused"}
NEWS = {
    "given_by": "Mother",
    "route": "telephone",
    "given_on_day": "1",
    "given_on_month": "3",
    "given_on_year": "2026",
}


def send(client: Client, path: str, **typed: str) -> HttpResponse:
    return client.post(path, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def request_(cast, at) -> SchoolRequest:
    """Alison's draft, whose family is asked by link; what was agreed before is superseded."""
    request = drafted(cast.school, at)
    Consent.objects.of(request.authority_id).update(superseded_at=at)
    ask_for_consent(
        by=cast.school,
        at=at,
        request_id=request.pk,
        link=OneTimeLink(TOKEN, f"http://testserver{LINK}"),
        recipient="home@example.test",
    )
    return request


@pytest.fixture
def phone(browser_of, request_) -> Client:
    """The mother's phone: signed in nowhere."""
    return browser_of()


@pytest.fixture
def alison(browser_of, people) -> Client:
    return browser_of(people.alison)


class TestByLink:
    def test_she_reads_what_it_is_and_agrees(self, phone, request_):
        opened = phone.get(LINK, follow=True)
        assert opened.redirect_chain == [(ANSWER, 302)]
        words = words_of(opened)
        for said in (
            "to help your child at school. Nothing happens unless you agree.",
            "What is written, and who sees it",
            "You can say no, and you can change your mind",
            "Please answer by <strong>30 March 2026</strong>",
            "the law gives it the task",
        ):
            assert said in words
        for name in ("QX", "P-0417"):
            assert name not in words
        sent = send(phone, ANSWER, **YES, sharing="on", said="Mornings are hard.")
        assert sent.url == ANSWER
        assert "You have agreed" in words_of(phone.get(ANSWER))
        consent = consent_of(request_)
        assert (consent.outcome, consent.route, consent.scope, consent.said) == (
            "given",
            "online",
            "sharing",
            "Mornings are hard.",
        )

    def test_she_says_no(self, phone, request_):
        phone.get(LINK)
        send(phone, ANSWER, **NO)
        assert "You have said no" in words_of(phone.get(ANSWER))
        assert consent_of(request_).outcome == "refused"

    def test_opening_the_link_changes_nothing_so_mail_scanners_do_no_harm(
        self, phone, request_, browser_of
    ):
        before = list(Consent.objects.of(request_.authority_id).order_by("pk").values())
        with CaptureQueriesContext(connection) as seen:
            browser_of().get(LINK)
            browser_of().head(LINK)
            scanner = browser_of()
            scanner.get(LINK, follow=True)
            scanner.head(ANSWER)
            scanner.get(TAKE_BACK)
        quiet = ("SELECT", "SAVEPOINT", "RELEASE")
        assert [row["sql"] for row in seen if not row["sql"].startswith(quiet)] == []
        assert list(Consent.objects.of(request_.authority_id).order_by("pk").values()) == before

    def test_the_cookie_is_signed_and_kept_from_scripts_and_other_pages(self, phone):
        cookie = phone.get(LINK).cookies[COOKIE]
        assert TOKEN not in cookie.value
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
            True,
            "Lax",
            "/consent/",
            24 * 60 * 60,
        )
        assert bool(cookie["secure"]) == settings.SESSION_COOKIE_SECURE

    def test_only_who_has_responsibility_can_agree(self, phone, request_):
        phone.get(LINK)
        refused = words_of(send(phone, ANSWER, **{**YES, "holds_responsibility": "no"}))
        assert "Only somebody with parental responsibility can agree" in refused
        assert consent_of(request_).outcome == "requested"

    def test_for_a_child_in_care_the_holder_is_named(self, phone, request_):
        phone.get(LINK)
        refused = words_of(send(phone, ANSWER, **YES, is_in_care="on"))
        assert "Write who has parental responsibility" in refused
        send(phone, ANSWER, **YES, is_in_care="on", holder_name="Robin Invented")
        assert consent_of(request_).holder_name == "Robin Invented"

    def test_a_name_is_kept_of_nobody_else(self, phone, request_):
        phone.get(LINK)
        send(phone, ANSWER, **YES, holder_name="Robin Invented")
        assert consent_of(request_).holder_name == ""

    def test_a_young_person_over_16_is_asked_themselves(self, phone, request_, cast, at):
        older = AboutLearner(initials="QX", school_reference="P-0417", year_group="12")
        describe_learner(by=cast.school, at=at, request_id=request_.pk, learner=older)
        words = words_of(phone.get(LINK, follow=True))
        assert "to help you at school. Nothing happens unless you agree." in words
        assert "parental responsibility" not in words
        send(phone, ANSWER, outcome="given")
        consent = consent_of(request_)
        assert (consent.given_by, consent.route) == ("The young person", "own")

    def test_the_same_form_sent_twice_answers_once(self, phone, request_):
        phone.get(LINK)
        typed = {"form_key": uuid4().hex, **YES}
        assert [phone.post(ANSWER, typed).url for _ in range(2)] == [ANSWER, ANSWER]
        answers = Consent.objects.of(request_.authority_id).filter(outcome="given", route="online")
        assert answers.count() == 1

    def test_another_answer_by_the_same_link_is_refused_in_words(self, phone, browser_of):
        second = browser_of()
        for client in (phone, second):
            client.get(LINK)
        send(phone, ANSWER, **YES)
        again = send(second, ANSWER, **NO)
        assert again.status_code == 410
        assert "You have answered this already" in words_of(again)

    def test_a_link_ends_after_four_weeks(self, phone, request_, cast, at):
        ask_for_consent(
            by=cast.school,
            at=at - ANSWERABLE_FOR,
            request_id=request_.pk,
            link=OneTimeLink("an-old-token", "http://testserver/consent/an-old-token/"),
        )
        ended = phone.get("/consent/an-old-token/", follow=True)
        assert ended.status_code == 410
        assert "you have four weeks to answer" in words_of(ended)
        assert send(phone, ANSWER, **YES).status_code == 410
        assert consent_of(request_).outcome == "requested"

    def test_what_the_school_wrote_down_takes_the_place_of_a_link(self, phone, request_, cast, at):
        phone.get(LINK)
        record_consent(by=cast.school, at=at, request_id=request_.pk, consent=CONSENT)
        replaced = send(phone, ANSWER, **NO)
        assert replaced.status_code == 410
        assert "has written down an answer since" in words_of(replaced)
        assert consent_of(request_).outcome == "given"

    @pytest.mark.parametrize("token", ["nothing", "%00", "%F0%9F%92%A9", "x" * 500, "a=b;c"])
    def test_a_link_of_nobody_s_is_answered_with_a_sentence(self, phone, token):
        ended = phone.get(f"/consent/{token}/", follow=True)
        assert ended.status_code == 410
        assert "not one of ours" in words_of(ended)

    @pytest.mark.parametrize("path", [ANSWER, TAKE_BACK])
    def test_without_a_link_it_is_said_how_to_come(self, phone, path):
        answer = phone.get(path)
        assert answer.status_code == 410
        assert "open the link in the message from the school" in words_of(answer)


class TestTakingBack:
    def test_she_takes_it_back_by_the_same_link_while_work_goes_on(self, phone, request_, cast, at):
        phone.get(LINK)
        send(phone, ANSWER, **YES)
        ask(by=cast.school, at=at, request_id=request_.pk)
        asked_first = words_of(phone.get(TAKE_BACK))
        assert "What stops" in asked_first
        assert "What stays" in asked_first
        assert consent_of(request_).outcome == "given"
        assert send(phone, TAKE_BACK).url == ANSWER
        after = words_of(phone.get(LINK, follow=True))
        assert "Your consent is taken back" in after
        assert "It is not shared further" in after
        request_.refresh_from_db()
        assert request_.state == State.WITHDRAWN

    def test_what_was_not_given_is_not_taken_back(self, phone):
        phone.get(LINK)
        assert phone.get(TAKE_BACK).url == ANSWER
        refused = send(phone, TAKE_BACK)
        assert refused.status_code == 410
        assert "no consent to take back" in words_of(refused)


class TestAtTheSchool:
    def test_alison_asks_by_mail(self, alison, request_, northumberland):
        answer = send(
            alison, reverse("school:consent_ask", args=[request_.pk]), email="home@example.test"
        )
        assert answer.url == reverse("school:check", args=[request_.pk])
        mail = OutgoingMail.objects.of(northumberland.pk).latest("pk")
        assert mail.recipient == "home@example.test"
        assert "http://testserver/consent/" in mail.body
        for name in ("QX", "P-0417"):
            assert name not in mail.subject + mail.body

    def test_alison_gets_the_link_to_pass_on_and_the_one_before_ends(self, alison, phone, request_):
        shown = send(alison, reverse("school:consent_ask", args=[request_.pk]), email="")
        assert "It is shown this once" in words_of(shown)
        link = words_of(shown).partition('govuk-link" href="http://testserver/consent/')[2]
        token = link.partition("/")[0]
        assert "Do you agree to a visit?" in words_of(phone.get(f"/consent/{token}/", follow=True))
        assert "sent you a newer link" in words_of(phone.get(LINK, follow=True))

    def test_the_list_of_parts_says_who_is_waited_for(self, alison, request_):
        assert "Not answered yet" in words_of(
            alison.get(reverse("school:check", args=[request_.pk]))
        )
        refused = words_of(send(alison, reverse("school:check", args=[request_.pk])))
        assert "has not answered yet" in refused

    def test_it_is_recorded_that_consent_is_taken_back(self, alison, cast, at):
        visit = booked(cast, at)
        page = reverse("school:consent_news", args=[visit.school_request_id])
        assert send(alison, page, **NEWS, news="taken_back").status_code == 302
        shown = words_of(alison.get(reverse("school:request", args=[visit.school_request_id])))
        assert "Consent was taken back: the work stops" in shown
        assert "is not shared further" in shown

    def test_a_disagreement_stops_the_work_and_is_settled(
        self, alison, browser_of, people, cast, at
    ):
        request = asked(cast.school, at)
        page = reverse("school:consent_news", args=[request.pk])
        send(alison, page, **{**NEWS, "given_by": "Father"}, news="other")
        shown = words_of(alison.get(reverse("school:request", args=[request.pk])))
        assert "neither the school nor the service decides between them" in shown
        lead = words_of(browser_of(people.jean).get(reverse("lead:request", args=[request.pk])))
        assert "Parents disagree" in lead
        missing = words_of(send(alison, page, **NEWS, news="agreed"))
        assert "Say how it was settled" in missing
        send(alison, page, **NEWS, news="agreed", settled_how="Both agreed after a talk.")
        assert consent_of(request).outcome == "given"

    def test_another_school_finds_nothing(self, browser_of, people, request_):
        brian = browser_of(people.brian)
        for name in ("consent", "consent_ask", "consent_news"):
            page = reverse(f"school:{name}", args=[request_.pk])
            assert [brian.get(page).status_code, send(brian, page).status_code] == [404, 404]

"""A school that was visited answers three questions by a one-time link, without signing in."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenreach.flow.feedback.actions import invite
from evenreach.flow.feedback.models import Answer, Invitation
from evenreach.flow.people.models import Authority
from evenreach.web.family.answers import COOKIE
from tests.conftest import People
from tests.stories import Cast, EyesOf, made

TOKEN = "aN-opaque_token"
LINK, QUESTIONS = f"/feedback/{TOKEN}/", "/feedback/answer/"
TYPED = {"as-described": "4", "helps-us-act": "5", "in-your-words": "Keep the afternoon."}


def send(client: Client, **typed: str) -> HttpResponse:
    return client.post(QUESTIONS, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def invitation(northumberland: Authority, people: People, eyes: EyesOf, at: datetime) -> Invitation:
    """Alison's school was visited, and asked how it went, on the day of the stories."""
    cast = Cast(school=eyes(people.alison), lead=eyes(people.jean))
    visit = made(cast, at, eyes)
    return invite(
        by=eyes(visit.specialist),
        at=at,
        visit=visit,
        token=TOKEN,
        link="http://testserver" + LINK,
        title="After the visit",
    )


@pytest.fixture
def alison(browser_of) -> Client:
    """Alison's old phone: signed in nowhere."""
    return browser_of()


def test_alison_answers_three_questions_and_is_thanked(alison, invitation, northumberland):
    opened = alison.get(LINK, follow=True)
    assert opened.redirect_chain == [(QUESTIONS, 302)]
    words = words_of(opened)
    assert "Three questions about one visit" in words
    assert "Your answers are confidential, not anonymous." in words
    assert words.count('type="radio"') == 10

    sent = send(alison, **TYPED)
    assert sent["Location"] == "/feedback/thanks/"
    assert sent.cookies[COOKIE].value == ""
    assert "Your answers have been saved" in words_of(alison.get(sent["Location"]))
    answer = Answer.objects.of(northumberland.pk).get()
    assert answer.ratings == {"as-described": 4, "helps-us-act": 5}
    assert answer.words == {"in-your-words": "Keep the afternoon."}
    assert answer.academic_year == 2025


def test_opening_the_link_changes_nothing_so_mail_scanners_do_no_harm(
    alison, invitation, browser_of, northumberland
):
    before = Invitation.objects.of(northumberland.pk).values().get()
    with CaptureQueriesContext(connection) as asked:
        browser_of().get(LINK)
        browser_of().head(LINK)
        browser_of().get(LINK, follow=True)
    written = [
        row["sql"] for row in asked if not row["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert written == []
    assert Invitation.objects.of(northumberland.pk).values().get() == before
    assert alison.get(LINK, follow=True).status_code == 200


def test_the_cookie_is_signed_short_lived_and_kept_from_scripts(alison, invitation):
    cookie = alison.get(LINK).cookies[COOKIE]
    assert TOKEN not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 24 * 60 * 60
    assert cookie["path"] == QUESTIONS
    assert bool(cookie["secure"]) == settings.SESSION_COOKIE_SECURE
    alison.cookies[COOKIE] = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    refused = alison.get(QUESTIONS)
    assert refused.status_code == 410
    assert "open the link in the message that we sent you" in words_of(refused)


def test_an_answer_left_out_is_asked_for_and_the_rest_is_kept(alison, invitation, northumberland):
    alison.get(LINK)
    refused = send(alison, **{"as-described": "4", "in-your-words": "Keep the afternoon."})
    words = words_of(refused)
    assert refused.status_code == 200
    assert "Choose one of the five answers to: Does your school know better now" in words
    assert "Keep the afternoon." in words
    assert 'value="4" checked' in words
    assert not Answer.objects.of(northumberland.pk).exists()
    assert send(alison, **{**TYPED, "helps-us-act": "6"}).status_code == 200
    assert send(alison, **{**TYPED, "in-your-words": "x" * 2001}).status_code == 200
    assert not Answer.objects.of(northumberland.pk).exists()


def test_words_are_optional(alison, invitation, northumberland):
    alison.get(LINK)
    send(alison, **{**TYPED, "in-your-words": "  "})
    assert Answer.objects.of(northumberland.pk).get().words == {}


def test_the_link_works_once(alison, invitation, browser_of, northumberland):
    for client in (alison, second := browser_of()):
        client.get(LINK)
    send(alison, **TYPED)
    again = send(second, **TYPED)
    assert again.status_code == 410
    assert "These questions have been answered already" in words_of(again)
    assert "answered already" in words_of(second.get(LINK, follow=True))
    assert Answer.objects.of(northumberland.pk).count() == 1


def test_pressing_send_twice_answers_once(alison, invitation, northumberland):
    alison.get(LINK)
    typed = {"form_key": uuid4().hex, **TYPED}
    answers = [alison.post(QUESTIONS, typed) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/feedback/thanks/"] * 2
    assert Answer.objects.of(northumberland.pk).count() == 1


def test_a_link_ends_after_six_weeks(alison, invitation, at):
    Invitation.objects.of(invitation.authority_id).update(expires_on=at.date() - timedelta(days=1))
    ended = alison.get(LINK, follow=True)
    assert ended.status_code == 410
    assert "links to a survey work for six weeks" in words_of(ended)
    assert send(alison, **TYPED).status_code == 410


@pytest.mark.parametrize("token", ["nothing", "%00", "%F0%9F%92%A9", "x" * 500, "answer.", "a=b;c"])
def test_a_link_of_nobody_s_is_answered_with_a_sentence(alison, invitation, token):
    ended = alison.get(f"/feedback/{token}/", follow=True)
    assert ended.status_code == 410
    assert "not one of ours or has ended" in words_of(ended)


def test_the_questions_without_a_link_say_how_to_come(alison, northumberland):
    answer = alison.get(QUESTIONS)
    assert answer.status_code == 410
    assert "open the link in the message" in words_of(answer)

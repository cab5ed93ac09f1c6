"""The pages on which a school reviews, and what leads there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from evenreach.flow.records.models import ProvisionLine
from evenreach.flow.records.review_models import Review
from evenreach.flow.requests.states import State
from tests.stories import PROVISION, Cast, reported
from tests.web.test_search import words_on

ANSWERS = {
    "reviewed_on_day": "27",
    "reviewed_on_month": "2",
    "reviewed_on_year": "2026",
    "done_0": "partly",
    "why_0": "The teacher was away.",
    "difference": "Two steps in maths, not yet in English.",
    "learner_view": "",
    "family_view": "",
    "next_step": "close",
    "next_detail": "",
}


@pytest.fixture
def request_reported(people, eyes, at):
    report = reported(Cast(eyes(people.alison), eyes(people.jean)), at, eyes)
    return report.record.visit.school_request


@pytest.fixture
def alison(people, browser_of):
    return browser_of(people.alison)


def address(request):
    return reverse("school:review", args=[request.pk])


def sent(client, request, **changed):
    return client.post(address(request), {**ANSWERS, **changed, "form_key": uuid4().hex})


def test_the_page_asks_about_each_piece_that_was_planned(alison, request_reported):
    said = words_on(alison.get(address(request_reported)))
    assert said.count(PROVISION[0].what) == 2
    assert "The review is due on 3 July 2026" in said
    assert "Was this done as planned?" in said


def test_a_review_closes_the_request_and_is_read_there(alison, request_reported):
    answer = sent(alison, request_reported)
    page = reverse("school:request", args=[request_reported.pk])
    assert (answer.status_code, answer["Location"]) == (302, page)
    request_reported.refresh_from_db()
    assert request_reported.state == State.CLOSED
    said = words_on(alison.get(page))
    assert f"{PROVISION[0].what} Partly done: The teacher was away." in said
    assert "Review what was planned" not in said
    assert alison.get(address(request_reported))["Location"] == page


def test_asking_again_leads_to_a_new_request(alison, request_reported):
    answer = sent(alison, request_reported, next_step="ask_again")
    assert answer["Location"] == reverse("school:new", args=[request_reported.school.urn])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"done_0": ""}, "Say whether this was done"),
        ({"why_0": ""}, "Say why this was not wholly done"),
        ({"difference": ""}, "Say what difference it has made"),
        ({"next_step": "refer_on"}, "Say whom you refer to"),
        ({"reviewed_on_year": "2027"}, "The date must be today or in the past"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(alison, request_reported, changed, sentence):
    said = words_on(sent(alison, request_reported, **changed))
    assert "There is a problem" in said
    assert sentence in said
    assert not Review.objects.of(request_reported.authority_id).exists()


def test_it_waits_on_the_schools_page_when_it_is_near(alison, at, request_reported):
    page, task = reverse("school:start"), f"Review what was planned, {request_reported.reference}"
    assert task not in words_on(alison.get(page))
    lines = ProvisionLine.objects.of(request_reported.authority_id)
    lines.update(until=at.date() + timedelta(days=14))
    assert f"{task} Due on 16 March 2026 Review" in words_on(alison.get(page))
    lines.update(until=at.date() - timedelta(days=1))
    assert f"{task} Was due on 1 March 2026 Overdue" in words_on(alison.get(page))


def test_the_timeline_tells_of_everything_in_order(alison, request_reported):
    sent(alison, request_reported)
    shown = alison.get(reverse("learners:learner", args=[request_reported.learner_id]))
    said = words_on(shown)
    reference = request_reported.reference
    parts = [f"Report {reference} released", "made, ", "Consent given", f"Request {reference} sent"]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert f"Request {reference} reviewed" in said

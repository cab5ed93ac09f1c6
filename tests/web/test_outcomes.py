"""From an outcome's weight on the record to what was achieved, as each reader is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from evenreach.flow.records.actions import release_report, write_record
from evenreach.flow.records.models import Outcome
from evenreach.flow.records.writing import Agreed
from evenreach.web.specialist.line_forms import OutcomeForm
from tests.stories import PROVISION, SEEN, Cast, made
from tests.web.test_reviews import ANSWERS
from tests.web.test_search import words_on

AGREED = [Agreed("Follows two steps", 2, 6, 2), Agreed("Asks for a picture", 3, 7)]
TABLE = (
    "Outcome Was Expected Achieved Weight How far "
    "Follows two steps 2 6 6 2 As expected "
    "Asks for a picture 3 7 5 1 On the way to what was expected "
    "Goal attainment T-score: 46.0"
)


@pytest.fixture
def report(people, eyes, at):
    visit = made(Cast(eyes(people.alison), eyes(people.jean)), at, eyes)
    after = visit.half_day.ends_at + timedelta(hours=2)
    by = eyes(visit.specialist)
    what = {"seen": SEEN, "provision": PROVISION, "outcomes": AGREED}
    write_record(by=by, at=after, visit_id=visit.pk, **what)
    return release_report(by=by, at=after, visit_id=visit.pk)


@pytest.fixture
def asked(report):
    return report.record.visit.school_request


@pytest.fixture
def alison(people, browser_of):
    return browser_of(people.alison)


@pytest.fixture
def reviewed(alison, asked):
    achieved = {"achieved_1": "6", "achieved_2": "5", "form_key": uuid4().hex}
    answer = alison.post(reverse("school:review", args=[asked.pk]), {**ANSWERS, **achieved})
    assert answer.status_code == 302
    return asked


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [
        ({"weight": "3"}, {"weight": 3}),
        ({"weight": ""}, {"weight": 1}),
        ({}, {"weight": 1}),
    ],
)
def test_an_outcome_weighs_one_unless_it_is_said(typed, agreed):
    data = {"what": "Reads", "baseline": "2", "expected": "5", **typed}
    form = OutcomeForm({f"outcome-1-{name}": value for name, value in data.items()}, number=1)
    assert form.is_valid()
    assert form.cleaned_data == {"what": "Reads", "baseline": 2, "expected": 5, **agreed}


@pytest.mark.parametrize("weight", ["0", "4", "-1", "1.5", "much"])
def test_a_weight_is_a_small_whole_number(weight):
    data = {"what": "Reads", "baseline": "2", "expected": "5", "weight": weight}
    form = OutcomeForm({f"outcome-2-{name}": value for name, value in data.items()}, number=2)
    assert form.errors == {"weight": ["Outcome 2: the weight is a whole number from 1 to 3"]}


def test_a_weight_alone_is_no_outcome():
    form = OutcomeForm({"outcome-1-what": "", "outcome-1-weight": "3"}, number=1)
    assert form.is_valid()
    assert not form.has_changed()


def test_the_review_asks_each_level_and_says_what_for(alison, asked):
    said = words_on(alison.get(reverse("school:review", args=[asked.pk])))
    assert "Follows two steps How far is it now, from 1 to 10? It was 2; 6 was expected." in said
    assert "it is never compared between children" in said
    assert "T-score:" not in words_on(alison.get(reverse("school:request", args=[asked.pk])))


def test_the_request_shows_what_was_achieved(alison, reviewed):
    said = words_on(alison.get(reverse("school:request", args=[reviewed.pk])))
    assert TABLE in said
    assert "those of different children are never averaged" in said


def test_school_and_professional_read_levels_and_the_family_plain_words(alison, report, reviewed):
    page = reverse("reports:read", args=[report.pk])
    for version in ("school", "professional"):
        assert TABLE in words_on(alison.get(page, {"for": version}))
    said = words_on(alison.get(page, {"for": "family"}))
    assert (
        "How it went Follows two steps This is as we hoped. "
        "Asks for a picture Some of this is there. It is on its way."
    ) in said
    assert "T-score" not in said


def test_the_timeline_tells_of_it(alison, reviewed):
    said = words_on(alison.get(reverse("learners:learner", args=[reviewed.learner_id])))
    assert (
        "Follows two steps: as expected. Asks for a picture: on the way to what was expected. "
        "T-score 46.0."
    ) in said


def test_what_is_agreed_after_the_review_has_no_score_yet(alison, report, reviewed):
    Outcome.objects.create(
        authority_id=reviewed.authority_id,
        record=report.record,
        number=3,
        what="Waits",
        baseline=1,
        expected=4,
    )
    said = words_on(alison.get(reverse("school:request", args=[reviewed.pk])))
    assert "Waits 1 4 – 1 Agreed after the review" in said
    assert "T-score:" not in said

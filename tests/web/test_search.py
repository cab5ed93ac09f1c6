"""Finding a request within what one may see; only opening it is a look."""

import re
from html import unescape

import pytest
from django.urls import reverse

from evenreach.flow.journal.models import LearnerLook
from evenreach.flow.visits.learners import requests_found
from tests.conftest import OTHER_URN
from tests.stories import Cast, asked, booked, drafted


def words_on(response):
    """What a page says, without its marks."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def requests(people, eyes, at):
    """Alison's sent request and her draft, Brian's sent request; all about specialist teaching."""
    alison, brian = eyes(people.alison), eyes(people.brian)
    return {
        "sent": asked(alison, at, reference="P-1"),
        "draft": drafted(alison, at, reference="P-2"),
        "brians": asked(brian, at, urn=OTHER_URN, reference="P-1"),
    }


def search(client, **asked_for):
    return client.get(reverse("learners:search"), asked_for)


def found_by(eyes, requests, words, **narrowed):
    found = set(requests_found(eyes, words=words, **narrowed))
    return {name for name, request in requests.items() if request in found}


def test_each_finds_their_own_by_any_of_three(people, eyes, requests):
    sent, brians = requests["sent"], requests["brians"]
    alison, jean, ruth, tom, morag = (
        eyes(getattr(people, name)) for name in ("alison", "jean", "ruth", "tom", "morag")
    )
    school = sent.school.name
    assert found_by(alison, requests, sent.reference) == {"sent"}
    assert found_by(alison, requests, brians.reference) == set()
    assert found_by(alison, requests, "p-1") == {"sent"}
    assert found_by(alison, requests, school.lower()[:12]) == {"sent", "draft"}
    assert found_by(jean, requests, "P-1") == {"sent", "brians"}
    assert found_by(jean, requests, school) == {"sent"}
    assert found_by(ruth, requests, "P-1") == set()
    assert found_by(tom, requests, sent.reference) == set()
    assert found_by(morag, requests, brians.reference.lower()) == {"brians"}
    assert found_by(morag, requests, "P-1") == set()


def test_a_specialist_finds_what_they_visit_for(people, eyes, at):
    visit = booked(Cast(eyes(people.alison), eyes(people.jean)), at)
    request = visit.school_request
    mine = {"mine": request}
    assert found_by(eyes(visit.specialist), mine, request.reference) == {"mine"}
    for other in {people.tom, people.samuel} - {visit.specialist}:
        assert found_by(eyes(other), mine, request.reference) == set()


def test_it_is_narrowed_by_where_requests_stand(people, eyes, requests):
    alison, school = eyes(people.alison), requests["sent"].school.name
    assert found_by(alison, requests, school, state="drafted") == {"draft"}


def test_the_page_lists_without_the_learner_and_looks_at_nobody(people, browser_of, requests):
    sent = requests["sent"]
    said = words_on(search(browser_of(people.jean), words=sent.reference))
    assert f"1 request {'Requests, the newest first'} Reference School Service" in said
    assert f"{sent.reference} {sent.school.name}" in said
    assert "QX" not in said
    assert not LearnerLook.objects.of(sent.authority_id).filter(learner_id=sent.learner_id).exists()


def test_everybody_is_led_to_their_own_page_of_a_request(people, browser_of, requests):
    sent = requests["sent"]
    ways = {
        "alison": reverse("school:request", args=[sent.pk]),
        "jean": reverse("lead:request", args=[sent.pk]),
        "morag": reverse("learners:looks", args=[sent.learner_id]),
    }
    for name, way in ways.items():
        shown = search(browser_of(getattr(people, name)), words=sent.reference)
        assert f'href="{way}"' in shown.content.decode()


def test_nothing_asked_and_nothing_found_say_what_to_do(people, browser_of):
    client = browser_of(people.alison)
    assert "Enter a reference or a school." in words_on(search(client))
    assert "No request fits" in words_on(search(client, words="LIC-99999"))
    assert "Enter a reference or the name of a school" in words_on(search(client, words=""))

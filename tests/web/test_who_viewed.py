"""Who looked at a learner's record, when, at which page; looking at that is a look too."""

import pytest
from django.urls import reverse

from evenreach.flow.journal.models import LearnerLook
from tests.stories import Cast, accepted, asked
from tests.web.test_search import words_on


@pytest.fixture
def request_asked(people, eyes, at):
    return asked(eyes(people.alison), at)


def looks_of(request):
    return reverse("learners:looks", args=[request.learner_id])


def test_each_look_is_listed_under_its_day_with_its_page(people, browser_of, request_asked):
    alison, jean = browser_of(people.alison), browser_of(people.jean)
    alison.get(reverse("school:request", args=[request_asked.pk]))
    jean.get(reverse("lead:request", args=[request_asked.pk]))
    said = words_on(alison.get(looks_of(request_asked)))
    assert f"{people.alison.name} The request, at the school" in said
    assert f"{people.jean.name} The request, in the service" in said
    assert f"{people.alison.name} This page" in said
    assert "QX" not in said
    assert "P-0417" not in said


def test_looking_at_who_looked_is_recorded(people, browser_of, request_asked):
    browser_of(people.morag).get(looks_of(request_asked))
    look = LearnerLook.objects.of(request_asked.authority_id).latest("pk")
    assert (look.person_name, look.page) == (people.morag.name, looks_of(request_asked))


def test_it_is_shown_to_those_who_may_see_the_learner(people, eyes, at, browser_of, request_asked):
    answers = {
        name: browser_of(getattr(people, name)).get(looks_of(request_asked)).status_code
        for name in ("alison", "brian", "jean", "ruth", "tom", "morag", "anil")
    }
    assert answers == {
        "alison": 200,
        "brian": 404,
        "jean": 200,
        "ruth": 404,
        "tom": 404,
        "morag": 200,
        "anil": 403,
    }


def test_a_look_that_is_refused_is_no_look(people, browser_of, request_asked):
    before = LearnerLook.objects.of(request_asked.authority_id).count()
    browser_of(people.brian).get(looks_of(request_asked))
    assert LearnerLook.objects.of(request_asked.authority_id).count() == before


def test_every_page_about_a_learner_leads_there(people, eyes, at, browser_of):
    request = accepted(Cast(eyes(people.alison), eyes(people.jean)), at)
    for name, page in (("alison", "school:request"), ("jean", "lead:request")):
        shown = browser_of(getattr(people, name)).get(reverse(page, args=[request.pk]))
        assert looks_of(request) in shown.content.decode()

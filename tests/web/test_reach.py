"""Anil evaluates: who was reached and who was not yet, with what each figure means."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.entitlement.actions import grant_sessions
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.feedback.actions import answer, invite
from evenreach.flow.feedback.definitions import load_survey
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.actions import add_person, grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Role
from evenreach.flow.register.models import School
from tests.conftest import OTHER_URN, People
from tests.stories import Cast, EyesOf, made
from tests.web.calculator import tables_of

REACH = "/reach/"
SURVEY = load_survey(settings.DEFINITIONS / "surveys" / "after-visit.toml")
Visited = Callable[..., None]


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def anil(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.anil)


@pytest.fixture
def visited(people: People, eyes: EyesOf, at: datetime) -> Visited:
    """A visit made at a school, asked about, and answered if there are ratings."""

    def visit_and_ask(nth: int, *, urn: int = SENCO_URN, ratings: tuple[int, int] | None) -> None:
        senco = people.alison if urn == SENCO_URN else people.brian
        cast = Cast(school=eyes(senco), lead=eyes(people.jean))
        visit = made(cast, at, eyes, urn=urn, reference=f"P-{nth}")
        by = eyes(visit.specialist)
        invite(by=by, at=at, visit=visit, token=f"token-{nth}", link="", title="How did it go?")
        if ratings is not None:
            answer(
                authority_id=by.authority_id,
                on=at.date(),
                token=f"token-{nth}",
                survey=SURVEY,
                ratings=dict(zip(("as-described", "helps-us-act"), ratings, strict=True)),
                words={},
            )

    return visit_and_ask


def test_before_the_first_visit_every_school_is_still_to_be_reached(anil):
    answer = anil.get(REACH)
    words = words_of(answer)
    assert "0 of 167 schools" in words
    assert "0 of 1,764 sessions granted" in words
    assert "167 schools have had no visit this year" in words
    assert "No visit has been made this year yet." in words
    assert "No school has been asked yet" in words
    assert ">Not known<" in words, "nothing used is spread neither evenly nor unevenly"
    assert len(tables_of(answer.content.decode())["not-reached-schools"]) == 1 + 167


def test_a_visit_moves_its_school_to_those_reached(anil, visited):
    visited(1, ratings=None)
    answer = anil.get(REACH)
    words, tables = words_of(answer), tables_of(answer.content.decode())
    assert "1 of 167 schools" in words
    assert "1 of 1,764 sessions granted" in words
    assert tables["reached-schools"][1] == ["Acomb First School", "Primary", "1", "1", "6"]
    assert "Acomb First School" not in [row[0] for row in tables["not-reached-schools"]]
    assert f'href="/school/{SENCO_URN}/entitlement/"' in words
    assert ["Primary: sessions used", "100.0%"] in tables["phases"]
    for definition in ("Schools with at least one visit made", "It does not say whether"):
        assert definition in words
    assert words.count("As things stood on 2 March 2026.") == 3
    assert "167 schools with known numbers of learners with SEND" in words


def test_the_schools_not_yet_reached_are_listed_by_phase(anil):
    answer = anil.get(REACH, {"phase": "secondary"})
    words, tables = words_of(answer), tables_of(answer.content.decode())
    assert "Secondary: 15 of 167 shown." in words
    assert {row[1] for row in tables["not-reached-schools"][1:]} == {"Secondary"}
    assert '<option value="secondary" selected' in words
    assert "167 of 167 shown." in words_of(anil.get(REACH, {"phase": "kindergarten"}))


def test_few_answers_are_hidden_and_five_are_shown_with_the_response_rate(anil, visited):
    for nth in range(3):
        visited(nth, ratings=(4, 5))
    visited(3, urn=OTHER_URN, ratings=(1, 1))
    few = anil.get(REACH)
    assert "4 of 4 invitations were answered: 100.0%." in words_of(few)
    assert words_of(few).count("Not shown: fewer than 5 have answered") == 2
    assert not any(name.startswith("feedback") for name in tables_of(few.content.decode()))

    visited(4, urn=OTHER_URN, ratings=(4, 4))
    visited(5, urn=OTHER_URN, ratings=None)
    enough = anil.get(REACH)
    assert "5 of 6 invitations were answered: 83.3%." in words_of(enough)
    assert tables_of(enough.content.decode())["feedback-as-described"][1:] == [
        ["Not at all", "1 (20.0%)"],
        ["A little", "0 (0.0%)"],
        ["Partly", "0 (0.0%)"],
        ["Mostly", "4 (80.0%)"],
        ["Completely", "0 (0.0%)"],
    ]


def test_jean_sees_the_accounts_of_her_service_and_is_told_so(people, browser_of, visited, anil):
    visited(1, ratings=None)
    words = words_of(browser_of(people.jean).get(REACH))
    assert "Sessions here are those of the services that you lead." in words
    assert "1 of 1,254 sessions granted" in words
    words = words_of(browser_of(people.ruth).get(REACH))
    assert "0 of 510 sessions granted" in words
    assert "1 of 167 schools" in words
    assert "Sessions here are those of" not in words_of(anil.get(REACH))


def test_schools_and_specialists_do_not_see_reach(people, browser_of):
    for person in (people.alison, people.tom):
        assert browser_of(person).get(REACH).status_code == 403
    assert browser_of(people.morag).get(REACH).status_code == 200
    assert browser_of().get(REACH).status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_schools(
    anil, visited, northumberland: Authority, at: datetime
):
    visited(1, ratings=(4, 4))
    with CaptureQueriesContext(connection) as few:
        anil.get(REACH)
    _forty_more_schools(northumberland, at)
    with CaptureQueriesContext(connection) as many:
        shown = anil.get(REACH)
    assert "1 of 207 schools" in words_of(shown)
    assert len(many) == len(few)


def _forty_more_schools(authority: Authority, at: datetime) -> None:
    schools = School.objects.bulk_create(
        School(
            authority=authority,
            urn=900_000 + nth,
            name=f"New school {nth}",
            phase="primary",
            is_state_funded=True,
            is_open=True,
            status="Open",
        )
        for nth in range(40)
    )
    by = Eyes(authority_id=authority.pk, name="Set-up", is_authority_lead=True)
    for capacity in Capacity.objects.of(authority.pk):
        sessions = {school.pk: 2 for school in schools}
        grant_sessions(by=by, at=at, capacity=capacity, sessions=sessions, why="opened in spring")


def test_an_authority_before_its_first_policy_is_told_what_comes_first(elsewhere, browser_of, at):
    with acting_for(elsewhere.pk):
        by = Eyes(authority_id=elsewhere.pk, name="Set-up", is_authority_lead=True)
        ewan = add_person(by=by, at=at, name="Ewan", email="ewan@elsewhere.example", password=None)
        grant_role(by=by, at=at, person=ewan, role=Role.EVALUATOR, starts_on=at.date())
    words = words_of(browser_of(ewan, host="elsewhere.test").get(REACH))
    assert "Nothing is granted or visited in this year yet" in words
    assert "Not yet reached" not in words

"""A school reviews what was planned, on a phone without scripts, and the request is closed."""

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import expect

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.eyes import eyes_of
from evenreach.flow.people.models import Person
from tests.conftest import SERVING, connect
from tests.journeys.conftest import PHONE, Served
from tests.journeys.reading import heading
from tests.stories import Cast, reported

ALISON = f"senco.{SENCO_URN}@school.example"
JEAN = "jean.armstrong@council.example"


@pytest.fixture
def reference(served: Served, django_db_blocker) -> Iterator[str]:
    """The reference of Alison's request that has its report."""
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        connect(served.database, SERVING)
        with acting_for(1):
            told = reported(
                Cast(_eyes_of(Person.objects.get(email=ALISON)), _eyes_of(_jean())),
                CLOCK_SHOWS,
                _eyes_of,
            )
            named = told.record.visit.school_request.reference
        connections.close_all()
        connections["default"].settings_dict.update(before)
    yield named


def _jean() -> Person:
    return Person.objects.get(email=JEAN)


def _eyes_of(person: Person):
    return eyes_of(person, on=CLOCK_SHOWS.date())


def test_a_review_closes_the_request(served, person, reference):
    served.let_time_pass_until(CLOCK_SHOWS.replace(month=6, day=25))
    alison = person(served, ALISON, viewport=PHONE, java_script_enabled=False)
    alison.goto("/school/")
    alison.get_by_role("link", name=f"Review what was planned, {reference}").click()
    heading(alison, "Review what was planned")
    alison.get_by_role("button", name="Keep the review and close the request").click()
    expect(alison.get_by_role("alert")).to_contain_text("Say what difference it has made")
    for part, value in (("Day", "24"), ("Month", "6"), ("Year", "2026")):
        alison.get_by_label(part, exact=True).fill(value)
    alison.get_by_label("Partly done").check()
    alison.get_by_label("If not wholly, why?").fill("The teacher was away for three weeks.")
    alison.get_by_label("What difference has it made?").fill("Two steps in maths.")
    alison.get_by_label("Close: nothing more is asked for").check()
    alison.get_by_role("button", name="Keep the review and close the request").click()
    heading(alison, f"Request {reference}")
    expect(alison.locator("main")).to_contain_text("Partly done: The teacher was away")
    follow_the_learner(alison)
    find_again(person(served, JEAN), reference)


def follow_the_learner(page) -> None:
    """The timeline, and who has looked."""
    page.get_by_role("link", name="The learner's timeline").click()
    expect(page.locator(".app-timeline__title").first).to_contain_text("reviewed")
    page.get_by_role("link", name="Who has looked at this learner's record").click()
    heading(page, "Who has looked at this learner's record")
    expect(page.locator("table").first).to_contain_text("The review, at the school")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def find_again(page, reference: str) -> None:
    """The service finds the request; it says that it is closed."""
    page.get_by_role("link", name="Find a request").click()
    page.get_by_label("What are you looking for?").fill(reference)
    page.get_by_role("button", name="Search").click()
    row = page.locator("#found tbody tr")
    expect(row).to_contain_text("Closed")
    row.get_by_role("link").click()
    heading(page, f"Request {reference}")

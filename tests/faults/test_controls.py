"""Take one protection away, as only the owner can, and see what it had prevented."""

from collections.abc import Callable

import psycopg
import pytest
from django.test import Client

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.demo.people import OnlyInDemonstration, add_staff
from evenreach.flow.journal.models import LearnerLook
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.models import School
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.models import SchoolRequest
from tests.conftest import BACKEND
from tests.stories import Cast, asked, booked

Owner = Callable[[str], None]


@pytest.fixture
def as_owner(fresh_database: str) -> Owner:
    """Runs one statement as the server's owner, committed."""

    def run(statement: str) -> None:
        with psycopg.connect(fresh_database, autocommit=True) as connection:
            connection.execute(statement)

    return run


@pytest.fixture
def northumberland_itself(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


def alison_of(authority: Authority) -> Person:
    return Person.objects.get(authority=authority, email=f"senco.{SENCO_URN}@school.example")


def test_without_row_level_security_another_authority_is_seen(northumberland_itself, as_owner):
    elsewhere = Authority.objects.get(code="999")
    with acting_for(elsewhere.pk):
        assert School.objects.of(northumberland_itself.pk).count() == 0
    as_owner("ALTER TABLE flow_school DISABLE ROW LEVEL SECURITY")
    with acting_for(elsewhere.pk):
        assert School.objects.of(northumberland_itself.pk).count() == 178


def test_a_look_that_cannot_be_recorded_is_not_given(northumberland_itself, as_owner):
    authority = northumberland_itself
    with acting_for(authority.pk):
        alison = alison_of(authority)
        jean = Person.objects.get(email="jean.armstrong@council.example")
        on = CLOCK_SHOWS.date()
        cast = Cast(school=eyes_of(alison, on=on), lead=eyes_of(jean, on=on))
        request = asked(cast.school, CLOCK_SHOWS)
        client = Client(raise_request_exception=False)
        client.force_login(alison, backend=BACKEND)
    path = f"/school/requests/{request.pk}/"
    assert client.get(path).status_code == 200
    with acting_for(authority.pk):
        [look] = LearnerLook.objects.of(authority.pk)
        assert (look.person_name, look.page) == (alison.name, path)
    as_owner("REVOKE INSERT ON flow_learnerlook FROM evenreach_web")
    answer = client.get(path)
    assert answer.status_code == 500
    assert "instruction" not in answer.content.decode()


def test_with_two_keys_a_form_takes_effect_twice(northumberland_itself):
    """The control of the form's key: what it prevents happens without it."""
    authority = northumberland_itself
    with acting_for(authority.pk):
        offer = published_offer(authority.pk, academic_year=2025)
        visit = learner_visits_offered(offer).first().pk
        client = Client()
        client.force_login(alison_of(authority), backend=BACKEND)
    for key in ("a" * 32, "a" * 32, "b" * 32):
        client.post(f"/school/{SENCO_URN}/ask/", {"form_key": key, "specification": visit})
    with acting_for(authority.pk):
        assert SchoolRequest.objects.of(authority.pk).count() == 2


def test_a_failure_keeps_nothing(northumberland_itself, as_owner):
    authority = northumberland_itself
    with acting_for(authority.pk):
        offer = published_offer(authority.pk, academic_year=2025)
        visit = learner_visits_offered(offer).first().pk
        client = Client(raise_request_exception=False)
        client.force_login(alison_of(authority), backend=BACKEND)
    as_owner("REVOKE INSERT ON flow_line FROM evenreach_web")
    send = {"form_key": "c" * 32, "specification": visit}
    assert client.post(f"/school/{SENCO_URN}/ask/", send).status_code == 500
    as_owner("GRANT INSERT ON flow_line TO evenreach_web")
    with acting_for(authority.pk):
        assert not SchoolRequest.objects.of(authority.pk).exists()
    assert client.post(f"/school/{SENCO_URN}/ask/", send).status_code == 302


def test_a_demonstration_is_not_served_outside_demonstration_mode(northumberland_itself, settings):
    assert Client().get("/").status_code == 200
    settings.DEMONSTRATION = False
    assert Client().get("/").status_code == 404
    assert Client().post("/sign-in/", {"login": "x", "password": "y"}).status_code == 404
    by = Eyes(authority_id=northumberland_itself.pk, name="Anyone")
    with pytest.raises(OnlyInDemonstration, match="make demo"):
        add_staff(by=by, at=CLOCK_SHOWS)


def test_a_refusal_keeps_nothing_that_the_view_wrote_before_it(northumberland_itself):
    """The record of a visit not yet made: the look that the view noted first goes too."""
    authority = northumberland_itself
    with acting_for(authority.pk):
        on = CLOCK_SHOWS.date()
        jean = Person.objects.get(email="jean.armstrong@council.example")
        cast = Cast(school=eyes_of(alison_of(authority), on=on), lead=eyes_of(jean, on=on))
        visit = booked(cast, CLOCK_SHOWS)
        client = Client()
        client.force_login(visit.specialist, backend=BACKEND)
    path = f"/visits/{visit.pk}/record/"
    assert client.get(path).status_code == 409
    with acting_for(authority.pk):
        assert not LearnerLook.objects.of(authority.pk).filter(page=path).exists()

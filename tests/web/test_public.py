"""The public door: what anyone may read, how schools are found, and how people come in."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from evenreach.demo.people import PASSWORD
from evenreach.flow.offer import vocabulary
from evenreach.flow.offer.definitions import load_services
from evenreach.flow.people.actions import grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person, Role
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import (
    assured_schools,
    latest_figures,
    school_by_urn,
    schools_on_register,
    schools_to_decide,
)
from evenreach.web import offer_words as words
from evenreach.web.promises import ServicePromise
from evenreach.web.words import AREAS, NEEDS, PHASES
from tests import stories
from tests.conftest import People

ACOMB = 122170
ALLENDALE = 122171
Browser = Callable[..., Client]
EyesOf = Callable[[Person], Eyes]


@pytest.fixture
def anyone(northumberland: Authority, browser_of: Browser) -> Client:
    return browser_of()


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


def sign_in(client: Client, person: Person, password: str, **more: str) -> Any:
    person.set_password(PASSWORD)
    person.save()
    return client.post("/sign-in/", {"login": person.email, "password": password, **more})


class TestTheFirstPage:
    def test_counts_the_schools_and_says_what_is_invented(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        html = page(anyone, "/")
        for count in (
            schools_on_register(northumberland.pk).count(),
            assured_schools(northumberland.pk).count(),
        ):
            assert f'<dd class="app-figures__value">{count}</dd>' in html
        assert "What is real in this demonstration" in html
        assert 'href="/offer/"' in html and 'href="/schools/"' in html
        assert 'href="/sign-in/"' in html

    def test_leads_someone_signed_in_to_what_waits(
        self, people: People, browser_of: Browser
    ) -> None:
        assert 'href="/start/"' in page(browser_of(people.morag), "/")

    def test_the_brand_is_one_rule_that_browsers_keep(self, anyone: Client) -> None:
        response = anyone.get("/brand.css")
        assert response.content == b":root{--brand:#1d4b5a}\n"
        assert response["Content-Type"] == "text/css; charset=utf-8"
        assert response["Cache-Control"] == "max-age=300"

    def test_the_accessibility_statement_says_what_is_not_tested_and_whom_to_tell(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        html = page(anyone, "/accessibility/")
        assert f"mailto:{northumberland.mail_from}" in html
        assert "No screen reader" in html
        assert "Equality Advisory and Support Service" in html


class TestTheOffer:
    def test_a_headteacher_reads_what_a_visit_takes_of_a_specialists_time(
        self, anyone: Client
    ) -> None:
        html = page(anyone, "/offer/specialist-teaching/")
        for name, minutes in (("In school", 120), ("Preparation", 20), ("Writing", 40)):
            assert f"{name}</th><td" in html and f'numeric">{minutes}</td>' in html
        assert "Together, 1 session</th>" in html and 'numeric">180</td>' in html

    def test_a_senco_reads_a_visit_from_before_to_after(self, anyone: Client) -> None:
        html = page(anyone, "/offer/specialist-teaching/")
        told = [
            'id="learner-in-context">Learner in Context visit</h2>',
            "release a teacher for the last 45 minutes",
            "During: 120 minutes in school",
            "Within 60 school days",
            "Who attends",
            "The three parts of the record",
            "If it cannot go ahead",
            'id="core">What is free</h2>',
        ]
        places = [html.index(words) for words in told]
        assert places == sorted(places)

    def test_prices_are_marked_as_what_they_are(self, anyone: Client) -> None:
        html = page(anyone, "/offer/specialist-teaching/")
        assert "£240.00 for a session (a demonstration value)" in html
        assert "Outside the scope of VAT" in html

    def test_every_link_on_a_services_page_leads_to_a_place_on_it(self, anyone: Client) -> None:
        for slug in ("specialist-teaching", "educational-psychology"):
            html = page(anyone, f"/offer/{slug}/")
            wanted = {part.split('"')[0] for part in html.split('href="#')[1:]}
            assert {name for name in wanted if f'id="{name}"' not in html} == set()

    def test_the_waiting_lists_rule_is_public_and_tells_of_no_school(self, anyone: Client) -> None:
        rule = reverse("waiting_list")
        for slug in ("specialist-teaching", "educational-psychology"):
            assert f'href="{rule}"' in page(anyone, f"/offer/{slug}/")
        html = page(anyone, rule)
        main = html[html.index("<h1") : html.index("</main>")]
        assert "first asked on the earlier day comes first" in main
        assert "a visit has to be moved" in main
        assert [letter for letter in re.sub(r"<[^>]*>", " ", main) if letter.isdigit()] == []

    def test_a_service_that_nobody_offers_is_not_found(self, anyone: Client) -> None:
        response = anyone.get("/offer/mind-reading/")
        assert response.status_code == 404
        assert b"Page not found" in response.content

    def test_before_an_offer_is_published_the_page_says_so(
        self, elsewhere: Authority, browser_of: Browser, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        visitor = browser_of(host=elsewhere.host)
        assert "No offer is published for this year yet" in page(visitor, "/offer/")
        assert visitor.get("/offer/specialist-teaching/").status_code == 404

    @pytest.mark.parametrize(
        ("codes", "said"),
        [
            (vocabulary.Mode, words.MODES),
            (vocabulary.Phase, PHASES),
            (vocabulary.AreaOfNeed, AREAS),
            (vocabulary.NeedCode, NEEDS),
            (vocabulary.Asker, words.ASKERS),
            (vocabulary.Actor, words.ACTORS),
            (vocabulary.Unit, words.UNITS),
            (vocabulary.VatTreatment, words.VAT),
        ],
    )
    def test_every_code_of_an_offer_has_words(self, codes: object, said: dict[str, str]) -> None:
        assert set(said) == set(get_args(codes))
        assert all(said.values())

    def test_every_service_of_the_definitions_can_be_told(self) -> None:
        for service in load_services(django_settings.DEFINITIONS / "services"):
            promise = ServicePromise(service)
            assert promise.core and promise.visits and promise.targets and promise.askers
            for visit in promise.visits:
                assert sum(minutes for _, minutes in visit.minutes) == visit.together[1]


class TestFindingASchool:
    @pytest.mark.parametrize("typed", ["acomb", "FIRST acomb", "122170", "NE46 4PL", "ne464p"])
    def test_by_words_of_its_name_its_urn_or_its_postcode(self, anyone: Client, typed: str) -> None:
        response = anyone.get("/schools/", {"q": typed})
        assert b"Acomb First School" in response.content

    def test_fifty_on_a_page_and_the_search_is_kept(self, anyone: Client) -> None:
        first = anyone.get("/schools/", {"q": "primary"})
        assert len(first.context["schools"]) == 50
        assert b'href="?q=primary&amp;page=2"' in first.content
        second = anyone.get("/schools/", {"q": "primary", "page": "2"})
        assert second.context["page"].number == 2
        names = [
            listed.school.name for part in (first, second) for listed in part.context["schools"]
        ]
        assert names == sorted(names)

    def test_looking_costs_the_same_however_many_are_found(self, anyone: Client) -> None:
        counts = []
        for typed in ("acomb", "school"):
            with CaptureQueriesContext(connection) as asked:
                anyone.get("/schools/", {"q": typed})
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_nothing_found_says_what_to_try(self, anyone: Client) -> None:
        html = page(anyone, "/schools/?q=hogwarts")
        assert "No open school was found" in html
        assert 'value="hogwarts"' in html

    def test_an_empty_register_says_how_schools_come_onto_it(
        self, elsewhere: Authority, browser_of: Browser, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        html = page(browser_of(host=elsewhere.host), "/schools/")
        assert "No schools are on the register yet" in html

    def test_what_cannot_be_searched_for_is_refused_and_kept(self, anyone: Client) -> None:
        html = page(anyone, f"/schools/?q={'a' * 101}")
        assert "must be 100 characters or fewer" in html
        assert f'value="{"a" * 101}"' in html
        assert 'id="results"' not in html

    @pytest.mark.parametrize("typed", ["\x00", "%", "²", "9" * 40, "'--", "<script>"])
    def test_odd_words_are_words(self, anyone: Client, typed: str) -> None:
        assert anyone.get("/schools/", {"q": typed, "page": typed}).status_code == 200


class TestASchool:
    def test_shows_its_roll_with_source_and_date_and_no_other_count(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        school = school_by_urn(northumberland.pk, ACOMB)
        figures = latest_figures(northumberland.pk, academic_year=2025, school_id=school.pk)
        roll = figures[school.pk]["roll"]
        html = page(anyone, f"/schools/{ACOMB}/")
        assert f"{roll.value} ({roll.source}, counted on 19 January 2023)" in html
        for count in ("SEN support", "EHC plan", "meals"):
            assert count not in html

    def test_lists_the_services_that_serve_its_phase(self, anyone: Client) -> None:
        html = page(anyone, f"/schools/{ACOMB}/")
        assert 'href="/offer/specialist-teaching/"' in html
        assert 'href="/offer/educational-psychology/"' in html
        assert "free at the point of delivery" in html

    def test_what_the_register_does_not_say_is_not_known(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        school = schools_to_decide(northumberland.pk).first()
        assert school is not None
        html = page(anyone, f"/schools/{school.urn}/")
        assert "Not known" in html
        assert "has still to decide whether the offer covers it" in html

    def test_an_independent_school_reads_that_access_is_not_assured(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        school = schools_on_register(northumberland.pk).filter(is_state_funded=False).first()
        assert school is not None
        assert "access is not assured to it" in page(anyone, f"/schools/{school.urn}/")

    def test_a_closed_school_is_assured_nothing(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        School.objects.of(northumberland.pk).filter(urn=ACOMB).update(
            is_open=False, status="Closed"
        )
        assert "This school is closed" in page(anyone, f"/schools/{ACOMB}/")
        assert "No open school was found" in page(anyone, f"/schools/?q={ACOMB}")

    def test_a_school_of_another_authority_is_not_found(
        self, elsewhere: Authority, browser_of: Browser, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        assert browser_of(host=elsewhere.host).get(f"/schools/{ACOMB}/").status_code == 404

    @pytest.mark.parametrize("urn", ["1", "9" * 30])
    def test_a_number_that_no_school_has_is_not_found(self, anyone: Client, urn: str) -> None:
        assert anyone.get(f"/schools/{urn}/").status_code == 404

    @pytest.mark.parametrize(
        ("name", "sees"),
        [
            ("alison", True),
            ("dawn", True),
            ("brian", False),
            ("tom", False),
            ("jean", True),
            ("morag", True),
            ("anil", True),
        ],
    )
    def test_whoever_may_see_its_entitlement_is_led_there(
        self, people: People, browser_of: Browser, name: str, sees: bool
    ) -> None:
        html = page(browser_of(getattr(people, name)), f"/schools/{ACOMB}/")
        assert (reverse("school:entitlement", args=[ACOMB]) in html) is sees

    def test_nobody_else_is_led_to_it(self, anyone: Client) -> None:
        assert "how they were worked out" not in page(anyone, f"/schools/{ACOMB}/")


class TestComingIn:
    def test_alison_signs_in_and_is_at_her_school(self, people: People, anyone: Client) -> None:
        response = sign_in(anyone, people.alison, PASSWORD)
        assert response["Location"] == reverse("start")
        assert anyone.get("/start/")["Location"] == reverse("school:start")

    def test_she_comes_to_the_page_that_she_asked_for(self, people: People, anyone: Client) -> None:
        assert anyone.get("/start/")["Location"] == "/sign-in/?next=/start/"
        assert 'name="next" value="/accessibility/"' in page(
            anyone, "/sign-in/?next=/accessibility/"
        )
        response = sign_in(anyone, people.alison, PASSWORD, next="/accessibility/")
        assert response["Location"] == "/accessibility/"

    def test_she_is_not_sent_to_another_site(self, people: People, anyone: Client) -> None:
        response = sign_in(anyone, people.alison, PASSWORD, next="https://elsewhere.example/")
        assert response["Location"] == reverse("start")

    def test_a_wrong_password_says_so_and_keeps_the_address(
        self, people: People, anyone: Client
    ) -> None:
        html = sign_in(anyone, people.alison, "guessed").content.decode()
        assert "The email address or the password is not right" in html
        assert f'value="{people.alison.email}"' in html
        assert "guessed" not in html

    def test_an_unknown_address_is_answered_like_a_wrong_password(self, anyone: Client) -> None:
        html = anyone.post(
            "/sign-in/", {"login": "nobody@school.example", "password": "guessed"}
        ).content.decode()
        assert "The email address or the password is not right" in html

    def test_nothing_typed_says_what_to_enter(self, anyone: Client) -> None:
        html = anyone.post("/sign-in/", {}).content.decode()
        assert '<a href="#id_login">Enter your email address</a>' in html
        assert '<a href="#id_password">Enter your password</a>' in html

    def test_guessing_is_stopped(self, people: People, anyone: Client) -> None:
        for _ in range(5):
            sign_in(anyone, people.alison, "guessed")
        html = sign_in(anyone, people.alison, PASSWORD).content.decode()
        assert "Wait five minutes, then try again" in html

    def test_too_many_from_one_place_wait_a_minute(self, anyone: Client) -> None:
        answers = [anyone.post("/sign-in/", {}) for _ in range(31)]
        assert [answer.status_code for answer in answers] == 30 * [200] + [429]
        assert b"Wait one minute" in answers[-1].content

    def test_who_has_left_cannot_come_in(self, people: People, anyone: Client) -> None:
        people.tom.is_active = False
        html = sign_in(anyone, people.tom, PASSWORD).content.decode()
        assert "This account is closed" in html

    def test_signing_out_asks_first_and_then_says_so(
        self, people: People, browser_of: Browser
    ) -> None:
        browser = browser_of(people.alison)
        assert "Do you want to sign out?" in page(browser, "/sign-out/")
        html = browser.post("/sign-out/", follow=True).content.decode()
        assert "You are signed out." in html
        assert browser.get("/start/")["Location"] == "/sign-in/?next=/start/"


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("name", "place"),
        [("dawn", "school:start"), ("tom", "specialist:diary"), ("anil", "evaluator:reach")],
    )
    def test_whoever_has_one_place_goes_there(
        self, people: People, browser_of: Browser, name: str, place: str
    ) -> None:
        response = browser_of(getattr(people, name)).get("/start/")
        assert response["Location"] == reverse(place)

    def test_jean_sees_the_requests_that_wait_for_her_service(
        self, people: People, browser_of: Browser, eyes: EyesOf, at: datetime
    ) -> None:
        stories.asked(eyes(people.alison), at)
        html = page(browser_of(people.jean), "/start/")
        assert "1 waiting" in html and "None to plan" in html
        assert reverse("lead:queue") in html

    def test_ruth_sees_none_of_them(
        self, people: People, browser_of: Browser, eyes: EyesOf, at: datetime
    ) -> None:
        stories.asked(eyes(people.alison), at)
        assert "None waiting" in page(browser_of(people.ruth), "/start/")

    def test_morag_sees_allocation_and_reach(
        self, people: People, northumberland: Authority, browser_of: Browser
    ) -> None:
        html = page(browser_of(people.morag), "/start/")
        assured = assured_schools(northumberland.pk).count()
        assert "1 in draft" in html
        assert f"{assured} not reached" in html
        assert f"0 of {assured} schools had a visit this year." in html

    def test_tom_who_leads_too_sees_both_of_his_parts(
        self, people: People, browser_of: Browser, eyes: EyesOf, at: datetime
    ) -> None:
        cast = stories.Cast(eyes(people.alison), eyes(people.jean))
        visit = stories.made(cast, at, eyes)
        grant_role(
            by=eyes(people.morag),
            at=at,
            person=visit.specialist,
            role=Role.SERVICE_LEAD,
            starts_on=at.date(),
            service_slug="specialist-teaching",
        )
        html = page(browser_of(visit.specialist), "/start/")
        assert "Your visits" in html and "Requests" in html
        assert "1 to write" in html and "None booked" in html

    def test_a_senco_of_two_minds_sees_her_drafts(
        self, people: People, browser_of: Browser, eyes: EyesOf, at: datetime
    ) -> None:
        stories.drafted(eyes(people.alison), at)
        grant_role(
            by=eyes(people.morag),
            at=at,
            person=people.alison,
            role=Role.EVALUATOR,
            starts_on=at.date(),
        )
        html = page(browser_of(people.alison), "/start/")
        assert "1 in draft" in html and "None waiting" in html

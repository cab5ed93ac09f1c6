"""Open data: a program reads the register and the published offer, and nothing else."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings
from schemathesis.generation import GenerationMode

from evenreach.flow.offer.actions import draft_offer
from evenreach.flow.offer.definitions import load_services
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import schools_on_register, schools_to_decide
from evenreach.web.api.limits import ANSWERS_A_MINUTE, seconds_to_wait

ACOMB = 122170
DESCRIPTION = "/api/v1/openapi.json"
Browser = Callable[..., Client]
ABOUT: dict[str, Any] = {
    "authority": {"code": "929", "name": "Northumberland (demonstration)"},
    "licence": {
        "name": "Open Government Licence v3.0",
        "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "attribution": (
            "Contains public sector information licensed under the Open Government Licence v3.0. "
            "Facts about schools come from Get Information about Schools and the school census of "
            "the Department for Education."
        ),
    },
    "demonstration": True,
    "demonstration_words": "Demonstration: learners, staff and activity are invented",
}
OF_THE_REGISTER = ABOUT | {
    "source": "Get Information about Schools, Department for Education",
    "published_on": None,
    "loaded_on": "2025-07-01",
}
ACOMB_FACTS: dict[str, Any] = {
    "urn": ACOMB,
    "name": "Acomb First School",
    "status": "Open",
    "is_open": True,
    "is_state_funded": True,
    "phase": "primary",
    "type": "Community school",
    "trust": None,
    "low_age": None,
    "high_age": None,
    "ward": "Hexham Central with Acomb",
    "urban_rural": "(England/Wales) Rural village",
    "postcode": "NE46 4PL",
    "opened_on": None,
    "closed_on": None,
}


@pytest.fixture
def program(northumberland: Authority, browser_of: Browser) -> Client:
    return browser_of()


def answer(client: Client, address: str, **asked: Any) -> dict[str, Any]:
    response = client.get(address, asked)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def refused(client: Client, address: str, **asked: Any) -> tuple[int, dict[str, str]]:
    response = client.get(address, asked)
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.json()


def pages(client: Client, **asked: Any) -> Iterator[dict[str, Any]]:
    page = 1
    while page:
        found = answer(client, "/api/v1/schools", page=page, **asked)
        yield found
        page = found["next_page"]


class TestSchools:
    def test_a_school_is_told_whole_and_without_its_counts_of_needs(self, program: Client) -> None:
        assert answer(program, f"/api/v1/schools/{ACOMB}") == OF_THE_REGISTER | {
            "school": ACOMB_FACTS,
            "roll": [
                {
                    "academic_year": 2022,
                    "label": "2022/23",
                    "pupils": 66,
                    "source": "DfE, Schools, pupils and their characteristics",
                    "counted_on": "2023-01-19",
                }
            ],
            "primary_needs": None,
        }

    def test_a_list_says_how_many_there_are_and_how_to_go_on(self, program: Client) -> None:
        found = answer(program, "/api/v1/schools", q="ne46 4pl", limit=1)
        assert found == OF_THE_REGISTER | {
            "count": 1,
            "page": 1,
            "limit": 1,
            "next_page": None,
            "schools": [ACOMB_FACTS],
        }

    def test_every_page_together_has_every_school_once(
        self, northumberland: Authority, program: Client
    ) -> None:
        urns = [school["urn"] for page in pages(program, limit=40) for school in page["schools"]]
        assert urns == [school.urn for school in schools_on_register(northumberland.pk)]

    def test_a_page_after_the_last_is_empty(self, program: Client) -> None:
        found = answer(program, "/api/v1/schools", page=9999)
        assert (found["schools"], found["next_page"]) == ([], None)

    def test_schools_are_narrowed_by_phase_status_and_who_pays(
        self, northumberland: Authority, program: Client
    ) -> None:
        silent = answer(program, "/api/v1/schools", state_funded="unknown", limit=100)
        assert silent["count"] == schools_to_decide(northumberland.pk).count() > 0
        special = answer(program, "/api/v1/schools", phase="special", state_funded="yes")
        assert {school["phase"] for school in special["schools"]} == {"special"}
        assert {school["is_state_funded"] for school in special["schools"]} == {True}
        closing = answer(program, "/api/v1/schools", status="proposed_to_close")
        assert [school["status"] for school in closing["schools"]] == [
            "Open, but proposed to close"
        ] * 3

    def test_a_closed_school_is_not_listed_but_found_by_its_number(
        self, northumberland: Authority, program: Client
    ) -> None:
        School.objects.of(northumberland.pk).filter(urn=ACOMB).update(
            is_open=False, status="Closed"
        )
        assert answer(program, "/api/v1/schools", q=ACOMB)["count"] == 0
        assert answer(program, f"/api/v1/schools/{ACOMB}")["school"] == ACOMB_FACTS | {
            "is_open": False,
            "status": "Closed",
        }

    def test_another_authority_has_its_own_register(
        self, elsewhere: Authority, browser_of: Browser, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        there = browser_of(host=elsewhere.host)
        found = answer(there, "/api/v1/schools")
        assert (found["authority"]["code"], found["count"]) == ("999", 0)
        assert refused(there, f"/api/v1/schools/{ACOMB}") == (
            404,
            {
                "error": f"No school on this register has the URN {ACOMB}. "
                "Look in /schools for those it has."
            },
        )

    def test_more_schools_take_no_more_queries(self, program: Client) -> None:
        def queries(limit: int) -> int:
            with CaptureQueriesContext(connection) as captured:
                answer(program, "/api/v1/schools", limit=limit)
            return len(captured)

        queries(1)
        assert queries(1) == queries(100)


class TestTheOffer:
    def test_the_offer_is_its_definitions_whole(self, program: Client, project: Path) -> None:
        services = load_services(project / "definitions" / "services")
        found = answer(program, "/api/v1/offer")
        assert found == ABOUT | {
            "academic_year": 2025,
            "label": "2025/26",
            "version": 1,
            "published_on": "2025-07-01",
            "services": [
                service.model_dump(mode="json") | {"session_minutes": 180}
                for service in sorted(services, key=lambda service: service.short_name)
            ],
        }
        assert answer(program, "/api/v1/offer/2025") == found

    def test_prices_are_whole_pence_with_their_vat(self, program: Client) -> None:
        prices = {
            (service["slug"], item["slug"]): (item["price_pence"], item["vat"])
            for service in answer(program, "/api/v1/offer")["services"]
            for item in service["traded_items"]
        }
        assert prices == {
            ("specialist-teaching", "further-session"): (24_000, "outside_scope"),
            ("specialist-teaching", "staff-training-half-day"): (46_000, "exempt"),
            ("educational-psychology", "further-session"): (31_500, "outside_scope"),
            ("educational-psychology", "supervision-programme"): (28_500, "exempt"),
            ("physical-and-medical", "recording-training"): (41_000, "exempt"),
            ("sensory-support", "awareness-training"): (42_000, "exempt"),
            ("speech-language-and-communication", "whole-school-language"): (44_000, "exempt"),
        }
        assert {type(pence) for pence, _ in prices.values()} == {int}

    def test_a_draft_is_not_told(
        self, northumberland: Authority, program: Client, project: Path, at: datetime
    ) -> None:
        definitions = load_services(project / "definitions" / "services")
        for year in (2025, 2026):
            draft_offer(
                by=Eyes(authority_id=northumberland.pk, name="Morag Telfer"),
                at=at,
                academic_year=year,
                definitions=definitions[:1],
                session_minutes=180,
                reason="A wrong price",
            )
        assert answer(program, "/api/v1/offer")["version"] == 1
        assert refused(program, "/api/v1/offer/2026") == (
            404,
            {"error": "No offer is published for 2026/27. Ask for another year."},
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("address", "asked", "status", "said"),
        [
            (
                "schools",
                {"limit": 101},
                422,
                "limit: input should be less than or equal to 100.",
            ),
            ("schools", {"page": 0}, 422, "page: input should be greater than or equal to 1."),
            (
                "schools",
                {"status": "shut", "state_funded": "perhaps"},
                422,
                "status: input should be 'open' or 'proposed_to_close'. "
                "state_funded: input should be 'yes', 'no' or 'unknown'.",
            ),
            (
                "schools",
                {"limt": 5},
                400,
                "There is no parameter limt. "
                "Expected: q, phase, status, state_funded, page, limit.",
            ),
            ("offer", {"year": 2025}, 400, "There is no parameter year. Expected: none."),
            (
                "schools/acomb",
                {},
                422,
                "urn: input should be a valid integer, unable to parse string as an integer.",
            ),
        ],
    )
    def test_what_was_wrong_and_what_was_expected_is_said(
        self, program: Client, address: str, asked: dict[str, Any], status: int, said: str
    ) -> None:
        assert refused(program, f"/api/v1/{address}", **asked) == (status, {"error": said})

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_nothing_is_taken_by_another_method(
        self, northumberland: Authority, method: str
    ) -> None:
        program = Client(enforce_csrf_checks=True)
        response = program.generic(method, "/api/v1/offer")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert response.json() == {
            "error": f"{method} is not answered here. Expected: GET or HEAD."
        }
        assert program.post("/sign-in/").status_code == 403


class TestHowItIsServed:
    def test_anyone_may_read_and_keep_it_for_five_minutes(self, program: Client) -> None:
        response = program.get("/api/v1/offer")
        assert response["Cache-Control"] == "public, max-age=300"
        assert response["Access-Control-Allow-Origin"] == "*"
        again = program.get("/api/v1/offer", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = program.head("/api/v1/offer")
        assert (head.status_code, head["ETag"]) == (200, response["ETag"])

    def test_an_address_that_asks_too_often_waits_and_no_other_does(self, program: Client) -> None:
        def asks(address: str) -> Any:
            return program.get("/api/v1/schools/1", REMOTE_ADDR=address)

        answered = [asks("192.0.2.1").status_code for _ in range(ANSWERS_A_MINUTE)]
        late = asks("192.0.2.1")
        assert set(answered) == {404}
        assert late.status_code == 429
        assert 1 <= int(late["Retry-After"]) <= 60
        assert late.json() == {
            "error": f"An address is answered 120 times a minute. Ask again in "
            f"{late['Retry-After']} s."
        }
        assert asks("192.0.2.2").status_code == 404


class TestTheLimit:
    @pytest.fixture
    def asked(self, northumberland: Authority, at: datetime) -> Callable[..., list[int]]:
        def waits(times: int, *, later: int = 0, **where: str) -> list[int]:
            request: Any = RequestFactory().get("/", **where)
            request.now = at.replace(second=10) + timedelta(seconds=later)
            return [seconds_to_wait(request) for _ in range(times)]

        return waits

    def test_the_next_minute_begins_anew(self, asked: Any) -> None:
        assert asked(ANSWERS_A_MINUTE + 1) == [0] * ANSWERS_A_MINUTE + [50]
        assert asked(1, later=49) == [1]
        assert asked(1, later=50) == [0]

    def test_one_subscriber_of_ipv6_counts_once(self, asked: Any) -> None:
        asked(ANSWERS_A_MINUTE, REMOTE_ADDR="2001:db8::1")
        assert asked(1, REMOTE_ADDR="2001:db8::2") == [50]
        assert asked(1, REMOTE_ADDR="2001:db8:0:1::1") == [0]

    def test_behind_a_proxy_its_word_counts_and_no_other(
        self, asked: Any, settings: Settings
    ) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for invented in range(ANSWERS_A_MINUTE):
            asked(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{invented}, 192.0.2.1")
        assert asked(1, HTTP_X_FORWARDED_FOR="198.51.100.250, 192.0.2.1") == [50]
        assert asked(1, HTTP_X_FORWARDED_FOR="192.0.2.1, 192.0.2.2") == [0]

    def test_eight_who_ask_at_once_are_not_answered_more(
        self, fresh_database: str, at: datetime
    ) -> None:
        request: Any = RequestFactory().get("/")
        request.now = at

        def ask() -> int:
            with transaction.atomic():
                return seconds_to_wait(request)

        def one(_: int) -> list[int]:
            try:
                return [ask() for _ in range(20)]
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            waits = [wait for waits in pool.map(one, range(8)) for wait in waits]
        assert sorted(waits) == [0] * ANSWERS_A_MINUTE + [60] * 40


class TestTheGuide:
    def test_every_operation_and_parameter_is_in_it(self, program: Client, project: Path) -> None:
        guide = (project / "docs" / "guides" / "api.md").read_text()
        paths = program.get(DESCRIPTION).json()["paths"]
        told = {(path, read["get"]["operationId"]) for path, read in paths.items()}
        assert set(re.findall(r"^\| `(/api/\S+)` \| `(\w+)` \|", guide, re.MULTILINE)) == told
        for read in paths.values():
            assert set(read) == {"get"}
            assert {"400", "404", "405", "422", "429"} < set(read["get"]["responses"])
            for parameter in read["get"]["parameters"]:
                assert f"`{parameter['name']}`" in guide

    def test_every_example_is_answered(self, program: Client, project: Path) -> None:
        guide = (project / "docs" / "guides" / "api.md").read_text()
        examples = re.findall(r"^curl 'https://[^/]+(/api/[^']+)'$", guide, re.MULTILINE)
        assert len(examples) == guide.count("curl ") == 8
        assert {program.get(example).status_code for example in examples} == {200}

    def test_the_words_of_a_demonstration_are_those_of_its_pages(self, program: Client) -> None:
        assert ABOUT["demonstration_words"] in program.get("/").content.decode()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_asked_the_answer_is_as_described(
    northumberland: Authority, mode: GenerationMode
) -> None:
    addresses, serve = count(), ClientHandler()

    def served(environ: dict[str, Any], start: Any) -> list[bytes]:
        asker = next(addresses)
        response = serve(environ | {"REMOTE_ADDR": f"10.0.{asker >> 8}.{asker & 255}"})
        start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    description = schemathesis.openapi.from_wsgi(DESCRIPTION, served)
    for found in description.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
            continue

        @settings(
            max_examples=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def is_as_described(case: Any) -> None:
            case.call_and_validate()

        is_as_described()

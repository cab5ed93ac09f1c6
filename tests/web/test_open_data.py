"""A program, a search engine and a directory of services read the published offer."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jsonschema_rs
import pytest
from django.test import Client

from evenreach.flow.offer.actions import draft_from_offer, open_consultation, publish_offer
from evenreach.flow.offer.drafting import add_service, digest_of, remove_service, revise_service
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.offer.queries import published_offer, service_offered, services_offered
from evenreach.flow.people.models import Authority
from evenreach.web.offer_prices import side_by_side
from evenreach.web.open_referral import named

FEED = "/api/v1/open-referral/"
TEACHING = "specialist-teaching"
Browser = Callable[..., Client]
Check = Callable[[str, Any], list[str]]


@pytest.fixture
def faults(project: Path) -> Check:
    """What the published schema has against a document, by the name of its definition."""
    schema = json.loads((project / "tests/web/fixtures/open-referral-uk-3.0.json").read_text())

    def against(name: str, document: Any) -> list[str]:
        checked = jsonschema_rs.Draft202012Validator(
            schema | {"$ref": f"#/definitions/{name}"}, validate_formats=True
        )
        return [error.message for error in checked.iter_errors(document)]

    return against


@pytest.fixture
def program(northumberland: Authority, browser_of: Browser) -> Client:
    return browser_of()


@pytest.fixture
def by(people: Any, eyes: Any) -> Any:
    return eyes(people.morag)


@pytest.fixture
def draft(by: Any, at: datetime, northumberland: Authority) -> OfferVersion:
    source = published_offer(northumberland.pk, academic_year=2025)
    assert source is not None
    return draft_from_offer(by=by, at=at, academic_year=2026, source_id=source.pk)


def answer(client: Client, address: str, **asked: Any) -> Any:
    response = client.get(address, asked)
    assert response.status_code == 200, response.content
    return response.json()


def linked_of(client: Client, page: str) -> dict[str, Any]:
    """The one block of linked data on a page."""
    told = client.get(page).content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', told, re.DOTALL)
    found: dict[str, Any] = json.loads(block)
    return found


class TestTheFeed:
    def test_it_says_which_standard_it_answers(self, program: Client, faults: Check) -> None:
        found = answer(program, FEED)
        assert found == {
            "version": "HSDS-UK-3.0",
            "profile": "https://docs.openreferraluk.org/en/latest/",
            "openapi_url": "http://testserver/api/v1/openapi.json",
        }
        assert faults("api_details", found) == []

    def test_every_service_is_valid_whole_and_in_its_list(
        self, program: Client, faults: Check
    ) -> None:
        page = answer(program, f"{FEED}services")
        assert faults("page", page) == []
        assert {key: page[key] for key in page if key != "contents"} == {
            "total_items": 6,
            "total_pages": 1,
            "page_number": 1,
            "size": 6,
            "first_page": True,
            "last_page": True,
            "empty": False,
        }
        whole = [answer(program, f"{FEED}services/{each['id']}") for each in page["contents"]]
        assert [faults("service", each) for each in whole] == [[]] * 6
        for listed, told in zip(page["contents"], whole, strict=True):
            assert listed == {key: told[key] for key in listed}

    def test_a_service_is_told_with_its_prices_dates_and_limits(self, program: Client) -> None:
        mine = named("929", "service", TEACHING)
        found = answer(program, f"{FEED}services/{mine}")
        assert found["name"].startswith("Specialist Teaching Service: communication")
        assert found["url"] == f"http://testserver/offer/{TEACHING}/"
        assert found["status"] == "active"
        assert "This service does not:" in found["description"]
        assert "Who does:" in found["description"]
        assert found["organization"]["organization_identifiers"][0]["identifier"] == "929"
        prices = {cost["option"]: cost["amount"] for cost in found["cost_options"]}
        assert prices["Further session with a specialist teacher"] == 240.0
        assert sum(amount == 0 for amount in prices.values()) > 0
        dates = {(cost["valid_from"], cost["valid_to"]) for cost in found["cost_options"]}
        assert dates == {("2025-09-01", "2026-08-31")}
        assert {each["link_type"] for each in found["attributes"]} == {
            "service_category",
            "eligibility",
            "intended_audience",
        }

    def test_identifiers_are_the_same_in_the_next_years_offer_and_nobody_elses(self) -> None:
        assert named("929", "service", TEACHING) == UUID("14a29295-be44-5fbb-93a2-9b5699afec59")
        assert named("929", "service", TEACHING) != named("999", "service", TEACHING)
        assert named("929", "service", TEACHING) != named("929", "contact", TEACHING)

    def test_every_identifier_stands_for_one_thing(self, program: Client) -> None:
        things: dict[str, set[str]] = {}

        def gather(document: Any) -> None:
            if isinstance(document, list):
                for each in document:
                    gather(each)
            elif isinstance(document, dict):
                if "id" in document:
                    told = json.dumps(document, sort_keys=True)
                    things.setdefault(document["id"], set()).add(told)
                for each in document.values():
                    gather(each)

        gather(answer(program, "/offer/offer.json")["contents"])
        assert {len(told) for told in things.values()} == {1}

    def test_a_list_is_walked_and_searched(self, program: Client) -> None:
        first = answer(program, f"{FEED}services", per_page=4)
        second = answer(program, f"{FEED}services", per_page=4, page=2)
        assert (first["size"], first["last_page"], second["size"]) == (4, False, 2)
        assert (second["first_page"], second["last_page"], second["total_pages"]) == (
            False,
            True,
            2,
        )
        after = answer(program, f"{FEED}services", per_page=4, page=3)
        assert (after["empty"], after["contents"], after["total_items"]) == (True, [], 6)
        vision = str(named("term", "needs", "VI"))
        found = answer(program, f"{FEED}services", taxonomy_term_id=vision)
        assert [each["email"] for each in found["contents"]] == [
            "educational-psychology@council.example",
            "sensory-support@council.example",
        ]
        assert answer(program, f"{FEED}services", search="psychology")["total_items"] >= 1

    @pytest.mark.parametrize("asked", ["not-an-id", "@uuid"])
    def test_what_is_not_there_is_refused_in_a_sentence(self, program: Client, asked: str) -> None:
        response = program.get(f"{FEED}services/{asked.replace('@uuid', str(uuid4()))}")
        assert response.status_code in (404, 422)
        assert response.json()["error"].endswith(".")

    def test_another_authority_has_an_empty_list(
        self, elsewhere: Authority, browser_of: Browser, settings: Any, faults: Check
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        there = browser_of(host=elsewhere.host)
        page = answer(there, f"{FEED}services")
        assert (page["empty"], page["total_items"], page["total_pages"]) == (True, 0, 0)
        assert faults("page", page) == []
        assert there.get("/offer/offer.json").status_code == 404


class TestTheSchemaItself:
    @pytest.mark.parametrize(
        ("spoiled", "said"),
        [
            ({"id": "specialist-teaching"}, "is not a"),
            ({"status": "open"}, "is not one of"),
            ({"url": None}, "is not of type"),
            ({"last_modified": "yesterday"}, "is not a"),
            ({"cost_options": [{"id": str(uuid4()), "amount": "£240"}]}, "is not of type"),
            ({"attributes": [{"id": str(uuid4()), "taxonomy_term": {}}]}, "is a required property"),
            ({"organization": {"id": str(uuid4())}}, "is a required property"),
        ],
    )
    def test_a_broken_service_is_refused(
        self, program: Client, faults: Check, spoiled: dict[str, Any], said: str
    ) -> None:
        [whole, *_] = answer(program, "/offer/offer.json")["contents"]
        assert faults("service", whole) == []
        found = faults("service", deepcopy(whole) | spoiled)
        assert found and all(said in fault for fault in found)

    @pytest.mark.parametrize("key", ["id", "name", "status", "url"])
    def test_nothing_required_may_be_missing(
        self, program: Client, faults: Check, key: str
    ) -> None:
        [whole, *_] = answer(program, "/offer/offer.json")["contents"]
        del whole[key]
        assert faults("service", whole) == [f'"{key}" is a required property']


class TestTheFile:
    def test_the_page_of_the_offer_gives_every_service_whole(
        self, program: Client, faults: Check
    ) -> None:
        assert "/offer/offer.json" in program.get("/offer/").content.decode()
        response = program.get("/offer/offer.json")
        assert response["Content-Disposition"] == 'attachment; filename="offer-2025.json"'
        told = response.json()
        assert faults("page", told) == []
        for each in told["contents"]:
            assert each == answer(program, f"{FEED}services/{each['id']}")

    def test_what_is_proposed_leaks_nowhere(
        self, program: Client, draft: OfferVersion, by: Any, at: datetime
    ) -> None:
        pages = ["/offer/offer.json", f"{FEED}services", "/offer/", f"/offer/{TEACHING}/"]
        before = [re.sub(r"open for comment.*?</a>", "", _told(program, page)) for page in pages]
        part = service_offered(draft, TEACHING)
        revise_service(
            by=by,
            at=at,
            part_id=part.pk,
            seen=digest_of({"summary": part.definition["summary"]}),
            values={"summary": "A secret of next year."},
        )
        assert [_told(program, page) for page in pages] == before
        open_consultation(by=by, at=at, offer_id=draft.pk, closes_on=date(2026, 3, 27))
        assert "A secret of next year." in _told(program, f"/offer/proposed/{TEACHING}/")
        assert "ld+json" not in _told(program, f"/offer/proposed/{TEACHING}/")
        for page in pages:
            assert "A secret of next year." not in _told(program, page)


class TestLinkedData:
    def test_a_service_says_who_for_whom_where_and_at_what_price(self, program: Client) -> None:
        provider, service = linked_of(program, f"/offer/{TEACHING}/")["@graph"]
        assert provider == {
            "@type": "GovernmentOrganization",
            "@id": "http://testserver/#authority",
            "name": "Northumberland (demonstration)",
            "identifier": "929",
            "url": "http://testserver/",
        }
        assert service["@type"] == "GovernmentService"
        assert service["provider"] == {"@id": provider["@id"]}
        assert service["areaServed"] == {
            "@type": "AdministrativeArea",
            "name": "Northumberland (demonstration)",
        }
        assert service["audience"]["audienceType"].startswith("Learners with ")
        sold = [offer for offer in service["offers"] if offer["price"] != "0.00"]
        assert {offer["priceCurrency"] for offer in service["offers"]} == {"GBP"}
        assert [(offer["name"], offer["price"]) for offer in sold] == [
            ("Further session with a specialist teacher", "240.00"),
            ("Training for your staff, half a day", "460.00"),
        ]
        assert {offer["priceSpecification"]["valueAddedTaxIncluded"] for offer in sold} == {False}

    def test_every_reference_is_to_something_in_the_document(self, program: Client) -> None:
        graph = linked_of(program, "/offer/")["@graph"]
        there = {thing["@id"] for thing in graph}
        assert len(there) == len(graph) == 7
        used = {thing["provider"]["@id"] for thing in graph if "provider" in thing}
        used |= {o["seller"]["@id"] for thing in graph for o in thing.get("offers", [])}
        assert used == {"http://testserver/#authority"} <= there

    def test_no_word_of_an_offer_ends_its_block(
        self, program: Client, by: Any, at: datetime, northumberland: Authority
    ) -> None:
        source = published_offer(northumberland.pk, academic_year=2025)
        assert source is not None
        made = draft_from_offer(
            by=by, at=at, academic_year=2025, source_id=source.pk, reason="A word"
        )
        part = service_offered(made, TEACHING)
        said = 'For </script><script>alert("me")</script> & others.'
        revise_service(
            by=by,
            at=at,
            part_id=part.pk,
            seen=digest_of({"summary": part.definition["summary"]}),
            values={"summary": said},
        )
        publish_offer(by=by, at=at, offer=made)
        assert "<script>alert" not in _told(program, f"/offer/{TEACHING}/")
        assert linked_of(program, f"/offer/{TEACHING}/")["@graph"][1]["description"] == said


class TestLastYearBesideThisYear:
    def test_what_is_new_changed_and_dropped_and_each_price(
        self, draft: OfferVersion, by: Any, at: datetime, northumberland: Authority
    ) -> None:
        before = published_offer(northumberland.pk, academic_year=2025)
        assert before is not None
        remove_service(by=by, at=at, part_id=service_offered(draft, "sensory-support").pk)
        teaching = service_offered(draft, TEACHING)
        sold = teaching.definition["traded_items"]
        revise_service(
            by=by,
            at=at,
            part_id=teaching.pk,
            seen=digest_of({"traded_items": sold}),
            values={"traded_items": [sold[0] | {"price_pence": 24_900}, *sold[1:]]},
        )
        copied = part_definition(service_offered(draft, "physical-and-medical"))
        add_service(
            by=by,
            at=at,
            offer_id=draft.pk,
            definition=copied.model_copy(
                update={"slug": "reading", "name": "Reading", "short_name": "Reading"}
            ),
            session_minutes=180,
        )
        told = side_by_side(before, draft)
        assert told["counts"] == [("New", 1), ("Gone", 1), ("Changed", 1), ("The same", 4)]
        prices: Any = told["prices"]
        rows = {row[0]: row[1:] for row in prices.rows}
        assert len(rows) == len(prices.rows) == 8
        assert {what: row for what, row in rows.items() if row[2] != "The same"} == {
            "Reading: Training for your staff: recording without a pen, half a day, "
            "for a session": ["Not sold", "£410.00", "New"],
            "Sensory Support: Training for your staff: deaf or vision-impaired learners, half a "
            "day, for a session": ["£420.00", "Not sold", "No longer sold"],
            "Specialist Teaching Service: Further session with a specialist teacher, for a "
            "session": [
                "£240.00",
                "£249.00",
                "+£9.00",
            ],
        }

    def test_nothing_changed_says_so(self, draft: OfferVersion) -> None:
        assert len(services_offered(draft)) == 6
        told = side_by_side(draft, draft)
        assert told["counts"] == [("The same", 6)]
        prices: Any = told["prices"]
        assert {row[3] for row in prices.rows} == {"The same"}


def _told(client: Client, page: str) -> str:
    return re.sub(r"csrf\S+|value=\"\S+\"", "", client.get(page).content.decode())

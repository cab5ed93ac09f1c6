"""Morag leads the authority: she shares a service's sessions, and sees what a policy does first."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenreach.desks.allocation.models import Policy, Share
from evenreach.flow.entitlement.actions import set_capacity
from evenreach.flow.entitlement.queries import minutes_granted
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.offer.actions import draft_offer, publish_offer
from evenreach.flow.offer.definitions import load_services
from evenreach.flow.offer.models import Service
from evenreach.flow.offer.queries import service_offered
from evenreach.flow.people.actions import add_person, grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Role
from evenreach.web.lead.allocation_forms import PolicyForm
from tests.conftest import People
from tests.stories import YEAR
from tests.web.calculator import tables_of, typed

OVERVIEW = "/service/allocation/"
DRAFT = "/service/allocation/hearing-support/draft/"
TYPED = {
    "name": "Base of two",
    "base_sessions": "2",
    "weight_roll": "1/50",
    "weight_sen-support": "1",
    "weight_ehc-plans": "0.5",
    "weight_free-school-meals": "",
    "base_only": ["special", "alternative_provision"],
    "method": "sainte_lague",
}


def send(client: Client, page: str, **typed: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def morag(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def hearing(northumberland: Authority, people: People, at: datetime, eyes) -> Service:
    """A third service in a second version of the year's offer, for which no policy is adopted."""
    by = eyes(people.morag)
    definitions = load_services(settings.DEFINITIONS / "services")
    third = definitions[1].model_copy(update={"slug": "hearing-support", "name": "Hearing Support"})
    offer = draft_offer(
        by=by, at=at, academic_year=YEAR, definitions=[*definitions, third], session_minutes=180
    )
    publish_offer(by=by, at=at, offer=offer)
    return service_offered(offer, "hearing-support").service


@pytest.fixture
def hearing_time(hearing: Service, people: People, at: datetime, eyes) -> Service:
    """Time for 600 sessions of the third service, and 60 minutes over."""
    set_capacity(
        by=eyes(people.morag),
        at=at,
        service=hearing,
        academic_year=YEAR,
        working_minutes=600 * 180 + 60 + 4000,
        statutory_minutes=1000,
        travel_minutes=1000,
        supervision_minutes=1000,
        pool_minutes=1000,
        session_minutes=180,
        basis="Invented for a test",
    )
    return hearing


def test_every_service_shows_the_arithmetic_of_what_it_has(morag: Client):
    answer = morag.get(OVERVIEW)
    rows = tables_of(answer.content.decode())["specialist-teaching-capacity"][1:]
    minutes = [typed(row[1]) for row in rows]
    assert sum(minutes[:-1]) == minutes[-1]
    words = words_of(answer)
    assert "225,720 minutes ÷ 180 minutes a session = 1,254 whole sessions." in words
    assert "1,254 sessions granted: exactly all that there were to share." in words
    assert "Base of three and need, 2025/26" in words


def test_schools_of_unknown_type_are_listed_and_not_guessed(morag: Client):
    page = words_of(morag.get("/service/allocation/"))
    told = page.partition("Not shared with, because it is not known who funds them")[2]
    assert told.count(", URN ") == 6
    assert "Gilbert Ward Academy" in told


def test_a_service_without_capacity_has_nothing_to_share_and_says_so(morag, hearing):
    words = words_of(morag.get(OVERVIEW))
    assert "The capacity of this service for 2025/26 is not set yet" in words
    refused = send(morag, DRAFT, **TYPED)
    assert refused.status_code == 200
    assert "There is nothing to share yet" in words_of(refused)


def test_morag_drafts_looks_and_adopts(morag, hearing_time, northumberland):
    assert "60 minutes over stay with the service" in words_of(morag.get(OVERVIEW))
    sent = send(morag, DRAFT, **TYPED)
    policy = Policy.objects.of(northumberland.pk).get(name="Base of two")
    assert sent["Location"] == f"/service/allocation/policy/{policy.pk}/"
    assert policy.weights == {"roll": "1/50", "sen-support": "1", "ehc-plans": "1/2"}

    looked = morag.get(sent["Location"])
    words = words_of(looked)
    assert "It would give 167 schools <strong>334 + 266 = 600 sessions</strong>" in words
    assert "An adopted policy never changes." in words
    drafted = tables_of(looked.content.decode())
    assert sum(int(row[3]) for row in drafted["schools"][1:]) == 600
    assert [row[2] for row in drafted["schools"]].count("Base only") == 10
    assert sum(int(row[1].split()[0]) for row in drafted["distribution"][1:]) == 167
    assert drafted["phases"][-1][:3] == ["All", "167", "600"]
    assert not Share.objects.of(northumberland.pk).filter(policy=policy).exists()

    adopted = send(morag, sent["Location"])
    assert adopted.status_code == 302
    shown = morag.get(adopted["Location"])
    assert "It gave 167 schools <strong>334 + 266 = 600 sessions</strong>" in words_of(shown)
    assert "Adopt it and grant" not in words_of(shown)
    after = tables_of(shown.content.decode())
    assert after["schools"] == drafted["schools"]
    granted = minutes_granted(northumberland.pk, academic_year=YEAR)
    assert granted[hearing_time.pk] == 600 * 180


def test_a_year_s_entitlement_is_adopted_once(morag, hearing_time, northumberland):
    first, second = (send(morag, DRAFT, **TYPED)["Location"] for _ in range(2))
    send(morag, first)
    refused = send(morag, second)
    assert refused.status_code == 409
    assert "already adopted for this year" in words_of(refused)
    assert "Another policy is adopted" in words_of(morag.get(second))
    assert "it cannot be adopted this year" in words_of(morag.get(DRAFT))
    assert minutes_granted(northumberland.pk, academic_year=YEAR)[hearing_time.pk] == 600 * 180


def test_a_base_beyond_capacity_is_refused_where_it_was_typed(morag, hearing_time, northumberland):
    refused = send(morag, DRAFT, **{**TYPED, "base_sessions": "4"})
    words = words_of(refused)
    assert "A base of 4 sessions for 167 schools takes 668 sessions, and there are 600." in words
    assert 'value="Base of two"' in words
    assert not Policy.objects.of(northumberland.pk).filter(name="Base of two").exists()


def test_a_new_draft_begins_from_the_newest_policy(morag):
    page = words_of(morag.get("/service/allocation/specialist-teaching/draft/"))
    assert 'value="1/50"' in page
    assert page.count("checked") == 3


@pytest.mark.parametrize(
    ("written", "weight"),
    [("1", 1), ("1/50", Fraction(1, 50)), ("0.2", Fraction(1, 5)), (".5", Fraction(1, 2)), ("", 0)],
)
def test_weights_are_exact_however_they_are_written(written: str, weight: Fraction):
    form = PolicyForm(
        {**TYPED, "weight_roll": written}, phases=["special", "alternative_provision"]
    )
    assert form.is_valid(), form.errors
    assert form.weights.get("roll", 0) == weight


@pytest.mark.parametrize("written", ["-1", "1,5", "a lot", "½", "1e3", "1/2/3", "٣", "9999999"])
def test_a_weight_that_is_no_number_is_refused_in_a_sentence(written: str):
    form = PolicyForm({**TYPED, "weight_roll": written}, phases=["special"])
    assert form.errors["weight_roll"] == [
        "Weight of pupils on roll must be a number or a fraction, nought or more, "
        "like 1, 0.2 or 1/50"
    ]


def test_nought_below_a_line_and_no_weight_at_all_are_refused():
    divided = PolicyForm({**TYPED, "weight_roll": "1/0"}, phases=["special"])
    assert "cannot be divided by nought" in str(divided.errors["weight_roll"])
    weightless = dict.fromkeys((name for name in TYPED if name.startswith("weight")), "0")
    nothing = PolicyForm({**TYPED, **weightless}, phases=["special"])
    assert nothing.errors["weight_roll"] == ["Give at least one figure a weight above nought"]


def test_only_the_authority_s_leadership_is_let_in(people, browser_of, morag):
    for person in (people.alison, people.tom, people.jean, people.anil):
        for page in (OVERVIEW, DRAFT, "/service/allocation/policy/1/"):
            assert browser_of(person).get(page).status_code == 403
    assert morag.get("/service/allocation/nothing/draft/").status_code == 404
    assert morag.get("/service/allocation/policy/999999/").status_code == 404


def test_looking_changes_nothing_and_asks_as_often_for_any_number_of_schools(
    morag, hearing_time, northumberland
):
    page = send(morag, DRAFT, **TYPED)["Location"]
    before = Policy.objects.of(northumberland.pk).count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        morag.get(page)
    assert Policy.objects.of(northumberland.pk).count() == before
    assert len(asked) < 30


def test_before_anything_is_published_the_page_says_what_comes_first(elsewhere, browser_of, at):
    with acting_for(elsewhere.pk):
        by = Eyes(authority_id=elsewhere.pk, name="Set-up", is_authority_lead=True)
        lead = add_person(by=by, at=at, name="Lena", email="lena@elsewhere.example", password=None)
        grant_role(by=by, at=at, person=lead, role=Role.AUTHORITY_LEAD, starts_on=at.date())
    answer = browser_of(lead, host="elsewhere.test").get(OVERVIEW)
    assert "No offer is published for this year yet" in words_of(answer)

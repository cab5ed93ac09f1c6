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
from evenreach.desks.allocation.queries import terms_of
from evenreach.desks.allocation.terms import Terms
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
from tests.stories import YEAR, decide_on
from tests.web.calculator import tables_of, typed

PHASES = ["special", "alternative_provision"]
NO_WEIGHT = (
    "The weights sum to nothing, so no school would have any need and only the base could be "
    "shared. Give at least one figure a weight above 0."
)
OVERVIEW = "/service/allocation/"
DRAFT = "/service/allocation/2025/hearing-support/draft/"
TYPED = {
    "name": "Base of two",
    "base_sessions": "2",
    "weight_roll": "1/50",
    "weight_sen-support": "1",
    "weight_ehc-plans": "0.5",
    "weight_free-school-meals": "",
    "counted_special": "0",
    "counted_alternative_provision": "0",
    "method": "sainte_lague",
    "act": "save",
}


TERMS = Terms(
    2,
    {"roll": Fraction(1, 50), "sen-support": Fraction(1), "ehc-plans": Fraction(1, 2)},
    counted={"special": Fraction(0), "alternative_provision": Fraction(0)},
)


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
    shared = next(each for each in definitions if each.slug == "specialist-teaching")
    third = shared.model_copy(update={"slug": "hearing-support", "name": "Hearing Support"})
    offer = draft_offer(
        by=by,
        at=at,
        academic_year=YEAR,
        definitions=[*definitions, third],
        session_minutes=180,
        reason="A third service",
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


def test_morag_drafts_looks_and_adopts(morag, hearing_time, northumberland, people, eyes, at):
    assert "60 minutes over stay with the service" in words_of(morag.get(OVERVIEW))
    sent = send(morag, DRAFT, **TYPED)
    policy = Policy.objects.of(northumberland.pk).get(name="Base of two")
    assert sent["Location"] == f"/service/allocation/policy/{policy.pk}/"
    assert terms_of(policy) == TERMS

    looked = morag.get(sent["Location"])
    words = words_of(looked)
    assert "It would give 167 schools <strong>334 + 266 = 600 sessions</strong>" in words
    assert "A policy is adopted on a recorded decision" in words
    drafted = tables_of(looked.content.decode())
    assert sum(int(row[3]) for row in drafted["schools"][1:]) == 600
    assert [row[2] for row in drafted["schools"]].count("Base only") == 10
    assert sum(int(row[1].split()[0]) for row in drafted["distribution"][1:]) == 167
    assert drafted["phases"][-1][:3] == ["All", "167", "600"]
    assert not Share.objects.of(northumberland.pk).filter(policy=policy).exists()

    decide_on(eyes(people.morag), at, policy.pk)
    assert send(morag, f"{sent['Location']}adopt/").status_code == 302
    shown = morag.get(sent["Location"])
    assert "It gave 167 schools <strong>334 + 266 = 600 sessions</strong>" in words_of(shown)
    assert "Record the decision and adopt" not in words_of(shown)
    after = tables_of(shown.content.decode())
    assert after["schools"] == drafted["schools"]
    granted = minutes_granted(northumberland.pk, academic_year=YEAR)
    assert granted[hearing_time.pk] == 600 * 180


def test_a_year_s_entitlement_is_adopted_once(
    morag, hearing_time, northumberland, people, eyes, at
):
    first, second = (send(morag, DRAFT, **TYPED)["Location"] for _ in range(2))
    for draft in Policy.objects.of(northumberland.pk).filter(name="Base of two"):
        decide_on(eyes(people.morag), at, draft.pk)
    send(morag, f"{first}adopt/")
    refused = send(morag, f"{second}adopt/")
    assert refused.status_code == 409
    assert "already adopted for this year" in words_of(refused)
    assert "Another policy is adopted" in words_of(morag.get(second))
    assert "A policy is adopted for this year already" in words_of(morag.get(DRAFT))
    assert minutes_granted(northumberland.pk, academic_year=YEAR)[hearing_time.pk] == 600 * 180


def test_a_base_beyond_capacity_is_refused_where_it_was_typed(morag, hearing_time, northumberland):
    refused = send(morag, DRAFT, **{**TYPED, "base_sessions": "4"})
    words = words_of(refused)
    assert "A base of 4 sessions for 167 schools takes 668 sessions, and there are 600." in words
    assert 'value="Base of two"' in words
    assert not Policy.objects.of(northumberland.pk).filter(name="Base of two").exists()


def test_a_new_draft_begins_from_the_newest_policy(morag):
    page = words_of(morag.get("/service/allocation/2025/specialist-teaching/draft/"))
    assert 'value="1/50"' in page
    assert [f'id="id_counted_{phase}"' in page for phase in ("special", "sixteen_plus")] == [
        True,
        False,
    ]
    assert page.count("checked") == 1


@pytest.mark.parametrize(
    ("written", "weight"),
    [("1", 1), ("1/50", Fraction(1, 50)), ("0.2", Fraction(1, 5)), (".5", Fraction(1, 2)), ("", 0)],
)
def test_weights_are_exact_however_they_are_written(written: str, weight: Fraction):
    form = PolicyForm({**TYPED, "weight_roll": written}, phases=PHASES)
    assert form.is_valid(), form.errors
    assert form.terms.weights.get("roll", 0) == weight


@pytest.mark.parametrize("written", ["-1", "1,5", "a lot", "½", "1e3", "1/2/3", "٣", "9999999"])
def test_a_weight_that_is_no_number_is_refused_in_a_sentence(written: str):
    form = PolicyForm({**TYPED, "weight_roll": written}, phases=PHASES)
    assert form.errors["weight_roll"] == [
        "Weight of pupils on roll must be a number or a fraction, nought or more, "
        "like 1, 0.2 or 1/50"
    ]


def test_nought_below_a_line_and_no_weight_at_all_are_refused():
    divided = PolicyForm({**TYPED, "weight_roll": "1/0"}, phases=PHASES)
    assert "cannot be divided by nought" in str(divided.errors["weight_roll"])
    weightless = dict.fromkeys((name for name in TYPED if name.startswith("weight")), "0")
    nothing = PolicyForm({**TYPED, **weightless}, phases=PHASES)
    assert nothing.errors["weight_roll"] == [NO_WEIGHT]


def test_only_the_authority_s_leadership_is_let_in(people, browser_of, morag):
    for person in (people.alison, people.tom, people.jean, people.anil):
        for page in (OVERVIEW, DRAFT, "/service/allocation/policy/1/"):
            assert browser_of(person).get(page).status_code == 403
    assert morag.get("/service/allocation/2025/nothing/draft/").status_code == 404
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


def test_working_it_out_shows_the_result_and_stores_nothing(morag, hearing_time, northumberland):
    worked = send(morag, DRAFT, **{**TYPED, "name": "", "act": "work", "floor_sessions": "3"})
    assert not worked.context["form"].errors
    tables = tables_of(worked.content.decode())
    words = words_of(worked)
    assert "167 schools would have <strong>334 + 266 = 600 sessions</strong>" in words
    assert 'value="1/50"' in words
    assert tables["phases"][-1][:3] == ["All", "167", "600"]
    assert "As a base, 3 × 167 schools = 501 sessions go to all alike" in words
    assert not Policy.objects.of(northumberland.pk).filter(service=hearing_time).exists()


def test_the_part_of_the_page_that_is_asked_for_while_typing_says_the_same(morag, hearing_time):
    typed_in = {**TYPED, "observed": "50", "weight_kilometres-to-nearest": "1/2"}
    whole = send(morag, DRAFT, **{**typed_in, "act": "work"})
    part = morag.get(f"{DRAFT}result/", typed_in)
    assert "<html" not in words_of(part)
    assert tables_of(part.content.decode()) == tables_of(whole.content.decode())
    refused = morag.get(f"{DRAFT}result/", {**typed_in, "base_sessions": "4"})
    assert "Lower the base to 3 or add capacity." in words_of(refused)


@pytest.mark.parametrize(
    ("laid_down", "field", "words"),
    [
        ({"base_sessions": "4"}, "base_sessions", "Lower the base to 3 or add capacity."),
        ({"floor_sessions": "5"}, "floor_sessions", "Lower the floor"),
        ({"cap_sessions": "1"}, "cap_sessions", "Raise the cap to 2 or more"),
        ({"cap_sessions": "3"}, "cap_sessions", "to the adjustment pool"),
        ({"observed": "101"}, "observed", "a number of per cent from 0 to 100, like 25"),
        ({"most_loss": "half"}, "most_loss", "a number of per cent from 0 to 100, like 25"),
        ({"counted_special": "-1"}, "counted_special", "Special must be a number of per cent"),
    ],
)
def test_a_bad_policy_is_refused_beside_what_is_to_be_mended(
    morag, hearing_time, laid_down, field, words
):
    refused = send(morag, DRAFT, **{**TYPED, **laid_down})
    errors = refused.context["form"].errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert f'id="id_{field}-error"' in words_of(refused)


def test_every_term_is_kept_and_begins_the_next_draft(morag, hearing_time, northumberland):
    send(
        morag,
        DRAFT,
        **TYPED
        | {
            "base_sessions": "1",
            "floor_sessions": "2",
            "weight_kilometres-to-nearest": "0.5",
            "observed": "62.5",
            "counted_nursery": "50 %",
            "cap_sessions": "20",
            "most_loss": "10",
            "most_gain": "150",
            "method": "largest_remainder",
        },
    )
    policy = Policy.objects.of(northumberland.pk).get(name="Base of two")
    terms = terms_of(policy)
    assert terms == Terms(
        1,
        TERMS.weights | {"kilometres-to-nearest": Fraction(1, 2)},
        method="largest_remainder",
        floor_sessions=2,
        cap_sessions=20,
        observed=Fraction(5, 8),
        counted=TERMS.counted | {"nursery": Fraction(1, 2)},
        most_loss=Fraction(1, 10),
        most_gain=Fraction(3, 2),
    )
    shown = words_of(morag.get(f"/service/allocation/policy/{policy.pk}/"))
    assert "62.5 % as counted, 37.5 % expected" in shown
    assert "At most 10 % fewer, at most 150 % more" in shown
    assert "one more where the remainder is" in shown
    begun = morag.get(f"{DRAFT}?from={policy.pk}").context["form"]
    copied = {name: begun[name].value() for name in begun.fields if begun[name].value()}
    again = PolicyForm(copied | {"name": "A copy"}, phases=begun.phases)
    assert again.is_valid() and again.terms == terms


def test_a_policy_page_names_what_it_keeps_and_how_much_each_number_decides(morag, hearing_time):
    shown = morag.get(send(morag, DRAFT, **TYPED)["Location"])
    tables = tables_of(shown.content.decode())
    assert len(tables["axioms"]) == 8
    assert {row[1] for row in tables["axioms"][1:]} == {"Kept"}
    assert [row[:2] for row in tables["sensitivity"][1:3]] == [
        ["Weight: Pupils on roll", "+10 %"],
        ["Weight: Pupils on roll", "−10 %"],
    ]
    assert all(row[2].isdigit() for row in tables["sensitivity"][1:])


def test_a_draft_is_renamed_and_deleted_and_an_adopted_one_is_not(
    morag, hearing_time, northumberland
):
    page = send(morag, DRAFT, **TYPED)["Location"]
    send(morag, f"{page}rename/", name="By need alone")
    assert "By need alone" in words_of(morag.get(page))
    assert "Delete the draft “By need alone”?" in words_of(morag.get(f"{page}delete/"))
    send(morag, f"{page}delete/")
    assert morag.get(page).status_code == 404
    adopted = Policy.objects.of(northumberland.pk).exclude(adopted_at=None).first()
    assert adopted is not None
    for act in ("rename", "delete"):
        refused = morag.get(f"/service/allocation/policy/{adopted.pk}/{act}/")
        assert refused.status_code == 409
        assert "Begin a new draft from it instead" in words_of(refused)

"""Morag writes next year's offer, asks schools about it, and publishes it."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.flow.offer.actions import draft_from_offer, open_consultation
from evenreach.flow.offer.drafting import digest_of, revise_service
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.offer.queries import published_offer, service_offered
from evenreach.web.lead.offer_forms import SECTIONS
from evenreach.web.lead.offer_item_forms import ITEMS

TEACHING = "specialist-teaching"


@pytest.fixture
def morag(people, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def by(people, eyes):
    return eyes(people.morag)


@pytest.fixture
def draft(by, at: datetime, northumberland) -> OfferVersion:
    source = published_offer(northumberland.pk, academic_year=2025)
    assert source is not None
    return draft_from_offer(by=by, at=at, academic_year=2026, source_id=source.pk)


@pytest.fixture
def proposed(by, at: datetime, draft: OfferVersion) -> OfferVersion:
    return open_consultation(by=by, at=at, offer_id=draft.pk, closes_on=date(2026, 3, 27))


def send(client: Client, page: str, **typed: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def at_(name: str, offer: OfferVersion, *more: str) -> str:
    return reverse(f"lead:{name}", args=[offer.pk, *more])


def typed_in(answer: HttpResponse) -> dict[str, object]:
    """What the form of a page would send if nothing were changed."""
    form = answer.context["form"]
    typed = {}
    for name in form.fields:
        value = form[name].value()
        typed[name] = "" if value is None else value
    return typed


class TestVersions:
    def test_the_list_leads_to_a_draft_of_next_year(self, morag: Client, northumberland) -> None:
        start = morag.get("/service/offer/")
        assert start.status_code == 200
        assert "Draft an offer" in words_of(start)
        page = morag.get("/service/offer/draft/")
        assert [value for value, _ in page.context["form"].fields["begin"].choices] == [
            "from-2026",
            "carried-2026",
            "correct-2025",
        ]
        answer = send(morag, "/service/offer/draft/", begin="from-2026")
        made = OfferVersion.objects.of(northumberland.pk).get(academic_year=2026)
        assert answer["Location"] == f"/service/offer/{made.pk}/"
        told = words_of(morag.get(answer["Location"]))
        assert "Every type of need has a service of its own" in told
        assert told.count("The same") == 6

    def test_a_correction_asks_why(self, morag: Client, northumberland) -> None:
        answer = send(morag, "/service/offer/draft/", begin="correct-2025", reason=" ")
        assert answer.context["form"].errors == {"reason": ["Say what you are correcting, and why"]}
        send(morag, "/service/offer/draft/", begin="correct-2025", reason="The fax number")
        made = OfferVersion.objects.of(northumberland.pk).get(academic_year=2025, number=2)
        assert "The fax number" in words_of(morag.get(at_("offer_version", made)))
        assert send(morag, at_("offer_publish", made)).status_code == 302
        found = published_offer(northumberland.pk, academic_year=2025)
        assert found == made
        assert "What changed since the offer before" in words_of(morag.get("/offer/"))
        assert words_of(morag.get("/offer/changes/")).count("Nothing changes.") == 6

    def test_consulting_taking_back_and_what_schools_see(
        self, morag: Client, people, browser_of, draft
    ) -> None:
        alison = browser_of(people.alison)
        assert "Nothing is out for consultation" in words_of(alison.get("/offer/proposed/"))
        when = {"closes_on_day": "2", "closes_on_month": "3", "closes_on_year": "2026"}
        late = send(morag, at_("offer_consult", draft), **when)
        assert late.context["form"].errors == {
            "closes_on": ["The consultation must close after today. Choose a later day."]
        }
        when["closes_on_day"] = "27"
        assert send(morag, at_("offer_consult", draft), **when).status_code == 302
        told = words_of(alison.get("/offer/proposed/"))
        assert "What is proposed for 2026/27" in told
        assert "open to the end of 27 March 2026" in told
        page = words_of(alison.get(f"/offer/proposed/{TEACHING}/"))
        assert "This is a proposal: nothing of it holds yet" in page
        assert "open for comment" in words_of(alison.get("/offer/"))
        early = send(morag, at_("offer_publish", draft))
        assert (early.status_code, "open to the end of 27 March" in words_of(early)) == (409, True)
        back = send(morag, at_("offer_return", draft), why="Heads asked for dates")
        assert back.status_code == 302
        assert "Heads asked for dates" in words_of(morag.get(at_("offer_version", draft)))
        assert alison.get(f"/offer/proposed/{TEACHING}/").status_code == 404

    def test_two_years_side_by_side(self, morag: Client, by, at, draft, northumberland) -> None:
        part = service_offered(draft, TEACHING)
        item = dict(part.definition["traded_items"][0], price_pence=24_900)
        values = {
            "traded_items": [item, *part.definition["traded_items"][1:]],
            "phases": part.definition["phases"][1:],
        }
        seen = digest_of({key: part.definition[key] for key in values})
        revise_service(by=by, at=at, part_id=part.pk, seen=seen, values=values)
        before = published_offer(northumberland.pk, academic_year=2025)
        assert before is not None
        told = words_of(morag.get(at_("offer_compare", draft, str(before.pk))))
        assert "2025/26 and 2026/27 side by side" in told
        [rows] = [
            each.rows
            for each in morag.get(at_("offer_compare", draft, str(before.pk))).context["compared"]
            if each.rows
        ]
        assert rows == [
            ["Phases", "Nursery", "—"],
            [
                "Sold: Further session with a specialist teacher: Price before VAT",
                "£240.00",
                "£249.00",
            ],
        ]


class TestOnePart:
    @pytest.mark.parametrize("section", list(SECTIONS))
    @pytest.mark.parametrize(
        "slug", [TEACHING, "sensory-support", "early-years-inclusion", "educational-psychology"]
    )
    def test_saved_as_it_was_opened_it_is_as_it_was(
        self, morag: Client, draft, section, slug
    ) -> None:
        before = part_definition(service_offered(draft, slug))
        page = at_("offer_section", draft, slug, section)
        answer = send(morag, page, **typed_in(morag.get(page)))
        assert answer.status_code == 302, answer.context["form"].errors
        assert part_definition(service_offered(draft, slug)) == before

    @pytest.mark.parametrize("items", list(ITEMS))
    @pytest.mark.parametrize("slug", [TEACHING, "sensory-support", "educational-psychology"])
    def test_an_item_saved_as_it_was_opened_is_as_it_was(
        self, morag: Client, draft, items, slug
    ) -> None:
        before = part_definition(service_offered(draft, slug))
        for item in getattr(before, items):
            page = at_("offer_item", draft, slug, items.replace("_", "-"), item.slug)
            answer = send(morag, page, **typed_in(morag.get(page)))
            assert answer.status_code == 302, answer.context["form"].errors
        assert part_definition(service_offered(draft, slug)) == before

    def test_two_leads_at_one_part(self, morag: Client, draft) -> None:
        page = at_("offer_section", draft, TEACHING, "names")
        first, second = typed_in(morag.get(page)), typed_in(morag.get(page))
        first["summary"], second["summary"] = "Morag’s words.", "The deputy’s words."
        assert send(morag, page, **first).status_code == 302
        told = words_of(send(morag, page, **second))
        assert "Somebody else has changed this part since you opened it" in told
        assert "The deputy’s words." in told
        assert part_definition(service_offered(draft, TEACHING)).summary == "Morag’s words."

    def test_criteria_are_asked_for_with_their_mode(self, morag: Client, draft) -> None:
        page = at_("offer_section", draft, TEACHING, "mode")
        typed = typed_in(morag.get(page)) | {"mode": "by_criteria"}
        answer = send(morag, page, **typed)
        assert set(answer.context["form"].errors) == {"met_when", "decided_by", "if_not_met"}
        typed |= {"met_when": "One.\n\nTwo.", "decided_by": "Jean.", "if_not_met": "Ask again."}
        assert send(morag, page, **typed).status_code == 302
        kept = part_definition(service_offered(draft, TEACHING))
        assert kept.criteria is not None
        assert kept.criteria.met_when == ("One.", "Two.")
        assert {item.sessions for item in kept.core_items} == {0}

    @pytest.mark.parametrize(
        ("typed", "errors"),
        [
            (
                {"writing": "50"},
                {
                    "contact": [
                        "The minutes in school, of preparation and of writing must add up to "
                        "whole sessions of 180 minutes, but make 190"
                    ]
                },
            ),
            (
                {"during": "100 | Watching"},
                {"during": ["The minutes must add up to the 120 in school, but make 100"]},
            ),
            (
                {"during": "ten | Watching"},
                {"during": ["Line 1: Minutes must be a whole number, not “ten”"]},
            ),
            ({"before": "school"}, {"before": ["Line 1 must be: who | what"]}),
            (
                {"before": "school | Ask\nteacher | Tell"},
                {
                    "before": [
                        "Line 2: Who must be school, service, family or school and service, "
                        "not “teacher”"
                    ]
                },
            ),
            (
                {"after": "service | 300 | Write"},
                {"after": ["Input should be less than or equal to 120"]},
            ),
            (
                {"need_identified": ""},
                {"need_identified": ["Enter Need identified, as the others are given"]},
            ),
        ],
    )
    def test_what_is_wrong_with_a_visit_stands_beside_its_field(
        self, morag: Client, draft, typed, errors
    ) -> None:
        page = at_("offer_item", draft, TEACHING, "visits", "learner-in-context")
        answer = send(morag, page, **{**typed_in(morag.get(page)), **typed})
        assert answer.status_code == 200
        assert answer.context["form"].errors == errors

    def test_a_core_item_comes_and_goes(self, morag: Client, draft) -> None:
        page = at_("offer_item_add", draft, TEACHING, "core-items")
        typed = {"name": "A leaflet", "what": "To keep.", "unit": "place", "sessions": "0"}
        assert send(morag, page, **typed).status_code == 302
        kept = part_definition(service_offered(draft, TEACHING))
        assert kept.core_items[-1].slug == "a-leaflet"
        gone = at_("offer_item_remove", draft, TEACHING, "core-items", "a-leaflet")
        assert send(morag, gone, **typed_in(morag.get(gone))).status_code == 302
        kept = part_definition(service_offered(draft, TEACHING))
        assert "a-leaflet" not in [item.slug for item in kept.core_items]

    def test_the_last_visit_is_not_removed(self, morag: Client, draft) -> None:
        page = at_("offer_item_remove", draft, TEACHING, "visits", "learner-in-context")
        answer = send(morag, page, **typed_in(morag.get(page)))
        assert answer.status_code == 200
        assert "There is a problem" in words_of(answer)


class TestServices:
    def test_a_copy_is_added_and_another_removed(self, morag: Client, draft) -> None:
        page = at_("offer_add", draft)
        unnamed = send(morag, page, begin=f"copy-{TEACHING}")
        assert unnamed.context["form"].errors == {"name": ["Enter the name of the new service"]}
        taken = send(morag, page, begin=f"copy-{TEACHING}", name="Sensory Support")
        assert "has a service at the address “sensory-support” already" in words_of(taken)
        made = send(morag, page, begin=f"copy-{TEACHING}", name="Literacy Support")
        assert made["Location"] == at_("offer_service", draft, "literacy-support")
        told = words_of(morag.get(at_("offer_version", draft)))
        assert "say the same of what they do: Literacy Support, Specialist Teaching" in told
        send(morag, at_("offer_remove", draft, "sensory-support"))
        told = words_of(morag.get(at_("offer_version", draft)))
        assert "No longer offered: Sensory Support Service" in told
        assert (
            "No service is specially for: Hearing impairment (HI), Vision impairment (VI)" in told
        )
        assert send(morag, page, begin="carried-sensory-support").status_code == 302

    def test_a_name_that_is_another_page_is_refused(self, morag: Client, draft) -> None:
        answer = send(morag, at_("offer_add", draft), begin=f"copy-{TEACHING}", name="Changes")
        assert "changes is the address of another page" in words_of(answer)

    def test_what_is_proposed_cannot_be_changed(self, morag: Client, proposed) -> None:
        page = at_("offer_section", proposed, TEACHING, "names")
        told = words_of(send(morag, page, **typed_in(morag.get(page))))
        assert "is out for consultation and stands still meanwhile" in told

    @pytest.mark.parametrize(
        ("slug", "said"),
        [
            ("sensory-support", "corrected distance vision of 6/18 or worse"),
            ("early-years-inclusion", "In which order requests are answered"),
            (TEACHING, "From your sessions"),
        ],
    )
    def test_a_preview_is_what_schools_will_read(
        self, morag: Client, anyone: Client, draft, slug, said
    ) -> None:
        assert said in words_of(morag.get(at_("offer_preview", draft, slug)))
        assert said in words_of(anyone.get(f"/offer/{slug}/"))

    @pytest.fixture
    def anyone(self, browser_of: Callable[..., Client], northumberland) -> Client:
        return browser_of()


class TestTheOfferOfTheYear:
    def test_the_services_stand_under_their_ways_of_access(
        self, browser_of, northumberland
    ) -> None:
        page = browser_of().get("/offer/")
        assert [(group.mode, len(group.promises)) for group in page.context["groups"]] == [
            ("A share of sessions for every school", 1),
            ("For learners who meet published criteria", 2),
            ("On request, answered by need", 2),
            ("Time agreed with each school", 1),
        ]
        assert "There is no offer before this one" in words_of(browser_of().get("/offer/changes/"))

    def test_services_without_quota_are_not_asked_to_share_capacity(self, morag: Client) -> None:
        page = morag.get("/service/allocation/")
        named = [shared.part.service.slug for shared in page.context["services"]]
        assert named == ["educational-psychology", TEACHING]
        assert morag.get("/service/allocation/2025/sensory-support/draft/").status_code == 404

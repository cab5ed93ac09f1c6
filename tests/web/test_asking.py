"""Alison writes a draft, Dawn beside her: saved as typed, and put to them where it clashes."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.journal.models import LearnerLook, SubmittedForm
from evenreach.flow.offer.queries import published_offer, visits_offered
from evenreach.flow.requests.documents import documents_of
from evenreach.flow.requests.drafting import ask
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.saving import answers_of, keep_typed
from evenreach.flow.requests.states import State
from evenreach.flow.visits.calls import ContactLogged
from tests.conftest import OTHER_URN
from tests.stories import PLAN, YEAR, Cast, asked, attached_plan, drafted

Browsers = Callable[..., Client]


def again(request: SchoolRequest) -> SchoolRequest:
    return SchoolRequest.objects.of(request.authority_id).get(pk=request.pk)


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def alison(people, browser_of) -> Client:
    return browser_of(people.alison)


@pytest.fixture
def dawn(people, browser_of) -> Client:
    return browser_of(people.dawn)


@pytest.fixture
def draft(cast, at) -> SchoolRequest:
    return again(drafted(cast.school, at))


def page_of(name: str, row: SchoolRequest) -> str:
    return reverse(f"school:{name}", args=[row.pk])


def saving(name: str, row: SchoolRequest) -> str:
    return reverse("school:save", args=[row.pk, name])


def opened(client: Client, page: str) -> str:
    """What a page says of the answers it was opened with."""
    began: str = client.get(page).context["began"]
    return began


def send(client: Client, page: str, began: str, **typed: str) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, "began": began, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def inputs_of(answer: HttpResponse) -> dict[str, str]:
    """The hidden inputs of a page, which a browser would send."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return {name: value.replace("&#x27;", "'") for name, value in found}


SAVED = r"Saved at 10(:[0-5]\d)?am"
"""The tests' clock shows ten when they begin, and goes on."""


class TestSavedAsTyped:
    def test_a_word_is_kept_without_going_on(self, alison, draft):
        began = opened(alison, page_of("concern", draft))
        answer = alison.post(
            saving("concern", draft), {"began": began, "concern": "They lose", "hoped_outcome": ""}
        )
        assert re.fullmatch(SAVED, answer.json()["said"])
        assert again(draft).concern == "They lose"
        assert "They lose" in words_of(alison.get(page_of("concern", draft)))

    def test_saving_goes_on_from_what_was_saved(self, alison, draft):
        began = opened(alison, page_of("concern", draft))
        for text in ("They", "They lose", "They lose the rest"):
            answer = alison.post(saving("concern", draft), {"began": began, "concern": text})
            began = answer.json()["began"]
        assert again(draft).concern == "They lose the rest"

    def test_it_takes_no_key_and_the_page_still_has_its_own(self, alison, draft, northumberland):
        page = page_of("concern", draft)
        began = opened(alison, page)
        kept = alison.post(saving("concern", draft), {"began": began, "concern": "Typed"}).json()
        assert not SubmittedForm.objects.of(northumberland.pk).exists()
        key = uuid4().hex
        body = {"form_key": key, "began": kept["began"], "concern": "Typed", "hoped_outcome": "x"}
        answers = [alison.post(page, body) for _ in range(2)]
        assert [answer.url for answer in answers] == [page_of("needs", draft)] * 2
        assert SubmittedForm.objects.of(northumberland.pk).count() == 1

    def test_half_a_learner_is_kept(self, alison, draft):
        began = opened(alison, page_of("learner", draft))
        typed = {"began": began, "initials": "Q1", "school_reference": "", "year_group": ""}
        assert re.fullmatch(SAVED, alison.post(saving("learner", draft), typed).json()["said"])
        shown = alison.get(page_of("learner", draft)).content.decode()
        assert 'value="Q1"' in shown
        assert "Incomplete" in words_of(alison.get(page_of("check", draft)))

    def test_what_is_too_long_is_told_and_the_rest_is_kept(self, alison, draft):
        began = opened(alison, page_of("views", draft))
        typed = {"began": began, "learner_view": "a" * 3001, "family_view": "They agree."}
        said = alison.post(saving("views", draft), typed).json()["said"]
        assert said == "Not all is saved: Use 3,000 characters or fewer"
        assert (again(draft).family_view, again(draft).learner_view) == (
            "They agree.",
            draft.learner_view,
        )

    def test_what_is_no_page_of_such_a_draft_is_not_found(self, alison, draft):
        for page in ("about", "consent", "no-such-page"):
            assert alison.post(saving(page, draft), {"about": "group"}).status_code == 404

    def test_a_request_that_was_sent_is_not_saved(self, alison, cast, draft, at):
        began = opened(alison, page_of("concern", draft))
        ask(by=cast.school, at=at, request_id=draft.pk)
        late = alison.post(saving("concern", draft), {"began": began, "concern": "Too late"})
        assert late.status_code == 409
        assert again(draft).concern != "Too late"

    def test_another_school_saves_nothing(self, people, browser_of, draft):
        brian = browser_of(people.brian)
        assert brian.post(saving("concern", draft), {"concern": "Mine"}).status_code == 404

    def test_it_says_who_saved_last_on_the_page_and_in_the_list(self, alison, dawn, draft):
        began = opened(dawn, page_of("concern", draft))
        dawn.post(saving("concern", draft), {"began": began, "concern": "By Dawn"})
        shown = words_of(alison.get(page_of("views", draft)))
        assert re.search(rf"Last {SAVED.lower()} on 2 March 2026, by Dawn Kerr", shown)
        first = words_of(alison.get(reverse("school:start")))
        assert re.search(r"last saved by Dawn Kerr on 2 March 2026 at 10(:[0-5]\d)?am", first)


class TestTwoAtOnce:
    @pytest.fixture
    def clash(self, alison, dawn, draft) -> HttpResponse:
        """Both opened the page; Dawn saved first."""
        page = page_of("concern", draft)
        mine, hers = opened(alison, page), opened(dawn, page)
        send(dawn, page, hers, concern="Dawn's text", hoped_outcome=draft.hoped_outcome)
        return send(alison, page, mine, concern="Alison's text", hoped_outcome="Alison's hope")

    def choose(self, client: Client, clash: HttpResponse, draft: SchoolRequest, what: str) -> str:
        sent = {**inputs_of(clash), "keep-concern": what}
        return str(client.post(page_of("concern", draft), sent).url)

    def test_both_texts_are_shown_and_nothing_is_overwritten(self, clash, draft):
        assert clash.status_code == 409
        shown = words_of(clash)
        for text in ("Dawn Kerr saved", "Dawn's text", "You typed", "Alison's text"):
            assert text in shown
        assert again(draft).concern == "Dawn's text"

    @pytest.mark.parametrize(
        ("what", "stands"),
        [
            ("mine", "Alison's text"),
            ("theirs", "Dawn's text"),
            ("both", "Dawn's text\n\nAlison's text"),
        ],
    )
    def test_alison_chooses(self, alison, clash, draft, what, stands):
        assert self.choose(alison, clash, draft, what) == page_of("needs", draft)
        assert again(draft).concern == stands
        assert again(draft).hoped_outcome == "Alison's hope"

    def test_without_a_choice_she_is_asked_again(self, alison, clash, draft):
        again_asked = alison.post(page_of("concern", draft), inputs_of(clash))
        assert again_asked.status_code == 409
        assert "Choose which text to keep" in words_of(again_asked)
        assert again(draft).concern == "Dawn's text"

    def test_a_third_text_meanwhile_is_put_to_her_too(self, alison, dawn, clash, draft):
        page = page_of("concern", draft)
        send(dawn, page, opened(dawn, page), concern="Dawn's second", hoped_outcome="")
        sent = {**inputs_of(clash), "keep-concern": "mine"}
        once_more = alison.post(page, sent)
        assert once_more.status_code == 409
        assert "Dawn's second" in words_of(once_more)
        assert again(draft).concern == "Dawn's second"

    def test_saving_as_typed_stops_and_says_so(self, alison, dawn, draft):
        page = page_of("concern", draft)
        mine = opened(alison, page)
        send(dawn, page, opened(dawn, page), concern="Dawn's text", hoped_outcome="")
        answer = alison.post(saving("concern", draft), {"began": mine, "concern": "Alison's"})
        assert answer.status_code == 409
        assert answer.json()["said"].startswith("Dawn Kerr has changed this page")

    def test_a_choice_is_compared_in_words(self, alison, dawn, draft):
        page = page_of("needs", draft)
        mine, hers = opened(alison, page), opened(dawn, page)
        send(dawn, page, hers, need_code="ASD")
        shown = words_of(send(alison, page, mine, need_code="SEMH"))
        assert "Autism" in shown
        assert "Social, emotional and mental health" in shown
        assert "Keep both" not in shown

    def test_the_look_at_the_learner_is_recorded(self, clash, draft, northumberland):
        pages = LearnerLook.objects.of(northumberland.pk).values_list("page", flat=True)
        assert list(pages).count(page_of("concern", draft)) == 3


class TestTheWays:
    def test_a_sudden_change_skips_the_four_steps(self, alison, draft):
        page = page_of("approach", draft)
        following = send(alison, page, opened(alison, page), approach="sudden").url
        assert following == page_of("sudden", draft)
        told = send(alison, following, opened(alison, following), sudden_change="An injury.")
        assert told.url == page_of("views", draft)
        assert "An injury." in words_of(alison.get(page_of("check", draft)))

    def test_a_plan_is_attached_and_opened_by_who_may(self, alison, people, browser_of, draft):
        page = page_of("approach", draft)
        attach = send(alison, page, opened(alison, page), approach="attached").url
        assert attach == page_of("attachment", draft)
        body = {
            "form_key": uuid4().hex,
            "title": "support_plan",
            "document": SimpleUploadedFile("Quentin Xavier.pdf", PLAN),
        }
        assert alison.post(attach, body).url == attach
        [document] = documents_of(draft)
        shown = words_of(alison.get(attach))
        assert "Support Plan, PDF, 1 KB, attached on 2 March 2026" in shown
        assert "Quentin" not in shown
        address = reverse("school:document", args=[draft.pk, document.pk])
        answer = alison.get(address)
        assert answer.content == PLAN
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{document.file_name}"'
        looks = LearnerLook.objects.of(draft.authority_id).filter(page=address)
        assert looks.get().person_id == people.alison.pk
        assert browser_of(people.brian).get(address).status_code == 404
        on = alison.post(attach, {"form_key": uuid4().hex, "go_on": "1"})
        assert on.url == page_of("views", draft)

    def test_what_is_no_document_is_refused_on_the_page(self, alison, draft):
        body = {
            "form_key": uuid4().hex,
            "title": "support_plan",
            "document": SimpleUploadedFile("plan.pdf", b"MZ not a plan"),
        }
        refused = words_of(alison.post(page_of("attachment", draft), body))
        assert "The file must be a PDF" in refused
        assert not documents_of(draft).exists()

    def test_the_service_opens_it_and_no_other_service(self, cast, people, browser_of, at):
        request = asked(cast.school, at)
        document = attached_plan(request, at)
        address = reverse("lead:document", args=[request.pk, document.pk])
        jean, ruth = browser_of(people.jean), browser_of(people.ruth)
        assert address in words_of(jean.get(reverse("lead:request", args=[request.pk])))
        assert [jean.get(address).content, ruth.get(address).status_code] == [PLAN, 404]

    @pytest.mark.parametrize("page", ["concern", "sudden"])
    def test_a_safeguarding_concern_is_told_where_it_belongs(self, alison, draft, page):
        if page == "sudden":
            approach = page_of("approach", draft)
            send(alison, approach, opened(alison, approach), approach="sudden")
        shown = words_of(alison.get(page_of(page, draft)))
        told = shown.index("at risk does not belong here")
        assert told < shown.index("<textarea")
        assert "designated safeguarding lead" in shown
        assert "call 999" in shown

    def test_every_step_keeps_what_by_whom_how_long_and_result(self, alison, draft):
        page = page_of("step_do", draft)
        send(
            alison,
            page,
            opened(alison, page),
            done="Pictures with each instruction",
            done_by="Class teacher",
            done_over="Ten weeks",
            done_result="Better in pairs",
        )
        shown = words_of(alison.get(page_of("check", draft)))
        for said in ("By: Class teacher", "Over: Ten weeks", "What came of it: Better in pairs"):
            assert said in shown


class TestWithoutALearner:
    def test_a_class_is_asked_for_from_first_to_last_page(self, alison, northumberland):
        offer = published_offer(northumberland.pk, academic_year=YEAR)
        assert offer is not None
        meeting = visits_offered(offer).filter(is_about_a_learner=False).first()
        new = reverse("school:new", args=[SENCO_URN])
        started = alison.post(new, {"form_key": uuid4().hex, "specification": str(meeting.pk)})
        draft = SchoolRequest.objects.of(northumberland.pk).get()
        assert started.url == page_of("about", draft)
        on = send(
            alison, started.url, opened(alison, started.url), about="class", about_whom="Year 4"
        )
        assert on.url == page_of("concern", draft)
        told = {"concern": "Transitions take long.", "hoped_outcome": "They do not."}
        assert send(alison, on.url, opened(alison, on.url), **told).url == page_of("check", draft)
        check = words_of(alison.get(page_of("check", draft)))
        assert "Consent" not in check
        assert send(alison, page_of("check", draft), "").url == page_of("sent", draft)
        assert again(draft).state == State.ASKED
        shown = words_of(alison.get(page_of("request", draft)))
        assert "Year 4" in shown
        assert "Who has looked at this learner" not in shown

    def test_a_learners_pages_are_not_asked_of_it(self, alison, northumberland, cast, at):
        offer = published_offer(northumberland.pk, academic_year=YEAR)
        meeting = visits_offered(offer).filter(is_about_a_learner=False).first()
        new = reverse("school:new", args=[SENCO_URN])
        alison.post(new, {"form_key": uuid4().hex, "specification": str(meeting.pk)})
        draft = SchoolRequest.objects.of(northumberland.pk).get()
        for name in ("learner", "needs", "approach", "views", "sudden"):
            assert alison.get(page_of(name, draft)).url == page_of("check", draft)
            assert alison.post(saving(name, draft), {}).status_code == 404


class TestCalls:
    TYPED = {
        "school": str(OTHER_URN),
        "kind": "drop_in",
        "on_day": "2",
        "on_month": "3",
        "on_year": "2026",
        "minutes": "15",
        "note": "How to ask for a visit.",
    }

    def test_tom_logs_a_drop_in(self, people, browser_of, northumberland):
        tom, page = browser_of(people.tom), reverse("lead:calls")
        assert page in words_of(tom.get(reverse("specialist:diary")))
        key = uuid4().hex
        for _ in range(2):
            assert tom.post(page, {"form_key": key, **self.TYPED}).url == page
        logged = ContactLogged.objects.of(northumberland.pk).get()
        assert (logged.kind, logged.minutes, logged.by_person_id) == (
            ContactLogged.Kind.DROP_IN,
            15,
            people.tom.pk,
        )
        assert "How to ask for a visit." in words_of(tom.get(page))

    def test_a_day_to_come_is_refused_on_the_page(self, people, browser_of, northumberland):
        typed = {"form_key": uuid4().hex, **self.TYPED, "on_day": "3"}
        refused = words_of(browser_of(people.jean).post(reverse("lead:calls"), typed))
        assert "3 March 2026 is still to come" in refused
        assert not ContactLogged.objects.of(northumberland.pk).exists()


def test_answers_left_open_are_no_fault_of_the_page(alison, cast, draft, at):
    """A page may be gone on from with nothing in it; the check names what is missing."""
    page = page_of("step_plan", draft)
    assert send(alison, page, opened(alison, page), planned="").url == page_of("step_do", draft)
    assert answers_of(again(draft))["planned"] == ""
    refused = words_of(send(alison, page_of("check", draft), ""))
    assert "Add what has been planned" in refused
    keep_typed(by=cast.school, at=at, request_id=draft.pk, typed={"planned": "So."}, began={})
    assert send(alison, page_of("check", draft), "").url == page_of("sent", draft)

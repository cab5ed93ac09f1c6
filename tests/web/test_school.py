"""Alison is the SENCO of a school, Dawn its head; Brian, of another school, must see nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.planning.models import Proposal
from evenreach.flow.journal.models import LearnerLook
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from evenreach.flow.people.actions import grant_role
from evenreach.flow.people.models import Authority, Role
from evenreach.flow.register.models import School, TermBlock
from evenreach.flow.requests.actions import NotComplete
from evenreach.flow.requests.completeness import NAMED
from evenreach.flow.requests.consent_models import YOUNG_PERSON, Consent
from evenreach.flow.requests.drafting import ask, start_request
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.queries import consent_of
from evenreach.flow.requests.states import State
from evenreach.flow.requests.triage import decline_request
from evenreach.flow.requests.written import STEPS as STEP_NAMES
from evenreach.flow.visits.models import Visit
from evenreach.methods.assignment import Criterion
from evenreach.web.school.answers import MENDED_BY
from evenreach.web.school.words import why_proposed
from tests.conftest import OTHER_URN, People
from tests.stories import (
    CONCERN,
    YEAR,
    Cast,
    EyesOf,
    accepted,
    asked,
    booked,
    drafted,
    made,
    proposed,
    reported,
)

NOT_MISSING = {
    *NAMED.values(),
    "whom it is about",
    "the area of need",
    "a second need other than the first",
    "why there was no time for a cycle",
    "the document",
}
"""What only other requests than a bare draft can lack."""
Browsers = Callable[..., Client]
ABOUT = {"initials": "q.x.", "school_reference": "P-0417", "year_group": "3"}
WORRY = {"concern": CONCERN.concern, "hoped_outcome": CONCERN.hoped_outcome}
NEED = {"need_code": "SLCN", "need_area": "", "second_need_code": "ASD", "second_need_area": ""}
WAY = {"approach": "cycle"}
STEPS = {
    f"step_{step}": {name: getattr(CONCERN, name), f"{name}_by": "The SENCO"}
    for step, name in STEP_NAMES.items()
}
THEIR_VIEWS = {"learner_view": "", "family_view": CONCERN.family_view}
AGREED = {
    "outcome": "given",
    "given_by": "Mother",
    "holds_responsibility": "yes",
    "route": "telephone",
    "given_on_day": "20",
    "given_on_month": "2",
    "given_on_year": "2026",
}


@pytest.fixture
def cast(people: People, eyes: EyesOf) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def alison(people: People, browser_of: Browsers) -> Client:
    return browser_of(people.alison)


@pytest.fixture
def dawn(people: People, browser_of: Browsers) -> Client:
    return browser_of(people.dawn)


@pytest.fixture
def brian(people: People, browser_of: Browsers) -> Client:
    return browser_of(people.brian)


def send(
    client: Client, page: str, typed: dict[str, str] | None = None, **more: str
) -> HttpResponse:
    """Open a page and send it; what it began from goes with it, as from a browser."""
    began = (client.get(page).context or {}).get("began", "")
    return client.post(page, {"form_key": uuid4().hex, "began": began, **(typed or {}), **more})


def words_of(answer: HttpResponse) -> str:
    """A page's words as they are read, apostrophes included."""
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def page_of(name: str, row: SchoolRequest | Visit) -> str:
    return reverse(f"school:{name}", args=[row.pk])


def again(request: SchoolRequest) -> SchoolRequest:
    return SchoolRequest.objects.of(request.authority_id).get(pk=request.pk)


def visit_kind(authority: Authority, slug: str = "specialist-teaching") -> int:
    offer = published_offer(authority.pk, academic_year=YEAR)
    assert offer is not None
    return learner_visits_offered(offer).get(service_offer__service__slug=slug).pk


class TestAsking:
    def test_alison_asks_from_her_first_page_to_the_reference(self, northumberland, alison):
        new = reverse("school:new", args=[SENCO_URN])
        assert new in words_of(alison.get(reverse("school:start")))
        assert reverse("service", args=["specialist-teaching"]) in words_of(alison.get(new))
        started = send(alison, new, specification=str(visit_kind(northumberland)))
        draft = SchoolRequest.objects.of(northumberland.pk).get()
        pages = [
            ("learner", ABOUT),
            ("concern", WORRY),
            ("needs", NEED),
            ("approach", WAY),
            *STEPS.items(),
            ("views", THEIR_VIEWS),
            ("consent", AGREED),
            ("check", {}),
        ]
        following = started
        for name, typed in pages:
            assert following.url == page_of(name, draft)
            following = send(alison, following.url, typed)
        sent = words_of(alison.get(following.url))
        assert following.url == page_of("sent", draft)
        assert draft.reference in sent
        assert "within 5 school days, by 9 March 2026" in sent
        assert "visits within 30 school days of its answer" in sent
        assert "The report comes within 10 school days of the visit" in sent
        assert again(draft).state == State.ASKED

    def test_what_was_typed_is_kept_as_typed(self, northumberland, alison, cast, at):
        send(alison, page_of("concern", drafted(cast.school, at)), WORRY)
        request = SchoolRequest.objects.of(northumberland.pk).get()
        assert [getattr(request, name) for name in WORRY] == list(WORRY.values())
        assert request.assessed == CONCERN.assessed

    def test_initials_are_letters_and_nothing_more(self, northumberland, alison, cast, at):
        draft = drafted(cast.school, at)
        send(alison, page_of("learner", draft), ABOUT)
        assert Learner.objects.of(northumberland.pk).get().initials == "QX"
        refused = send(alison, page_of("learner", draft), ABOUT, initials="Quentn")
        assert "Initials must be 1 to 4 letters" in words_of(refused)
        assert 'value="Quentn"' in words_of(refused)

    def test_a_unique_pupil_number_is_refused(self, alison, cast, at):
        page = page_of("learner", drafted(cast.school, at))
        refused = send(alison, page, ABOUT, school_reference="A123456789012")
        assert "That looks like a unique pupil number" in words_of(refused)

    def test_somebody_who_came_to_change_goes_back_to_the_answers(self, alison, cast, at):
        draft = drafted(cast.school, at)
        check = alison.get(page_of("check", draft))
        change = f"{page_of('views', draft)}?change=1"
        assert f'href="{change}#id_family_view"' in check.content.decode()
        assert send(alison, change, THEIR_VIEWS).url == page_of("check", draft)

    def test_a_kind_has_to_be_chosen(self, northumberland, alison):
        refused = send(alison, reverse("school:new", args=[SENCO_URN]))
        assert "Error: Ask for a visit" in words_of(refused)
        assert not SchoolRequest.objects.of(northumberland.pk).exists()

    def test_only_services_of_the_phase_are_offered(self, northumberland, alison):
        School.objects.of(northumberland.pk).filter(urn=SENCO_URN).update(phase="sixteen_plus")
        page = words_of(alison.get(reverse("school:new", args=[SENCO_URN])))
        assert "Consultation session, Educational Psychology" in page
        assert "Specialist Teaching Service" not in page

    def test_a_school_that_no_service_serves_is_told_so(self, northumberland, alison):
        School.objects.of(northumberland.pk).filter(urn=SENCO_URN).update(phase="")
        page = words_of(alison.get(reverse("school:new", args=[SENCO_URN])))
        assert "No visit is offered to your school yet" in page

    def test_pressing_send_twice_sends_once(self, northumberland, alison, cast, at):
        draft = drafted(cast.school, at)
        key = uuid4().hex
        answers = [alison.post(page_of("check", draft), {"form_key": key}) for _ in range(2)]
        assert [answer.url for answer in answers] == [page_of("sent", draft)] * 2

    def test_starting_twice_starts_one_draft(self, northumberland, alison):
        typed = {"form_key": uuid4().hex, "specification": str(visit_kind(northumberland))}
        for _ in range(2):
            alison.post(reverse("school:new", args=[SENCO_URN]), typed)
        assert SchoolRequest.objects.of(northumberland.pk).count() == 1

    def test_a_sent_request_is_read_and_not_written(self, alison, cast, at):
        request = asked(cast.school, at)
        for name in ("learner", "concern", "approach", "views", "consent", "check"):
            assert alison.get(page_of(name, request)).url == page_of("request", request)
        late = send(alison, page_of("views", request), THEIR_VIEWS, family_view="Too late")
        assert late.status_code == 409
        assert again(request).family_view == CONCERN.family_view

    def test_a_draft_has_no_reference_to_celebrate_yet(self, alison, cast, at):
        draft = drafted(cast.school, at)
        assert alison.get(page_of("sent", draft)).url == page_of("check", draft)
        assert alison.get(page_of("request", draft)).url == page_of("check", draft)


class TestWhatIsMissing:
    @pytest.fixture
    def bare(self, northumberland: Authority, cast: Cast, at: datetime) -> SchoolRequest:
        offer = published_offer(northumberland.pk, academic_year=YEAR)
        assert offer is not None
        return start_request(
            by=cast.school,
            at=at,
            school=School.objects.of(northumberland.pk).get(urn=SENCO_URN),
            specification=learner_visits_offered(offer).first(),
        )

    def test_each_missing_thing_leads_to_where_it_is_asked(self, alison, bare, cast, at):
        with pytest.raises(NotComplete) as refusal:
            ask(by=cast.school, at=at, request_id=bare.pk)
        assert set(refusal.value.missing) == set(MENDED_BY) - NOT_MISSING
        refused = words_of(send(alison, page_of("check", bare)))
        for missing in refusal.value.missing:
            name, input_id = MENDED_BY[missing]
            page = f"{page_of(name, bare)}?change=1"
            assert f'<a href="{page}#{input_id}">Add {missing}</a>' in refused
            assert f'id="{input_id}"' in alison.get(page).content.decode()

    def test_the_list_of_parts_tells_what_is_incomplete(self, alison, bare):
        send(alison, page_of("learner", bare), ABOUT)
        page = words_of(alison.get(page_of("check", bare)))
        assert page.count("Incomplete") == 5
        assert page.count("Completed") == 1

    def test_half_a_page_can_be_saved(self, alison, bare):
        send(alison, page_of("step_assess", bare), assessed="A screen in October.")
        assert again(bare).assessed == "A screen in October."


class TestConsent:
    def test_refused_consent_is_kept_and_nothing_is_sent(self, alison, cast, at):
        draft = drafted(cast.school, at)
        assert send(alison, page_of("consent", draft), AGREED, outcome="refused").status_code == 302
        assert "Consent refused" in words_of(alison.get(page_of("check", draft)))
        refused = words_of(send(alison, page_of("check", draft)))
        assert "Talk with the family first" in refused
        assert f'href="{page_of("consent", draft)}?change=1#id_outcome"' in refused
        assert again(draft).state == State.DRAFTED
        assert consent_of(draft).outcome == Consent.Outcome.REFUSED

    def test_consent_cannot_be_given_tomorrow(self, alison, cast, at):
        tomorrow = {"given_on_day": "3", "given_on_month": "3", "given_on_year": "2026"}
        page = page_of("consent", drafted(cast.school, at))
        refused = words_of(send(alison, page, AGREED, **tomorrow))
        assert "The date must be today or in the past" in refused
        assert 'name="given_on_day" type="text" value="3"' in refused

    def test_somebody_with_parental_responsibility_has_to_agree(self, alison, cast, at):
        page = page_of("consent", drafted(cast.school, at))
        refused = words_of(send(alison, page, AGREED, holds_responsibility="no"))
        assert "Somebody with parental responsibility has to agree" in refused

    @pytest.mark.parametrize(("year_group", "status"), [("3", 200), ("12", 302)])
    def test_over_16_they_decide_for_themselves(self, alison, cast, at, year_group, status):
        draft = drafted(cast.school, at)
        send(alison, page_of("learner", draft), ABOUT, year_group=year_group)
        answer = send(
            alison,
            page_of("consent", draft),
            AGREED,
            given_by=YOUNG_PERSON,
            holds_responsibility="no",
        )
        assert answer.status_code == status


class TestOneSchool:
    def test_a_colleague_goes_on_with_the_draft(self, dawn, cast, at):
        draft = drafted(cast.school, at)
        first = words_of(dawn.get(reverse("school:start")))
        assert f"Finish the draft of {draft.reference}" in first
        assert "last saved by Alison Bell on 2 March 2026 at 10am" in first
        send(dawn, page_of("views", draft), THEIR_VIEWS, family_view="They agree with the plan.")
        assert send(dawn, page_of("check", draft)).url == page_of("sent", draft)
        assert again(draft).family_view == "They agree with the plan."

    def test_another_schools_senco_finds_nothing(self, brian, cast, at):
        draft, visit = drafted(cast.school, at, reference="P-1"), proposed(cast, at)
        pages = [
            *(page_of(name, draft) for name in ("learner", "concern", "approach", "views")),
            *(page_of(name, draft) for name in ("consent", "check", "sent", "request")),
            *(page_of(name, visit) for name in ("confirm", "move")),
            page_of("request", visit.school_request),
            reverse("school:new", args=[SENCO_URN]),
        ]
        assert [brian.get(page).status_code for page in pages] == [404] * len(pages)
        typed = {**ABOUT, **WORRY, **NEED, **THEIR_VIEWS, **AGREED, "why": "Mine now"}
        written = [send(brian, page, typed).status_code for page in pages]
        assert set(written) <= {404, 405}
        assert again(draft).state == State.DRAFTED
        assert draft.reference not in words_of(brian.get(reverse("school:start")))

    def test_somebody_who_also_leads_a_service_has_no_say_for_its_schools(
        self, people, browser_of, eyes, at, cast
    ):
        visit = proposed(cast, at)
        grant_role(
            by=cast.lead,
            at=at,
            person=people.jean,
            role=Role.SCHOOL,
            urn=OTHER_URN,
            starts_on=at.date(),
        )
        jean = browser_of(people.jean)
        assert jean.get(page_of("request", visit.school_request)).status_code == 404
        assert send(jean, page_of("confirm", visit)).status_code == 404


class TestFirstPage:
    def test_it_says_what_to_do_where_nothing_was_asked(self, alison):
        page = words_of(alison.get(reverse("school:start")))
        assert "Nothing waits for you" in page
        assert "No requests yet" in page

    def test_it_tells_the_entitlement_in_sessions(self, alison, cast, at):
        before = alison.get(reverse("school:start")).context["schools"][0].rows
        booked(cast, at)
        after = alison.get(reverse("school:start")).context["schools"][0].rows
        (service, granted, aside, used, left), now = before[1], after[1]
        assert (service, aside, used, left) == ("Specialist Teaching Service", "0", "0", granted)
        assert now == [service, granted, "1", "0", str(int(granted) - 1)]

    def test_a_report_waits_until_its_page_was_opened(self, alison, cast, at, eyes):
        report = reported(cast, at - timedelta(days=60), eyes)
        read = reverse("reports:read", args=[report.pk])
        assert f'href="{read}"' in words_of(alison.get(reverse("school:start")))
        assert alison.get(read).status_code == 200
        assert f'href="{read}"' not in words_of(alison.get(reverse("school:start")))

    def test_it_never_shows_a_learner(self, alison, cast, at):
        asked(cast.school, at)
        page = alison.get(reverse("school:start")).content.decode()
        assert "QX" not in page
        assert "P-0417" not in page

    def test_many_requests_take_no_more_queries_than_one(self, alison, cast, at):
        counts = []
        for reference in ("P-1", "P-2", "P-3"):
            drafted(cast.school, at, reference=f"{reference}d")
            proposed(cast, at, reference=f"{reference}p")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                alison.get(reverse("school:start"))
            counts.append(len(queries))
        assert len(set(counts)) == 1


class TestFollowing:
    def test_every_look_at_the_learner_is_recorded(self, northumberland, people, alison, cast, at):
        draft, visit = drafted(cast.school, at, reference="P-1"), proposed(cast, at)
        pages = [
            *(page_of(name, draft) for name in ("learner", "concern", "approach", "views")),
            *(page_of(name, draft) for name in ("consent", "check")),
            *(page_of(name, visit) for name in ("confirm", "move")),
            page_of("request", visit.school_request),
        ]
        for page in pages:
            assert alison.get(page).status_code == 200
        looks = LearnerLook.objects.of(northumberland.pk).order_by("pk")
        assert list(looks.values_list("page", flat=True)) == pages
        assert set(looks.values_list("person_id", flat=True)) == {people.alison.pk}

    def test_alison_reads_who_has_looked(self, alison, dawn, cast, at):
        page = page_of("request", asked(cast.school, at))
        dawn.get(page)
        dawn.get(page)
        assert "Dawn Kerr, 2 times, last on 2 March 2026" in words_of(alison.get(page))

    def test_it_tells_what_happened_with_the_reasons(self, alison, cast, at):
        visit = booked(cast, at)
        page = page_of("request", visit.school_request)
        send(alison, page_of("move", visit), why="The teacher is on a course.")
        told = [event.title for event in alison.get(page).context["events"]]
        when = f"{visit.on:%A} {visit.on.day} {visit.on:%B %Y}, {visit.part}"
        assert told[:5] == [
            f"Another half-day asked for instead of {when}",
            f"Visit confirmed for {when}",
            f"Visit proposed for {when}",
            "Request accepted",
            "Request sent",
        ]
        assert "The teacher is on a course." in words_of(alison.get(page))

    def test_a_declined_request_says_why_and_what_else(self, alison, cast, at):
        request = asked(cast.school, at)
        decline_request(
            by=cast.lead, at=at, request_id=request.pk, reason="The plan has only begun."
        )
        page = words_of(alison.get(page_of("request", request)))
        assert "The plan has only begun." in page
        assert "SENDIASS" in page
        assert reverse("school:new", args=[SENCO_URN]) in page

    def test_a_late_answer_is_called_late(self, alison, cast, at):
        request = asked(cast.school, at - timedelta(days=20))
        page = words_of(alison.get(page_of("request", request)))
        assert "That day has passed. Ask the Specialist Teaching Service duty desk" in page

    def test_without_term_dates_the_promise_has_no_date(self, northumberland, alison, cast, at):
        TermBlock.objects.of(northumberland.pk).delete()
        page = words_of(alison.get(page_of("request", asked(cast.school, at))))
        assert "answers within 5 school days." in page

    def test_after_the_visit_the_report_is_promised_and_then_there(self, alison, cast, at, eyes):
        back = at - timedelta(days=25)
        seen = made(cast, back, eyes, reference="P-1")
        page = words_of(alison.get(page_of("request", seen.school_request)))
        assert f"{seen.specialist.name} writes the report within 10 school days" in page
        report = reported(cast, back - timedelta(days=30), eyes)
        request = report.record.visit.school_request
        read = reverse("reports:read", args=[report.pk])
        assert f'href="{read}"' in words_of(alison.get(page_of("request", request)))


class TestVisiting:
    def test_alison_confirms_knowing_what_to_prepare(self, alison, cast, at):
        visit = proposed(cast, at)
        page = words_of(alison.get(page_of("confirm", visit)))
        assert f"{visit.on:%A} {visit.on.day} {visit.on:%B %Y}, {visit.part}" in page
        assert visit.specialist.name in page
        assert "Choose two lessons that show the learner at ease and under strain" in page
        assert "Read what was sent" not in page
        confirmed = send(alison, page_of("confirm", visit))
        assert confirmed.url == page_of("request", visit.school_request)
        assert "Visit confirmed for" in words_of(alison.get(confirmed.url))
        assert again(visit.school_request).state == State.BOOKED

    def test_confirming_twice_in_two_windows_is_refused_in_words(self, alison, cast, at):
        visit = proposed(cast, at)
        send(alison, page_of("confirm", visit))
        second = send(alison, page_of("confirm", visit))
        assert second.status_code == 409
        assert "is booked, so it cannot be booked" in words_of(second)
        request = page_of("request", visit.school_request)
        assert alison.get(page_of("confirm", visit)).url == request

    def test_another_half_day_needs_a_reason(self, northumberland, alison, cast, at):
        visit = proposed(cast, at)
        refused = send(alison, page_of("move", visit), why="   ")
        assert "Say why this half-day does not suit" in words_of(refused)
        moved = send(alison, page_of("move", visit), why="The teacher is on a course.")
        assert moved.url == page_of("request", visit.school_request)
        row = Visit.objects.of(northumberland.pk).get(pk=visit.pk)
        assert (row.state, row.ended_reason) == (Visit.State.MOVED, "The teacher is on a course.")
        assert again(visit.school_request).state == State.ACCEPTED

    def test_what_is_over_can_no_longer_be_moved(self, alison, cast, at):
        visit = booked(cast, at - timedelta(days=30))
        request = page_of("request", visit.school_request)
        assert alison.get(page_of("move", visit)).url == request
        assert "Ask for another half-day" not in words_of(alison.get(request))

    @pytest.mark.parametrize("decided_by", Criterion)
    def test_it_is_said_why_this_day_and_this_person(self, cast, at, decided_by):
        visit = proposed(cast, at)
        proposal = Proposal.objects.of(visit.authority_id).get(visit=visit)
        proposal.reason |= {"decided_by": decided_by, "next_best_on": "2026-03-12"}
        first, person, *_ = why_proposed(proposal, visit)
        assert "at least 5 school days after the proposal" in first
        assert visit.specialist.name in person

    def test_a_request_that_waits_for_a_half_day_says_by_when(self, alison, cast, at):
        page = words_of(alison.get(page_of("request", accepted(cast, at))))
        assert "looks for a half-day and visits within 30 school days" in page

"""A specialist's half-year: the diary, what happened, the record, the report. Tom and Samuel."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.feedback.models import Invitation
from evenreach.flow.journal.models import LearnerLook, OutgoingMail
from evenreach.flow.people.models import Person, RoleGrant
from evenreach.flow.records.actions import write_record
from evenreach.flow.records.models import ProvisionLine, Report, VisitRecord
from evenreach.flow.requests.states import State
from evenreach.flow.visits.costs import Cause, Notice
from evenreach.flow.visits.models import Visit
from tests.conftest import OTHER_URN, People
from tests.stories import CONCERN, PROVISION, SEEN, Cast, EyesOf, booked, made, proposed

Browsers = Callable[..., Client]
A_WEEK = timedelta(days=7)
LINE = {
    "what": "Two-step instructions with pictures",
    "who": "Class teacher",
    "how_often": "Daily",
    "until_day": "3",
    "until_month": "7",
    "until_year": "2026",
}
EMPTY_LINE = dict.fromkeys(LINE, "")
RECORD = {
    "context": SEEN.context,
    "strengths": SEEN.strengths,
    "learner_voice": SEEN.learner_voice,
    "need_area": SEEN.need_area,
    "need_identified": SEEN.need_identified,
    "further_assessment": "none",
    "assessment_detail": "",
}


@pytest.fixture
def cast(people: People, eyes: EyesOf) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


def send(client: Client, page: str, **typed: str) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    """A page's words as a reader has them, whatever kind of space is between."""
    return " ".join(answer.content.decode().split())


def page_of(name: str, visit: Visit) -> str:
    return reverse(f"specialist:{name}", args=[visit.pk])


def lines(*given: dict[str, str]) -> dict[str, str]:
    """Lines of provision as a form sends them."""
    return {
        f"line-{number}-{name}": value
        for number, line in enumerate(given, start=1)
        for name, value in line.items()
    }


@pytest.fixture
def past(cast: Cast, at: datetime) -> Visit:
    """A booked visit whose half-day was last week."""
    return booked(cast, at - 2 * A_WEEK)


@pytest.fixture
def seen(cast: Cast, eyes: EyesOf, at: datetime) -> Visit:
    """A visit that was made last week and has no record yet."""
    return made(cast, at - 2 * A_WEEK, eyes)


def test_the_diary_lists_the_coming_weeks_by_day_without_the_learner(
    cast: Cast, browser_of: Browsers, at: datetime
) -> None:
    visit = proposed(cast, at)
    request = visit.school_request
    page = words_of(browser_of(visit.specialist).get(reverse("specialist:diary")))
    assert "Monday 9 March 2026" in page
    assert request.school.name in page
    assert request.school.postcode in page
    assert "Proposed" in page
    assert "QX" not in page
    assert not LearnerLook.objects.of(visit.authority_id).exists()


def test_an_empty_diary_says_when_visits_will_come(people: People, browser_of: Browsers) -> None:
    page = words_of(browser_of(people.tom).get(reverse("specialist:diary")))
    assert "No visits in these four weeks" in page
    assert "Nothing waits for you" in page


@pytest.mark.parametrize("week", ["yesterday", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_week_that_is_none_is_this_week(week: str, people: People, browser_of: Browsers) -> None:
    page = words_of(browser_of(people.tom).get(reverse("specialist:diary"), {"week": week}))
    assert "2 March 2026 to 29 March 2026" in page


def test_weeks_are_leafed_through(cast: Cast, browser_of: Browsers, at: datetime) -> None:
    visit = booked(cast, at)
    client = browser_of(visit.specialist)
    before = words_of(client.get(reverse("specialist:diary"), {"week": "2026-02-05"}))
    assert visit.school_request.reference not in before
    assert "?week=2026-03-02" in before
    assert "Go to this week" in before


def test_what_to_do_next_begins_with_what_happened(
    cast: Cast, eyes: EyesOf, browser_of: Browsers, at: datetime, past: Visit
) -> None:
    specialist = past.specialist
    page = words_of(browser_of(specialist).get(reverse("specialist:diary")))
    assert f"Say what happened: {past.school_request.school.name}" in page


def test_records_and_reports_to_come_are_listed_with_their_day(
    eyes: EyesOf, browser_of: Browsers, at: datetime, seen: Visit
) -> None:
    client = browser_of(seen.specialist)
    page = words_of(client.get(reverse("specialist:diary")))
    assert f"Write the record: {seen.school_request.school.name}" in page
    assert "report due by" in page
    by = eyes(seen.specialist)
    write_record(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION)
    page = words_of(client.get(reverse("specialist:diary")))
    assert f"Release the report: {seen.school_request.school.name}" in page


def test_a_visit_shows_what_to_prepare_and_what_the_school_wrote(
    cast: Cast, browser_of: Browsers, at: datetime
) -> None:
    visit = booked(cast, at)
    page = words_of(browser_of(visit.specialist).get(page_of("visit", visit)))
    assert "Read what was sent and look up earlier reports." in page
    assert "Opening with the SENCO" in page
    assert CONCERN.concern in page
    assert "Once the half-day has begun, say here what happened." in page
    assert "The visit was made" not in page
    [look] = LearnerLook.objects.of(visit.authority_id)
    assert look.person_id == visit.specialist_id
    assert look.learner_id == visit.school_request.learner_id


@pytest.mark.parametrize("name", ["visit", "missed", "record", "release"])
def test_another_specialists_visit_is_not_found(
    name: str, people: People, browser_of: Browsers, seen: Visit
) -> None:
    other = people.samuel if seen.specialist != people.samuel else people.tom
    client = browser_of(other)
    assert client.get(page_of(name, seen)).status_code == 404
    if name != "visit":
        assert send(client, page_of(name, seen), **RECORD, **lines(LINE)).status_code == 404
    assert send(client, page_of("made", seen)).status_code == 404
    assert not LearnerLook.objects.of(seen.authority_id).exists()


def test_who_left_the_service_finds_no_visit_of_theirs(
    browser_of: Browsers, seen: Visit, at: datetime
) -> None:
    grants = RoleGrant.objects.of(seen.authority_id).filter(person=seen.specialist)
    grants.update(service_slug="educational-psychology")
    client = browser_of(seen.specialist)
    assert client.get(page_of("visit", seen)).status_code == 404
    page = words_of(client.get(reverse("specialist:diary")))
    assert seen.school_request.reference not in page


def test_schools_and_leads_have_no_diary(people: People, browser_of: Browsers) -> None:
    for person in (people.alison, people.jean, people.morag, people.anil):
        assert browser_of(person).get(reverse("specialist:diary")).status_code == 403


def test_a_visit_that_was_made_leads_to_its_record(browser_of: Browsers, past: Visit) -> None:
    client = browser_of(past.specialist)
    assert "The visit was made" in words_of(client.get(page_of("visit", past)))
    answer = send(client, page_of("made", past))
    assert (answer.status_code, answer["Location"]) == (302, page_of("record", past))
    past.refresh_from_db()
    assert past.state == Visit.State.MADE
    assert client.get(page_of("made", past)).status_code == 405


@pytest.mark.parametrize("name", ["made", "missed"])
def test_nothing_is_recorded_before_it_can_have_happened(
    name: str, cast: Cast, browser_of: Browsers, at: datetime
) -> None:
    visit = booked(cast, at)
    client = browser_of(visit.specialist)
    typed = {"cause": Cause.LEARNER_AWAY, "notice": Notice.SAME_DAY}
    answer = send(client, page_of(name, visit), why="The learner was ill", **typed)
    assert answer.status_code == 409
    assert "which is still to come" in words_of(answer)
    visit.refresh_from_db()
    assert visit.state == Visit.State.BOOKED


@pytest.mark.parametrize(
    ("cause", "notice", "stands"),
    [
        (Cause.LEARNER_AWAY, Notice.SAME_DAY, State.ACCEPTED),
        (Cause.SERVICE, Notice.NONE, State.ACCEPTED),
        (Cause.LEARNER_AWAY, Notice.NONE, State.ASKED),
        (Cause.NO_ACCESS, Notice.NONE, State.ASKED),
    ],
)
def test_a_missed_visit_costs_the_session_only_by_the_published_rule(
    cause: Cause, notice: Notice, stands: State, browser_of: Browsers, past: Visit
) -> None:
    client = browser_of(past.specialist)
    page = words_of(client.get(page_of("missed", past)))
    assert "Nothing is taken, and another half-day is proposed" in page
    assert "The session counts as used" in page
    typed = {"why": "The learner was ill", "cause": cause, "notice": notice}
    answer = send(client, page_of("missed", past), **typed)
    assert (answer.status_code, answer["Location"]) == (302, page_of("visit", past))
    past.refresh_from_db()
    ended = (past.state, past.ended_reason, past.ended_cause, past.ended_notice)
    assert ended == (Visit.State.MISSED, "The learner was ill", cause, notice)
    assert past.school_request.state == stands
    assert "The learner was ill" in words_of(client.get(page_of("visit", past)))
    assert client.get(page_of("missed", past))["Location"] == page_of("visit", past)


def test_a_missed_visit_says_why(browser_of: Browsers, past: Visit) -> None:
    client = browser_of(past.specialist)
    page = words_of(send(client, page_of("missed", past), why="", cause="later"))
    for sentence in ("Say what happened", "Choose one of the answers", "Say when we knew"):
        assert sentence in page


def test_a_record_is_written_read_changed_and_released(
    browser_of: Browsers, seen: Visit, people: People
) -> None:
    client = browser_of(seen.specialist)
    assert client.get(page_of("release", seen))["Location"] == page_of("record", seen)
    page = words_of(client.get(page_of("record", seen)))
    assert page.count("Provision 3") == 1
    assert "Provision 4" not in page
    answer = send(client, page_of("record", seen), **RECORD, **lines(LINE, EMPTY_LINE, EMPTY_LINE))
    assert (answer.status_code, answer["Location"]) == (302, page_of("release", seen))
    preview = words_of(client.get(page_of("release", seen)))
    for said in (SEEN.need_identified, LINE["what"], "3 July 2026", CONCERN.concern):
        assert said in preview
    assert not Report.objects.of(seen.authority_id).exists()

    again = words_of(client.get(page_of("record", seen)))
    assert LINE["what"] in again
    assert "Provision 4" in again
    changed = {**RECORD, "strengths": "Patient with others."}
    send(client, page_of("record", seen), **changed, **lines(LINE, {**LINE, "what": "A timer"}))
    assert VisitRecord.objects.of(seen.authority_id).get().strengths == "Patient with others."
    assert ProvisionLine.objects.of(seen.authority_id).count() == 2

    answer = send(client, page_of("release", seen))
    report = Report.objects.of(seen.authority_id).get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("reports:read", args=[report.pk]),
    )
    for name in ("record", "release"):
        assert client.get(page_of(name, seen))["Location"] == answer["Location"]
    late = send(client, page_of("record", seen), **RECORD, **lines(LINE))
    assert late.status_code == 409
    assert "Read the report" in words_of(client.get(page_of("visit", seen)))


def test_releasing_asks_the_school_how_it_went_once_and_names_nobody(
    eyes: EyesOf, browser_of: Browsers, at: datetime, seen: Visit
) -> None:
    by = eyes(seen.specialist)
    write_record(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION)
    client = browser_of(seen.specialist)
    key = uuid4().hex
    answers = [client.post(page_of("release", seen), {"form_key": key}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert send(client, page_of("release", seen)).status_code == 409
    invitation = Invitation.objects.of(seen.authority_id).get(visit=seen)
    [mail] = OutgoingMail.objects.of(seen.authority_id).filter(
        message_id=f"feedback-{invitation.pk}"
    )
    assert "http://testserver/feedback/" in mail.body
    assert mail.recipient == seen.school_request.asked_by.email
    assert "QX" not in mail.subject + mail.body


def test_a_record_that_lacks_something_keeps_what_was_typed(
    browser_of: Browsers, seen: Visit
) -> None:
    client = browser_of(seen.specialist)
    typed = {**RECORD, "strengths": "", "need_area": "", "further_assessment": "included"}
    halves = lines({**EMPTY_LINE, "what": "A visual timetable"}, EMPTY_LINE)
    page = words_of(send(client, page_of("record", seen), **typed, **halves))
    summary = page.partition("There is a problem")[2].partition("</ul>")[0]
    wanted = [
        "Say what the learner&#x27;s strengths are",
        "Select the area of need",
        "Provision 1: say who does it",
        "Provision 1: say how often it is done",
        "Provision 1: say until when it is done",
        "Say which instrument or task the assessment used",
        "Say what assessment was included, and what it tells us",
    ]
    places = [summary.find(sentence) for sentence in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert "Provision 2:" not in summary
    assert "A visual timetable</textarea>" in page
    assert not VisitRecord.objects.of(seen.authority_id).exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (EMPTY_LINE, "The record plans no provision. Write at least one line"),
        ({**LINE, "until_year": "2025"}, "Provision 1: the day must be after the visit"),
        ({**LINE, "until_month": "14"}, "Provision 1: until must be a real date"),
        ({**LINE, "what": "x" * 501}, "Provision 1: use 500 characters or fewer"),
    ],
)
def test_provision_that_cannot_be_is_refused_beside_its_line(
    line: dict[str, str], sentence: str, browser_of: Browsers, seen: Visit
) -> None:
    answer = send(browser_of(seen.specialist), page_of("record", seen), **RECORD, **lines(line))
    assert answer.status_code == 200
    assert words_of(answer).count(sentence) == 2
    assert not VisitRecord.objects.of(seen.authority_id).exists()


def test_an_empty_record_is_told_all_that_is_missing_at_once(
    browser_of: Browsers, seen: Visit
) -> None:
    empty = dict.fromkeys(RECORD, "")
    answer = send(
        browser_of(seen.specialist), page_of("record", seen), **empty, **lines(EMPTY_LINE)
    )
    page = words_of(answer)
    for sentence in ("Select the area of need", "The record plans no provision"):
        assert page.count(sentence) == 2


def test_a_form_without_lines_of_provision_is_no_server_error(
    browser_of: Browsers, seen: Visit
) -> None:
    answer = send(browser_of(seen.specialist), page_of("record", seen), **RECORD)
    assert answer.status_code == 200
    assert "There is a problem" in words_of(answer)


def test_a_visit_not_made_has_no_record(browser_of: Browsers, past: Visit) -> None:
    client = browser_of(past.specialist)
    assert client.get(page_of("record", past)).status_code == 409
    assert send(client, page_of("record", past), **RECORD, **lines(LINE)).status_code == 409


def test_the_diary_costs_the_same_however_full_it_is(
    people: People, cast: Cast, eyes: EyesOf, browser_of: Browsers, at: datetime
) -> None:
    def fill(cast: Cast, urn: int) -> None:
        booked(cast, at, urn=urn, reference="P-1")
        booked(cast, at - 2 * A_WEEK, urn=urn, reference="P-2")
        made(cast, at - 2 * A_WEEK, eyes, urn=urn, reference="P-3")

    fill(cast, SENCO_URN)
    few = queries_of_diary(people.tom, browser_of)
    fill(Cast(school=eyes(people.brian), lead=cast.lead), OTHER_URN)
    assert queries_of_diary(people.tom, browser_of) == few


def queries_of_diary(person: Person, browser_of: Browsers) -> int:
    """How many queries the diary takes once every visit is this person's."""
    client = browser_of(person)
    before = transaction.savepoint()
    Visit.objects.of(person.authority_id).update(specialist=person)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("specialist:diary")).status_code == 200
    transaction.savepoint_rollback(before)
    return len(queries)

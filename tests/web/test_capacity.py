"""Morag enters staff and what comes off their time, and puts into use what she can recalculate."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenreach.demo.staffing import COUNCIL, EXPERTS
from evenreach.flow.entitlement.funding import FundingStream, VisitPurpose
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.staffing import Grade, StaffLine, TimeTakenOff, YearRates
from evenreach.flow.journal.models import Line
from evenreach.flow.offer.models import VisitSpecification
from tests.conftest import People
from tests.stories import YEAR, Cast, asked, made
from tests.web.calculator import tables_of, typed

NEXT = YEAR + 1
TEACHING = f"/service/capacity/{YEAR}/specialist-teaching/"
PSYCHOLOGY = f"/service/capacity/{YEAR}/educational-psychology/"
FUTURE = f"/service/capacity/{NEXT}/specialist-teaching/"
STAFF = {
    "seen": "0",
    "role": "Specialist teacher",
    "fte": "1.2",
    "pattern": "all_year",
    "weeks": "52",
    "minutes_a_day": "360",
    "leave_days": "36",
    "training_days": "4",
    "stream_id": "",
}
EMPTY = {
    "leave_days": "0",
    "training_days": "0",
}


def send(client: Client, page: str, **typed_in: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed_in})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def morag(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def grade(morag: Client, northumberland) -> Grade:
    """A grade of next year, added on its page."""
    page = f"/service/costs/{NEXT}/grades/add/"
    sent = send(morag, page, seen="0", name="Main scale", salary="46000", source="Invented")
    assert sent["Location"] == f"/service/costs/{NEXT}/"
    return Grade.objects.of(northumberland.pk).get(academic_year=NEXT)


def test_what_is_in_use_follows_from_the_printed_staff(morag: Client):
    answer = morag.get(PSYCHOLOGY)
    tables = tables_of(answer.content.decode())
    header, *steps = tables["terms"]
    assert header == ["Minutes", "How", "Year", "Autumn term", "Spring term", "Summer term"]
    staff, (working, *taken), left = steps[:2], steps[2:-1], steps[-1]
    assert sum(typed(row[2]) for row in staff) == typed(working[2]) == 191_520
    assert typed(working[2]) - sum(typed(row[2]) for row in taken) == typed(left[2]) == 91_931
    for row in (working, *taken, left):
        assert sum(typed(cell) for cell in row[3:]) == typed(row[2])
    for term in (3, 4, 5):
        assert typed(working[term]) - sum(typed(row[term]) for row in taken) == typed(left[term])
    words = words_of(answer)
    assert "What these staff give is in use." in words
    assert "91,931 minutes ÷ 180 minutes a session = 510 whole sessions; the 131 minutes" in words
    assert "510 sessions are granted from it." in words


def test_the_streams_and_the_cost_add_up_on_the_page(morag: Client):
    html = morag.get(PSYCHOLOGY).content.decode()
    tables = tables_of(html)
    for name, working, *taken, left in tables["streams"][1:]:
        assert name in (COUNCIL, EXPERTS)
        assert typed(working) - sum(typed(minutes) for minutes in taken) == typed(left)
    statutory = {row[0]: row[2] for row in tables["streams"][1:]}
    assert statutory == {COUNCIL: "57,456", EXPERTS: "0"}
    *lines, (_, _, total) = tables["cost"][1:]
    assert sum(_pence(row[2]) for row in lines) == _pence(total) == 23_735_264
    found = re.search(
        r"A session costs £([\d.,]+): £([\d.,]+) × \(([\d,]+) − ([\d,]+)\) "
        r"÷ ([\d,]+) × 180 ÷ ([\d,]+)",
        " ".join(html.split()),
    )
    assert found is not None
    session, cost, working, statutory, again, delivered = (
        float(part.replace(",", "")) for part in found.groups()
    )
    assert working == again
    assert session == round(cost * (working - statutory) / working * 180 / delivered, 2)
    assert {row[1] for row in tables["visits"][1:]} == {"180"}
    assert {row[3] for row in tables["visits"][1:]} == {f"£{session:,.2f}"}


def _pence(pounds: str) -> int:
    return round(100 * float(pounds.strip("£").replace(",", "")))


def test_morag_works_out_next_year_from_nothing(morag, grade, northumberland):
    assert "No staff are entered yet" in words_of(morag.get(FUTURE))
    assert "None yet" in words_of(morag.get("/service/capacity/"))
    sent = send(morag, f"{FUTURE}staff/add/", **STAFF, grade_id=grade.pk)
    assert sent["Location"] == FUTURE
    advice = send(
        morag, f"{FUTURE}taken-off/statutory/", seen="0", percent="", count="20", minutes_each="300"
    )
    assert advice.status_code == 302
    send(morag, f"{FUTURE}taken-off/travel/", seen="0", percent="12.5", count="", minutes_each="")
    words = words_of(morag.get(FUTURE))
    assert "1.2 FTE × (52 × 5 − 36 − 4) days × 360 minutes" in words
    assert "12.5 % of 95,040" in words
    assert "The terms of 2026/27 are not set yet" in words
    assert "It is not in use yet, so no policy can share it." in words
    looked = morag.get(f"{FUTURE}use/")
    digest = looked.context["form"].initial["digest"]
    sent = send(morag, f"{FUTURE}use/", digest=digest, source="Plan of 2 March 2026")
    assert sent["Location"] == FUTURE
    capacity = Capacity.objects.of(northumberland.pk).get(academic_year=NEXT)
    assert capacity.basis.startswith("Plan of 2 March 2026: 1.2 FTE × (52 × 5 − 36 − 4) days")
    assert (capacity.statutory_minutes, capacity.travel_minutes) == (6_000, 11_880)
    assert capacity.sessions == 428
    assert "What these staff give is in use." in words_of(morag.get(FUTURE))
    assert Line.objects.of(northumberland.pk).filter(verb="capacity set", why="").exists()


def test_a_double_click_adds_once(morag, grade, northumberland):
    key = {"form_key": uuid4().hex, **STAFF, "grade_id": grade.pk}
    first, second = (morag.post(f"{FUTURE}staff/add/", key) for _ in range(2))
    assert first["Location"] == second["Location"] == FUTURE
    assert StaffLine.objects.of(northumberland.pk).filter(academic_year=NEXT).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"role": ""}, "Enter role"),
        ({"fte": "0"}, "Full-time equivalents must be 0.01 or more"),
        ({"fte": "some"}, "Full-time equivalents must be a number"),
        ({"weeks": "54"}, "Weeks a year must be 53 or less"),
        ({"grade_id": "999999"}, "Choose one of the answers listed under “Grade”"),
        ({"grade_id": ""}, "Select grade"),
        ({"pattern": "term_time"}, "Staff who work in term time take their leave outside it"),
        ({"training_days": "230"}, "more than the 260 days of 52 weeks"),
        ({"minutes_a_day": "9" * 30}, "Contracted minutes a day must be 1440 or less"),
    ],
)
def test_wrong_answers_are_answered_where_they_were_typed(
    morag, grade, northumberland, wrong, words
):
    refused = send(morag, f"{FUTURE}staff/add/", **{**STAFF, "grade_id": grade.pk, **wrong})
    assert refused.status_code == 200
    assert words in words_of(refused)
    assert not StaffLine.objects.of(northumberland.pk).filter(academic_year=NEXT).exists()


@pytest.mark.parametrize(
    ("typed_in", "words"),
    [
        ({"percent": "101"}, "Percentage of working time must be 100 or less"),
        ({"percent": "1.234"}, "must have at most 2 decimal places"),
        ({"count": "3"}, "Enter both how many there are and the minutes for each"),
        ({"minutes_each": "3"}, "Enter both how many there are and the minutes for each"),
    ],
)
def test_what_is_taken_off_is_checked_beside_its_field(morag, typed_in, words):
    refused = send(morag, f"{FUTURE}taken-off/travel/", seen="0", **typed_in)
    assert words in words_of(refused)


def test_more_taken_off_than_there_is_is_said_and_cannot_be_used(morag, grade):
    send(morag, f"{FUTURE}staff/add/", **STAFF, grade_id=grade.pk)
    send(morag, f"{FUTURE}taken-off/pool/", seen="0", percent="60")
    send(morag, f"{FUTURE}taken-off/travel/", seen="0", percent="50")
    words = words_of(morag.get(FUTURE))
    assert "What is taken off comes to 104,544 minutes, 9,504 more than the 95,040" in words
    assert "Use this capacity" not in words
    assert send(morag, f"{FUTURE}use/", digest="x", source="x")["Location"] == FUTURE


def test_two_people_editing_at_once_are_told(morag, grade, northumberland):
    send(morag, f"{FUTURE}staff/add/", **STAFF, grade_id=grade.pk)
    line = StaffLine.objects.of(northumberland.pk).get(academic_year=NEXT)
    page = f"{FUTURE}staff/{line.pk}/"
    shown = {**STAFF, "grade_id": grade.pk, "seen": "1"}
    assert send(morag, page, **{**shown, "fte": "2"})["Location"] == FUTURE
    late = send(morag, page, **{**shown, "fte": "3"})
    assert "Somebody else changed this after you opened it." in words_of(late)
    assert 'value="3"' in words_of(late)
    line.refresh_from_db()
    assert line.fte_hundredths == 200
    removed = send(morag, f"{page}remove/", seen="1")
    assert "Somebody else changed this" in words_of(removed)
    assert send(morag, f"{page}remove/", seen="2")["Location"] == FUTURE
    assert morag.get(page).status_code == 404
    for page, typed_in in (
        (f"{FUTURE}taken-off/travel/", {"percent": "5"}),
        (f"{FUTURE}miles/", {"miles": "5"}),
        (f"/service/costs/{NEXT}/", {"mileage_pence": "45", "source": "Invented"}),
    ):
        assert send(morag, page, seen="0", **typed_in).status_code == 302
        assert "Somebody else changed this" in words_of(send(morag, page, seen="0", **typed_in))


def test_a_capacity_that_was_shared_is_corrected_with_a_reason(morag, northumberland):
    line = StaffLine.objects.of(northumberland.pk).get(service__slug="specialist-teaching")
    fewer = {
        **STAFF,
        **EMPTY,
        "seen": "1",
        "grade_id": line.grade_id,
        "fte": "4",
        "pattern": "term_time",
        "weeks": "38",
        "stream_id": line.stream_id,
    }
    send(morag, f"{TEACHING}staff/{line.pk}/", **fewer)
    words = words_of(morag.get(TEACHING))
    assert "What these staff give is not what is in use." in words
    assert "1,254 sessions are granted already." in words
    digest = morag.get(f"{TEACHING}use/").context["form"].initial["digest"]
    refused = send(morag, f"{TEACHING}use/", digest=digest, source="Payroll, March")
    assert "Say why the capacity is corrected" in words_of(refused)
    told = {"source": "Payroll, March", "why": "A post is vacant"}
    assert send(morag, f"{TEACHING}use/", digest=digest, **told)["Location"] == TEACHING
    assert "What these staff give is in use." in words_of(morag.get(TEACHING))
    assert "1,254 sessions granted, of 1,140 to share." in words_of(
        morag.get("/service/allocation/")
    )
    stale = send(morag, f"{TEACHING}use/", digest="0" * 64, **told)
    assert "Somebody else changed this" in words_of(stale)
    assert Line.objects.of(northumberland.pk).filter(why="A post is vacant").count() == 1


def test_rates_and_salaries_are_changed_and_what_is_unknown_says_so(morag, northumberland):
    rates = YearRates.objects.of(northumberland.pk).get(academic_year=YEAR)
    page = f"/service/costs/{YEAR}/"
    assert 'value="28"' in words_of(morag.get(page))
    typed_in = {"on_cost": "30", "overhead": "", "mileage_pence": "45", "source": "Invented"}
    assert send(morag, page, seen=rates.version, **typed_in).status_code == 302
    grade = Grade.objects.of(northumberland.pk).get(name="Educational psychologist, invented")
    changed = {"seen": "1", "name": grade.name, "salary": "", "source": "Invented"}
    assert send(morag, f"{page}grades/{grade.pk}/", **changed).status_code == 302
    words = words_of(morag.get(PSYCHOLOGY))
    assert "What a session costs is not known until every salary is." in words
    again = {**changed, "seen": "0", "name": grade.name}
    assert "in this year already" in words_of(send(morag, f"{page}grades/add/", **again))


def test_a_ring_fence_is_stated_and_then_refuses(
    morag, northumberland, people, browser_of, eyes, at
):
    stream = FundingStream.objects.of(northumberland.pk).get(name=COUNCIL)
    typed_in = {
        "name": COUNCIL,
        "draws_at": "2",
        "may_not_pay": ["pre_statutory"],
        "starts_on_day": "1",
        "starts_on_month": "9",
        "starts_on_year": "2025",
        "source": "Invented",
    }
    page = f"/service/funding/{stream.pk}/"
    assert send(morag, page, seen="1", **typed_in)["Location"] == "/service/funding/"
    visit = (
        VisitSpecification.objects.of(northumberland.pk).filter(slug="learner-in-context").last()
    )
    counted = send(morag, f"/service/funding/visits/{visit.pk}/", purpose="pre_statutory")
    assert counted["Location"] == "/service/funding/"
    assert VisitPurpose.objects.of(northumberland.pk).get().purpose == "pre_statutory"
    rows = {
        row[0]: row for row in tables_of(morag.get("/service/funding/").content.decode())["visits"]
    }
    assert rows[visit.name][2] == "Assessment before a statutory decision"
    request = asked(eyes(people.alison), at)
    jean = browser_of(people.jean)
    refused = send(jean, f"/service/requests/{request.pk}/", decision="accept")
    assert "High needs block may not pay for assessment before a statutory decision." in words_of(
        refused
    )
    assert "Experts at Hand" not in words_of(refused)


def test_a_stream_is_added_and_what_is_wrong_is_said(morag, northumberland):
    typed_in = {
        "seen": "0",
        "name": "Innovation fund",
        "draws_at": "3",
        "services": ["educational-psychology"],
        "phases": ["primary"],
        "starts_on_day": "1",
        "starts_on_month": "9",
        "starts_on_year": "2025",
        "source": "Invented",
    }
    over = {"ends_on_day": "1", "ends_on_month": "9", "ends_on_year": "2025"}
    refused = send(morag, "/service/funding/add/", **typed_in, **over)
    assert "The day after its last must be after its first day" in words_of(refused)
    assert send(morag, "/service/funding/add/", **typed_in).status_code == 302
    assert "a funding stream “Innovation fund” already" in words_of(
        send(morag, "/service/funding/add/", **typed_in)
    )
    stream = FundingStream.objects.of(northumberland.pk).get(name="Innovation fund")
    grade = Grade.objects.of(northumberland.pk).filter(academic_year=YEAR).first()
    staff = {**STAFF, "grade_id": grade.pk, "stream_id": stream.pk}
    refused = send(morag, f"{TEACHING}staff/add/", **staff)
    assert "Innovation fund may not pay for this service. Choose another" in words_of(refused)


def test_grants_carry_the_streams_and_add_up(morag):
    rows = tables_of(morag.get(PSYCHOLOGY).content.decode())["used"][1:]
    assert [row[0] for row in rows] == [EXPERTS, COUNCIL]
    assert sum(typed(row[2]) for row in rows) == 510 * 180


def test_what_streams_paid_is_shown(morag, people, eyes, at):
    made(Cast(school=eyes(people.alison), lead=eyes(people.jean)), at, eyes)
    rows = tables_of(morag.get(TEACHING).content.decode())["used"]
    assert rows[1][0] == COUNCIL
    assert rows[1][2] == "225,720"
    assert rows[1][3] == "180"
    assert typed(rows[1][1]) - typed(rows[1][3]) == typed(rows[1][4])


def test_only_the_authority_s_leadership_is_let_in(people, browser_of, morag):
    pages = ["/service/capacity/", TEACHING, f"{TEACHING}use/", "/service/funding/"]
    for person in (people.alison, people.tom, people.jean, people.anil):
        for page in pages:
            assert browser_of(person).get(page).status_code == 403
    for page in (
        f"/service/capacity/{YEAR}/nothing/",
        "/service/capacity/99999999999/specialist-teaching/",
        f"{TEACHING}taken-off/holidays/",
        f"{TEACHING}staff/999999/",
        "/service/costs/1/",
        f"/service/costs/{YEAR}/grades/999999/",
        "/service/funding/999999/",
        "/service/funding/visits/999999/",
    ):
        assert morag.get(page).status_code == 404


def test_looking_stores_nothing_and_asks_no_more_for_more_staff(morag, grade, northumberland):
    def asked_for() -> int:
        with CaptureQueriesContext(connection) as queries:
            morag.get(FUTURE)
        return len(queries)

    send(morag, f"{FUTURE}staff/add/", **STAFF, grade_id=grade.pk)
    few = asked_for()
    for _ in range(5):
        send(morag, f"{FUTURE}staff/add/", **STAFF, grade_id=grade.pk)
    assert asked_for() == few
    assert not TimeTakenOff.objects.of(northumberland.pk).filter(academic_year=NEXT).exists()

"""One text for three readers; Tom drafts, Jean checks, a correction, a family's link."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.flow.journal.models import LearnerLook, OutgoingMail
from evenreach.flow.records.actions import release_report, write_record
from evenreach.flow.records.models import Outcome, Report, VisitRecord
from evenreach.flow.records.writing import Agreed
from evenreach.flow.visits.models import SpecialistPost, Visit
from evenreach.web.report_versions import SECTIONS, Version, sections_for
from tests.conftest import People
from tests.stories import PROVISION, SEEN, Cast, EyesOf, asked, made
from tests.web.test_specialist import LINE, RECORD, lines, page_of, send, words_of

Browser = Callable[..., Client]
OUTCOME = {"what": "Follows two steps in class", "baseline": "3", "expected": "6"}
AGREED = [Agreed("Follows two steps in class", 3, 6)]


@pytest.fixture
def cast(people: People, eyes: EyesOf) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def seen(cast: Cast, at: datetime, eyes: EyesOf) -> Visit:
    return made(cast, at, eyes)


@pytest.fixture
def report(seen: Visit, at: datetime, eyes: EyesOf) -> Report:
    by = eyes(seen.specialist)
    write_record(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION, outcomes=AGREED)
    return release_report(by=by, at=at, visit_id=seen.pk)


def outcome(**typed: str) -> dict[str, str]:
    return {f"outcome-1-{name}": value for name, value in {**OUTCOME, **typed}.items()}


def headings(answer: HttpResponse) -> list[str]:
    page = answer.content.decode()
    cuts = page.split('<h2 class="govuk-heading-m">')[1:]
    return [" ".join(cut.partition("</h2>")[0].split()) for cut in cuts]


def test_every_section_is_in_the_table_for_the_school_or_the_professional() -> None:
    content = {"outcomes": [1], "need_code": "SLCN"}
    for version in Version:
        assert [each.heading for each in sections_for(content, version)] == [
            names[version] for names in SECTIONS.values() if version in names
        ]
    assert "Outcomes" not in [each.heading for each in sections_for({}, Version.SCHOOL)]


@pytest.mark.parametrize("version", list(Version))
def test_a_page_has_its_versions_sections(
    version: Version, report: Report, people: People, browser_of: Browser
) -> None:
    page = reverse("reports:read", args=[report.pk])
    answer = browser_of(people.alison).get(page, {"for": version.value})
    wanted = [each.heading for each in sections_for(report.content, version)]
    assert [heading for heading in headings(answer) if heading in wanted] == wanted


def test_the_familys_version_has_plain_words_and_no_codes(
    report: Report, people: People, browser_of: Browser
) -> None:
    client = browser_of(people.alison)
    page = reverse("reports:read", args=[report.pk])
    family = words_of(client.get(page, {"for": "family"}))
    professional = words_of(client.get(page, {"for": "professional"}))
    for code in ("SLCN", "Communication and interaction"):
        assert code in professional
        assert code not in family
    for text in (SEEN.need_identified, PROVISION[0].what, OUTCOME["what"]):
        assert text in professional
        assert text in family


def test_a_draft_is_saved_half_filled_and_gone_on_with(browser_of: Browser, seen: Visit) -> None:
    client = browser_of(seen.specialist)
    typed = {**dict.fromkeys(RECORD, ""), "strengths": "Quick with numbers.", "edition": "0"}
    answer = send(client, page_of("record", seen), **typed, **outcome(expected=""), draft="1")
    assert answer["Location"] == page_of("record", seen)
    record = VisitRecord.objects.of(seen.authority_id).get()
    assert (record.state, record.strengths) == (VisitRecord.State.DRAFT, "Quick with numbers.")
    page = words_of(client.get(page_of("record", seen)))
    assert "Quick with numbers." in page
    assert OUTCOME["what"] in page
    assert client.get(page_of("release", seen))["Location"] == page_of("record", seen)
    assert "Go on with the record" in words_of(client.get(page_of("visit", seen)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"expected": "3"}, "Outcome 1: expect more than where the learner is now"),
        ({"baseline": "11"}, "Outcome 1: the level is a whole number from 1 to 10"),
        ({"expected": ""}, "Outcome 1: say what is expected by the review"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_beside_it(
    typed: dict[str, str], sentence: str, browser_of: Browser, seen: Visit
) -> None:
    answer = send(
        browser_of(seen.specialist),
        page_of("record", seen),
        **RECORD,
        **lines(LINE),
        **outcome(**typed),
    )
    assert words_of(answer).count(sentence) == 2
    assert not Outcome.objects.of(seen.authority_id).exists()


def test_two_tabs_are_told_and_both_texts_are_shown(browser_of: Browser, seen: Visit) -> None:
    client = browser_of(seen.specialist)
    first = {**RECORD, **lines(LINE), "edition": "0"}
    send(client, page_of("record", seen), **first)
    send(client, page_of("record", seen), **{**first, "edition": "1", "strengths": "Patient."})
    late = {**first, "edition": "1", "strengths": "Brave."}
    answer = send(client, page_of("record", seen), **late)
    page = words_of(answer)
    assert answer.status_code == 409
    for told in ("Nothing was overwritten", "Patient.", "Brave.", 'name="edition" value="2"'):
        assert told in page
    assert VisitRecord.objects.of(seen.authority_id).get().strengths == "Patient."
    again = send(client, page_of("record", seen), **{**late, "edition": "2"})
    assert again.status_code == 302
    assert VisitRecord.objects.of(seen.authority_id).get().strengths == "Brave."


def test_jean_checks_a_trainees_record(browser_of: Browser, seen: Visit, people: People) -> None:
    SpecialistPost.objects.of(seen.authority_id).update(needs_checking=True)
    client, jean = browser_of(seen.specialist), browser_of(people.jean)
    send(client, page_of("record", seen), **RECORD, **lines(LINE))
    assert "A second person reads this record" in words_of(client.get(page_of("release", seen)))
    assert send(client, page_of("release", seen)).status_code == 409
    reference = seen.school_request.reference
    assert reference in words_of(jean.get(reverse("specialist:checking")))
    record = VisitRecord.objects.of(seen.authority_id).get()
    page = reverse("specialist:check", args=[record.pk])
    assert SEEN.need_identified in words_of(jean.get(page))
    assert "Say what is to be changed" in words_of(send(jean, page, answer="return"))
    send(jean, page, answer="return", why="Say who does it.")
    assert "Say who does it." in words_of(client.get(page_of("record", seen)))
    send(client, page_of("record", seen), **RECORD, **lines(LINE))
    assert send(jean, page, answer="right")["Location"] == reverse("specialist:checking")
    assert reference not in words_of(jean.get(reverse("specialist:checking")))
    assert f"Checked by {people.jean.name}" in words_of(client.get(page_of("release", seen)))
    assert send(client, page_of("release", seen)).status_code == 302


def test_others_in_the_text_are_listed_and_must_be_confirmed(
    browser_of: Browser, seen: Visit, cast: Cast, at: datetime
) -> None:
    other = asked(cast.school, at, reference="P-0999").reference
    client = browser_of(seen.specialist)
    typed = {**RECORD, "context": f"As in {other}."}
    send(client, page_of("record", seen), **typed, **lines(LINE))
    page = words_of(client.get(page_of("release", seen)))
    assert "another learner" in page
    refused = words_of(send(client, page_of("release", seen)))
    assert "Tick every one that may stand" in refused
    assert not Report.objects.of(seen.authority_id).exists()
    answer = send(client, page_of("release", seen), may_stand=other)
    assert answer.status_code == 302
    assert Report.objects.of(seen.authority_id).count() == 1


def test_a_correction_is_released_as_the_next_version(
    report: Report, browser_of: Browser, seen: Visit, people: People
) -> None:
    client, alison = browser_of(seen.specialist), browser_of(people.alison)
    first = reverse("reports:read", args=[report.pk])
    assert page_of("correct", seen) in client.get(first).content.decode()
    assert page_of("correct", seen) not in alison.get(first).content.decode()
    assert "Say why the report is corrected" in words_of(send(client, page_of("correct", seen)))
    send(client, page_of("correct", seen), why="The class has 28 learners.")
    send(client, page_of("record", seen), **{**RECORD, "context": "A class of 28."}, **lines(LINE))
    answer = send(client, page_of("release", seen))
    page = words_of(alison.get(answer["Location"]))
    for told in ("A class of 28.", "The class has 28 learners.", "Version 1, of"):
        assert told in page
    assert "A corrected version has taken the place of this one" in words_of(alison.get(first))
    assert SEEN.context in words_of(alison.get(first))


def test_a_family_reads_by_link_and_opening_it_changes_nothing(
    report: Report, browser_of: Browser, people: People
) -> None:
    send(
        browser_of(people.alison),
        reverse("reports:family", args=[report.pk]),
        address="home@family.example",
    )
    mail = OutgoingMail.objects.of(report.authority_id).get(recipient="home@family.example")
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    path = link.removeprefix("http://testserver")
    family = browser_of()
    looks = LearnerLook.objects.of(report.authority_id).filter(page=reverse("family:report"))
    assert family.get(reverse("family:report")).status_code == 410
    for _ in range(2):
        assert family.get(path)["Location"] == reverse("family:report")
    assert not looks.exists()
    answer = family.get(reverse("family:report"))
    page = words_of(answer)
    assert "What goes well" in page
    assert "SLCN" not in page
    assert "no-store" in answer["Cache-Control"]
    assert [look.person_name for look in looks] == ["The family, by link"]
    assert browser_of().get(reverse("family:report")).status_code == 410


def test_an_address_that_is_none_is_refused(
    report: Report, browser_of: Browser, people: People
) -> None:
    page = reverse("reports:family", args=[report.pk])
    answer = browser_of(people.alison).post(page, {"form_key": uuid4().hex, "address": "home"})
    assert "Enter an e-mail address, such as" in words_of(answer)


def test_a_blank_sheet_names_no_learner(browser_of: Browser, seen: Visit) -> None:
    page = words_of(browser_of(seen.specialist).get(page_of("sheet", seen)))
    for asked_for in ("Context", "How often", "Expected at the review", "Further assessment"):
        assert asked_for in page
    assert "QX" not in page

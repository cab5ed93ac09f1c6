"""Morag asks schools, decides and adopts on screen; Alison answers; anybody reads the decision."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pikepdf
import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.allocation.actions import draft_policy
from evenreach.desks.allocation.consultation_queries import (
    answered,
    consultations_of,
    figures_of,
    options_of,
)
from evenreach.desks.allocation.consulting import open_policy_consultation
from evenreach.desks.allocation.deciding_models import Consultation, ConsultationAnswer
from evenreach.desks.allocation.decision_queries import decision_about
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import shares_of, standing_policies
from evenreach.desks.allocation.terms import Terms
from evenreach.web.deciding_words import unsaid_of
from evenreach.web.forum_pack import consultation_pack, pack_zip
from evenreach.web.open_tables import NOT_SHOWN
from tests.stories import YEAR
from tests.web.calculator import tables_of
from tests.web.pdf_words import tags

ASK = "/service/allocation/2025/specialist-teaching/consult/"
LIST = "/service/allocation/consultation/"
WRITTEN = {
    "reason": "A count was wrong",
    "reasons": "A planned contact for every school.",
    "who_could_lose": "Large schools.",
    "protected_characteristics": "Disability: need follows learners with SEND.",
    "mitigation": "The pool, looked at each half-term.",
    "decided_by": "The director",
}


def send(client: Client, page: str, **typed: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def day(name: str, value: datetime) -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


@pytest.fixture
def morag(people, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def standing(northumberland) -> Policy:
    rows = standing_policies(northumberland.pk, academic_year=YEAR)
    return rows.get(service__slug="specialist-teaching")


@pytest.fixture
def drafts(people, eyes, at, standing) -> list[Policy]:
    return [
        draft_policy(
            by=eyes(people.morag),
            at=at,
            service=standing.service,
            academic_year=YEAR,
            name=f"Base of {base}, again",
            terms=Terms(base, {"sen-support": Fraction(1)}),
        )
        for base in (3, 2)
    ]


@pytest.fixture
def asked(people, eyes, at, drafts) -> Consultation:
    return open_policy_consultation(
        by=eyes(people.morag),
        at=at,
        policy_ids=[draft.pk for draft in drafts],
        proposed_id=drafts[0].pk,
        question="Three or two for every school?",
        closes_on=at.date() + timedelta(weeks=6),
    )


def answer_page(asked: Consultation, urn: int = SENCO_URN) -> str:
    return f"/school/{urn}/consultation/{asked.pk}/"


def test_morag_puts_drafts_to_schools(morag, drafts, at, northumberland):
    typed = {
        "policies": [str(draft.pk) for draft in drafts],
        "proposed": str(drafts[1].pk),
        "question": "Three or two?",
    }
    soon = send(morag, ASK, **typed, **day("closes_on", at + timedelta(days=20)))
    assert "Schools have at least 4 weeks to answer" in words_of(soon)
    opened = send(morag, ASK, **typed, **day("closes_on", at + timedelta(days=28)))
    consultation = consultations_of(northumberland.pk).first()
    assert opened["Location"] == f"{LIST}{consultation.pk}/"
    shown = words_of(morag.get(opened["Location"]))
    assert "0 of 167 schools answered." in shown
    assert "167 schools have not answered" in shown
    assert "It can be closed, and decided on, after its last day." in shown
    assert [option.is_proposed for option in options_of(consultation)] == [False, True]
    assert "specialist" in words_of(morag.get(LIST)).lower()


def test_two_drafts_are_needed_to_ask(morag):
    page = words_of(morag.get("/service/allocation/2025/educational-psychology/consult/"))
    assert "There are not two drafts to choose from" in page


def test_alison_sees_her_school_s_own_figures_and_answers(
    people, browser_of, asked, northumberland
):
    alison = browser_of(people.alison)
    begin = words_of(alison.get("/school/"))
    assert "Answer the consultation on" in begin
    page = words_of(alison.get(answer_page(asked)))
    for figure in figures_of(asked).filter(school__urn=SENCO_URN):
        assert f"<strong>{figure.sessions} sessions</strong>" in page
    assert "is not anonymous" in page
    assert "Your school sent no answer." in page

    missing = words_of(send(alison, answer_page(asked), comment="Why not"))
    assert "Choose an option, or none of them" in missing
    option = options_of(asked).get(letter="B")
    sent = send(alison, answer_page(asked), preferred=option.pk, agreement="disagree", comment="B!")
    assert sent.status_code == 302
    changed = send(alison, answer_page(asked), preferred="none", agreement="neither", comment="")
    assert changed.status_code == 302
    after = words_of(alison.get(answer_page(asked)))
    assert "Replaced by a later answer" in after
    assert "Your school has answered." in after
    found = answered(asked)
    assert (found.received, found.together().by_option) == (2, (0, 0, 1))
    assert ">Answered<" in words_of(alison.get("/school/"))


def test_every_option_can_be_worked_out(people, browser_of, asked):
    alison = browser_of(people.alison)
    for figure in figures_of(asked).filter(school__urn=SENCO_URN):
        html = alison.get(f"{answer_page(asked)}{figure.option.letter}/").content.decode()
        why = figure.explanation
        assert f"{why['base']} + {why['by_need']} = {why['sessions']} sessions" in html
        assert len(tables_of(html)["need"]) == 1 + len(why["lines"])
    assert alison.get(f"{answer_page(asked)}Z/").status_code == 404


def test_a_school_sees_no_other_school_s_page(people, browser_of, asked):
    brian = browser_of(people.brian)
    assert brian.get(answer_page(asked)).status_code == 404
    assert send(brian, answer_page(asked), preferred="none", agreement="agree").status_code == 404


def test_a_closed_consultation_takes_no_answer_and_says_so(people, browser_of, northumberland):
    alison = browser_of(people.alison)
    closed = consultations_of(northumberland.pk).last()
    page = words_of(alison.get(answer_page(closed)))
    assert "This consultation is closed." in page
    assert "Send the answer" not in page
    late = send(alison, answer_page(closed), preferred="none", agreement="agree")
    assert late.status_code == 409
    assert "your answer was not counted" in words_of(late)


def test_morag_sees_who_answered_what_and_what_was_merged(morag, northumberland):
    consultation = consultations_of(northumberland.pk).get()
    html = morag.get(f"{LIST}{consultation.pk}/").content.decode()
    tables = tables_of(html)
    assert len(tables["answers"]) == 1 + 21
    assert len(tables["merged"]) == 1 + 1
    for name in ("by-phase", "by-size"):
        *groups, total = tables[name][1:]
        assert total[1:] == ["21 of 167", "13", "4", "4"]
        assert [sum(int(row[nth]) for row in groups) for nth in (2, 3, 4)] == [13, 4, 4]


def test_morag_writes_records_and_adopts_a_correction(morag, standing, northumberland, at):
    begun = send(
        morag, f"/service/allocation/policy/{standing.pk}/correct/", reason="A count was wrong"
    )
    page = begun["Location"]
    policy = Policy.objects.of(northumberland.pk).get(reason="A count was wrong")
    assert page == f"/service/allocation/policy/{policy.pk}/decision/"
    lacking = send(morag, page, **{**WRITTEN, "mitigation": ""}, record="yes")
    assert "The decision still lacks what is done for those who could lose" in words_of(lacking)
    assert "A planned contact for every school." in words_of(morag.get(page))

    early = send(morag, page.replace("decision", "adopt"))
    assert early.status_code == 409
    kept = send(morag, page, **WRITTEN, not_consulted_why="Counts only", **day("decided_on", at))
    assert kept.status_code == 302
    assert "Adopt it as version 2" not in words_of(morag.get(page))
    send(
        morag,
        page,
        **WRITTEN,
        not_consulted_why="Counts only",
        **day("decided_on", at),
        record="yes",
    )
    assert "Adopt it as version 2" in words_of(morag.get(page))
    assert send(morag, page.replace("decision", "adopt")).status_code == 302
    assert "Version 2, adopted on" in words_of(morag.get(page))
    former = words_of(morag.get(f"/service/allocation/policy/{standing.pk}/decision/"))
    assert "Replaced by version 2 on" in former
    assert "because: A count was wrong" in former


def test_anybody_reads_what_was_decided_and_why(browser_of, standing):
    anybody = browser_of()
    decision = decision_about(standing)
    assert standing.name in words_of(anybody.get("/offer/decisions/"))
    page = anybody.get(f"/offer/decisions/{decision.pk}/")
    words = words_of(page)
    assert "21 of 167 schools answered: 13 preferred A, 4 preferred B, 4 preferred none" in words
    assert "Protected characteristics" in words
    assert "Every school has 3 sessions." in words
    tables = tables_of(page.content.decode())
    shares = {share.school.name: share.sessions for share in shares_of(standing)}
    assert {row[0]: int(row[2]) for row in tables["schools"][1:]} == shares
    assert sum(int(row[2].replace(",", "")) for row in tables["phases"][1:]) == 1254
    for comment in ConsultationAnswer.objects.of(standing.authority_id).exclude(comment=""):
        assert comment.comment not in words


def test_a_decision_that_is_not_adopted_is_not_published(browser_of, northumberland, asked):
    anybody = browser_of()
    assert anybody.get("/offer/decisions/999999/").status_code == 404
    assert "Three or two" not in words_of(anybody.get("/offer/decisions/"))


def test_the_pack_is_the_same_in_every_form(morag, northumberland):
    consultation = consultations_of(northumberland.pk).get()
    page = morag.get(f"{LIST}{consultation.pk}/pack/").content.decode()
    read = zipfile.ZipFile(io.BytesIO(morag.get(f"{LIST}{consultation.pk}/pack/pack.zip").content))
    described = json.loads(read.read("metadata.json"))
    assert {table["url"] for table in described["tables"]} == set(read.namelist()) - {
        "metadata.json"
    }
    on_page = tables_of(page)
    for table in described["tables"]:
        mark, *lines = read.read(table["url"]).decode().splitlines(keepends=True)
        assert mark == "# Demonstration: learners, staff and activity are invented\r\n"
        rows = list(csv.reader(lines))
        columns = table["tableSchema"]["columns"]
        assert rows[0] == [column["name"] for column in columns]
        assert len(rows) == len(on_page[table["url"].removesuffix(".csv")])
        for row in rows[1:]:
            for column, cell in zip(columns, row, strict=True):
                if column["datatype"] == "number" and cell not in column["null"]:
                    float(cell)


def test_the_pack_has_the_same_bytes_on_the_same_facts(morag, northumberland, asked, people):
    consultation = consultations_of(northumberland.pk).last()
    decision = decision_about(options_of(consultation).first().policy)
    once, again = (
        pack_zip(consultation_pack(consultation, decision), northumberland) for _ in range(2)
    )
    assert once == again
    page = f"{LIST}{consultation.pk}/pack/pack.pdf"
    one, other = morag.get(page).content, morag.get(page).content
    assert one == other
    with pikepdf.open(io.BytesIO(one)) as pdf:
        found = tags(pdf)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= set(found)


def test_answers_of_few_are_not_published(northumberland):
    consultation = consultations_of(northumberland.pk).get()
    table = next(each for each in consultation_pack(consultation).tables if each.name == "answers")
    everyone, *groups = table.rows
    assert everyone[2:4] == (167, 21)
    for by in ("Phase", "Size"):
        rows = [row for row in groups if row[0] == by]
        told = [row for row in rows if row[3] != NOT_SHOWN]
        assert all(row[3] == 0 or row[3] >= 5 for row in told)
        left = 21 - sum(row[3] for row in told)
        assert left == 0 or left >= 5
        assert len(told) < len(rows)


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 12)), st.integers(2, 6))
@settings(derandomize=True, deadline=None)
def test_nothing_below_the_fewest_can_be_told_or_left_over(counts, fewest):
    unsaid = unsaid_of(counts, fewest)
    assert all(
        count == 0 or count >= fewest for name, count in counts.items() if name not in unsaid
    )
    left = sum(counts[name] for name in unsaid)
    everyone = {name for name, count in counts.items() if count}
    assert not unsaid or left >= fewest or unsaid == everyone

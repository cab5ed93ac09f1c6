"""Morag puts policies side by side with last year before she proposes one."""

import csv
import io
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.comparing import draft_to_compare
from evenreach.desks.allocation.models import FormerShare, Policy
from evenreach.flow.offer.models import Service
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import places_by_urn
from tests.conftest import People
from tests.stories import YEAR
from tests.web.calculator import tables_of

HERE = "/service/allocation/2025/specialist-teaching/"
COMPARE, LAST_YEAR = f"{HERE}compare/", f"{HERE}last-year/"
MINUS = "−"
WHOLE = "a whole number from 0 to 2,000, or an empty cell"


@pytest.fixture
def morag(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def policies(northumberland, people, eyes) -> list[Policy]:
    """The adopted policy for specialist teaching, and three drafts beside it."""
    draft_to_compare(by=eyes(people.morag), academic_year=YEAR)
    mine = Policy.objects.of(northumberland.pk).filter(service__slug="specialist-teaching")
    adopted = mine.exclude(adopted_at=None).get()
    return [adopted, *mine.filter(name__endswith=": specialist teaching").order_by("pk")]


def asked(policies: list[Policy], **more: str) -> dict[str, object]:
    return {"policy": [policy.pk for policy in policies], **more}


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_four_policies_stand_beside_last_year(morag, policies):
    answer = morag.get(COMPARE, asked(policies))
    tables = tables_of(answer.content.decode())
    words = words_of(answer)
    assert "Changes are counted from last year." in words
    for letter, policy in zip("ABCD", policies, strict=True):
        assert f"<strong>{letter}</strong>: {policy.name}" in words
    assert tables["schools"][0][4::2] == list("ABCD")
    for row in tables["schools"][1:]:
        before, *pairs = (int(cell.replace(MINUS, "-")) for cell in row[3:])
        assert [had - before for had in pairs[::2]] == pairs[1::2]
    for nth in range(4):
        assert sum(int(row[4 + 2 * nth]) for row in tables["schools"][1:]) == 1254
    by_phase = tables["by-phase"][1:]
    assert sum(int(row[5].replace(",", "")) for row in by_phase) == 4 * 1254
    groups = {"by-phase", "by-deprivation", "by-sparsity", "by-size"}
    assert groups <= set(tables)
    for group in groups:
        assert sum(int(row[2]) for row in tables[group][1:]) == 4 * 167


def test_gains_and_losses_are_those_of_the_schools(morag, policies):
    tables = tables_of(morag.get(COMPARE, asked(policies[:2])).content.decode())
    changes = [int(row[5].replace(MINUS, "-")) for row in tables["schools"][1:]]
    summary = {row[0]: row[1] for row in tables["summary"][1:]}
    assert summary["Schools that gain"] == str(sum(n > 0 for n in changes))
    assert summary["Schools that lose"] == str(sum(n < 0 for n in changes))
    assert summary["Largest loss"] == str(-min(changes))
    assert summary["Sessions to the base"] == "501"


def test_a_broken_axiom_names_its_schools(morag, policies):
    tables = tables_of(morag.get(COMPARE, asked(policies)).content.decode())
    broken = {
        (row[0], column): int(cell.removeprefix("Broken by "))
        for row in tables["axioms"][1:]
        for column, cell in zip(tables["axioms"][0][1:-1], row[1:-1], strict=True)
        if cell != "Kept"
    }
    assert broken
    named = [(row[0], row[1]) for row in tables["breakers"][1:]]
    assert {which: named.count(which) for which in named} == broken
    assert not any(policy == "A" for _, policy in broken)


def test_changes_can_be_counted_from_the_first_policy_and_losses_put_first(morag, policies):
    answer = morag.get(COMPARE, asked(policies[:2], since="first", order="change"))
    assert "Changes are counted from policy A." in words_of(answer)
    rows = tables_of(answer.content.decode())["schools"][1:]
    assert {row[5] for row in rows} == {"0"}
    changes = [int(row[7].replace(MINUS, "-")) for row in rows]
    assert changes == sorted(changes) and changes[0] < 0


def test_the_workbook_has_every_table_with_numbers_as_numbers(morag, policies):
    answer = morag.get(f"{COMPARE}policies.xlsx", asked(policies))
    book = load_workbook(io.BytesIO(answer.content))
    shown = tables_of(morag.get(COMPARE, asked(policies)).content.decode())
    assert set(book.sheetnames) - {"about", "distribution"} <= set(shown)
    sheet = list(book["schools"].iter_rows(values_only=True))
    assert len(sheet) == 168
    assert [type(cell) for cell in sheet[1]] == [str] * 3 + [int] * 9
    assert not [
        cell.coordinate
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_a_name_that_looks_like_a_formula_stays_a_name(morag, policies, northumberland):
    school = School.objects.of(northumberland.pk).filter(urn=SENCO_URN)
    school.update(name="=1+1")
    answer = morag.get(f"{COMPARE}policies.xlsx", asked(policies[:2]))
    first = load_workbook(io.BytesIO(answer.content))["schools"]["A2"]
    assert (first.value, first.data_type) == ("'=1+1", "s")
    told = morag.get(f"{COMPARE}schools.csv", asked(policies[:2])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[1][0] == "'=1+1" and len(rows) == 168


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_are_compared(morag, policies, count, northumberland):
    mine = Policy.objects.of(northumberland.pk).filter(service__slug="specialist-teaching")
    extra = mine.exclude(pk__in=[policy.pk for policy in policies])
    chosen = [*policies, *extra][:count]
    answer = morag.get(COMPARE, asked(chosen))
    assert "schools" not in tables_of(answer.content.decode())
    assert "From 2 to 4 of them." in words_of(answer)
    assert morag.get(f"{COMPARE}schools.csv", asked(chosen)).status_code == 404


def test_a_policy_of_another_service_is_not_compared(morag, policies, northumberland):
    other = (
        Policy.objects.of(northumberland.pk).filter(service__slug="educational-psychology").first()
    )
    assert other is not None
    answer = morag.get(COMPARE, asked([policies[0], other]))
    assert "schools" not in tables_of(answer.content.decode())


def sent(client: Client, page: str, lines: str):
    file = SimpleUploadedFile("list.csv", f"urn,sessions\n{lines}\n".encode())
    return client.post(page, {"form_key": uuid4().hex, "source": "Team, July", "file": file})


def test_morag_loads_last_year_after_seeing_what_it_changes(morag, northumberland):
    mine = FormerShare.objects.of(northumberland.pk).filter(service__slug="specialist-teaching")
    mine.delete()
    assert "is not known, so no policy can be compared" in words_of(morag.get(LAST_YEAR))
    preview = sent(morag, LAST_YEAR, "122170,4\n122171,0")
    moves = tables_of(preview.content.decode())["moves"][1:]
    assert [row[1:] for row in moves] == [
        ["122170", "Not known", "4"],
        ["122171", "Not known", "0"],
    ]
    assert not mine.exists()
    shown = preview.context["form"].initial
    loaded = morag.post(f"{LAST_YEAR}load/", {"form_key": uuid4().hex, **shown})
    assert loaded.status_code == 302
    assert dict(mine.values_list("school__urn", "sessions")) == {122170: 4, 122171: 0}
    assert "2 schools had 4 sessions in 2024/25. Source: Team, July." in words_of(
        morag.get(LAST_YEAR)
    )
    same = sent(morag, LAST_YEAR, "122170,4\n122171,0")
    assert "Nothing: the list says what is stored here already." in words_of(same)


def test_a_bad_list_is_shown_by_row_and_changes_nothing(morag, northumberland):
    before = FormerShare.objects.of(northumberland.pk).count()
    refused = sent(morag, LAST_YEAR, "122170,four")
    faults = tables_of(refused.content.decode())["faults"]
    assert faults[1] == ["2", "sessions", "four", WHOLE]
    assert FormerShare.objects.of(northumberland.pk).count() == before


def test_jean_compares_nothing_and_tells_no_last_year(people, browser_of, northumberland):
    assert Service.objects.of(northumberland.pk).filter(slug="specialist-teaching").exists()
    for page in (COMPARE, f"{COMPARE}policies.xlsx", f"{COMPARE}schools.csv", LAST_YEAR):
        assert browser_of(people.jean).get(page).status_code == 403


def test_every_school_is_drawn_where_it_stands(morag, policies, northumberland):
    """Each policy's map has every placed school once, by what happens to it."""
    page = morag.get(COMPARE, asked(policies)).content.decode()
    drawings = page.split('<svg class="app-map__drawing"')[1:]
    assert len(drawings) == len(policies) == 4
    changes = tables_of(page)["schools"][1:]
    for nth, drawing in enumerate(drawings):
        drawn = drawing.split("</svg>")[0]
        more = sum(not row[5 + 2 * nth].startswith((MINUS, "0")) for row in changes)
        assert drawn.count("<use ") == len(places_by_urn(northumberland.pk)) == 167
        assert drawn.count(f'href="#way-{"ABCD"[nth]}-MORE"') == more

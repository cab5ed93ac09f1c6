"""Morag loads the partnerships; everyone sees each of them, its sums, its map, its schools."""

import csv
import io
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from evenreach.demo.areas import SOURCE, TOWNS, areas_of
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.models import Authority
from evenreach.flow.register.models import Partnership, PartnershipMember, School, SchoolFigure
from evenreach.flow.register.partnership_lists import stored_partnerships
from evenreach.flow.register.partnerships import (
    PhaseSums,
    Sum,
    in_partnership,
    partnership_of,
    partnerships,
)
from evenreach.flow.register.queries import school_by_urn, schools_on_register
from evenreach.web.public.sums import sum_rows, total_row, unsaid_phases
from tests.conftest import People
from tests.flow.test_bad_files import workbook
from tests.web.test_finding import FIRST_INVENTED_URN, invented

PAGE = "/service/register/partnerships/"
ACOMB, ALLENDALE = 122170, 122171
LIST = f"urn,partnership\n{ACOMB},Hexham\n{ALLENDALE},Haydon Bridge\n"


def words_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def send(client: Client, page: str = PAGE, **typed: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def listed(text: str | bytes = LIST, name: str = "list.csv") -> dict[str, object]:
    raw = text.encode() if isinstance(text, str) else text
    return {"source": "Committee, 3 June", "file": SimpleUploadedFile(name, raw)}


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the page that was shown sends back."""
    form = answer.context["form"]
    return {name: form.initial[name] for name in form.fields}


@pytest.fixture
def morag(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def anyone(northumberland: Authority, browser_of: Callable[..., Client]) -> Client:
    return browser_of()


class TestLoading:
    def test_she_sees_the_difference_and_applies_it_once(self, morag, northumberland):
        before = stored_partnerships(northumberland.pk)
        shown = send(morag, **listed())
        words = words_of(shown)
        for said in ("What the list would change", "Acomb First School", "Hexham", "Apply all"):
            assert said in words
        assert f"The source was “{SOURCE}” and becomes “Committee, 3 June”." in words
        assert stored_partnerships(northumberland.pk) == before
        body = {"form_key": uuid4().hex, **hidden(shown)}
        for _ in range(2):
            assert morag.post(f"{PAGE}load/", body)["Location"] == PAGE
        after = stored_partnerships(northumberland.pk)
        assert after.names == {ACOMB: "Hexham", ALLENDALE: "Haydon Bridge"}
        assert after.source == "Committee, 3 June"
        assert "Open schools in no partnership" in words_of(morag.get(PAGE))

    def test_the_same_list_again_changes_nothing(self, morag):
        send(morag, f"{PAGE}load/", **hidden(send(morag, **listed())))
        again = words_of(send(morag, **listed()))
        assert "Nothing: the list says what is stored here already." in again
        assert "Apply all of it" not in again

    def test_what_somebody_else_changed_in_between_is_kept(self, morag, northumberland):
        first, second = send(morag, **listed()), send(morag, **listed(LIST.replace("Hex", "Hax")))
        send(morag, f"{PAGE}load/", **hidden(first))
        kept = stored_partnerships(northumberland.pk)
        answer = send(morag, f"{PAGE}load/", **hidden(second))
        assert answer.status_code == 409
        assert "Somebody has changed the partnerships" in answer.content.decode()
        assert stored_partnerships(northumberland.pk) == kept

    def test_a_workbook_says_its_faults_by_sheet_and_they_are_saved_as_csv(self, morag):
        book = workbook(("urn", "partnership"), (999999, "Hexham"), (ACOMB, ""))
        shown = send(morag, **listed(book, "list.xlsx"))
        words = words_of(shown)
        for said in ("2 faults", "Schools", "999999", "the URN of a school on this register"):
            assert said in words
        signed = re.search(r'name="faults" value="([^"]+)"', shown.content.decode())
        assert signed is not None
        sent = send(morag, "/service/register/faults.csv", faults=signed[1])
        assert sent["Content-Disposition"] == 'attachment; filename="faults.csv"'
        rows = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))
        assert [list(row.values())[:5] for row in rows] == [
            ["list.xlsx", "Schools", "2", "urn", "999999"],
            ["list.xlsx", "Schools", "3", "partnership", ""],
        ]
        forged = send(morag, "/service/register/faults.csv", faults=f"{signed[1]}x")
        assert forged.status_code == 404

    @pytest.mark.parametrize(
        ("left_out", "said"),
        [("file", "Choose the file with the list"), ("source", "Say where the list is from")],
    )
    def test_what_is_left_out_is_asked_for(self, morag, left_out, said):
        told = {name: value for name, value in listed().items() if name != left_out}
        assert said in words_of(send(morag, **told))


class TestPages:
    def test_a_school_names_its_partnership_which_lists_its_schools(self, anyone, northumberland):
        acomb = school_by_urn(northumberland.pk, ACOMB)
        area = partnership_of(acomb)
        assert area is not None and area.name == "Around Hexham"
        address = f"/schools/partnership/{area.pk}/"
        assert f'<a class="govuk-link" href="{address}">Around Hexham</a>' in words_of(
            anyone.get(f"/schools/{ACOMB}/")
        )
        words = words_of(anyone.get(address))
        members = list(in_partnership(schools_on_register(northumberland.pk), area))
        assert f"{len(members)} schools" in words and len(members) > 10
        assert [school.name for school in members if escape(school.name) not in words] == []
        assert escape(SOURCE) in words and 'class="app-map"' in words

    def test_the_list_is_narrowed_to_a_partnership(self, anyone, northumberland):
        area = partnerships(northumberland.pk).get(name="Around Morpeth")
        every = in_partnership(schools_on_register(northumberland.pk), area)
        answer = anyone.get("/schools/", {"partnership": str(area.pk)})
        assert [each.school for each in answer.context["schools"]] == list(every)
        assert "Partnership: Around Morpeth" in words_of(answer)
        narrowed = anyone.get("/schools/map/", {"partnership": str(area.pk), "phase": "special"})
        few = every.filter(phase="special").count()
        assert f"{few} school" in words_of(narrowed)
        wrong = words_of(anyone.get("/schools/", {"partnership": "0"}))
        assert "Choose from the list: Partnership" in wrong

    def test_the_authority_is_told_by_its_register_calendar_and_offer(self, anyone, northumberland):
        words = words_of(anyone.get("/authority/"))
        every = School.objects.of(northumberland.pk).count()
        assert f'<td class="govuk-table__cell govuk-table__cell--numeric">{every}</td>' in words
        roll = sum(
            SchoolFigure.objects.of(northumberland.pk)
            .filter(name="roll", academic_year=2022)
            .values_list("value", flat=True)
        )
        for said in (
            f"{roll:,} at ",
            "2022/23",
            "Around Alnwick",
            "last loaded on 1 July 2025, from ",
            "edubasealldata_northumberland.csv",
            "DfE, Special educational needs in England",
            "Term dates in 2025/26",
            "Monday 1 September 2025",
            'href="/offer/specialist-teaching/">Specialist Teaching',
        ):
            assert said in words

    def test_an_authority_with_nothing_says_so(self, elsewhere, browser_of, settings):
        settings.ALLOWED_HOSTS = [elsewhere.host]
        words = words_of(browser_of(host=elsewhere.host).get("/authority/"))
        for said in (
            "No schools are on the register yet",
            "has not listed partnerships",
            "was not loaded yet",
            "No term dates are stored",
        ):
            assert said in words

    def test_another_authoritys_partnership_is_not_found(
        self, northumberland, elsewhere, browser_of, settings
    ):
        settings.ALLOWED_HOSTS = [elsewhere.host]
        area = partnerships(northumberland.pk).first()
        answer = browser_of(host=elsewhere.host).get(f"/schools/partnership/{area.pk}/")
        assert answer.status_code == 404

    def test_every_page_asks_the_same_however_many_schools(self, elsewhere, browser_of, settings):
        settings.ALLOWED_HOSTS = [elsewhere.host]
        visitor = browser_of(host=elsewhere.host)
        with acting_for(elsewhere.pk):
            area = Partnership.objects.create(authority=elsewhere, name="All", source="Test")

        def asked(first: int, count: int) -> list[int]:
            with acting_for(elsewhere.pk):
                schools = School.objects.bulk_create(invented(elsewhere, first=first, count=count))
                PartnershipMember.objects.bulk_create(
                    PartnershipMember(authority=elsewhere, partnership=area, school=school)
                    for school in schools
                )
            counts = []
            for address in (
                f"/schools/partnership/{area.pk}/",
                "/authority/",
                f"/schools/?partnership={area.pk}",
                f"/schools/{FIRST_INVENTED_URN}/",
            ):
                with CaptureQueriesContext(connection) as queries:
                    assert visitor.get(address).status_code == 200
                counts.append(len(queries))
            return counts

        assert asked(0, 5) == asked(5, 400)


def of(phase: str, plans: int, known: int, schools: int) -> PhaseSums:
    sums = {"roll": Sum(9, 1, schools), "sen-support": Sum(0, 0, schools)}
    return PhaseSums(phase, schools, sums | {"ehc-plans": Sum(plans, known, schools)})


class TestSumsOfFewSchools:
    def test_what_one_school_has_is_not_told_by_a_sum_or_by_what_is_left(self):
        """With the 12 of secondary schools the special school's 80 would be known to be 92 or less.

        That is nearer than a fifth above it; with the 40 of primary schools it is not.
        """
        found = [of("primary", 40, 9, 10), of("secondary", 12, 3, 3), of("special", 80, 1, 1)]
        assert unsaid_phases(found, "ehc-plans") == {"primary", "special"}
        assert unsaid_phases(found, "roll") == frozenset()
        assert sum_rows(found) == [
            ["Primary", "10", "9 (9 not known)", "Not known", "Not shown"],
            ["Secondary", "3", "9 (2 not known)", "Not known", "12"],
            ["Special", "1", "9", "Not known", "Not shown"],
        ]
        assert total_row(found) == [
            "All phases",
            "14",
            "27 (11 not known)",
            "Not known",
            "132 (1 not known)",
        ]

    def test_two_schools_alone_have_no_sum_at_all(self):
        found = [of("special", 80, 2, 2)]
        assert total_row(found)[-1] == "Not shown"

    def test_enough_schools_are_told(self):
        assert unsaid_phases([of("primary", 40, 3, 3), of("special", 8, 3, 4)], "ehc-plans") == (
            frozenset()
        )


class TestTheDemonstrationsAreas:
    def test_each_open_school_with_a_place_is_with_the_nearest_town(self, northumberland):
        schools = list(schools_on_register(northumberland.pk))
        placed = {s.urn: (s.easting, s.northing) for s in schools if s.easting is not None}
        towns = {
            town: [sum(axis) / len(urns) for axis in zip(*(placed[u] for u in urns), strict=True)]
            for town, urns in TOWNS.items()
        }

        def squared(urn: int, town: str) -> float:
            return sum((a - b) ** 2 for a, b in zip(placed[urn], towns[town], strict=True))

        found = areas_of(schools)
        assert found == {
            urn: f"Around {min(towns, key=lambda town: squared(urn, town))}" for urn in placed
        }
        assert stored_partnerships(northumberland.pk).names == found
        assert set(found.values()) == {f"Around {town}" for town in TOWNS}

"""Morag loads a register on screen: the difference first, then all of it or nothing, and back."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from evenreach.demo.setting import REGISTER
from evenreach.flow.journal.models import Task
from evenreach.flow.register import importing
from evenreach.flow.register.imports import stored_register
from evenreach.flow.register.models import RegisterImport, School, SchoolFigure
from evenreach.web.templatetags.evenreach import date_gov
from tests.conftest import People
from tests.stories import Cast, EyesOf, booked, work_off

PAGE = "/service/register/"
GIAS = REGISTER / "edubasealldata_northumberland.csv"


def send(client: Client, page: str = PAGE, **typed: object) -> HttpResponse:
    return client.post(page, {"form_key": uuid4().hex, **typed})


def load(client: Client, **typed: object) -> str:
    """Where the import is shown, once its files have been read."""
    answer = send(client, **typed)
    assert answer.status_code == 302, words_of(answer)
    assert work_off() == 1
    return answer["Location"]


def decide(client: Client, place: str, decision: str) -> None:
    assert send(client, f"{place}decide/", decision=decision)["Location"] == place
    work_off()


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def edited(old: bytes, new: bytes, name: str = "edubasealldata.csv") -> SimpleUploadedFile:
    raw = GIAS.read_bytes()
    assert raw.count(old) == 1
    return SimpleUploadedFile(name, raw.replace(old, new))


def closing() -> SimpleUploadedFile:
    """Alison's school has closed."""
    line = next(line for line in GIAS.read_bytes().splitlines() if line.startswith(b"122170,"))
    return edited(line, line.replace(b'"Open"', b'"Closed"'))


@pytest.fixture
def morag(people: People, browser_of: Callable[..., Client]) -> Client:
    return browser_of(people.morag)


def test_she_sees_what_would_change_applies_it_and_takes_it_back(morag, northumberland):
    before = stored_register(northumberland.pk)
    place = load(morag, schools=edited(b'"Allendale Primary School"', b'"Allendale School"'))
    shown = words_of(morag.get(place))
    assert "What would change" in shown
    assert "Allendale Primary School" in shown
    assert "Apply all of it" in shown
    assert stored_register(northumberland.pk) == before
    decide(morag, place, "apply")
    assert School.objects.of(northumberland.pk).get(urn=122171).name == "Allendale School"
    assert "Undo this import" in words_of(morag.get(place))
    decide(morag, place, "undo")
    assert stored_register(northumberland.pk) == before
    assert "The register was brought back" in words_of(morag.get(place))


def test_visits_ahead_and_minutes_left_at_a_closing_school_come_before_anything(
    morag, people: People, eyes: EyesOf, at: datetime, northumberland
):
    visit = booked(Cast(eyes(people.alison), eyes(people.jean)), at)
    place = load(morag, schools=closing())
    shown = words_of(morag.get(place))
    listed = shown[shown.index("Their visits, the next first") : shown.index("leaves these visits")]
    for words in (date_gov(visit.on), visit.school_request.reference, visit.specialist.name):
        assert listed.count(words) == 1
    assert listed.count("<tr") == 2
    start = shown.index("Still ahead at schools that would no longer be open here")
    row = shown[start : shown.index("</tbody>", start)]
    assert "Acomb First School" in row
    cells = [cell.split("</td>")[0].strip() for cell in row.split('numeric">')[3:]]
    assert cells[0] == "1"
    assert int(cells[1].replace(",", "")) > 0


def test_a_bad_file_says_row_column_and_value_and_is_sent_back_as_csv(morag, northumberland):
    before = stored_register(northumberland.pk)
    line = next(line for line in GIAS.read_bytes().splitlines() if line.startswith(b"122171,"))
    place = load(morag, schools=edited(line, line.replace(b"122171,", b"one,", 1)))
    shown = words_of(morag.get(place))
    assert "The files were refused" in shown
    assert "Apply" not in shown
    sent = morag.get(f"{place}list.csv")
    assert (
        sent["Content-Disposition"] == f'attachment; filename="faults-{place.split("/")[-2]}.csv"'
    )
    [fault] = csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig")))
    assert (fault["file"], fault["row"], fault["column"], fault["value"]) == (
        "edubasealldata.csv",
        "3",
        "URN",
        "one",
    )
    assert stored_register(northumberland.pk) == before


def test_every_change_is_a_csv_whose_cells_are_no_formulas(morag):
    place = load(morag, schools=edited(b'"Allendale Primary School"', b'"=1+1"'))
    [change] = csv.DictReader(
        io.StringIO(morag.get(f"{place}list.csv").content.decode("utf-8-sig"))
    )
    assert change == {
        "urn": "122171",
        "name": "'=1+1",
        "kind": "changed",
        "fact": "name",
        "old": "Allendale Primary School",
        "new": "'=1+1",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose at least one file"),
        (
            {"sen": SimpleUploadedFile("sen.csv", b"urn,Total pupils,SEN support,EHC plan\n")},
            "Enter the day on which the pupils were counted",
        ),
    ],
)
def test_what_cannot_be_loaded_is_said_on_the_form(typed, said, morag, northumberland):
    count = RegisterImport.objects.of(northumberland.pk).count()
    answer = send(morag, **typed)
    assert answer.status_code == 200
    assert said in words_of(answer)
    assert RegisterImport.objects.of(northumberland.pk).count() == count


def test_files_that_change_nothing_are_said_to(morag, northumberland):
    before = stored_register(northumberland.pk)
    shown = words_of(morag.get(load(morag, schools=SimpleUploadedFile("a.csv", GIAS.read_bytes()))))
    assert "Nothing would change" in shown
    assert "Apply" not in shown
    assert stored_register(northumberland.pk) == before
    assert "Changes nothing" in words_of(morag.get(PAGE))


def test_the_page_asks_for_itself_again_until_the_work_is_done(morag, northumberland):
    """Before the job begins, while it runs, and after: she can leave and come back."""
    place = send(morag, schools=closing())["Location"]
    waits = morag.get(place)
    assert waits["Refresh"] == "2"
    assert "Waiting for its turn" in words_of(waits)
    assert "Look again" in words_of(waits)
    shown = RegisterImport.objects.of(northumberland.pk).get(state="waiting")
    Task.objects.of(northumberland.pk).filter(row_id=shown.pk).update(
        words="Reading edubasealldata.csv, row", done=12_000, total=52_000
    )
    step = "Reading edubasealldata.csv, row 12,000 of 52,000"
    assert step in words_of(morag.get(place))
    assert f"is being read ({step})" in words_of(morag.get(PAGE))
    work_off()
    done = morag.get(place)
    assert "Refresh" not in done
    assert "What would change" in words_of(done)


def test_files_that_could_not_be_read_are_read_again_or_discarded(
    morag, northumberland, monkeypatch, caplog
):
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "proposed", fails)
    place = load(morag, schools=closing())
    answer = morag.get(place)
    assert "Refresh" not in answer
    assert "The files could not be read" in words_of(answer)
    assert "Something went wrong that was not foreseen" in words_of(answer)
    assert "ZeroDivisionError" in caplog.text
    assert "could not be read" in words_of(morag.get(PAGE))
    monkeypatch.undo()
    decide(morag, place, "read")
    assert "What would change" in words_of(morag.get(place))


def test_a_failure_while_applying_is_said_where_it_is_tried_again(morag, northumberland):
    place = load(morag, schools=closing())
    School.objects.of(northumberland.pk).filter(urn=122171).update(trust="Another")
    decide(morag, place, "apply")
    shown = words_of(morag.get(place))
    assert "The register has changed since this was compared with it" in shown
    assert "Apply all of it" in shown


def test_the_button_pressed_twice_makes_one_import(morag, northumberland):
    key = uuid4().hex
    first, again = (morag.post(PAGE, {"form_key": key, "schools": closing()}) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert work_off() == 1
    waiting = RegisterImport.objects.of(northumberland.pk).filter(state="previewed")
    assert waiting.count() == 1
    assert "waits to be applied or discarded" in words_of(morag.get(PAGE))
    assert 'type="file"' not in words_of(morag.get(PAGE))


class TestACountThatNoFileHas:
    PAGE = "/service/register/not-known/"
    APEX = 152094
    TYPED = {
        "name": "roll",
        "value": "104",
        "counted_on_day": "15",
        "counted_on_month": "1",
        "counted_on_year": "2026",
        "source": "The school’s own census return",
    }

    @pytest.fixture
    def uncounted(self, northumberland) -> School:
        """A new academy, here known to be state-funded."""
        schools = School.objects.of(northumberland.pk).filter(urn=self.APEX)
        schools.update(is_state_funded=True)
        return schools.get()

    def test_is_shown_as_not_known_until_she_supplies_it_with_its_source(self, morag, uncounted):
        shown = words_of(morag.get(self.PAGE))
        assert uncounted.name in shown
        assert "Pupils on roll" in shown
        answer = send(morag, f"{self.PAGE}{self.APEX}/", **self.TYPED)
        assert answer.status_code == 302
        [figure] = SchoolFigure.objects.of(uncounted.authority_id).filter(school=uncounted)
        assert (figure.name, figure.value, figure.academic_year, figure.source) == (
            "roll",
            104,
            2025,
            "Supplied by the authority: The school’s own census return",
        )

    def test_stays_when_the_publishers_count_leaves_the_school_out(self, morag, uncounted):
        on_census_day = {"counted_on_day": "19", "counted_on_year": "2023"}
        send(morag, f"{self.PAGE}{self.APEX}/", **(self.TYPED | on_census_day))
        raw = (REGISTER / "school_census_2022-23.csv").read_bytes()
        changed = raw.replace(b"First School,66,12", b"First School,67,12")
        assert changed != raw
        day = {"counted_on_day": "19", "counted_on_month": "1", "counted_on_year": "2023"}
        place = load(morag, census=SimpleUploadedFile("census.csv", changed), **day)
        decide(morag, place, "apply")
        known = SchoolFigure.objects.of(uncounted.authority_id).filter(name="roll")
        assert known.get(school=uncounted).value == 104
        assert known.get(school__urn=122170).value == 67

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"source": ""}, "Say where the count comes from"),
            ({"counted_on_year": "2027"}, "must be today or before"),
            ({"value": "-1"}, "How many"),
        ],
    )
    def test_is_refused_in_sentences(self, typed, said, morag, uncounted):
        answer = send(morag, f"{self.PAGE}{self.APEX}/", **(self.TYPED | typed))
        assert answer.status_code == 200
        assert said in words_of(answer)
        assert not SchoolFigure.objects.of(uncounted.authority_id).filter(school=uncounted).exists()

    def test_does_not_take_the_place_of_a_published_one(self, morag, northumberland):
        day = {"counted_on_day": "19", "counted_on_year": "2023"}
        answer = send(morag, f"{self.PAGE}122170/", **(self.TYPED | day))
        assert "The publisher has counted roll" in words_of(answer)
        roll = SchoolFigure.objects.of(northumberland.pk).get(school__urn=122170, name="roll")
        assert roll.value == 66


def test_a_schools_page_tells_what_it_became_and_what_changed(morag, browser_of, northumberland):
    header = b"URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n"
    link = header + b"122170,122171,Allendale Primary School,Successor,01-09-2026\r\n"
    files = {"schools": closing(), "links": SimpleUploadedFile("links.csv", link)}
    place = load(morag, **files)
    anyone = browser_of()
    assert "what it became" not in words_of(anyone.get("/schools/122170/"))
    decide(morag, place, "apply")
    shown = words_of(anyone.get("/schools/122170/"))
    assert "Where it came from, and what it became" in shown
    assert '<a class="govuk-link" href="/schools/122171/">Allendale Primary School</a>' in shown
    assert "Closed; now Allendale Primary School (122171)" in shown
    decide(morag, place, "undo")
    assert "what it became" not in words_of(anyone.get("/schools/122170/"))

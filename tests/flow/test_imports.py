"""Morag loads the register: she sees what would change, applies it whole, and can take it back."""

import random
from dataclasses import replace
from datetime import date

import pytest

from evenreach.demo.setting import REGISTER
from evenreach.flow.people.background import UNFORESEEN
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register import applying
from evenreach.flow.register.applying import (
    AnotherOpen,
    ChangedSince,
    ImportSettled,
    RegisterMoved,
    SchoolsInUse,
    begin_applying,
    begin_undoing,
    discard_import,
    registers_of,
)
from evenreach.flow.register.differences import Change, Kind, difference
from evenreach.flow.register.importing import ImportOpen, NoFiles, begin_import
from evenreach.flow.register.imports import last_applied, school_changes, stored_register
from evenreach.flow.register.merging import Published, PublishedFiles, proposed
from evenreach.flow.register.models import (
    RegisterUpload,
    School,
    SchoolFigure,
)
from evenreach.flow.register.queries import school_links
from evenreach.flow.requests.models import SchoolRequest
from tests.flow.importing import (
    ACOMB,
    ALLENDALE,
    CASES,
    applied,
    apply,
    gias,
    previewed,
    stands,
    undo,
    worked_off,
)
from tests.stories import asked


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


@pytest.mark.parametrize("case", CASES)
def test_what_was_previewed_is_what_is_applied_and_undoing_brings_back_the_same(case, morag, at):
    files, kind = CASES[case]
    before = stored_register(morag.authority_id)
    begun = previewed(morag, at, **files)
    shown = difference(*registers_of(begun))
    assert kind in {change.kind for change in shown.changes}
    assert stored_register(morag.authority_id).digest == before.digest
    apply(morag, at, begun)
    after = stored_register(morag.authority_id)
    assert difference(before, after) == shown
    undo(morag, at, begun)
    assert stored_register(morag.authority_id).written == before.written


def test_open_but_proposed_to_close_is_open(morag, at):
    applied(morag, at, **CASES["proposed to close"][0])
    school = School.objects.of(morag.authority_id).get(urn=ACOMB)
    assert (school.status, school.is_open) == ("Open, but proposed to close", True)


def test_a_converted_school_names_who_followed(morag, at):
    applied(morag, at, **CASES["a conversion"][0])
    [ended] = [row for row in school_changes(morag.authority_id, ACOMB) if row.kind == "succeeded"]
    assert (ended.old, ended.new) == ("Open", "Closed; now Acomb Academy (999001)")
    [link] = school_links(morag.authority_id, ACOMB)
    assert (link.other_urn, link.kind, link.established_on) == (
        999001,
        "Successor",
        date(2026, 9, 1),
    )


def test_a_school_reopens(morag, at):
    applied(morag, at, **CASES["a closure"][0])
    begun = previewed(morag, at, schools=gias())
    assert difference(*registers_of(begun)).changes == (
        Change(ACOMB, "Acomb First School", Kind.REOPENED, "status", "Closed", "Open"),
    )


def test_what_is_odd_is_said_before_it_is_applied(morag, at):
    begun = previewed(
        morag,
        at,
        schools=gias(
            (ACOMB, "PhaseOfEducation (name)", "Secondary"), (ALLENDALE, "Easting", "400000")
        ),
    )
    said = {one.urn: one.sentence for one in difference(*registers_of(begun)).suspicions}
    assert said[ACOMB] == "The phase changes from primary to secondary."
    assert said[ALLENDALE].startswith("It moves by ")


def test_a_roll_that_halves_is_odd_and_the_year_before_stays(morag, at):
    text = "urn,headcount of pupils,number of pupils known to be eligible for free school meals\r\n"
    census = Published(
        "census.csv", f"{text}{ACOMB},30,5\r\n".encode(), "DfE, census", date(2024, 1, 18)
    )
    begun = previewed(morag, at, census=census)
    [odd] = difference(*registers_of(begun)).suspicions
    assert (odd.urn, odd.sentence) == (ACOMB, "The roll goes from 66 to 30.")
    apply(morag, at, begun)
    rolls = SchoolFigure.objects.of(morag.authority_id).filter(school__urn=ACOMB, name="roll")
    assert dict(rolls.values_list("academic_year", "value")) == {2022: 66, 2023: 30}


def test_a_count_that_is_published_again_without_a_school_is_no_longer_known(morag, at):
    census = (REGISTER / "school_census_2022-23.csv").read_bytes()
    without = b"".join(line for line in census.splitlines(True) if not line.startswith(b"122170,"))
    applied(morag, at, census=Published("census.csv", without, "DfE", date(2023, 1, 19)))
    rolls = SchoolFigure.objects.of(morag.authority_id).filter(school__urn=ACOMB, name="roll")
    assert not rolls.exists()


def test_a_bad_file_is_kept_with_its_faults_and_changes_nothing(morag, at):
    before = stored_register(morag.authority_id)
    begun = previewed(morag, at, schools=gias((ACOMB, "Easting", "east")))
    assert (begun.state, begun.faults_count) == ("refused", 1)
    [fault] = begun.faults
    assert (fault["row"], fault["column"], fault["value"]) == (2, "Easting", "east")
    assert stored_register(morag.authority_id).written == before.written
    assert previewed(morag, at, **CASES["a name"][0]).state == "previewed"


def test_nothing_to_load_and_nothing_new_are_said(morag, at):
    with pytest.raises(NoFiles):
        previewed(morag, at)
    begun = previewed(morag, at, schools=gias())
    assert (begun.state, begun.before, begun.settled_by) == ("unchanged", None, "Morag Telfer")
    assert not RegisterUpload.objects.of(morag.authority_id).exists()


def test_files_may_be_discarded_before_they_are_read(morag, at):
    begun = begin_import(by=morag, at=at, files=PublishedFiles(**CASES["a name"][0]))
    assert discard_import(by=morag, at=at, import_id=begun.pk).state == "discarded"
    assert not RegisterUpload.objects.of(morag.authority_id).exists()
    state, why = stands(worked_off(begun))
    assert state == "discarded"
    assert why.startswith("This import was discarded by Morag Telfer.")


def test_one_import_waits_at_a_time(morag, at):
    first = previewed(morag, at, **CASES["a name"][0])
    with pytest.raises(ImportOpen, match="Morag Telfer"):
        previewed(morag, at, **CASES["a closure"][0])
    discard_import(by=morag, at=at, import_id=first.pk)
    with pytest.raises(ImportSettled, match="discarded by Morag Telfer"):
        apply(morag, at, first)
    assert previewed(morag, at, **CASES["a closure"][0]).state == "previewed"


def test_a_register_that_moved_since_the_preview_is_not_written_over(morag, at):
    begun = previewed(morag, at, **CASES["a name"][0])
    School.objects.of(morag.authority_id).filter(urn=ALLENDALE).update(trust="Another")
    assert stands(apply(morag, at, begun)) == ("previewed", str(RegisterMoved()))
    assert School.objects.of(morag.authority_id).get(urn=ACOMB).name == "Acomb First School"


def test_only_the_last_import_is_undone(morag, at):
    first = applied(morag, at, **CASES["a name"][0])
    applied(morag, at, **CASES["a closure"][0])
    assert stands(undo(morag, at, first)) == ("applied", str(ChangedSince()))


def test_imports_are_undone_one_after_the_other_the_last_first(morag, at):
    digests = [stored_register(morag.authority_id).digest]
    made = []
    for case in ("a name", "a closure", "a new school"):
        made.append(applied(morag, at, **CASES[case][0]))
        digests.append(stored_register(morag.authority_id).digest)
    for begun, digest in zip(reversed(made), reversed(digests[:-1]), strict=True):
        assert last_applied(morag.authority_id) == begun
        assert stands(undo(morag, at, begun)) == ("undone", "")
        assert stored_register(morag.authority_id).digest == digest


def test_an_import_is_not_undone_beside_another(morag, at):
    first = applied(morag, at, **CASES["a name"][0])
    previewed(morag, at, **CASES["a closure"][0])
    with pytest.raises(AnotherOpen):
        begin_undoing(by=morag, at=at, import_id=first.pk)


def test_what_was_not_foreseen_leaves_the_register_and_says_so(morag, at, monkeypatch, caplog):
    """The history cannot be written: the schools stored before it are not kept either."""
    before = stored_register(morag.authority_id)
    begun = previewed(morag, at, **CASES["a name"][0])

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(applying, "write_history", fails)
    assert stands(apply(morag, at, begun)) == ("previewed", UNFORESEEN)
    assert "ZeroDivisionError" in caplog.text
    assert stored_register(morag.authority_id).written == before.written
    monkeypatch.undo()
    assert stands(apply(morag, at, begun)) == ("applied", "")


def test_asking_twice_makes_one_job(morag, at):
    begun = previewed(morag, at, **CASES["a name"][0])
    begin_applying(by=morag, at=at, import_id=begun.pk)
    with pytest.raises(ImportSettled, match="is being applied"):
        begin_applying(by=morag, at=at, import_id=begun.pk)
    assert stands(worked_off(begun)) == ("applied", "")


def test_a_new_school_that_has_been_used_is_not_taken_away(morag, at, people, eyes):
    begun = applied(morag, at, **CASES["a new school"][0])
    school = School.objects.of(morag.authority_id).get(urn=999001)
    request = asked(eyes(people.alison), at)
    SchoolRequest.objects.of(morag.authority_id).filter(pk=request.pk).update(school=school)
    used = SchoolsInUse(["Acomb First School"])
    assert stands(undo(morag, at, begun)) == ("applied", str(used))
    assert School.objects.of(morag.authority_id).filter(urn=999001).exists()


def test_any_order_of_the_rows_gives_the_same_register(morag):
    file = gias(add=[999001])
    header, *rows = file.raw.decode().splitlines(True)
    random.Random(7).shuffle(rows)
    shuffled = replace(file, raw="".join([header, *rows]).encode())
    now = stored_register(morag.authority_id)
    one, other = (
        proposed(now, PublishedFiles(schools=each), la_code="929") for each in (file, shuffled)
    )
    assert one.written == other.written
    assert one.digest != now.digest

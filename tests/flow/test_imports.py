"""Morag loads the register: she sees what would change, applies it whole, and can take it back."""

import csv
import io
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.demo.setting import REGISTER
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.actions import (
    ImportSettled,
    NoFiles,
    NothingChanges,
    PreviewOpen,
    RegisterMoved,
    SchoolsInUse,
    apply_import,
    discard_import,
    preview_import,
    registers_of,
    undo_import,
)
from evenreach.flow.register.differences import Change, Kind, difference
from evenreach.flow.register.merging import Published, PublishedFiles, proposed
from evenreach.flow.register.models import School, SchoolFigure
from evenreach.flow.register.queries import school_changes, school_links, stored_register
from evenreach.flow.register.snapshots import (
    FigureFacts,
    FigureKey,
    LinkFacts,
    LinkKey,
    Register,
    SchoolFacts,
    unpacked,
)
from evenreach.flow.requests.models import SchoolRequest
from tests.stories import asked

GIAS = "edubasealldata_northumberland.csv"
ACOMB, ALLENDALE = 122170, 122171
LATER = date(2026, 9, 24)


def gias(*edits, drop=(), add=()) -> Published:
    """The carried file with some cells changed, some rows dropped and some added."""
    text = (REGISTER / GIAS).read_bytes().decode("cp1252")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    place = {name: nth for nth, name in enumerate(header)}
    rows = [row for row in rows if int(row[0]) not in drop]
    for new in add:
        copied = list(next(row for row in rows if int(row[0]) == ACOMB))
        copied[0] = str(new)
        rows.append(copied)
    for urn, column, value in edits:
        next(row for row in rows if int(row[0]) == urn)[place[column]] = value
    return published([header, *rows])


def published(rows, name=GIAS) -> Published:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return Published(name, written.getvalue().encode(), "DfE, GIAS", LATER)


def links(*rows) -> Published:
    header = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
    return published([header, *rows], "links.csv")


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


def previewed(by, at, **files):
    return preview_import(by=by, at=at, files=PublishedFiles(**files))


def applied(by, at, **files):
    return apply_import(by=by, at=at, import_id=previewed(by, at, **files).pk)


CASES = {
    "a name": ({"schools": gias((ACOMB, "EstablishmentName", "Acomb School"))}, "changed"),
    "a closure": (
        {"schools": gias((ACOMB, "EstablishmentStatus (name)", "Closed"))},
        "closed",
    ),
    "proposed to close": (
        {"schools": gias((ACOMB, "EstablishmentStatus (name)", "Open, but proposed to close"))},
        "changed",
    ),
    "a new school": ({"schools": gias(add=[999001])}, "new"),
    "left out": ({"schools": gias(drop=[ACOMB])}, "not listed"),
    "another authority": ({"schools": gias((ACOMB, "LA (code)", "390"))}, "moved authority"),
    "a conversion": (
        {
            "schools": gias((ACOMB, "EstablishmentStatus (name)", "Closed"), add=[999001]),
            "links": links((ACOMB, 999001, "Acomb Academy", "Successor", "01-09-2026")),
        },
        "succeeded",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_previewed_is_what_is_applied_and_undoing_brings_back_the_same(case, morag, at):
    files, kind = CASES[case]
    before = stored_register(morag.authority_id)
    begun = previewed(morag, at, **files)
    shown = difference(*registers_of(begun))
    assert kind in {change.kind for change in shown.changes}
    assert stored_register(morag.authority_id).digest == before.digest
    apply_import(by=morag, at=at, import_id=begun.pk)
    after = stored_register(morag.authority_id)
    assert difference(before, after) == shown
    undo_import(by=morag, at=at, import_id=begun.pk)
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
    apply_import(by=morag, at=at, import_id=begun.pk)
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
    with pytest.raises(NothingChanges):
        previewed(morag, at, schools=gias())


def test_one_import_waits_at_a_time(morag, at):
    first = previewed(morag, at, **CASES["a name"][0])
    with pytest.raises(PreviewOpen, match="Morag Telfer"):
        previewed(morag, at, **CASES["a closure"][0])
    discard_import(by=morag, at=at, import_id=first.pk)
    with pytest.raises(ImportSettled, match="discarded by Morag Telfer"):
        apply_import(by=morag, at=at, import_id=first.pk)
    assert previewed(morag, at, **CASES["a closure"][0]).state == "previewed"


def test_a_register_that_moved_since_the_preview_is_not_written_over(morag, at):
    begun = previewed(morag, at, **CASES["a name"][0])
    School.objects.of(morag.authority_id).filter(urn=ALLENDALE).update(trust="Another")
    with pytest.raises(RegisterMoved):
        apply_import(by=morag, at=at, import_id=begun.pk)
    assert School.objects.of(morag.authority_id).get(urn=ACOMB).name == "Acomb First School"


def test_only_the_last_import_is_undone(morag, at):
    first = applied(morag, at, **CASES["a name"][0])
    applied(morag, at + timedelta(hours=1), **CASES["a closure"][0])
    with pytest.raises(RegisterMoved):
        undo_import(by=morag, at=at, import_id=first.pk)


def test_a_new_school_that_has_been_used_is_not_taken_away(morag, at, people, eyes):
    begun = applied(morag, at, **CASES["a new school"][0])
    school = School.objects.of(morag.authority_id).get(urn=999001)
    request = asked(eyes(people.alison), at)
    SchoolRequest.objects.of(morag.authority_id).filter(pk=request.pk).update(school=school)
    with pytest.raises(SchoolsInUse, match="Acomb First School"):
        undo_import(by=morag, at=at, import_id=begun.pk)
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


URNS = st.integers(100000, 100005)
WORDS = st.sampled_from(["", "Amble", "Bëda"])
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))
STATUSES = st.sampled_from(["Open", "Closed", "Not listed"])


def facts(name, kind, status, grid, opened) -> SchoolFacts:
    return SchoolFacts(
        name,
        kind,
        "",
        None,
        status,
        status == "Open",
        "",
        grid,
        grid,
        "",
        "",
        "",
        3,
        None,
        opened,
        None,
    )


SCHOOLS = st.dictionaries(
    URNS, st.builds(facts, WORDS, WORDS, STATUSES, st.none() | st.integers(1, 9), DAYS)
)
FIGURES = st.dictionaries(
    st.builds(FigureKey, URNS, st.integers(2022, 2024), st.sampled_from(["roll", "sen-support"])),
    st.builds(FigureFacts, st.integers(0, 99), WORDS, st.dates()),
)
LINKS = st.dictionaries(
    st.builds(LinkKey, URNS, URNS, st.sampled_from(["Successor", "Predecessor"])),
    st.builds(LinkFacts, WORDS, DAYS),
)
REGISTERS = st.builds(Register, SCHOOLS, FIGURES, LINKS)


@given(REGISTERS)
def test_packing_loses_nothing(register):
    assert unpacked(register.packed) == register
    assert unpacked(register.packed).digest == register.digest


@given(REGISTERS, REGISTERS)
def test_there_are_no_changes_exactly_when_nothing_differs(before, after):
    assert (difference(before, after).changes == ()) == (before.digest == after.digest)


@given(REGISTERS, REGISTERS)
def test_every_school_that_differs_is_named_and_no_other(before, after):
    urns = before.schools.keys() | after.schools.keys()
    differ = {urn for urn in urns if before.schools.get(urn) != after.schools.get(urn)}
    differ |= {
        key.urn
        for one, other in ((before.figures, after.figures), (before.links, after.links))
        for key in one.keys() | other.keys()
        if one.get(key) != other.get(key)
    }
    assert {change.urn for change in difference(before, after).changes} == differ


class TestFromJune2024ToJanuary2026:
    """The real register of 2024, then that of 2026 with GIAS's own links between them."""

    @pytest.fixture
    def in_2024(self, morag, at):
        file = "edubasealldata_northumberland_2024-06.csv"
        raw = (REGISTER / file).read_bytes()
        return applied(morag, at, schools=Published(file, raw, "DfE, GIAS", date(2024, 6, 17)))

    @pytest.fixture
    def to_2026(self, in_2024, morag, at):
        linked = "links_edubasealldata_northumberland.csv"
        return previewed(
            morag,
            at + timedelta(hours=1),
            schools=Published(GIAS, (REGISTER / GIAS).read_bytes(), "DfE, GIAS", LATER),
            links=Published(linked, (REGISTER / linked).read_bytes(), "DfE, GIAS", LATER),
        )

    def test_conversions_mergers_and_openings_are_told_apart(self, to_2026):
        shown = difference(*registers_of(to_2026))
        succeeded = {change.urn: change.new for change in shown.of(Kind.SUCCEEDED)}
        assert succeeded == {
            122172: "Not listed; now Swansfield Park Primary School (151711)",
            122188: "Not listed; now Branton Primary School and Nursery (151712)",
            122276: "Not listed; now Henshaw Church of England Primary School (151097)",
            122277: "Not listed; now Longhoughton Church of England Primary School (151715)",
            122284: (
                "Not listed; now Greenhead Church of England Nursery and Primary School (151098)"
            ),
            122289: "Not listed; now Ellingham Church of England Primary School (151716)",
            122290: (
                "Not listed; now Embleton Vincent Edwards Church of England Primary School (151717)"
            ),
        }
        not_linked = {change.urn for change in shown.of(Kind.NOT_LISTED)}
        assert {122238, 145184} <= not_linked

    def test_applied_and_undone_it_is_2024_again(self, in_2024, to_2026, morag, at):
        before = stored_register(morag.authority_id)
        apply_import(by=morag, at=at, import_id=to_2026.pk)
        assert School.objects.of(morag.authority_id).filter(is_open=True).count() == 178
        undo_import(by=morag, at=at, import_id=to_2026.pk)
        assert stored_register(morag.authority_id).written == before.written

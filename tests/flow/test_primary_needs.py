"""Primary need by school: read from the publisher's layout, compared, stored, and taken back.

The counts are invented; the layout and its labels are the DfE's.
"""

import csv
import io
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.flow.register.differences import Change, Kind, difference
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.files import read_census
from evenreach.flow.register.imports import stored_register
from evenreach.flow.register.merging import SUPPLIED, Published, PublishedFiles, proposed
from evenreach.flow.register.models import SchoolFigure
from evenreach.flow.register.primary_needs import (
    FIGURES,
    NEED_LABELS,
    NEEDS,
    PROVISION_LABELS,
    need_named,
    provision_named,
)
from evenreach.flow.register.queries import (
    PrimaryNeeds,
    latest_figures,
    primary_needs_of,
    school_by_urn,
)
from evenreach.flow.register.sen_files import SenCounts, read_sen_counts
from evenreach.flow.register.snapshots import FigureFacts, FigureKey, Register, SchoolFacts
from evenreach.flow.register.storing import store

ACOMB, ALLENDALE = 122170, 122171
COLUMNS = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "school_urn",
    "school_name",
    "open_date",
    "specialist_provision_unit_type",
    "sen_provision",
    "sen_primary_need",
    "pupil_count",
)
EVERYONE = "All pupils"
SUPPORT = "SEN support / SEN without an EHC plan"
PLAN = "Education, health and care plan"
SPEECH = "Speech, Language and Communications needs"
AUTISM = "Autistic Spectrum Disorder"
DAY = date(2025, 1, 16)
SOURCE = "DfE, Special educational needs in England"
ACOMB_ROWS = (
    (ACOMB, EVERYONE, EVERYONE, 70),
    (ACOMB, EVERYONE, SPEECH, 9),
    (ACOMB, SUPPORT, EVERYONE, 11),
    (ACOMB, SUPPORT, SPEECH, 7),
    (ACOMB, SUPPORT, "Missing", 1),
    (ACOMB, SUPPORT, "Hearing Impairment", "c"),
    (ACOMB, PLAN, EVERYONE, 4),
    (ACOMB, PLAN, SPEECH, 2),
    (ACOMB, PLAN, AUTISM, 0),
    (ACOMB, "No identified SEN", "Missing", 55),
    (ACOMB, "No identified SEN", EVERYONE, 55),
)


def file_of(*rows, period="202425", unit=EVERYONE, columns=COLUMNS) -> bytes:
    """A file in the publisher's layout: rows of URN, provision, need and count."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, extrasaction="ignore")
    writer.writeheader()
    told = (period, "Academic year", "School")
    for urn, provision, need, count in rows:
        cells = (*told, urn, "Invented", "z", unit, provision, need, count)
        writer.writerow(dict(zip(COLUMNS, cells, strict=True)))
    return written.getvalue().encode()


def sen(*rows, on=DAY, **how) -> PublishedFiles:
    return PublishedFiles(sen=Published("sen.csv", file_of(*rows, **how), SOURCE, on))


def faults_of(raw: bytes, read=read_sen_counts, **how):
    with pytest.raises(FileRefused) as refused:
        read(raw, "sen.csv", **how)
    return [(fault.row, fault.column, fault.value) for fault in refused.value.faults], str(
        refused.value
    )


class TestReading:
    def test_each_provision_and_need_is_a_figure_and_what_is_kept_back_is_none(self) -> None:
        assert read_sen_counts(file_of(*ACOMB_ROWS), "sen.csv", counted_on=DAY) == [
            SenCounts(
                ACOMB,
                70,
                11,
                4,
                {
                    "sen-support-slcn": 7,
                    "sen-support-not-recorded": 1,
                    "ehc-plans-slcn": 2,
                    "ehc-plans-asd": 0,
                },
            )
        ]

    def test_sen_support_without_a_plan_is_no_plan(self) -> None:
        assert [provision_named(label) for label in (SUPPORT, PLAN, "EHC plans", "Nurture")] == [
            "sen-support",
            "ehc-plans",
            "ehc-plans",
            None,
        ]

    @pytest.mark.parametrize(
        ("label", "need"),
        [
            ("Autistic spectrum disorder", "asd"),
            ("Autistic Spectrum Disorder", "asd"),
            ("Profound & Multiple Learning Difficulty", "pmld"),
            ("Profound and multiple learning difficulty", "pmld"),
            ("Other difficulty/disability", "oth"),
            ("Multi- Sensory Impairment", "msi"),
            ("Down's syndrome", "ds"),
            ("SEN support but no specialist assessment of type of need", "nsa"),
            ("SPLD", "spld"),
            ("Speech", None),
            ("", None),
        ],
    )
    def test_labels_differ_in_capitals_and_signs_only(self, label: str, need: str | None) -> None:
        assert need_named(label) == need

    def test_no_label_names_two_things(self) -> None:
        for labels in (NEED_LABELS, PROVISION_LABELS):
            said = [label.casefold() for each in labels.values() for label in each]
            assert len(said) == len(set(said))
        assert len(FIGURES) == 2 * len(NEEDS)

    def test_unknown_labels_are_refused_with_those_that_are_known(self) -> None:
        raw = file_of((ACOMB, "Nurture", SPEECH, 1), (ACOMB, SUPPORT, "Shyness", 2))
        faults, said = faults_of(raw)
        assert faults == [(2, "sen_provision", "Nurture"), (3, "sen_primary_need", "Shyness")]
        assert "All pupils; SEN support; Education, health and care plan; No identified SEN" in said
        assert "Specific learning difficulty; Moderate learning difficulty" in said

    def test_only_the_rows_of_all_units_are_read(self) -> None:
        header, *rows = file_of(*ACOMB_ROWS).splitlines(keepends=True)
        _, *of_a_unit = file_of(*ACOMB_ROWS, unit="SEN unit").splitlines(keepends=True)
        both = header + b"".join(
            part for pair in zip(rows, of_a_unit, strict=True) for part in pair
        )
        assert read_sen_counts(both, "s") == read_sen_counts(file_of(*ACOMB_ROWS), "s")
        faults, said = faults_of(header + b"".join(of_a_unit))
        assert faults == [(1, "specialist_provision_unit_type", None)]
        assert "there are only those of a unit" in said

    def test_a_file_without_units_is_read_too(self) -> None:
        columns = [name for name in COLUMNS if name != "specialist_provision_unit_type"]
        without = file_of(*ACOMB_ROWS, columns=columns)
        assert read_sen_counts(without, "s") == read_sen_counts(file_of(*ACOMB_ROWS), "s")

    def test_a_need_given_twice_is_refused(self) -> None:
        faults, said = faults_of(
            file_of((ACOMB, SUPPORT, SPEECH, 1), (ACOMB, "SEN support", "SLCN", 2))
        )
        assert faults == [(3, "school_urn", str(ACOMB))]
        assert "each school, provision and need once" in said


class TestTheYear:
    def test_a_file_of_another_year_is_refused_once_with_what_it_says(self) -> None:
        faults, said = faults_of(file_of(*ACOMB_ROWS), counted_on=date(2024, 1, 18))
        assert faults == [(2, "time_period", "202425")]
        assert (
            "found “202425”, expected 202324, the academic year of the day given for the count, "
            "18 January 2024"
        ) in said

    @pytest.mark.parametrize("period", ["202425", "2024/25", "2024-25", "2024/2025"])
    def test_a_year_is_understood_as_it_is_written(self, period: str) -> None:
        [read] = read_sen_counts(file_of(*ACOMB_ROWS, period=period), "s", counted_on=DAY)
        assert read.sen_support == 11

    @pytest.mark.parametrize("period", ["", "2025", "202426", "spring"])
    def test_what_is_no_academic_year_is_refused(self, period: str) -> None:
        faults, said = faults_of(file_of(*ACOMB_ROWS, period=period), counted_on=DAY)
        assert faults == [(2, "time_period", period)]
        assert "an academic year as six digits, such as 202425" in said

    @pytest.mark.parametrize(
        ("read", "header", "row"),
        [
            (read_sen_counts, "urn,Total pupils,SEN support,EHC plan", "66,10,2"),
            (
                read_census,
                "urn,headcount of pupils,"
                "number of pupils known to be eligible for free school meals",
                "66,12",
            ),
        ],
    )
    def test_the_other_layouts_are_held_to_theirs_where_they_say_it(
        self, read, header, row
    ) -> None:
        raw = (
            f"{header},time_period\r\n{ACOMB},{row},202324\r\n{ALLENDALE},{row},202324\r\n".encode()
        )
        assert [counts.urn for counts in read(raw, "f", counted_on=date(2024, 1, 18))] == [
            ACOMB,
            ALLENDALE,
        ]
        faults, _ = faults_of(raw, read, counted_on=DAY)
        assert faults == [(2, "time_period", "202324")]
        silent = f"{header}\r\n{ACOMB},{row}\r\n".encode()
        assert [counts.urn for counts in read(silent, "f", counted_on=DAY)] == [ACOMB]


def school(name: str) -> SchoolFacts:
    blank = dict.fromkeys(SchoolFacts._fields)
    return SchoolFacts(**(blank | {"name": name, "status": "Open", "is_open": True}))


HERE = Register({ACOMB: school("Acomb"), ALLENDALE: school("Allendale")})


class TestMerging:
    def test_a_second_file_of_the_year_takes_the_place_of_the_first(self) -> None:
        first = proposed(HERE, sen(*ACOMB_ROWS), la_code="929")
        second = proposed(
            first, sen((ACOMB, SUPPORT, EVERYONE, 11), (ACOMB, SUPPORT, AUTISM, 3)), la_code="929"
        )
        assert second.figures == {
            FigureKey(ACOMB, 2024, "sen-support"): FigureFacts(11, SOURCE, DAY),
            FigureKey(ACOMB, 2024, "sen-support-asd"): FigureFacts(3, SOURCE, DAY),
        }

    def test_a_file_without_needs_leaves_them_and_another_year_does_too(self) -> None:
        first = proposed(HERE, sen(*ACOMB_ROWS), la_code="929")
        wide = f"urn,Total pupils,SEN support,EHC plan\n{ACOMB},70,12,4\n".encode()
        for on in (DAY, date(2024, 1, 18)):
            file = Published("wide.csv", wide, SOURCE, on)
            after = proposed(first, PublishedFiles(sen=file), la_code="929")
            kept = {key: facts for key, facts in after.figures.items() if key.name in FIGURES}
            assert len(kept) == 4
            assert kept == {k: v for k, v in first.figures.items() if k.name in FIGURES}

    def test_a_file_of_other_schools_changes_nothing(self) -> None:
        first = proposed(HERE, sen(*ACOMB_ROWS), la_code="929")
        others = sen((100000, SUPPORT, SPEECH, 3))
        assert proposed(first, others, la_code="929") == first


class TestTheDifference:
    def test_all_needs_of_a_provision_are_one_line(self) -> None:
        first = proposed(HERE, sen(*ACOMB_ROWS), la_code="929")
        changes = difference(HERE, first).changes
        assert changes == (
            Change(ACOMB, "Acomb", Kind.CHANGED, "ehc-plans 2024", "", "4"),
            Change(ACOMB, "Acomb", Kind.CHANGED, "ehc-plans-needs 2024", "", "SLCN 2, ASD 0"),
            Change(ACOMB, "Acomb", Kind.CHANGED, "sen-support 2024", "", "11"),
            Change(
                ACOMB, "Acomb", Kind.CHANGED, "sen-support-needs 2024", "", "SLCN 7, not recorded 1"
            ),
        )

    def test_only_the_needs_that_change_are_in_it(self) -> None:
        first = proposed(HERE, sen(*ACOMB_ROWS), la_code="929")
        rows = [
            (urn, provision, need, 5 if (provision, need) == (SUPPORT, SPEECH) else count)
            for urn, provision, need, count in ACOMB_ROWS
        ]
        assert difference(first, proposed(first, sen(*rows), la_code="929")).changes == (
            Change(ACOMB, "Acomb", Kind.CHANGED, "sen-support-needs 2024", "SLCN 7", "SLCN 5"),
        )

    def test_where_only_the_day_differs_the_day_is_said(self) -> None:
        first = proposed(HERE, sen(*ACOMB_ROWS), la_code="929")
        later = proposed(first, sen(*ACOMB_ROWS, on=date(2025, 1, 17)), la_code="929")
        lines = {change.field: change.new for change in difference(first, later).changes}
        assert lines["ehc-plans-needs 2024"] == f"SLCN 2, ASD 0 ({SOURCE}, 2025-01-17)"

    def test_every_need_of_a_school_is_two_lines(self) -> None:
        rows = [
            (ACOMB, provision, labels[0], 3)
            for provision, labels in product((SUPPORT, PLAN), NEED_LABELS.values())
        ]
        changes = difference(HERE, proposed(HERE, sen(*rows), la_code="929")).changes
        assert [change.field for change in changes] == [
            "ehc-plans-needs 2024",
            "sen-support-needs 2024",
        ]

    @given(
        st.lists(
            st.dictionaries(st.sampled_from(list(FIGURES)), st.integers(0, 2)),
            min_size=2,
            max_size=2,
        )
    )
    def test_a_line_is_there_exactly_where_something_differs(self, said) -> None:
        before, after = (
            Register(
                HERE.schools,
                {
                    FigureKey(ACOMB, 2024, name): FigureFacts(n, SOURCE, DAY)
                    for name, n in one.items()
                },
            )
            for one in said
        )
        differing = {
            provision
            for name, (provision, _) in FIGURES.items()
            if said[0].get(name) != said[1].get(name)
        }
        changes = difference(before, after).changes
        assert {change.field for change in changes} == {f"{one}-needs 2024" for one in differing}
        assert all(change.old != change.new for change in changes)


class TestStored:
    def test_needs_are_stored_and_taken_away_with_everything_else(self, northumberland) -> None:
        mine = northumberland.pk
        before = stored_register(mine)
        after = proposed(before, sen(*ACOMB_ROWS), la_code="929")
        store(mine, before, after)
        assert stored_register(mine).digest == after.digest
        store(mine, after, before)
        assert stored_register(mine).written == before.written

    def test_a_school_has_the_newest_published_needs_and_policies_do_not_see_them(
        self, northumberland
    ) -> None:
        mine = northumberland.pk
        acomb = school_by_urn(mine, ACOMB)
        policies_saw = latest_figures(mine, academic_year=2023)
        before = stored_register(mine)
        older = sen((ACOMB, SUPPORT, AUTISM, 9), period="202324", on=date(2024, 1, 18))
        middle = proposed(before, older, la_code="929")
        store(mine, before, middle)
        assert latest_figures(mine, academic_year=2023) == policies_saw
        store(mine, middle, proposed(middle, sen(*ACOMB_ROWS), la_code="929"))
        assert primary_needs_of(mine, acomb.pk, academic_year=2022) is None
        last_year = primary_needs_of(mine, acomb.pk, academic_year=2023)
        assert last_year is not None
        assert last_year.counts == {("sen-support", "asd"): 9}
        assert primary_needs_of(mine, acomb.pk, academic_year=2025) == PrimaryNeeds(
            2024,
            SOURCE,
            DAY,
            {
                ("sen-support", "slcn"): 7,
                ("sen-support", "not-recorded"): 1,
                ("ehc-plans", "slcn"): 2,
                ("ehc-plans", "asd"): 0,
            },
            {"sen-support": 11, "ehc-plans": 4},
        )

    def test_what_the_authority_counted_itself_is_not_published(self, northumberland) -> None:
        acomb = school_by_urn(northumberland.pk, ACOMB)
        SchoolFigure.objects.create(
            authority_id=northumberland.pk,
            school=acomb,
            academic_year=2024,
            name="sen-support-slcn",
            value=3,
            source=f"{SUPPLIED}our own list",
            counted_on=DAY,
        )
        assert primary_needs_of(northumberland.pk, acomb.pk, academic_year=2025) is None

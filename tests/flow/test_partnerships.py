"""The authority's partnerships: a list is compared, then loaded whole or not at all."""

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.models import Partnership, PartnershipMember, School, SchoolFigure
from evenreach.flow.register.partnership_lists import (
    ListDifference,
    ListSaysTheSame,
    Move,
    PartnershipList,
    PartnershipsMoved,
    list_difference,
    load_partnerships,
    stored_partnerships,
)
from evenreach.flow.register.partnerships import (
    PhaseSums,
    Sum,
    in_no_partnership,
    in_partnership,
    names_by_urn,
    partnership_of,
    partnerships,
    partnerships_by_school,
    sums_by_phase,
)
from evenreach.flow.register.queries import latest_figures, school_by_urn, schools_on_register
from tests.conftest import People

ACOMB, ALLENDALE, THIRD = 122170, 122171, 122174
TYNE = PartnershipList({ACOMB: "Hexham", ALLENDALE: "Haydon Bridge"}, "Minutes of 3 June")
EyesOf = Callable[[Person], Eyes]


@pytest.fixture
def morag(people: People, eyes: EyesOf) -> Eyes:
    return eyes(people.morag)


@pytest.fixture(autouse=True)
def none_yet(northumberland: Authority) -> None:
    """The demonstration's areas are put away, so that each story begins with none."""
    PartnershipMember.objects.of(northumberland.pk).delete()
    Partnership.objects.of(northumberland.pk).delete()


@pytest.fixture
def load(morag: Eyes, at: datetime) -> Callable[[PartnershipList], ListDifference]:
    """Morag loads a list that she has just compared."""

    def loaded(told: PartnershipList) -> ListDifference:
        before = stored_partnerships(morag.authority_id).digest
        return load_partnerships(by=morag, at=at, loaded=told, compared_with=before)

    return loaded


def test_a_list_is_stored_as_it_says(load, northumberland):
    found = load(TYNE)
    assert found == ListDifference(
        begun=("Haydon Bridge", "Hexham"),
        ended=(),
        moves=(Move(ACOMB, "", "Hexham"), Move(ALLENDALE, "", "Haydon Bridge")),
    )
    assert stored_partnerships(northumberland.pk) == TYNE
    acomb = school_by_urn(northumberland.pk, ACOMB)
    assert str(partnership_of(acomb)) == "Hexham"
    by_school = partnerships_by_school(northumberland.pk)
    assert {pk: each.name for pk, each in by_school.items()} == {
        acomb.pk: "Hexham",
        school_by_urn(northumberland.pk, ALLENDALE).pk: "Haydon Bridge",
    }
    hexham = partnerships(northumberland.pk).get(name="Hexham")
    every = schools_on_register(northumberland.pk)
    assert list(in_partnership(every, hexham)) == [acomb]
    left = set(every.values_list("urn", flat=True)) - {ACOMB, ALLENDALE}
    assert {school.urn for school in in_no_partnership(northumberland.pk)} == left


def test_a_school_moves_joins_and_leaves_and_the_rest_keep_their_rows(load, northumberland):
    load(TYNE)
    hexham = partnerships(northumberland.pk).get(name="Hexham").pk
    found = load(PartnershipList({ALLENDALE: "Hexham", THIRD: "Hexham"}, "Minutes of 4 July"))
    assert found.begun == ()
    assert found.ended == ("Haydon Bridge",)
    assert found.moves == (
        Move(ACOMB, "Hexham", ""),
        Move(ALLENDALE, "Haydon Bridge", "Hexham"),
        Move(THIRD, "", "Hexham"),
    )
    assert [each.pk for each in partnerships(northumberland.pk)] == [hexham]
    assert names_by_urn(northumberland.pk) == {ALLENDALE: "Hexham", THIRD: "Hexham"}
    assert stored_partnerships(northumberland.pk).source == "Minutes of 4 July"


def test_the_same_list_again_is_refused_and_changes_nothing(load, northumberland):
    load(TYNE)
    members = list(PartnershipMember.objects.of(northumberland.pk).order_by("pk").values())
    with pytest.raises(ListSaysTheSame):
        load(TYNE)
    kept = list(PartnershipMember.objects.of(northumberland.pk).order_by("pk").values())
    assert kept == members


def test_what_somebody_else_changed_since_the_preview_is_not_overwritten(
    load, morag, at, northumberland
):
    shown = stored_partnerships(northumberland.pk).digest
    load(TYNE)
    with pytest.raises(PartnershipsMoved, match="Somebody has changed the partnerships"):
        load_partnerships(
            by=morag, at=at, loaded=PartnershipList({ACOMB: "Prudhoe"}, "X"), compared_with=shown
        )
    assert stored_partnerships(northumberland.pk) == TYNE


def test_sums_say_how_many_schools_are_missing_from_them(load, northumberland):
    schools = list(schools_on_register(northumberland.pk).filter(phase="primary")[:4])
    SchoolFigure.objects.of(northumberland.pk).filter(school=schools[0]).delete()
    load(PartnershipList({school.urn: "Four" for school in schools}, "X"))
    (four,) = partnerships(northumberland.pk)
    known = latest_figures(northumberland.pk, academic_year=2025)
    rolls = [known[each.pk]["roll"].value for each in schools if "roll" in known.get(each.pk, {})]
    found = sums_by_phase(
        northumberland.pk,
        in_partnership(schools_on_register(northumberland.pk), four),
        names=["roll"],
        academic_year=2025,
    )
    assert found == [PhaseSums("primary", 4, {"roll": Sum(sum(rolls), len(rolls), 4)})]
    assert found[0].sums["roll"].not_known == 4 - len(rolls) >= 1


def test_the_newest_count_up_to_the_year_is_the_one_that_is_added(load, northumberland):
    acomb = School.objects.of(northumberland.pk).get(urn=ACOMB)
    figures = SchoolFigure.objects.of(northumberland.pk).filter(school=acomb, name="roll")
    [stored] = figures.filter(academic_year=2022)
    for year, value in ((2021, 1), (2024, 40), (2026, 99)):
        stored.pk, stored.academic_year, stored.value = None, year, value
        stored.save(force_insert=True)
    schools = School.objects.of(northumberland.pk).filter(urn=ACOMB)
    [found] = sums_by_phase(northumberland.pk, schools, names=["roll"], academic_year=2025)
    assert found.sums["roll"] == Sum(40, 1, 1)


LISTS = st.dictionaries(st.integers(1, 9), st.sampled_from("ABC"))


@settings(derandomize=True)
@given(LISTS, LISTS)
def test_applying_a_difference_to_the_old_gives_the_new(old, new):
    found = list_difference(PartnershipList(old, ""), PartnershipList(new, ""))
    applied = {**old, **{move.urn: move.new for move in found.moves}}
    assert {urn: name for urn, name in applied.items() if name} == new
    assert (set(old.values()) | set(found.begun)) - set(found.ended) == set(new.values())
    assert all(move.old == old.get(move.urn, "") for move in found.moves)


@settings(derandomize=True)
@given(LISTS, LISTS)
def test_nothing_differs_exactly_where_the_lists_are_equal(old, new):
    found = list_difference(PartnershipList(old, ""), PartnershipList(new, ""))
    assert (found == ListDifference((), (), ())) == (old == new)
    digests = (PartnershipList(old, "").digest, PartnershipList(new, "").digest)
    assert (digests[0] == digests[1]) == (old == new)

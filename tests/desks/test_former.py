"""Last year's sessions as Morag tells them: the whole list, or nothing of it."""

import pytest

from evenreach.desks.allocation.former import (
    FormerList,
    FormerMove,
    FormerMoved,
    FormerSaysTheSame,
    SharedHere,
    former_difference,
    load_former,
    read_former,
    stored_former,
)
from evenreach.desks.allocation.models import FormerShare
from evenreach.desks.allocation.queries import facts_for
from evenreach.flow.journal.models import Line
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.register.faults import FileRefused
from tests.stories import YEAR

URNS = (122170, 122171)
GIVEN = FormerList({122170: 4, 122171: 0}, "The team's spreadsheet, July 2025")


@pytest.fixture
def service(northumberland) -> Service:
    """A service with what the demonstration invented of the year before taken away."""
    found = Service.objects.of(northumberland.pk).get(slug="specialist-teaching")
    FormerShare.objects.of(northumberland.pk).filter(service=found).delete()
    return found


def load(by, at, service, loaded, compared_with=None, academic_year=YEAR - 1):
    stored = stored_former(by.authority_id, service_id=service.pk, academic_year=academic_year)
    return load_former(
        by=by,
        at=at,
        service=service,
        academic_year=academic_year,
        loaded=loaded,
        compared_with=compared_with or stored.digest,
    )


def test_morag_tells_last_year_and_policies_know_it(northumberland, people, eyes, at, service):
    morag = eyes(people.morag)
    assert load(morag, at, service, GIVEN) == [
        FormerMove(122170, None, 4),
        FormerMove(122171, None, 0),
    ]
    schools, _ = facts_for(northumberland.pk, service_id=service.pk, academic_year=YEAR)
    known = {one.urn: one.last_year for one in schools if one.last_year is not None}
    assert known == {122170: 4, 122171: 0}
    line = Line.objects.of(northumberland.pk).get(verb="former sessions loaded", why=GIVEN.source)
    assert line.row_id == service.pk


def test_a_second_list_replaces_all_of_the_first(northumberland, people, eyes, at, service):
    morag = eyes(people.morag)
    load(morag, at, service, GIVEN)
    second = FormerList({122170: 6}, GIVEN.source)
    moves = [FormerMove(122170, 4, 6), FormerMove(122171, 0, None)]
    assert former_difference(GIVEN, second) == moves
    assert load(morag, at, service, second) == moves
    where = {"service_id": service.pk, "academic_year": YEAR - 1}
    assert stored_former(northumberland.pk, **where) == second


def test_the_same_list_changes_nothing_and_an_old_preview_is_refused(people, eyes, at, service):
    morag = eyes(people.morag)
    before = stored_former(morag.authority_id, service_id=service.pk, academic_year=YEAR - 1).digest
    load(morag, at, service, GIVEN)
    with pytest.raises(FormerSaysTheSame, match="nothing would change"):
        load(morag, at, service, GIVEN)
    with pytest.raises(FormerMoved, match="load the list again"):
        load(morag, at, service, FormerList({122170: 9}, "Another"), compared_with=before)


def test_a_year_that_was_shared_here_needs_no_list(people, eyes, at, service):
    with pytest.raises(SharedHere, match="“Base of three and need, 2025/26”"):
        load(eyes(people.morag), at, service, GIVEN, academic_year=YEAR)


def test_only_the_leadership_tells_last_year(people, eyes, at, service):
    with pytest.raises(NotTheirs):
        load(eyes(people.jean), at, service, GIVEN)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("122170,4\n122170,5", ("urn", "122170", "each URN once, but row 2 has it too")),
        ("999998,4", ("urn", "999998", "the URN of a school on this register")),
        ("122170,", ("sessions", "", "a whole number of sessions")),
        ("122170,x", ("sessions", "x", "a whole number of sessions")),
        ("122170,-1", ("sessions", "-1", "a whole number from 0 to 2,000, or an empty cell")),
        ("122170,2.5", ("sessions", "2.5", "a whole number from 0 to 2,000, or an empty cell")),
    ],
)
def test_a_bad_list_is_refused_by_row_column_and_value(lines, told):
    with pytest.raises(FileRefused) as refused:
        read_former(f"urn,sessions\n{lines}\n".encode(), "list.csv", known=URNS)
    assert [(fault.column, fault.value, fault.expected) for fault in refused.value.faults] == [told]


def test_a_good_list_is_read_whole():
    raw = b"urn,sessions\n122170,4\n122171,0\n"
    assert read_former(raw, "list.csv", known=URNS) == {122170: 4, 122171: 0}

"""Morag publishes the reach table; what it hides stays hidden, also beside what came before."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from evenreach.desks.publishing.growing import Before, grown
from evenreach.desks.publishing.reach_table import REACHED, reach_table
from evenreach.desks.publishing.release_facts import Measure, Outgoing, published_of
from evenreach.desks.publishing.release_models import Release
from evenreach.desks.publishing.release_queries import (
    Thresholds,
    earlier_tables,
    latest_release,
    releases_of,
    thresholds_of,
)
from evenreach.desks.publishing.releases import (
    CannotRelease,
    TooSmallNumbers,
    digest_of,
    release,
    set_small_numbers,
)
from evenreach.flow.journal.models import Line
from evenreach.flow.people.actions import NotTheirs
from evenreach.methods.calendar import academic_year_of
from evenreach.methods.suppression import Cell, Fact, Rule, Table, cross_table, first_told, protect

pytestmark = pytest.mark.django_db


def outgoing(at, table: Table, name: str = "visits", rule: Rule | None = None) -> Outgoing:
    return Outgoing(
        name=name,
        title="Visits by phase",
        definition="Visits made.",
        academic_year=2025,
        source_on=at.date(),
        contributors=53,
        outline={},
        measures=(Measure("visits", "Visits", table, rule or Rule(fewest=5)),),
    )


BY_PHASE = cross_table(
    {(name,): Fact(n, n) for name, n in {"First": 3, "Middle": 20, "High": 30}.items()},
    universe="autumn",
)
BUT_FIRST = Table(
    (Cell("All but first", Fact(50, 50), frozenset({"autumn | Middle", "autumn | High"})),)
)


def test_a_release_says_what_left_and_keeps_what_was_hidden(people, eyes, at) -> None:
    made = release(by=eyes(people.morag), at=at, outgoing=outgoing(at, BY_PHASE))
    read = latest_release(made.authority_id, "visits")
    assert read.content["measures"] == [
        {
            "name": "visits",
            "title": "Visits",
            "cells": {"All": 53, "First": "c", "High": 30, "Middle": "c"},
            "hidden": 2,
            "hidden_for_others": 1,
        }
    ]
    assert (read.number, read.cells, read.cells_hidden, read.fewest) == (1, 4, 2, 5)
    assert read.digest == digest_of(read.content)
    assert "3" not in str(read.content["measures"][0]["cells"]["First"])
    kept = published_of("", Release.objects.of(made.authority_id).get().facts[0])
    assert kept.table == BY_PHASE
    line = Line.objects.of(made.authority_id).get(table="desks_release")
    assert (line.verb, line.row_id, line.actor_id) == ("table published", made.pk, people.morag.pk)


def test_what_left_is_never_changed(people, eyes, at) -> None:
    made = release(by=eyes(people.morag), at=at, outgoing=outgoing(at, BY_PHASE))
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Release.objects.of(made.authority_id).update(title="Other")


def test_only_the_authority_publishes(people, eyes, at) -> None:
    with pytest.raises(NotTheirs):
        release(by=eyes(people.anil), at=at, outgoing=outgoing(at, BY_PHASE))


def test_what_would_undo_an_earlier_release_is_refused_or_mended(people, eyes, at) -> None:
    morag = eyes(people.morag)
    release(by=morag, at=at, outgoing=outgoing(at, BY_PHASE))
    with pytest.raises(CannotRelease) as refused:
        release(by=morag, at=at, outgoing=outgoing(at, BUT_FIRST), mend=False)
    assert str(refused.value) == (
        f"Visits: Together with “Visits by phase, to {at:%-d %B %Y}” this table would tell "
        "“First”, which must stay hidden. Hide “All but first” too, or publish coarser groups."
    )
    assert releases_of(morag.authority_id).count() == 1
    mended = release(by=morag, at=at, outgoing=outgoing(at, BUT_FIRST))
    assert mended.content["measures"][0]["cells"] == {"All but first": "c"}


def test_reach_is_published_term_by_term_and_never_undone(people, eyes, at) -> None:
    morag, year = eyes(people.morag), academic_year_of(at.date())
    for days in (0, 7):
        until = at.date() + timedelta(days=days)
        table = reach_table(morag.authority_id, year=year, until=until)
        release(by=morag, at=at + timedelta(days=days), outgoing=table)
    first, second = earlier_tables(morag.authority_id, REACHED)
    assert first_told(second, [first]) is None
    latest = latest_release(morag.authority_id, "reach")
    assert (latest.number, latest.source_on) == (2, at.date() + timedelta(days=7))
    shown = latest.content["measures"][0]["cells"]
    assert shown["All | All"] == "c"
    assert latest.content["outline"]["schools"]["All | All"] == 167


def test_a_later_day_cannot_tell_what_an_earlier_one_hid(at) -> None:
    """Two of three schools by December; in March all three and one more count."""

    def table(first: int, middle: int, high: int) -> Table:
        numbers = {"First": first, "Middle": middle, "High": high}
        return cross_table({(name,): Fact(n, n) for name, n in numbers.items()})

    december, march = at.date(), at.date() + timedelta(days=90)
    before = grown(table(3, 20, 30), universe="reach 2025", until=december, before=None)
    safe = protect(before, Rule(fewest=5))
    assert set(safe.hidden) == {"First", "Middle"}
    known = Before(
        december,
        {cell.key: cell.value for cell in before.cells},
        {cell.key: cell.parts for cell in before.cells},
    )
    after = grown(table(3, 20, 36), universe="reach 2025", until=march, before=known)
    again = protect(after, Rule(fewest=5), [safe.published("December")])
    assert first_told(again.published(""), [safe.published("December")]) is None
    assert {"First", "Middle"} <= set(again.hidden)
    fallen = grown(table(3, 19, 36), universe="reach 2025", until=march, before=known)
    assert not fallen["Middle"].parts & before["Middle"].parts


def test_small_numbers_are_the_authority_s_own(people, eyes, at) -> None:
    morag = eyes(people.morag)
    assert thresholds_of(morag.authority_id) == Thresholds(5, 10, 3)
    set_small_numbers(by=morag, at=at, inside=5, in_public=10, schools=4)
    assert thresholds_of(morag.authority_id) == Thresholds(5, 10, 4)
    with pytest.raises(TooSmallNumbers):
        set_small_numbers(by=morag, at=at, inside=5, in_public=4, schools=3)
    with pytest.raises(NotTheirs):
        set_small_numbers(by=eyes(people.anil), at=at, inside=5, in_public=10, schools=3)

"""The register as a value: packing it and comparing it, without a database."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from evenreach.flow.register.differences import difference
from evenreach.flow.register.snapshots import (
    FigureFacts,
    FigureKey,
    LinkFacts,
    LinkKey,
    Register,
    SchoolFacts,
    unpacked,
)

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

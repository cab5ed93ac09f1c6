"""Whatever two registers say: what is previewed is what applying makes, and undoing takes back."""

from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.actions import add_person
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.register.applying import registers_of
from evenreach.flow.register.differences import difference
from evenreach.flow.register.imports import stored_register
from evenreach.flow.register.merging import Published
from tests.flow.importing import apply, previewed, published, undo

URNS = st.integers(100000, 100004)
ESTABLISHMENTS = st.dictionaries(
    URNS,
    st.tuples(
        st.sampled_from(["Amble", "Bëda", "Ford, Etal"]),
        st.sampled_from(["Open", "Open, but proposed to close", "Closed"]),
        st.sampled_from(["Primary", "Secondary", "Not applicable"]),
        st.sampled_from([0, 400_000, 410_000]),
        st.sampled_from(["999", "999", "998"]),
    ),
    min_size=1,
)
COUNTS = st.dictionaries(URNS, st.tuples(st.integers(20, 40), st.integers(0, 20)), min_size=1)
LINKS = st.sets(st.tuples(URNS, URNS, st.sampled_from(["Successor", "Predecessor"])), min_size=1)
FILES = st.tuples(ESTABLISHMENTS, COUNTS, LINKS)


def files(establishments, counts, links) -> dict[str, Published]:
    """Publishers' files that say this."""
    header = (
        "URN",
        "EstablishmentName",
        "EstablishmentStatus (name)",
        "PhaseOfEducation (name)",
        "Easting",
        "Northing",
        "LA (code)",
    )
    rows = [
        (urn, name, status, phase, grid, grid and grid + 100_000, code)
        for urn, (name, status, phase, grid, code) in establishments.items()
    ]
    meals = "number of pupils known to be eligible for free school meals"
    census = [(urn, *both) for urn, both in counts.items()]
    linked = [(urn, other, "Somewhere", kind, "01-09-2025") for urn, other, kind in sorted(links)]
    columns = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
    return {
        "schools": published([header, *rows], "schools.csv"),
        "census": published([("urn", "headcount of pupils", meals), *census], "census.csv"),
        "links": published([columns, *linked], "links.csv"),
    }


@pytest.fixture
def nora(elsewhere, at: datetime) -> Eyes:
    """The lead of an authority that has no register yet."""
    by = Eyes(authority_id=elsewhere.pk, name="Set-up")
    with acting_for(elsewhere.pk):
        nora = add_person(
            by=by, at=at, name="Nora Bell", email="nora@elsewhere.example", password=None
        )
        yield eyes_of(nora, on=at.date())


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(FILES, FILES)
def test_a_preview_is_kept_and_taken_back(nora, at, first, second):
    with transaction.atomic():
        loaded = previewed(nora, at, **files(*first))
        if loaded.state == "previewed":
            apply(nora, at, loaded)
        before = stored_register(nora.authority_id)
        begun = previewed(nora, at, **files(*second))
        assert stored_register(nora.authority_id).digest == before.digest
        if begun.state == "previewed":
            shown = difference(*registers_of(begun))
            apply(nora, at, begun)
            after = stored_register(nora.authority_id)
            assert after.written == registers_of(begun)[1].written
            assert difference(before, after) == shown
            assert undo(nora, at, begun).state == "undone"
            assert stored_register(nora.authority_id).written == before.written
        transaction.set_rollback(True)

"""What is new, gone or changed between two promises, against a slow twin that counts leaves."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.flow.offer.definitions import ServiceDefinition, load_services
from evenreach.flow.offer.differences import Change, changes

SERVICES = load_services(Path(__file__).resolve().parents[2] / "definitions" / "services")
TEACHING = next(each for each in SERVICES if each.slug == "specialist-teaching")


def altered(service: ServiceDefinition, **values: object) -> ServiceDefinition:
    return ServiceDefinition.model_validate(service.model_dump(mode="json") | values)


@st.composite
def variants(draw: st.DrawFn) -> ServiceDefinition:
    """The teaching service with some of its words, lists and items changed, moved or dropped."""
    raw = TEACHING.model_dump(mode="json")
    raw["summary"] = draw(st.sampled_from(["One.", "Two."]))
    raw["targets"]["visit_school_days"] = draw(st.integers(1, 3))
    raw["phases"] = draw(st.lists(st.sampled_from(raw["phases"][:4]), min_size=1, unique=True))
    raw["traded_items"] = draw(st.permutations(raw["traded_items"]))[: draw(st.integers(0, 2))]
    for item in raw["traded_items"]:
        item["price_pence"] = draw(st.integers(1, 2))
    raw["exclusions"] = draw(st.permutations(raw["exclusions"]))[: draw(st.integers(1, 3))]
    return ServiceDefinition.model_validate(raw)


def leaves(value: object, path: tuple[str, ...] = ()) -> Counter:
    """The slow twin: everything a definition says, as often as it says it, wherever in a list."""
    if isinstance(value, dict):
        named = path + ((value["slug"],) if "slug" in value and path else ())
        return sum((leaves(each, (*named, key)) for key, each in value.items()), Counter())
    if isinstance(value, list):
        return sum((leaves(each, path) for each in value), Counter())
    return Counter({(path, value): 1})


@given(variants(), variants())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_what_is_told_is_what_differs(before: ServiceDefinition, after: ServiceDefinition) -> None:
    found = changes(before, after)
    assert (found == []) == (before == after)
    assert sorted(map(repr, changes(after, before))) == sorted(
        repr(each.mirrored) for each in found
    )
    earlier, later = (leaves(each.model_dump(mode="json")) for each in (before, after))
    for gone in earlier - later:
        assert any(gone[0][: len(each.path)] == each.path for each in found), gone
    for new in later - earlier:
        assert any(new[0][: len(each.path)] == each.path for each in found), new


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
def test_nothing_differs_from_itself(service: ServiceDefinition) -> None:
    assert changes(service, service) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"summary": "New."}, [Change(("summary",), TEACHING.summary, "New.")]),
        (
            {"needs": ["SLCN", "ASD", "SPLD", "MLD"]},
            [Change(("needs",), "NSA", None)],
        ),
        (
            {"needs": ["SLCN", "ASD", "SPLD", "MLD", "DS"]},
            [Change(("needs",), "NSA", "DS")],
        ),
        (
            {"needs": ["ASD", "SLCN", "SPLD", "MLD", "NSA"]},
            [
                Change(
                    ("needs",),
                    ["SLCN", "ASD", "SPLD", "MLD", "NSA"],
                    ["ASD", "SLCN", "SPLD", "MLD", "NSA"],
                )
            ],
        ),
        (
            {"targets": {**TEACHING.targets.model_dump(), "visit_school_days": 25}},
            [Change(("targets", "visit_school_days"), 30, 25)],
        ),
    ],
)
def test_one_thing_altered_is_one_change(values: dict, expected: list[Change]) -> None:
    assert changes(TEACHING, altered(TEACHING, **values)) == expected


def test_an_item_is_known_by_its_slug_wherever_it_stands() -> None:
    raw = TEACHING.model_dump(mode="json")
    first, second = raw["traded_items"]
    dearer = {**first, "price_pence": first["price_pence"] + 900}
    found = changes(TEACHING, altered(TEACHING, traded_items=[second, dearer]))
    assert found == [
        Change(("traded_items", first["slug"], "price_pence"), 24_000, 24_900),
        Change(
            ("traded_items",),
            [first["slug"], second["slug"]],
            [second["slug"], first["slug"]],
        ),
    ]
    [gone] = changes(TEACHING, altered(TEACHING, traded_items=[first]))
    assert (gone.path, gone.before["name"], gone.after) == (
        ("traded_items", second["slug"]),
        second["name"],
        None,
    )

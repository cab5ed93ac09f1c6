"""Every definition loads; a definition that is not sound is refused by file, key and value."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from evenreach.flow.feedback.definitions import ScaleQuestion, TextQuestion, load_survey
from evenreach.flow.offer.coverage import left_open
from evenreach.flow.offer.definitions import DefinitionRefused, ServiceDefinition, load_services
from evenreach.flow.offer.vocabulary import Phase
from evenreach.flow.register.calendar_definitions import load_calendar
from evenreach.flow.register.toml_lines import lines_of

DEFINITIONS = Path(__file__).resolve().parents[2] / "definitions"
SERVICES = DEFINITIONS / "services"
CALENDARS = sorted((DEFINITIONS / "calendar").glob("*.toml"))
SURVEYS = sorted((DEFINITIONS / "surveys").glob("*.toml"))


@pytest.fixture(scope="module")
def services() -> dict[str, ServiceDefinition]:
    return {service.slug: service for service in load_services(SERVICES)}


def altered(path: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of a definition with one thing changed."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    copy = folder / path.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def refused_service(folder: Path, old: str, new: str) -> str:
    altered(SERVICES / "specialist-teaching.toml", folder, old, new)
    with pytest.raises(DefinitionRefused) as refusal:
        load_services(folder)
    assert "specialist-teaching.toml" in str(refusal.value)
    return str(refusal.value)


def test_the_services_of_a_county_are_published_in_their_modes(services):
    assert {slug: service.mode for slug, service in services.items()} == {
        "early-years-inclusion": "on_request",
        "educational-psychology": "partnership",
        "physical-and-medical": "by_criteria",
        "sensory-support": "by_criteria",
        "specialist-teaching": "per_school",
        "speech-language-and-communication": "on_request",
    }


def test_every_need_is_served_in_every_phase_that_has_it(services):
    assert not left_open(list(services.values()))


def test_what_is_left_open_is_named(services):
    told = left_open([services["sensory-support"], services["early-years-inclusion"]])
    assert told.needs == ("SPLD",)
    gaps = dict(told.needs_by_phase)
    assert set(gaps) == set(get_args(Phase)) - {"nursery", "primary", "all_through", "special"}
    assert gaps["secondary"] == (
        "MLD",
        "SLD",
        "PMLD",
        "SEMH",
        "SLCN",
        "PD",
        "ASD",
        "OTH",
        "NSA",
        "DS",
    )
    twice = left_open([services["sensory-support"]] * 2)
    assert twice.same_summary == ("Sensory Support", "Sensory Support")


def test_criteria_and_orders_of_answers_are_published_where_they_decide(services):
    for service in services.values():
        assert (service.criteria is not None) == (service.mode == "by_criteria")
        assert bool(service.response) == (service.mode == "on_request")
        taken = {item.sessions for item in service.core_items}
        assert service.shares_sessions or taken == {0}


def test_a_learner_in_context_visit_is_one_session_with_three_parts(services):
    visit = services["specialist-teaching"].visit("learner-in-context")
    minutes = visit.minutes
    assert (minutes.contact, minutes.preparation, minutes.writing) == (120, 20, 40)
    assert (minutes.total, minutes.sessions) == (180, 1)
    assert visit.parts is not None
    report = next(step for step in visit.after if "report" in step.what)
    assert report.within_school_days == services["specialist-teaching"].targets.report_school_days


def test_the_year_with_a_psychologist_is_planned_and_reviewed(services):
    psychology = services["educational-psychology"]
    assert [visit.slug for visit in psychology.visits] == [
        "planning-meeting",
        "consultation",
        "review-meeting",
    ]
    statutory = next(item for item in psychology.core_items if item.slug == "statutory-advice")
    assert statutory.sessions == 0
    assert psychology.traded_items


def test_a_phase_of_compulsory_school_age_is_never_left_out(services):
    for slug, service in services.items():
        left_out = set(get_args(Phase)) - set(service.phases)
        assert left_out <= {"sixteen_plus"} or slug == "early-years-inclusion"


def test_invented_prices_are_marked(services):
    for service in services.values():
        assert {item.price_status for item in service.traded_items} <= {"demonstration"}
        is_sold = bool(service.traded_items)
        assert ("demonstration values of an invented offer" in service.traded_note) == is_sold


def test_a_service_survives_being_kept_as_json(services):
    for service in services.values():
        kept = service.model_dump(mode="json")
        assert ServiceDefinition.model_validate(kept) == service


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        (
            "writing = 40",
            "writing = 45",
            [49],
            "visits[1].minutes: contact, preparation and writing",
        ),
        (
            "writing = 40",
            "writing = 40.5",
            [49],
            "visits[1].minutes.writing: Input should be a valid",
        ),
        (
            "writing = 40",
            'writing = "40"',
            [49],
            "visits[1].minutes.writing: Input should be a valid",
        ),
        ("minutes = 50", "minutes = 55", [81], "minutes of contact, but make 125"),
        ('"SLCN"', '"SLCD"', [14], "needs[1]: Input should be 'SPLD'"),
        ('"SLCN"', '"ASD"', [14], "needs[2]: needs should be given once each, but ASD is repeated"),
        ('"nursery"', '"infant"', [16], "phases[1]: Input should be 'nursery'"),
        ('"primary"', '"nursery"', [17], "phases[2]: phases should be given once each"),
        ('mode = "per_school"', 'mode = "by_quota"', [7], "mode: Input should be 'per_school'"),
        (
            'mode = "per_school"',
            'mode = "on_request"',
            [7],
            "a service on_request should say its resp",
        ),
        (
            'mode = "per_school"',
            'mode = "by_criteria"',
            [7],
            "a service by_criteria should say its cri",
        ),
        ('short_name = "Spec', 'shortname = "Spec', [1, 3], "short_name: Field required"),
        ("price_pence = 24000", "price_pence = 240.0", [148], "traded_items[1].price_pence"),
        ("minutes = 180", "minutes = 100", [147], "traded_items[1].minutes: Input should be"),
        (
            'visit = "learner-in',
            'visit = "pupil-in',
            [126],
            "should name one of the visits: learner",
        ),
        ("sessions = 1", "sessions = 2", [125], "core item learner-in-context-visit should take 1"),
        ('slug = "annual-contact"', 'slug = "duty-desk"', [136], "but duty-desk is repeated"),
        (
            "within_school_days = 20",
            "within_school_days = 200",
            [105],
            "visits[1].after[3].within_school",
        ),
        ('who = "service"', 'who = "teacher"', [78], "visits[1].before[5].who: Input should be"),
        (
            "triage_school_days = 5",
            "triage_days = 5",
            [38, 39],
            "targets.triage_school_days: Field required",
        ),
        (
            'email = "specialist-teaching@',
            'email = "specialist-teaching at ',
            [35],
            "contact.email",
        ),
        (
            'slug = "specialist',
            'slug = "special',
            [1],
            "slug: expected 'specialist-teaching', found",
        ),
        ('slug = "specialist', "slug = specialist", [1], "expected TOML text in UTF-8"),
    ],
)
def test_an_unsound_service_is_refused_by_its_key_and_line(tmp_path, old, new, line, expected):
    told = refused_service(tmp_path, old, new)
    assert expected in told
    assert re.findall(r"line (\d+)", told) == [str(number) for number in line]


@pytest.mark.parametrize("path", sorted(DEFINITIONS.rglob("*.toml")), ids=lambda path: path.stem)
def test_every_key_and_value_of_every_definition_has_its_line(path):
    """The places are those that the standard library finds, and their keys stand on those lines."""
    text = path.read_text(encoding="utf-8")
    found, written = lines_of(text), text.splitlines()
    assert set(found) == set(places_of(tomllib.loads(text)))
    for place, line in found.items():
        if place and isinstance(place[-1], str):
            assert place[-1] in written[line - 1]


def places_of(value: object, place: tuple = ()) -> Iterator[tuple]:
    yield place
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places_of(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places_of(inner, (*place, number))


def test_the_lines_of_awkward_text():
    text = """# a = 1
a.b = "x = [1"  # c = 2
"quoted key" = [  # three
  [1, 2],
  {x = 1, y = {z = 2}},
]
long = \"\"\"
d = 1
[e]
\"\"\"
[t.u]
v = 1979-05-27T07:32:00Z
[[t.w]]
x = -1.5e3
[[t.w]]
[t.w.inner]
y = ''
"""
    found = lines_of(text)
    assert set(found) == set(places_of(tomllib.loads(text)))
    assert (found["a", "b"], found["quoted key", 1, "y", "z"], found["long",]) == (2, 5, 7)
    assert (found["t", "u", "v"], found["t", "w", 0, "x"], found["t", "w", 1, "inner", "y"]) == (
        12,
        14,
        17,
    )


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DefinitionRefused, match="at least one service"):
        load_services(tmp_path)


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.stem)
def test_every_calendar_loads(path):
    calendar = load_calendar(path)
    assert path.stem.endswith(calendar.academic_year)
    assert "http" in calendar.source or ".co.uk" in calendar.source


def test_the_year_2025_to_2026_marks_its_inferred_block():
    calendar = load_calendar(DEFINITIONS / "calendar" / "northumberland-2025-26.toml")
    assert calendar.year == (date(2025, 9, 1), date(2026, 9, 1))
    assert len(calendar.half_terms) == 7
    (inferred,) = [block for block in calendar.half_terms if block.inferred]
    assert inferred.period == (date(2026, 4, 20), date(2026, 5, 2))
    assert calendar.half_terms[0].period == (date(2025, 9, 1), date(2025, 10, 25))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("first_day = 2026-02-23", "first_day = 2026-02-13", "spring-2 should begin after"),
        ("last_day = 2025-10-24", "last_day = 2025-08-31", "half_terms[1]: last_day should not"),
        ("first_day = 2025-09-01", "first_day = 2025-08-31", "autumn-1 should lie within"),
        ("first_day = 2025-09-01", 'first_day = "1 Sept"', "half_terms[1].first_day"),
        ('"2025-26"', '"2025-27"', "academic_year should end in -26"),
        ("inferred = true", "inferred = false", "half_terms[5]: inferred_from should be given"),
    ],
)
def test_an_unsound_calendar_is_refused(tmp_path, old, new, expected):
    path = DEFINITIONS / "calendar" / "northumberland-2025-26.toml"
    with pytest.raises(DefinitionRefused) as refusal:
        load_calendar(altered(path, tmp_path, old, new))
    assert expected in str(refusal.value)


@pytest.mark.parametrize("path", SURVEYS, ids=lambda path: path.stem)
def test_every_survey_loads(path):
    survey = load_survey(path)
    assert survey.slug == path.stem


def test_the_survey_after_a_visit_has_two_scales_and_a_free_answer():
    survey = load_survey(DEFINITIONS / "surveys" / "after-visit.toml")
    first, second, third = survey.questions
    assert isinstance(first, ScaleQuestion)
    assert isinstance(second, ScaleQuestion)
    assert isinstance(third, TextQuestion)
    assert first.choices[0] == (1, "Not at all")
    assert [number for number, _ in second.choices] == [1, 2, 3, 4, 5]
    assert "confidential, not anonymous" in survey.confidentiality_statement


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("not anonymous", "and anonymous", "should say “confidential, not anonymous”"),
        ('"Completely"', '"Completely", "More"', "questions[1].scale.labels"),
        ('key = "helps-us-act"', 'key = "as-described"', "but as-described is repeated"),
        ("version = 1", "version = 0", "version: Input should be greater than or equal to 1"),
    ],
)
def test_an_unsound_survey_is_refused(tmp_path, old, new, expected):
    path = DEFINITIONS / "surveys" / "after-visit.toml"
    with pytest.raises(DefinitionRefused) as refusal:
        load_survey(altered(path, tmp_path, old, new))
    assert expected in str(refusal.value)


def test_a_definition_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DefinitionRefused, match="there is no such file"):
        load_survey(tmp_path / "after-visit.toml")

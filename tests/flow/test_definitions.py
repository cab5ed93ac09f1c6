"""Every definition loads; a definition that is not sound is refused by file, key and value."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from evenreach.flow.feedback.definitions import ScaleQuestion, TextQuestion, load_survey
from evenreach.flow.offer.definitions import DefinitionRefused, ServiceDefinition, load_services
from evenreach.flow.offer.vocabulary import Phase
from evenreach.flow.register.calendar_definitions import load_calendar

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


def test_both_services_are_published_in_their_modes(services):
    assert {slug: service.mode for slug, service in services.items()} == {
        "educational-psychology": "partnership",
        "specialist-teaching": "per_school",
    }


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
    for service in services.values():
        assert set(get_args(Phase)) - set(service.phases) <= {"sixteen_plus"}


def test_invented_prices_are_marked(services):
    for service in services.values():
        assert {item.price_status for item in service.traded_items} == {"demonstration"}
        assert "demonstration values of an invented offer" in service.traded_note


def test_a_service_survives_being_kept_as_json(services):
    for service in services.values():
        kept = service.model_dump(mode="json")
        assert ServiceDefinition.model_validate(kept) == service


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("writing = 40", "writing = 45", "visits[1].minutes: contact, preparation and writing"),
        ("writing = 40", "writing = 40.5", "visits[1].minutes.writing: Input should be a valid"),
        ("writing = 40", 'writing = "40"', "visits[1].minutes.writing: Input should be a valid"),
        ("minutes = 50", "minutes = 55", "minutes of contact, but make 125"),
        ('"SLCN"', '"SLCD"', "needs[1]: Input should be 'SPLD'"),
        ('"SLCN"', '"ASD"', "needs should be given once each, but ASD is repeated"),
        ('"nursery"', '"infant"', "phases[1]: Input should be 'nursery'"),
        ('mode = "per_school"', 'mode = "by_quota"', "mode: Input should be 'per_school'"),
        ('short_name = "Spec', 'shortname = "Spec', "short_name: Field required"),
        ("price_pence = 24000", "price_pence = 240.0", "traded_items[1].price_pence"),
        ("minutes = 180", "minutes = 100", "traded_items[1].minutes: Input should be"),
        ('visit = "learner-in', 'visit = "pupil-in', "should name one of the visits: learner"),
        ("sessions = 1", "sessions = 2", "core item learner-in-context-visit should take 1"),
        ('slug = "annual-contact"', 'slug = "duty-desk"', "but duty-desk is repeated"),
        ('slug = "specialist', 'slug = "special', "slug: expected 'specialist-teaching', found"),
        ('slug = "specialist', "slug = specialist", "expected TOML text in UTF-8"),
    ],
)
def test_an_unsound_service_is_refused_by_its_key(tmp_path, old, new, expected):
    assert expected in refused_service(tmp_path, old, new)


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

"""The demonstration's invented cases load, are spread as meant, and name nobody."""

import re
from collections import Counter
from pathlib import Path

import pytest

from evenreach.demo.stories import STORIES, Story, StoryBook, load_stories, load_story_book
from evenreach.flow.offer.definitions import load_services
from evenreach.flow.register.definition_files import DefinitionRefused

SERVICES = Path(__file__).resolve().parents[2] / "definitions" / "services"
BOOK = load_story_book()
STORY = pytest.mark.parametrize("story", BOOK.stories, ids=[story.slug for story in BOOK.stories])

REQUEST = (
    "concern",
    "assessed",
    "planned",
    "done",
    "reviewed",
    "learner_view",
    "family_view",
)
RECORD = ("context", "strengths", "learner_voice", "need_identified")
CAPITALS_THAT_NAME_NOBODY = {
    "I",
    "SENCO",
    "NHS",
    "GP",
    "English",
    "Monday",
    "Wednesday",
    "Wednesdays",
    "Friday",
    "Sunday",
    "Boxall",
    "Profile",
    "York",
    "Assessment",
    "Reading",
    "Comprehension",
    "Detailed",
    "Speed",
    "Handwriting",
}
ONE_PERSON = re.compile(r"\b(?i:he|she|him|her|his|hers|himself|herself)\b|\b(?:Mr|Mrs|Ms|Miss)\b")
CLAIM = re.compile(r"\b(autis|dyslexi|dyscalculi|dysprax|adhd|cerebral|diagnosed)", re.I)
SENTENCE_END = re.compile(r"[.?!]”?(?:\s|$)")
WORD_INSIDE_SENTENCE = re.compile(r"(?<=[a-z0-9,;%)] )[A-Z]\w*")


def words_of(story: Story) -> list[str]:
    """Everything a reader of the story may see, line by line."""
    fields = (*REQUEST, "hoped_outcome", *RECORD, "assessment_detail", "feedback")
    return [getattr(story, field) for field in fields] + [
        text for line in story.provision for text in (line.what, line.who, line.how_often)
    ]


def reasons_of(book: StoryBook) -> list[str]:
    return [
        *book.decline_reasons,
        *book.move_reasons,
        *book.missed_reasons,
        *book.pool_reasons,
    ]


def altered(folder: Path, old: str, new: str) -> Path:
    text = STORIES.read_text(encoding="utf-8")
    assert old in text
    copy = folder / STORIES.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_twelve_stories_are_told_eight_by_teachers_and_four_by_psychologists() -> None:
    assert Counter(story.service for story in load_stories()) == {
        "specialist-teaching": 8,
        "educational-psychology": 4,
    }


def test_schools_of_every_kind_find_a_story_with_each_service() -> None:
    told = {(story.service, phase) for story in BOOK.stories for phase in story.phase_groups}
    assert told == {
        (service, phase)
        for service in ("specialist-teaching", "educational-psychology")
        for phase in ("primary", "secondary", "special")
    }


def test_every_decision_on_further_assessment_and_every_area_of_need_occurs() -> None:
    assert {story.further_assessment for story in BOOK.stories} == {"none", "indicated", "included"}
    assert len({story.need_area for story in BOOK.stories}) == 4


def test_there_are_as_many_reasons_as_the_demonstration_plays() -> None:
    lists = (BOOK.decline_reasons, BOOK.move_reasons, BOOK.missed_reasons, BOOK.pool_reasons)
    assert [len(reasons) for reasons in lists] == [4, 3, 4, 3]
    assert len(set(reasons_of(BOOK))) == 14


@STORY
def test_the_service_offers_help_with_the_need(story: Story) -> None:
    service = {service.slug: service for service in load_services(SERVICES)}[story.service]
    assert story.need_code in service.needs
    assert story.need_area in service.areas_of_need


@STORY
def test_each_field_is_two_to_four_sentences(story: Story) -> None:
    fields = [*REQUEST, *RECORD, *(["assessment_detail"] if story.assessment_detail else [])]
    lengths = {field: len(SENTENCE_END.findall(getattr(story, field))) for field in fields}
    assert {field: length for field, length in lengths.items() if not 2 <= length <= 4} == {}
    assert all(60 <= len(getattr(story, field)) <= 600 for field in (*fields, "hoped_outcome"))
    assert 2 <= len(story.provision) <= 3
    assert all(len(line.what) <= 160 for line in story.provision)


@STORY
def test_nobody_is_named_and_nothing_is_diagnosed(story: Story) -> None:
    for text in words_of(story):
        assert set(WORD_INSIDE_SENTENCE.findall(text)) <= CAPITALS_THAT_NAME_NOBODY
        assert not ONE_PERSON.search(text)
        assert not CLAIM.search(text)


def test_no_reason_names_anybody() -> None:
    for text in reasons_of(BOOK):
        assert set(WORD_INSIDE_SENTENCE.findall(text)) <= CAPITALS_THAT_NAME_NOBODY
        assert not ONE_PERSON.search(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('need_code = "SLCN"', 'need_code = "PD"', "specialist teaching does not serve PD"),
        ('need_code = "SLCN"', 'need_code = "XYZ"', "need_code"),
        ('year_groups = ["R", "1", "2"]', 'year_groups = ["2", "9"]', "do not teach: ['9']"),
        ('["R", "1", "2"]', '["R", "R"]', "R is repeated"),
        ('phase_groups = ["primary"]', 'phase_groups = ["primary", "secondary"]', "no year group"),
        ('further_assessment = "none"', 'further_assessment = "indicated"', "assessment_detail"),
        ('slug = "changes-in-the-day"', 'slug = "following-talk-in-class"', "is repeated"),
        ("until_weeks = 12", 'until_weeks = "12"', "until_weeks"),
    ],
)
def test_an_unsound_story_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(DefinitionRefused) as refusal:
        load_stories(altered(tmp_path, old, new))
    assert said in str(refusal.value)

"""Invented cases, each a school's request and the record that answers it, for the demonstration."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from evenreach.flow.offer.vocabulary import AreaOfNeed, NeedCode
from evenreach.flow.register.definition_files import (
    Definition,
    Many,
    Slug,
    Text,
    once_each,
    read_definition,
)

STORIES = Path(__file__).with_name("stories.toml")

ServiceSlug = Literal["specialist-teaching", "educational-psychology"]
PhaseGroup = Literal["primary", "secondary", "special"]
YearGroup = Literal["R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"]

EVERY_YEAR: tuple[YearGroup, ...] = get_args(YearGroup)
YEARS_TAUGHT: dict[PhaseGroup, tuple[YearGroup, ...]] = {
    "primary": EVERY_YEAR[:7],
    "secondary": EVERY_YEAR[7:],
    "special": EVERY_YEAR,
}
SPECIALIST_TEACHING_NEEDS: frozenset[NeedCode] = frozenset({"SLCN", "ASD", "SPLD", "MLD", "NSA"})


class PlannedProvision(Definition):
    """One line of a record's provision; it ends so many weeks after the visit."""

    what: Text
    who: Text
    how_often: Text
    until_weeks: Annotated[int, Field(ge=1, le=39)]


class Story(Definition):
    """One invented learner: who may be asked, what the school wrote, what the specialist wrote.

    The request runs from `concern` to `hoped_outcome`, the record from `context` to `provision`.
    `feedback` is what the school says afterwards, or empty.
    """

    slug: Slug
    service: ServiceSlug
    phase_groups: Many[PhaseGroup]
    year_groups: Many[YearGroup]
    need_code: NeedCode

    concern: Text
    assessed: Text
    planned: Text
    done: Text
    reviewed: Text
    learner_view: Text
    family_view: Text
    hoped_outcome: Text

    context: Text
    strengths: Text
    learner_voice: Text
    need_area: AreaOfNeed
    need_identified: Text
    further_assessment: Literal["none", "indicated", "included"]
    assessment_what: str = ""
    assessment_by: str = ""
    assessment_when: str = ""
    assessment_detail: str
    provision: Many[PlannedProvision]

    feedback: str

    @model_validator(mode="after")
    def can_be_played(self) -> "Story":
        once_each("phase_groups", list(self.phase_groups))
        once_each("year_groups", list(self.year_groups))
        for phase in self.phase_groups:
            if not set(self.year_groups) & set(YEARS_TAUGHT[phase]):
                raise ValueError(f"no year group of {self.slug} is taught in a {phase} school")
        taught = {year for phase in self.phase_groups for year in YEARS_TAUGHT[phase]}
        if beyond := [year for year in self.year_groups if year not in taught]:
            raise ValueError(f"{self.slug} has year groups that its schools do not teach: {beyond}")
        return self

    @model_validator(mode="after")
    def fits_its_service(self) -> "Story":
        if (
            self.service == "specialist-teaching"
            and self.need_code not in SPECIALIST_TEACHING_NEEDS
        ):
            raise ValueError(f"specialist teaching does not serve {self.need_code}")
        if (self.further_assessment == "none") != (self.assessment_detail == ""):
            raise ValueError(
                "assessment_detail should be empty exactly when further_assessment is none"
            )
        if (self.further_assessment == "none") != (self.assessment_what == ""):
            raise ValueError("assessment_what should be empty exactly when none is needed")
        if (self.further_assessment == "indicated") != bool(
            self.assessment_by and self.assessment_when
        ):
            raise ValueError("an assessment that is indicated says by whom and when")
        return self


class StoryBook(Definition):
    """Every story, and the reasons people give when a request or a visit takes another turn."""

    decline_reasons: Many[Text]
    move_reasons: Many[Text]
    missed_reasons: Many[Text]
    pool_reasons: Many[Text]
    stories: Many[Story]

    @model_validator(mode="after")
    def tells_each_once(self) -> "StoryBook":
        once_each("stories.slug", [story.slug for story in self.stories])
        return self


def load_story_book(path: Path = STORIES) -> StoryBook:
    return read_definition(path, StoryBook)


def load_stories(path: Path = STORIES) -> tuple[Story, ...]:
    """The stories in the order of the file."""
    return load_story_book(path).stories

"""A survey as versioned text: who is asked, what, and what is promised about the answers."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from evenreach.flow.register.definition_files import (
    Definition,
    Many,
    Slug,
    Text,
    once_each,
    read_definition,
)

SCALE = (1, 2, 3, 4, 5)
ScaleLabels = Annotated[tuple[Text, Text, Text, Text, Text], Strict(False)]


class ScaleQuestion(Definition):
    """Answered from 1, the least favourable, to 5; every point has its words."""

    kind: Literal["scale"]
    key: Slug
    text: Text
    labels: ScaleLabels

    @property
    def choices(self) -> tuple[tuple[int, str], ...]:
        return tuple(zip(SCALE, self.labels, strict=True))


class TextQuestion(Definition):
    kind: Literal["text"]
    key: Slug
    text: Text
    hint: Text
    longest: int = Field(ge=100, le=5000)


Question = Annotated[ScaleQuestion | TextQuestion, Field(discriminator="kind")]


class SurveyDefinition(Definition):
    """Scale questions are always answered; text questions are always optional."""

    slug: Slug
    version: int = Field(ge=1)
    title: Text
    audience: Literal["school", "family", "learner", "partner", "service"]
    introduction: Text
    confidentiality: Literal["confidential", "anonymous"]
    confidentiality_statement: Text
    questions: Many[Question]
    thanks: Text

    @model_validator(mode="after")
    def says_what_it_promises(self) -> "SurveyDefinition":
        once_each("questions.key", [question.key for question in self.questions])
        promise = "confidential, not anonymous"
        if self.confidentiality == "confidential" and promise not in self.confidentiality_statement:
            raise ValueError(f"confidentiality_statement should say “{promise}”")
        return self


def load_survey(path: Path) -> SurveyDefinition:
    return read_definition(path, SurveyDefinition)

"""What a school can expect from one kind of visit: before, during and after."""

from pydantic import Field, model_validator

from evenreach.flow.offer.vocabulary import Actor
from evenreach.flow.register.definition_files import (
    AnyNumber,
    Definition,
    Many,
    Misplaced,
    Slug,
    Text,
)

SESSION_MINUTES = 180


class VisitMinutes(Definition):
    """How a specialist's time is split. Together they are whole sessions of 180 minutes.

    Travel is not among them: it is the service's cost.
    """

    contact: int = Field(ge=1)
    preparation: int = Field(ge=0)
    writing: int = Field(ge=0)

    @property
    def total(self) -> int:
        return self.contact + self.preparation + self.writing

    @property
    def sessions(self) -> int:
        return self.total // SESSION_MINUTES

    @model_validator(mode="after")
    def whole_sessions(self) -> "VisitMinutes":
        if self.total % SESSION_MINUTES:
            raise ValueError(
                f"contact, preparation and writing should add up to a multiple of "
                f"{SESSION_MINUTES} minutes (whole sessions), but make {self.total}"
            )
        return self


class Step(Definition):
    who: Actor
    what: Text


class Happening(Definition):
    """A part of the time in school."""

    minutes: int = Field(ge=1)
    what: Text


class Deadline(Definition):
    """Something due after the visit, at most so many school days later."""

    who: Actor
    what: Text
    within_school_days: int = Field(ge=0, le=120)


class FurtherAssessment(Definition):
    none: Text
    indicated: Text
    included: Text


class ThreeParts(Definition):
    """The parts of every record of a visit about a learner."""

    need_identified: Text
    provision_planned: Text
    further_assessment: FurtherAssessment


class VisitSpecification(Definition):
    slug: Slug
    name: Text
    purpose: Text
    when: Text
    minutes: VisitMinutes
    before: Many[Step]
    attends: Many[Text]
    during: Many[Happening]
    after: Many[Deadline]
    parts: ThreeParts | None = None
    if_it_cannot_go_ahead: AnyNumber[Text] = ()

    @model_validator(mode="after")
    def fills_the_time_in_school(self) -> "VisitSpecification":
        told = sum(part.minutes for part in self.during)
        if told != self.minutes.contact:
            raise Misplaced(
                ("during",),
                f"the minutes of `during` should add up to the {self.minutes.contact} minutes of "
                f"contact, but make {told}",
            )
        return self

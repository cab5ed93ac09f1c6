"""What the public pages say of a school: the register's facts in words, and what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.register.models import School, SchoolFigure
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May
from evenreach.web.public import words
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.words import PHASES

ROLL = "roll"
ROLL_COLUMNS = (
    {"text": "Academic year"},
    {"text": "Pupils", "numeric": True},
    {"text": "Source and date"},
)
FUNDED = {True: "yes", False: "no", None: "unknown"}
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A school as one line of a list."""

    school: School

    @property
    def about(self) -> str:
        """Phase, type, ward and postcode, as far as the register says."""
        school = self.school
        said = (
            PHASES.get(school.phase, "Phase not known"),
            school.establishment_type or "type not known",
            school.ward and f"{school.ward} ward",
            school.postcode.replace(" ", NO_BREAK),
        )
        return ", ".join(filter(None, said))

    @property
    def distance(self) -> str:
        """How far it is from the place that was asked for; empty where none was."""
        if not hasattr(self.school, "distance"):
            return ""
        metres = self.school.distance
        return "Distance not known" if metres is None else words.miles(metres)


def facts_of(school: School, rolls: Sequence[SchoolFigure]) -> list[dict[str, Any]]:
    """The rows of a school's facts; of its counts only the roll is for everyone to see.

    `rolls` by academic year, the newest first.
    """
    facts = {
        "URN": str(school.urn),
        "Status": school.status,
        "Phase": PHASES.get(school.phase),
        "Type": school.establishment_type,
        "State-funded": words.FUNDING[FUNDED[school.is_state_funded]],
        "Ages": _ages(school),
        "Ward": school.ward,
        "Urban or rural": school.urban_rural,
        "Postcode": school.postcode,
        "Pupils on roll": _counted(rolls[0] if rolls else None),
    }
    if school.trust:
        facts["Trust"] = school.trust
    if school.opened_on:
        facts["Opened"] = date_gov(school.opened_on)
    if school.closed_on:
        facts["Closes" if school.is_open else "Closed"] = date_gov(school.closed_on)
    return [{"key": key, "value": value or words.NOT_KNOWN} for key, value in facts.items()]


def rolls_of(rolls: Sequence[SchoolFigure]) -> list[list[str]]:
    """The roll by academic year as a table's cells."""
    return [
        [
            AcademicYear(roll.academic_year).label,
            f"{roll.value:,}",
            f"{roll.source}, counted on {date_gov(roll.counted_on)}",
        ]
        for roll in rolls
    ]


def may_see_entitlement(eyes: Eyes, school: School) -> bool:
    """People of a school see how their own school's share was worked out."""
    if not May.SEE_ENTITLEMENT.is_given_to(eyes):
        return False
    return school.urn in eyes.urns or eyes.roles != {Role.SCHOOL}


def _ages(school: School) -> str:
    if school.low_age is None or school.high_age is None:
        return ""
    return f"{school.low_age} to {school.high_age}"


def _counted(figure: SchoolFigure | None) -> str:
    if figure is None:
        return ""
    return f"{figure.value:,} ({figure.source}, counted on {date_gov(figure.counted_on)})"

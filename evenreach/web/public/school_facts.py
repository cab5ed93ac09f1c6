"""What the public pages say of a school: the register's facts in words, and what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import Figure
from evenreach.web.access import May
from evenreach.web.public import words
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.words import PHASES

ROLL = "roll"
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


def facts_of(school: School, figures: Mapping[str, Figure]) -> list[dict[str, Any]]:
    """The rows of a school's facts; of its counts only the roll is for everyone to see."""
    facts = {
        "URN": str(school.urn),
        "Status": school.status,
        "Phase": PHASES.get(school.phase),
        "Type": school.establishment_type,
        "Ward": school.ward,
        "Postcode": school.postcode,
        "Pupils on roll": _counted(figures.get(ROLL)),
    }
    if school.trust:
        facts["Trust"] = school.trust
    return [{"key": key, "value": value or words.NOT_KNOWN} for key, value in facts.items()]


def may_see_entitlement(eyes: Eyes, school: School) -> bool:
    """People of a school see how their own school's share was worked out."""
    if not May.SEE_ENTITLEMENT.is_given_to(eyes):
        return False
    return school.urn in eyes.urns or eyes.roles != {Role.SCHOOL}


def _counted(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return f"{figure.value:,} ({figure.source}, counted on {date_gov(figure.counted_on)})"

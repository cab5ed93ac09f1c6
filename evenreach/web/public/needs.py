"""A school's learners by primary need, as published: a table with its definition and source."""

from dataclasses import dataclass
from typing import Any

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.register.primary_needs import NEEDS, PROVISIONS
from evenreach.flow.register.queries import PrimaryNeeds, primary_needs_of
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May
from evenreach.web.templatetags.schools import need_in_words

NOT_PUBLISHED = "Not published"
COLUMNS = (
    {"text": "Primary need"},
    {"text": "SEN support", "numeric": True},
    {"text": "EHC plan", "numeric": True},
)


@dataclass(frozen=True, slots=True)
class NeedsShown:
    """The needs of which the publisher gives a count, and the totals of each provision."""

    needs: PrimaryNeeds

    @property
    def year(self) -> AcademicYear:
        return AcademicYear(self.needs.academic_year)

    @property
    def rows(self) -> list[list[str]]:
        known = {need for _, need in self.needs.counts}
        return [
            [
                need_in_words(need),
                *(_said(self.needs.counts.get((provision, need))) for provision in PROVISIONS),
            ]
            for need in NEEDS
            if need in known
        ]

    @property
    def foot(self) -> list[str]:
        totals = (self.needs.totals.get(provision) for provision in PROVISIONS)
        return ["All these learners", *map(_said, totals)]

    @property
    def is_whole(self) -> bool:
        """Whether no cell of the table is without its count."""
        return all(NOT_PUBLISHED not in row for row in (*self.rows, self.foot))


def needs_of(school: School, year: AcademicYear, eyes: Eyes) -> dict[str, Any]:
    """What a school's page shows of its needs; who keeps the register is told how to fill it."""
    found = primary_needs_of(school.authority_id, school.pk, academic_year=year.begins_in)
    return {
        "need_columns": COLUMNS,
        "needs": None if found is None else NeedsShown(found),
        "keeps_register": May.KEEP_REGISTER.is_given_to(eyes),
    }


def _said(count: int | None) -> str:
    return NOT_PUBLISHED if count is None else f"{count:,}"

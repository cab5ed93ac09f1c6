"""Counts that no file has. Imports are in `importing` and `applying`."""

from datetime import date, datetime

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.merging import SUPPLIED
from evenreach.flow.register.models import School, SchoolFigure
from evenreach.methods.calendar import academic_year_of


class CountPublished(Refusal):
    """A count supplied for a school and year for which the publisher has one."""

    def __init__(self, school: str, name: str) -> None:
        super().__init__(
            f"The publisher has counted {name} at {school} for that year. A count of the "
            "authority’s own is only for what no file says: load a corrected file instead."
        )


@transaction.atomic
def supply_figure(
    *,
    by: Eyes,
    at: datetime,
    school: School,
    name: str,
    value: int,
    source: str,
    counted_on: date,
) -> SchoolFigure:
    """Store a count that no file has, with where it comes from. Raises CountPublished."""
    year = academic_year_of(counted_on).begins_in
    known = SchoolFigure.objects.of(by.authority_id).filter(
        school=school, academic_year=year, name=name
    )
    if known.exclude(source__startswith=SUPPLIED).exists():
        raise CountPublished(school.name, name)
    figure, _ = SchoolFigure.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        school=school,
        academic_year=year,
        name=name,
        defaults={"value": value, "source": f"{SUPPLIED}{source}", "counted_on": counted_on},
    )
    journal_act(by=by, at=at, verb="figure supplied", about=figure, why=source)
    return figure

"""An authority's term dates for one academic year, as it publishes them."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from evenreach.flow.register.definition_files import (
    AnyNumber,
    Definition,
    Many,
    Slug,
    Text,
    once_each,
    read_definition,
)


class HalfTerm(Definition):
    """`inferred` dates were not printed by the source; `inferred_from` then says how they came."""

    slug: Slug
    name: Text
    first_day: date
    last_day: date
    inferred: bool = False
    inferred_from: Text | None = None

    @property
    def period(self) -> tuple[date, date]:
        """Half-open: the second day is the first one after the block."""
        return self.first_day, self.last_day + timedelta(days=1)

    @model_validator(mode="after")
    def runs_forward_and_says_where_from(self) -> "HalfTerm":
        if self.last_day < self.first_day:
            raise ValueError("last_day should not be before first_day")
        if self.inferred != (self.inferred_from is not None):
            raise ValueError("inferred_from should be given exactly where inferred is true")
        return self


class CalendarDefinition(Definition):
    authority_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
    academic_year: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}$")]
    source: Text
    note: Text
    half_terms: Many[HalfTerm]
    training_days: AnyNumber[date] = Field(default=())

    @property
    def year(self) -> tuple[date, date]:
        """1 September to 1 September, half-open."""
        first = int(self.academic_year[:4])
        return date(first, 9, 1), date(first + 1, 9, 1)

    @model_validator(mode="after")
    def in_order_within_the_year(self) -> "CalendarDefinition":
        once_each("half_terms.slug", [block.slug for block in self.half_terms])
        start, end = self.year
        if self.academic_year[-2:] != f"{end.year % 100:02}":
            raise ValueError(f"academic_year should end in -{end.year % 100:02}")
        for block in self.half_terms:
            if not start <= block.first_day <= block.last_day < end:
                raise ValueError(f"{block.slug} should lie within {start} to {end} (not included)")
        for earlier, later in pairwise(self.half_terms):
            if later.first_day <= earlier.last_day:
                raise ValueError(f"{later.slug} should begin after {earlier.slug} has ended")
        return self


def load_calendar(path: Path) -> CalendarDefinition:
    return read_definition(path, CalendarDefinition)

"""What a calendar's file says before it is trusted: named stretches of days, each of a kind."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """A half-term is the holiday within a term; a holiday and a training day close schools too."""

    TERM = "term"
    HALF_TERM = "half-term"
    HOLIDAY = "holiday"
    TRAINING_DAY = "training day"


@dataclass(frozen=True, slots=True)
class Dated:
    """Days from `first` to `last`, both included; `row` is where the file says so."""

    row: int
    kind: Kind
    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file calls the places at which something can be wrong."""

    name: str
    first: str
    last: str
    ends_the_day_after: bool = False

    def last_as_written(self, dated: Dated) -> str:
        return str(dated.last + timedelta(days=self.ends_the_day_after))


OF_A_TABLE = Columns("name", "first day", "last day")
OF_AN_EVENT = Columns("SUMMARY", "DTSTART", "DTEND", ends_the_day_after=True)

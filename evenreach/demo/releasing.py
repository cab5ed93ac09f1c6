"""The demonstration publishes its reach twice, through the gate: the activity in it is invented."""

from datetime import UTC, date, datetime, timedelta

from evenreach.demo.authority import CLOCK_SHOWS
from evenreach.demo.people import Cast
from evenreach.demo.setting import YEAR
from evenreach.desks.publishing.reach_table import reach_table
from evenreach.desks.publishing.release_queries import releases_of
from evenreach.desks.publishing.releases import release
from evenreach.flow.people.eyes import eyes_of
from evenreach.methods.calendar import AcademicYear

TERM_ENDED = date(2025, 12, 19)


def publish_reach(cast: Cast) -> None:
    """What was reached by the end of the autumn term, and by the day before the clock's."""
    for until in (TERM_ENDED, CLOCK_SHOWS.date() - timedelta(days=1)):
        at = datetime.combine(until + timedelta(days=1), datetime.min.time(), UTC)
        morag = eyes_of(cast.staff["morag.telfer"], on=until)
        table = reach_table(morag.authority_id, year=AcademicYear(YEAR), until=until)
        release(by=morag, at=at + timedelta(hours=8), outgoing=table)


def cells_hidden(authority_id: int) -> int:
    """The cells that are hidden in everything published so far."""
    return sum(each.cells_hidden for each in releases_of(authority_id))

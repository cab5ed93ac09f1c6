"""What is done once a day for each authority: reminders of visits and reviews, and digests."""

from datetime import date, datetime

from django.utils import timezone

from evenreach.flow.journal.digests import gather_digests
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.models import Authority
from evenreach.flow.people.queries import time_at
from evenreach.flow.records.reminding import remind_of_reviews
from evenreach.flow.visits.preparing import remind_of_visits


class Daily:
    """Does a day's work when it is first asked on that day, by the authority's own clock.

    Whatever runs twice, after a restart or in two processes, sends nothing twice.
    """

    def __init__(self) -> None:
        self._done_on: dict[int, date] = {}

    def __call__(self, authority_id: int) -> None:
        authority = Authority.objects.get(pk=authority_id)
        at = time_at(authority, real=timezone.now())
        if self._done_on.get(authority_id) != timezone.localdate(at):
            do_daily(authority_id=authority_id, at=at)
            self._done_on[authority_id] = timezone.localdate(at)


def do_daily(*, authority_id: int, at: datetime) -> None:
    """The day's work of one authority, in one transaction."""
    with acting_for(authority_id):
        remind_of_visits(authority_id=authority_id, at=at)
        remind_of_reviews(authority_id=authority_id, at=at)
        gather_digests(authority_id=authority_id, at=at)

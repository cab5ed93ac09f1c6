"""What has happened to a request and its visits, in words, from the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evenreach.flow.journal.models import Line
from evenreach.flow.journal.queries import history_of
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.models import Visit
from evenreach.web.school import words

TITLES = {
    "request drafted": "Draft started",
    "learner described": "Learner described",
    "concern described": "Concern and steps so far described",
    "consent asked for": "The family was asked for consent",
    "consent recorded": "Consent recorded",
    "consent disputed": "Parents do not agree: the work stops",
    "consent withdrawn": "Consent was taken back: the work stops",
    "request asked": "Request sent",
    "second service asked for": "A second service was asked to come along",
    "second service suggested": "A second service was suggested",
    "bought sessions allowed": "Bought sessions may be used",
    "bought sessions not allowed": "Bought sessions may not be used",
    "request accepted": "Request accepted",
    "request declined": "Request declined",
    "request: ask for more": "More asked for",
    "request: send again": "Sent again with what was asked for",
    "request: pass on": "Passed on to another service",
    "request: signpost": "Answered with who can help instead",
    "request: withdraw": "Request withdrawn",
    "request: review": "Reviewed and closed",
    "request: lose": "Request waits for an answer again",
    "request: report": "Report released",
    "visit proposed": "Visit proposed for {when}",
    "visit booked": "Visit confirmed for {when}",
    "visit made": "Visit made on {when}",
    "visit missed": "Visit of {when} did not take place",
    "visit moved": "Another half-day asked for instead of {when}",
    "visit cancelled": "Visit of {when} cancelled",
    "visit handed over": "Visit of {when} handed over to a colleague",
}
"""The visit's own lines tell of booking, moving, missing and making; the request's twins do not."""


@dataclass(frozen=True, slots=True)
class Event:
    title: str
    at: datetime
    by: str
    text: str = ""


def events_of(request: SchoolRequest, visits: Sequence[Visit]) -> list[Event]:
    """What happened, the latest first; the same done again at once is told once."""
    when = {visit.pk: words.short_when(visit) for visit in visits}
    rows = {
        SchoolRequest._meta.db_table: [request.pk],
        Visit._meta.db_table: [visit.pk for visit in visits],
    }
    lines = history_of(request.authority_id, rows).filter(verb__in=list(TITLES))
    return _told_once(_event(line, when.get(line.row_id, "")) for line in lines)[::-1]


def _event(line: Line, when: str) -> Event:
    return Event(
        title=TITLES[line.verb].format(when=when),
        at=line.happened_at,
        by=line.actor_name,
        text=line.why,
    )


def _told_once(events: Iterable[Event]) -> list[Event]:
    told: list[Event] = []
    for event in events:
        if told and replace(told[-1], at=event.at) == event:
            told.pop()
        told.append(event)
    return told

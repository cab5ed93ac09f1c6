"""A list of schools' people: what each row would do, or every fault of it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenreach.flow.people.school_roles import Place
from evenreach.flow.people.standings import Standing, Wanted, standings_of
from evenreach.flow.register.faults import Fault, FileRefused
from evenreach.flow.register.own_lists import CONTACT_COLUMNS, read_contacts
from evenreach.flow.register.queries import schools_on_register
from evenreach.web.words import SCHOOL_TITLES

OUTCOMES = {
    Standing.NEW: ("New invitation", "blue"),
    Standing.KNOWN: ("Signs in already: gets this school too", "teal"),
    Standing.INVITED: ("Invited already: nothing is sent", "grey"),
    Standing.HOLDS: ("Holds a role here: nothing changes", "grey"),
}
PREVIEW_COLUMNS = [
    {"text": "Name"},
    {"text": "What happens"},
    {"text": "School"},
    {"text": "Title"},
    {"text": "Email address"},
]
NOT_CLOSED = "an address whose account was not closed"


@dataclass(frozen=True, slots=True)
class Planned:
    """One row of the list and how the person stands to the school."""

    wanted: Wanted
    standing: Standing

    @property
    def is_new(self) -> bool:
        return self.standing in (Standing.NEW, Standing.KNOWN)


def planned(authority_id: int, raw: bytes, name: str, *, at: datetime) -> list[Planned]:
    """What each row of a contact list would do. Raises FileRefused with every fault."""
    names = dict(schools_on_register(authority_id).values_list("urn", "name"))
    rows = read_contacts(raw, name, known=names, titles=SCHOOL_TITLES)
    wanted = [
        Wanted(Place(row.urn, names[row.urn]), row.name, row.email, row.title) for row in rows
    ]
    standings = standings_of(authority_id, wanted, at=at)
    faults = [
        Fault(name, row.row, "email", row.email, NOT_CLOSED)
        for row, standing in zip(rows, standings, strict=True)
        if standing is Standing.CLOSED
    ]
    if faults:
        raise FileRefused(faults)
    return [Planned(*pair) for pair in zip(wanted, standings, strict=True)]


def preview_rows(rows: Sequence[Planned]) -> list[list[Any]]:
    return [
        [
            row.wanted.name,
            {"text": OUTCOMES[row.standing][0], "tag": OUTCOMES[row.standing][1]},
            f"{row.wanted.place.name} ({row.wanted.place.urn})",
            row.wanted.title,
            row.wanted.email,
        ]
        for row in rows
    ]


def as_text(rows: Sequence[Planned]) -> str:
    """The list as text that reads as the same rows."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(CONTACT_COLUMNS)
    wanted = (row.wanted for row in rows)
    writer.writerows((each.place.urn, each.name, each.email, each.title) for each in wanted)
    return written.getvalue()

"""A list of schools' people, read whole: what each row would do, or every fault of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evenreach.flow.people.inviting import Standing, Wanted, standing_of
from evenreach.flow.people.school_roles import Place
from evenreach.flow.register.faults import Fault
from evenreach.flow.register.queries import schools_on_register
from evenreach.flow.register.tables import Row, Table
from evenreach.web.words import SCHOOL_TITLES

COLUMNS = ("urn", "name", "email", "title")
LOWEST_URN, HIGHEST_URN = 100_000, 999_999
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
FAULT_COLUMNS = [
    {"text": "Row", "numeric": True},
    {"text": "Column"},
    {"text": "Found"},
    {"text": "Expected"},
]


@dataclass(frozen=True, slots=True)
class Planned:
    """One row of the list and how the person stands to the school."""

    wanted: Wanted
    standing: Standing

    @property
    def is_new(self) -> bool:
        return self.standing in (Standing.NEW, Standing.KNOWN)


def planned(authority_id: int, raw: bytes, *, at: datetime) -> list[Planned]:
    """What each row of a contact list would do. Raises FileRefused with every fault."""
    table = Table(raw, "The list", COLUMNS)
    names = dict(schools_on_register(authority_id).values_list("urn", "name"))
    seen: dict[tuple[int, str], int] = {}
    rows = [_planned(authority_id, table, row, names, seen, at) for row in table.rows]
    table.close()
    return [row for row in rows if row is not None]


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


def fault_rows(faults: Sequence[Fault]) -> list[list[Any]]:
    return [
        [fault.row or "", fault.column or "", fault.value or "", fault.expected] for fault in faults
    ]


def _planned(
    authority_id: int,
    table: Table,
    row: Row,
    names: dict[int, str],
    seen: dict[tuple[int, str], int],
    at: datetime,
) -> Planned | None:
    faults_before = len(table.faults)
    urn = table.whole(row, "urn", lowest=LOWEST_URN, highest=HIGHEST_URN)
    if len(table.faults) == faults_before and urn not in names:
        table.fault(row.number, "urn", row.cells["urn"], "the URN of an open school here")
    name, email = table.needed_text(row, "name"), _address(table, row)
    title = table.one_of(row, "title", SCHOOL_TITLES)
    first = seen.setdefault((urn or 0, email), row.number)
    if email and first != row.number:
        table.fault(row.number, "email", email, f"each person once a school; row {first} has it")
    if len(table.faults) > faults_before or urn is None:
        return None
    wanted = Wanted(Place(urn, names[urn]), name, email, title)
    standing = standing_of(authority_id, wanted, at=at)
    if standing is Standing.CLOSED:
        table.fault(row.number, "email", email, "an address whose account was not closed")
        return None
    return Planned(wanted, standing)


def _address(table: Table, row: Row) -> str:
    email = table.needed_text(row, "email").lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            table.fault(row.number, "email", email, "an address like name@example.com")
    return email

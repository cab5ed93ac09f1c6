"""The authority's own lists, as CSV or .xlsx: its partnerships of schools, and whom to write to."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evenreach.flow.register.tables import Row, Table
from evenreach.flow.register.unpacking import ZIP
from evenreach.flow.register.workbooks import sheet_of

PARTNERSHIP_COLUMNS = ("urn", "partnership")
CONTACT_COLUMNS = ("urn", "name", "email", "title")


@dataclass(frozen=True, slots=True)
class PartnershipRow:
    urn: int
    partnership: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Someone at a school: `title` is their role there."""

    urn: int
    name: str
    email: str
    title: str


def read_partnerships(raw: bytes, name: str) -> list[PartnershipRow]:
    table = own_table(raw, name, PARTNERSHIP_COLUMNS)
    seen: dict[int, int] = {}
    rows = [
        PartnershipRow(table.key(row, "urn", seen), table.needed_text(row, "partnership"))
        for row in table.rows
    ]
    table.close()
    return rows


def read_contacts(raw: bytes, name: str) -> list[ContactRow]:
    table = own_table(raw, name, CONTACT_COLUMNS)
    seen: dict[tuple[int, str], int] = {}
    rows = [contact(table, row, seen) for row in table.rows]
    table.close()
    return rows


def own_table(raw: bytes, name: str, columns: tuple[str, ...]) -> Table:
    sheet = sheet_of(raw, name) if raw.startswith(ZIP) else None
    return Table(raw, name, columns, sheet=sheet)


def contact(table: Table, row: Row, seen: dict[tuple[int, str], int]) -> ContactRow:
    read = ContactRow(
        urn=table.key(row, "urn", {}),
        name=table.needed_text(row, "name"),
        email=table.needed_text(row, "email").lower(),
        title=table.needed_text(row, "title"),
    )
    try:
        validate_email(read.email)
    except ValidationError:
        if read.email:
            table.fault(row.number, "email", read.email, "an address like name@example.com")
    first = seen.setdefault((read.urn, read.email), row.number)
    if first != row.number:
        expected = f"each person once a school, but row {first} has it too"
        table.fault(row.number, "email", read.email, expected)
    return read

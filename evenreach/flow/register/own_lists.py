"""The authority's own lists, as CSV or .xlsx: its partnerships of schools, and whom to write to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evenreach.flow.register.tables import Row, Table
from evenreach.flow.register.unpacking import ZIP
from evenreach.flow.register.workbooks import sheet_of

PARTNERSHIP_COLUMNS = ("urn", "partnership")
CONTACT_COLUMNS = ("urn", "name", "email", "title")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PartnershipRow:
    urn: int
    partnership: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Someone at a school: `title` is their role there, `row` where the list names them."""

    row: int
    urn: int
    name: str
    email: str
    title: str


def read_partnerships(raw: bytes, name: str, *, known: Collection[int]) -> list[PartnershipRow]:
    """The rows of a list of partnerships; `known` are the URNs of the register.

    Raises FileRefused with every fault.
    """
    table = own_table(raw, name, PARTNERSHIP_COLUMNS)
    seen: dict[int, int] = {}
    spelt: dict[str, tuple[str, int]] = {}
    rows = [_member(table, row, seen, spelt, known) for row in table.rows]
    table.close()
    return rows


def read_contacts(
    raw: bytes, name: str, *, known: Collection[int], titles: Sequence[str]
) -> list[ContactRow]:
    """The rows of a list of contacts; `known` are the URNs of the open schools.

    Raises FileRefused with every fault.
    """
    table = own_table(raw, name, CONTACT_COLUMNS)
    seen: dict[tuple[int, str], int] = {}
    rows = [_contact(table, row, seen, known, titles) for row in table.rows]
    table.close()
    return rows


def own_table(raw: bytes, name: str, columns: tuple[str, ...]) -> Table:
    sheet = sheet_of(raw, name) if raw.startswith(ZIP) else None
    return Table(raw, name, columns, sheet=sheet)


def _member(
    table: Table,
    row: Row,
    seen: dict[int, int],
    spelt: dict[str, tuple[str, int]],
    known: Collection[int],
) -> PartnershipRow:
    urn = table.key(row, "urn", seen)
    if urn and urn not in known:
        table.fault(row.number, "urn", str(urn), "the URN of a school on this register")
    partnership = " ".join(table.needed_text(row, "partnership").split())
    if len(partnership) > LONGEST_NAME:
        expected = f"a name of at most {LONGEST_NAME} letters"
        table.fault(row.number, "partnership", partnership, expected)
    first, first_row = spelt.setdefault(partnership.casefold(), (partnership, row.number))
    if first != partnership:
        expected = f"one spelling of a name, but row {first_row} has “{first}”"
        table.fault(row.number, "partnership", partnership, expected)
    return PartnershipRow(urn, partnership)


def _contact(
    table: Table,
    row: Row,
    seen: dict[tuple[int, str], int],
    known: Collection[int],
    titles: Sequence[str],
) -> ContactRow:
    read = ContactRow(
        row=row.number,
        urn=table.key(row, "urn", {}),
        name=table.needed_text(row, "name"),
        email=_address(table, row),
        title=table.one_of(row, "title", titles),
    )
    if read.urn and read.urn not in known:
        table.fault(row.number, "urn", str(read.urn), "the URN of an open school here")
    first = seen.setdefault((read.urn, read.email), row.number)
    if read.email and first != row.number:
        expected = f"each person once a school; row {first} has it"
        table.fault(row.number, "email", read.email, expected)
    return read


def _address(table: Table, row: Row) -> str:
    email = table.needed_text(row, "email").lower()
    try:
        validate_email(email)
    except ValidationError:
        if email:
            table.fault(row.number, "email", email, "an address like name@example.com")
    return email

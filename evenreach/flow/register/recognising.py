"""What a file is, told from its columns and never from its name."""

from enum import StrEnum

from evenreach.flow.register.faults import Fault, FileRefused
from evenreach.flow.register.figure_files import CENSUS_COLUMNS
from evenreach.flow.register.files import REQUIRED_COLUMNS
from evenreach.flow.register.link_files import LINK_COLUMNS
from evenreach.flow.register.own_lists import CONTACT_COLUMNS, PARTNERSHIP_COLUMNS
from evenreach.flow.register.sen_files import LONG_COLUMNS, WIDE_COLUMNS
from evenreach.flow.register.tables import HEADER_ROW, header_of, missing
from evenreach.flow.register.unpacking import ZIP, unzipped
from evenreach.flow.register.workbooks import sheet_of

WORKBOOK_PART = b"[Content_Types].xml"


class Kind(StrEnum):
    ESTABLISHMENTS = "establishments"
    LINKS = "links"
    CENSUS = "census"
    SEN = "sen"
    PARTNERSHIPS = "partnerships"
    CONTACTS = "contacts"


COLUMNS = (
    (Kind.ESTABLISHMENTS, REQUIRED_COLUMNS),
    (Kind.LINKS, LINK_COLUMNS),
    (Kind.CENSUS, CENSUS_COLUMNS),
    (Kind.SEN, WIDE_COLUMNS),
    (Kind.SEN, LONG_COLUMNS),
    (Kind.PARTNERSHIPS, PARTNERSHIP_COLUMNS),
    (Kind.CONTACTS, CONTACT_COLUMNS),
)


def recognise(raw: bytes, name: str) -> Kind:
    """Raises FileRefused with the columns found and what each kind lacks, the closest first."""
    header = found_header(raw, name)
    lacking = sorted(
        ((missing(columns, header), kind) for kind, columns in COLUMNS),
        key=lambda each: len(each[0]),
    )
    closest, kind = lacking[0]
    if not closest:
        return kind
    needs = "; ".join(f"for {kind}, also {', '.join(columns)}" for columns, kind in lacking)
    expected = f"the columns of a file that is known here: {needs}"
    raise FileRefused([Fault(name, HEADER_ROW, None, ", ".join(header), expected)])


def found_header(raw: bytes, name: str) -> list[str]:
    if raw.startswith(ZIP) and WORKBOOK_PART in raw:
        return next(iter(sheet_of(raw, name).records), [])
    return header_of(unzipped(raw, name), name)

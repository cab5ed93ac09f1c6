"""GIAS's file of links: which establishment came from which, and what became of it."""

from dataclasses import dataclass
from datetime import date

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.tables import Row, Table
from evenreach.flow.register.unpacking import unzipped

LINK_COLUMNS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")


@dataclass(frozen=True)
class Link:
    urn: int
    link_urn: int
    link_name: str
    link_type: str
    established_on: date | None


def read_links(raw: bytes, name: str, told: Told = untold) -> list[Link]:
    table = Table(unzipped(raw, name), name, LINK_COLUMNS, told=told)
    links = [link(table, row) for row in table.rows]
    table.close()
    return links


def link(table: Table, row: Row) -> Link:
    return Link(
        urn=table.key(row, "URN", {}),
        link_urn=table.key(row, "LinkURN", {}),
        link_name=table.text(row, "LinkName") or "",
        link_type=table.needed_text(row, "LinkType"),
        established_on=table.day(row, "LinkEstablishedDate"),
    )

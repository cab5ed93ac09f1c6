"""Which schools and links are Northumberland's, and where the authority stands in GIAS."""

from collections.abc import Iterable
from pathlib import Path

from open_data import Row, in_order, rows_of

AUTHORITY, AUTHORITY_CODE, DISTRICT_CODE = "Northumberland", "929", "E06000057"
WHEREABOUTS = {
    "LA (code)": AUTHORITY_CODE,
    "LA (name)": AUTHORITY,
    "DistrictAdministrative (code)": DISTRICT_CODE,
    "DistrictAdministrative (name)": AUTHORITY,
    "GSSLACode (name)": DISTRICT_CODE,
}


def entries_of_2024(folder: Path) -> list[Row]:
    """On 17 June 2024: those not closed, and the closed ones that a link joins to one of them."""
    entries = all_entries_of_2024(folder)
    live = {entry["urn"] for entry in entries if entry["status"] != "Closed"}
    joined = set(live)
    for link in all_links(folder):
        ends = {link["urn"], link["link_urn"]}
        joined |= ends if ends & live else set()
    return in_order(entry for entry in entries if entry["urn"] in joined)


def all_entries_of_2024(folder: Path) -> list[Row]:
    entries = rows_of(folder / "schools" / "gias_all_2024-06.csv.gz")
    return [entry for entry in entries if entry["la_name"] == AUTHORITY]


def links_of(schools: Iterable[Row], folder: Path) -> list[Row]:
    """Every link of which either side is, or was, one of the authority's."""
    census = rows_of(folder / "schools" / "school_census_2022-23.csv.gz")
    ours = {row["urn"] for row in [*schools, *all_entries_of_2024(folder)]}
    ours |= {row["urn"] for row in census if row["la_code"] == AUTHORITY_CODE}
    return [link for link in all_links(folder) if ours & {link["urn"], link["link_urn"]}]


def all_links(folder: Path) -> list[dict[str, str]]:
    return rows_of(folder / "schools" / "gias_links_2025-04.csv.gz")

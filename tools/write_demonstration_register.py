"""Write the demonstration register from a folder of published open data.

    python tools/write_demonstration_register.py FOLDER

FOLDER holds `schools/northumberland_schools.csv`, the published layers it was joined from, and
`geo/postcodes_north_east.csv.gz`. Only facts are written: what the sources do not say stays empty.
Running it again gives the same bytes. What each column is, and of which date, stands in
evenreach/demo/register/README.md.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from gias_format import GIAS_COLUMNS, LINK_COLUMNS, gias_csv
from northumberland import WHEREABOUTS, entries_of_2024, links_of
from open_data import (
    IDENTITY,
    MOVED_SINCE_2023,
    NEIGHBOURHOOD_COLUMNS,
    ROLL_COLUMNS,
    SEN_COLUMNS,
    Row,
    census_facts,
    detail_facts,
    in_order,
    layer,
    link_facts,
    listed_facts,
    neighbourhood,
    plain_csv,
    provenance,
    roll_counts,
    rows_of,
    sen_counts,
    write_files,
)

DESTINATION = Path(__file__).resolve().parents[1] / "evenreach" / "demo" / "register"
NOWHERE = {"easting": "0", "northing": "0"}
YEAR_GROUPS = (
    ["n_early1", "n_early2", "n_nursery1", "n_nursery2", "n_reception"]
    + [f"n_year{year}" for year in range(1, 15)]
    + ["n_year_not_followed"]
)


def register_csv(schools: Sequence[Row], folder: Path) -> bytes:
    census = layer(folder / "schools" / "school_census_2022-23.csv.gz")
    detail = layer(folder / "schools" / "gias_detail_sample_2025-26.csv.gz", "URN")
    return gias_csv(
        GIAS_COLUMNS,
        [
            establishment(school, census.get(school["urn"], {}), detail.get(school["urn"], {}))
            for school in schools
        ],
    )


def establishment(school: Row, census: Row, detail: Row) -> dict[str, str]:
    """One school under GIAS's column names; `census` and `detail` are empty where unknown."""
    closing = "proposed to close" in school["status_note"]
    return {
        **listed_facts(school),
        **WHEREABOUTS,
        "EstablishmentStatus (name)": "Open, but proposed to close" if closing else "Open",
        **census_facts(census),
        **detail_facts(detail),
    }


def register_of_2024_csv(schools: Sequence[Row], folder: Path) -> bytes:
    """The register of 17 June 2024; where each stood is of 2026, or the centre of its postcode."""
    census = layer(folder / "schools" / "school_census_2022-23.csv.gz")
    postcodes = layer(folder / "geo" / "postcodes_north_east.csv.gz", "postcode")
    places = {school["urn"]: school for school in schools if school["urn"] not in MOVED_SINCE_2023}
    rows = []
    for entry in entries_of_2024(folder):
        facts = census_facts(census.get(entry["urn"], {}))
        place = places.get(entry["urn"]) or postcodes.get(facts.get("Postcode", ""), NOWHERE)
        rows.append({**facts_of_2024(entry, place), **facts})
    return gias_csv(GIAS_COLUMNS, rows)


def facts_of_2024(entry: Row, place: Row) -> dict[str, str]:
    return {
        "URN": entry["urn"],
        **WHEREABOUTS,
        "EstablishmentName": entry["name"],
        "EstablishmentStatus (name)": entry["status"],
        "PhaseOfEducation (name)": entry["phase"],
        "Gender (name)": entry["gender"],
        "Easting": place["easting"],
        "Northing": place["northing"],
    }


def links_csv(schools: Sequence[Row], folder: Path) -> bytes:
    return gias_csv(LINK_COLUMNS, map(link_facts, links_of(schools, folder)))


def sen_csv(schools: Sequence[Row], folder: Path) -> bytes:
    published = layer(folder / "schools" / "sen_schools_2022-23.csv.gz")
    rows = []
    for school in schools:
        named = published.get(school["census_urns"], {})
        names = [named.get("la_name", ""), named.get("school_name", "")]
        rows.append([*provenance(school), *names, *sen_counts(school, published)])
    return plain_csv([*IDENTITY, "la_name", "school_name", *SEN_COLUMNS], rows)


def census_csv(schools: Sequence[Row], folder: Path) -> bytes:
    published = layer(folder / "schools" / "school_census_2022-23.csv.gz")
    rows = []
    for school in schools:
        named = published.get(school["census_urns"], {})
        counts = [named.get("school_name", ""), *roll_counts(school, published)]
        rows.append([*provenance(school), *counts, *year_groups(named)])
    return plain_csv([*IDENTITY, "school_name", *ROLL_COLUMNS, *YEAR_GROUPS], rows)


def year_groups(published: Row) -> list[str]:
    """Empty for independent schools, which report by age only."""
    by_year = published and published["phase_type_grouping"] != "Independent school"
    return [published[column] if by_year else "" for column in YEAR_GROUPS]


def register_files(folder: Path) -> dict[str, bytes]:
    schools = in_order(rows_of(folder / "schools" / "northumberland_schools.csv"))
    return {
        "edubasealldata_northumberland.csv": register_csv(schools, folder),
        "edubasealldata_northumberland_2024-06.csv": register_of_2024_csv(schools, folder),
        "links_edubasealldata_northumberland.csv": links_csv(schools, folder),
        "sen_schools_2022-23.csv": sen_csv(schools, folder),
        "school_census_2022-23.csv": census_csv(schools, folder),
        "school_neighbourhood_imd2025.csv": plain_csv(
            NEIGHBOURHOOD_COLUMNS, map(neighbourhood, schools)
        ),
    }


if __name__ == "__main__":
    sys.exit(write_files(sys.argv[1:], DESTINATION, register_files))

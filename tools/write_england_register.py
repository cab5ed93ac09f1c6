"""Write England's schools, packed, from a folder of published open data.

    python tools/write_england_register.py FOLDER

FOLDER holds `schools/england_schools.csv.gz` and the published layers it was joined from. Only
facts are written: what the sources do not say stays empty. Running it again gives the same bytes.
What each column is, and of which date, stands in evenreach/demo/england/README.md.
"""

import lzma
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gias_format import LINK_COLUMNS, gias_csv
from open_data import (
    IDENTITY,
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

DESTINATION = Path(__file__).resolve().parents[1] / "evenreach" / "demo" / "england"
COLUMNS = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "Gender (name)",
    "SchoolCapacity",
    "Trusts (name)",
    "Town",
    "Postcode",
    "TypeOfResourcedProvision (name)",
    "GOR (name)",
    "AdministrativeWard (name)",
    "UrbanRural (name)",
    "Easting",
    "Northing",
    "LSOA (code)",
]


def register_csv(schools: Sequence[Row], folder: Path) -> bytes:
    census = layer(folder / "school_census_2022-23.csv.gz")
    detail = layer(folder / "gias_detail_sample_2025-26.csv.gz", "URN")
    return gias_csv(
        COLUMNS,
        [
            {
                **listed_facts(school),
                "EstablishmentStatus (name)": "Open",
                **census_facts(census.get(school["urn"], {})),
                **detail_facts(detail.get(school["urn"], {})),
            }
            for school in schools
        ],
    )


def sen_csv(schools: Sequence[Row], folder: Path) -> bytes:
    published = layer(folder / "sen_schools_2022-23.csv.gz")
    return plain_csv(
        [*IDENTITY, *SEN_COLUMNS],
        [[*provenance(school), *sen_counts(school, published)] for school in schools],
    )


def census_csv(schools: Sequence[Row], folder: Path) -> bytes:
    published = layer(folder / "school_census_2022-23.csv.gz")
    return plain_csv(
        [*IDENTITY, *ROLL_COLUMNS],
        [[*provenance(school), *roll_counts(school, published)] for school in schools],
    )


def counted_once(schools: Sequence[Row]) -> list[Row]:
    """A predecessor that was split is no one successor's count: those have none, and say so."""
    successors = Counter(school["census_urns"] for school in schools if school["census_urns"])
    split = {"census_urns": "", "census_match": "split_predecessor"}
    return [
        {**school, **split} if successors[school["census_urns"]] > 1 else school
        for school in schools
    ]


def england_files(folder: Path) -> dict[str, bytes]:
    schools = in_order(rows_of(folder / "schools" / "england_schools.csv.gz"))
    counts = counted_once(schools)
    links = rows_of(folder / "schools" / "gias_links_2025-04.csv.gz")
    files = {
        "edubasealldata_england.csv": register_csv(schools, folder / "schools"),
        "links_edubasealldata.csv": gias_csv(LINK_COLUMNS, map(link_facts, links)),
        "sen_schools_2022-23.csv": sen_csv(counts, folder / "schools"),
        "school_census_2022-23.csv": census_csv(counts, folder / "schools"),
        "school_neighbourhood_imd2025.csv": plain_csv(
            NEIGHBOURHOOD_COLUMNS, map(neighbourhood, schools)
        ),
    }
    return {f"{name}.xz": packed(content) for name, content in files.items()}


def packed(content: bytes) -> bytes:
    """The xz format keeps no time and no name, so the same content gives the same bytes."""
    return lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    sys.exit(write_files(sys.argv[1:], DESTINATION, england_files))

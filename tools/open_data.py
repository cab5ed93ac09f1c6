"""What the folder of published open data says of a school, under the publishers' column names.

Only facts of the very URN are taken: nothing comes from a predecessor, save counts of pupils that
say which school was counted.
"""

import csv
import gzip
import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

MOVED_SINCE_2023 = {"132771", "143292"}
LOST_CHARACTER = "\ufffd"
IDENTITY = ("urn", "published_urn", "match")
SEN_COLUMNS = ("Total pupils", "SEN support", "EHC plan")
ROLL_COLUMNS = (
    "headcount of pupils",
    "number of pupils known to be eligible for free school meals",
)
NEIGHBOURHOOD_COLUMNS = ("urn", "lsoa21_code", "IMD_decile", "IMD_rank")

Row = Mapping[str, str]
Layer = Mapping[str, Row]


def rows_of(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))


def layer(path: Path, key: str = "urn") -> Layer:
    return {row[key]: row for row in rows_of(path)}


def in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row["urn"]))


def listed_facts(school: Row) -> dict[str, str]:
    """What the list of 30 January 2026 says, with the gender of 17 June 2024."""
    return {
        "URN": school["urn"],
        "LA (code)": school["la_code"],
        "LA (name)": school["la_name"],
        "EstablishmentName": school["name"],
        "PhaseOfEducation (name)": school["phase"],
        "Gender (name)": school["gender_2024"],
        "Easting": school["easting"],
        "Northing": school["northing"],
    }


def census_facts(census: Row) -> dict[str, str]:
    """What the January 2023 census says; `census` is the school's own row, or empty."""
    if not census:
        return {}
    moved = census["urn"] in MOVED_SINCE_2023
    return {
        "EstablishmentNumber": census["estab"].zfill(4),
        "TypeOfEstablishment (name)": census["type_of_establishment"],
        "OpenDate": census["open_date"].replace("/", "-"),
        "GOR (name)": census["region_name"],
        "Postcode": "" if moved else census["postcode"],
        "AdministrativeWard (name)": "" if moved else census["ward_name"],
        "UrbanRural (name)": "" if moved else census["urban_rural"],
    }


def detail_facts(detail: Row) -> dict[str, str]:
    """GIAS's own fields of 2025-26 for the few schools that the sample holds, where it has any."""
    if not detail:
        return {}
    facts = {
        "EstablishmentNumber": detail["EstablishmentNumber"],
        "TypeOfEstablishment (name)": detail["TypeOfEstablishmentName"],
        "StatutoryLowAge": detail["AgeRangeLow"],
        "StatutoryHighAge": detail["AgeRangeHigh"],
        "SchoolCapacity": detail["TotalCapacity"].removesuffix(".0"),
        "Trusts (name)": detail["TrustName"],
        "Town": detail["Town"],
        "Postcode": detail["Postcode"],
        "TypeOfResourcedProvision (name)": detail["ResourcedProvisionName"],
    }
    return {
        column: value for column, value in facts.items() if value and LOST_CHARACTER not in value
    }


def link_facts(link: Row) -> dict[str, str]:
    return {
        "URN": link["urn"],
        "LinkURN": link["link_urn"],
        "LinkName": link["link_name"],
        "LinkType": link["link_type"],
        "LinkEstablishedDate": link["link_established_date"],
    }


def provenance(school: Row) -> list[str]:
    return [school["urn"], school["census_urns"], school["census_match"]]


def sen_counts(school: Row, published: Layer) -> list[str]:
    columns = ("total_pupils", "sen_support", "ehc_plan")
    return [counted(school, published, column) for column in columns]


def roll_counts(school: Row, published: Layer) -> list[str]:
    return [counted(school, published, column) for column in ("headcount", "fsm_eligible")]


def counted(school: Row, published: Layer, column: str) -> str:
    """Of the school that was counted, or the sum of those merged into this; empty if one lacks."""
    values = [published.get(urn, {}).get(column) for urn in school["census_urns"].split(";")]
    known = [int(value) for value in values if value]
    return str(sum(known)) if len(known) == len(values) else ""


def neighbourhood(school: Row) -> list[str]:
    return [school[c] for c in ("urn", "lsoa21", "imd2025_decile", "imd2025_rank")]


def plain_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode("utf-8")


def write_files(
    arguments: Sequence[str], destination: Path, files_of: Callable[[Path], Mapping[str, bytes]]
) -> int:
    """Writes what `files_of` makes of the one folder named; the answer is the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "schools").is_dir():
        print("Name one folder that holds `schools/` with the published files.", file=sys.stderr)
        return 2
    for name, content in files_of(Path(arguments[0])).items():
        (destination / name).write_bytes(content)
        print(f"{destination / name}: {len(content):,} bytes")
    return 0

"""Write the demonstration register from a folder of published open data.

    python tools/write_demonstration_register.py FOLDER

FOLDER holds `schools/northumberland_schools.csv` and the published layers it was joined from.
Only facts are written: what the sources do not say stays empty. Running it again gives the same
bytes. What each column is, and of which date, stands in evenreach/demo/register/README.md.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

DESTINATION = Path(__file__).resolve().parents[1] / "evenreach" / "demo" / "register"
DISTRICT_CODE = "E06000057"
MOVED_SINCE_2023 = {"132771", "143292"}
NUMERIC = {"URN", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "Easting", "Northing"}
GIAS_COLUMNS = [
    column.strip()
    for column in """
URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)
TypeOfEstablishment (name)|EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)
EstablishmentStatus (code)|EstablishmentStatus (name)|ReasonEstablishmentOpened (code)
ReasonEstablishmentOpened (name)|OpenDate|ReasonEstablishmentClosed (code)
ReasonEstablishmentClosed (name)|CloseDate|PhaseOfEducation (code)|PhaseOfEducation (name)
StatutoryLowAge|StatutoryHighAge|Boarders (code)|Boarders (name)|NurseryProvision (name)
OfficialSixthForm (code)|OfficialSixthForm (name)|Gender (code)|Gender (name)
ReligiousCharacter (code)|ReligiousCharacter (name)|ReligiousEthos (name)|Diocese (code)
Diocese (name)|AdmissionsPolicy (code)|AdmissionsPolicy (name)|SchoolCapacity
SpecialClasses (code)|SpecialClasses (name)|CensusDate|NumberOfPupils|NumberOfBoys|NumberOfGirls
PercentageFSM|TrustSchoolFlag (code)|TrustSchoolFlag (name)|Trusts (code)|Trusts (name)
SchoolSponsorFlag (name)|SchoolSponsors (name)|FederationFlag (name)|Federations (code)
Federations (name)|UKPRN|FEHEIdentifier|FurtherEducationType (name)|LastChangedDate|Street
Locality|Address3|Town|County (name)|Postcode|SchoolWebsite|TelephoneNum|HeadTitle (name)
HeadFirstName|HeadLastName|HeadPreferredJobTitle|BSOInspectorateName (name)|InspectorateReport
DateOfLastInspectionVisit|NextInspectionVisit|TeenMoth (name)|TeenMothPlaces|CCF (name)
SENPRU (name)|EBD (name)|PlacesPRU|FTProv (name)|EdByOther (name)|Section41Approved (name)
SEN1 (name)|SEN2 (name)|SEN3 (name)|SEN4 (name)|SEN5 (name)|SEN6 (name)|SEN7 (name)|SEN8 (name)
SEN9 (name)|SEN10 (name)|SEN11 (name)|SEN12 (name)|SEN13 (name)|TypeOfResourcedProvision (name)
ResourcedProvisionOnRoll|ResourcedProvisionCapacity|SenUnitOnRoll|SenUnitCapacity|GOR (code)
GOR (name)|DistrictAdministrative (code)|DistrictAdministrative (name)|AdministrativeWard (code)
AdministrativeWard (name)|ParliamentaryConstituency (code)|ParliamentaryConstituency (name)
UrbanRural (code)|UrbanRural (name)|GSSLACode (name)|Easting|Northing|MSOA (name)|LSOA (name)
InspectorateName (name)|SENStat|SENNoStat|BoardingEstablishment (name)|PropsName
PreviousLA (code)|PreviousLA (name)|PreviousEstablishmentNumber|Country (name)|UPRN|SiteName
QABName (code)|QABName (name)|EstablishmentAccredited (code)|EstablishmentAccredited (name)
QABReport|CHNumber|MSOA (code)|LSOA (code)|FSM|AccreditationExpiryDate
""".strip()
    .replace("\n", "|")
    .split("|")
]
IDENTITY = ("urn", "published_urn", "match")
YEAR_GROUPS = (
    ["n_early1", "n_early2", "n_nursery1", "n_nursery2", "n_reception"]
    + [f"n_year{year}" for year in range(1, 15)]
    + ["n_year_not_followed"]
)
FSM_COLUMN = "number of pupils known to be eligible for free school meals"

Row = Mapping[str, str]


def rows_of(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))


def by_urn(rows: Iterable[dict[str, str]], column: str) -> dict[str, dict[str, str]]:
    return {row[column]: row for row in rows}


def establishment(school: Row, census: Row, detail: Row) -> dict[str, str]:
    """One school under GIAS's column names; `census` and `detail` are empty where unknown."""
    proposed_to_close = "proposed to close" in school["status_note"]
    return {
        "URN": school["urn"],
        "LA (code)": school["la_code"],
        "LA (name)": school["la_name"],
        "EstablishmentName": school["name"],
        "EstablishmentStatus (name)": "Open, but proposed to close"
        if proposed_to_close
        else "Open",
        "PhaseOfEducation (name)": school["phase"],
        "Gender (name)": school["gender_2024"],
        "Easting": school["easting"],
        "Northing": school["northing"],
        "DistrictAdministrative (code)": DISTRICT_CODE,
        "DistrictAdministrative (name)": school["la_name"],
        "GSSLACode (name)": DISTRICT_CODE,
        **census_facts(school, census),
        **{column: value for column, value in detail_facts(detail).items() if value},
    }


def census_facts(school: Row, census: Row) -> dict[str, str]:
    """What the January 2023 census says of this very URN: nothing is taken from a predecessor."""
    if not census:
        return {}
    moved = school["urn"] in MOVED_SINCE_2023
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
    """GIAS's own fields of 2025-26 for the few schools that the sample holds."""
    if not detail:
        return {}
    return {
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


def sen_counts(school: Row, published: Row) -> list[str]:
    columns = ("la_name", "school_name", "total_pupils", "sen_support", "ehc_plan")
    return [*provenance(school), *(published.get(column, "") for column in columns)]


def census_counts(school: Row, published: Row) -> list[str]:
    """Year groups stay empty for independent schools, which report by age only."""
    by_year = published and published["phase_type_grouping"] != "Independent school"
    counts = [published.get(column, "") for column in ("school_name", "headcount", "fsm_eligible")]
    years = [published[column] if by_year else "" for column in YEAR_GROUPS]
    return [*provenance(school), *counts, *years]


def provenance(school: Row) -> list[str]:
    return [school["urn"], school["census_urns"], school["census_match"]]


def neighbourhood(school: Row) -> list[str]:
    return [school[c] for c in ("urn", "lsoa21", "imd2025_decile", "imd2025_rank")]


def gias_line(facts: Mapping[str, str]) -> str:
    cells = (field(facts.get(column, ""), column in NUMERIC) for column in GIAS_COLUMNS)
    return ",".join(cells) + "\r\n"


def field(value: str, numeric: bool) -> str:
    """GIAS quotes text and codes, and leaves numbers bare."""
    return value if numeric else '"' + value.replace('"', '""') + '"'


def plain_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode("utf-8")


def register_csv(schools: Sequence[Row], folder: Path) -> bytes:
    census = by_urn(rows_of(folder / "school_census_2022-23.csv.gz"), "urn")
    detail = by_urn(rows_of(folder / "gias_detail_sample_2025-26.csv.gz"), "URN")
    lines = [",".join(field(column, False) for column in GIAS_COLUMNS) + "\r\n"]
    for school in schools:
        urn = school["urn"]
        lines.append(gias_line(establishment(school, census.get(urn, {}), detail.get(urn, {}))))
    return "".join(lines).encode("cp1252")


def sen_csv(schools: Sequence[Row], folder: Path) -> bytes:
    published = by_urn(rows_of(folder / "sen_schools_2022-23.csv.gz"), "urn")
    return plain_csv(
        [*IDENTITY, "la_name", "school_name", "Total pupils", "SEN support", "EHC plan"],
        [sen_counts(school, published.get(school["census_urns"], {})) for school in schools],
    )


def census_csv(schools: Sequence[Row], folder: Path) -> bytes:
    published = by_urn(rows_of(folder / "school_census_2022-23.csv.gz"), "urn")
    return plain_csv(
        [*IDENTITY, "school_name", "headcount of pupils", FSM_COLUMN, *YEAR_GROUPS],
        [census_counts(school, published.get(school["census_urns"], {})) for school in schools],
    )


def register_files(folder: Path) -> dict[str, bytes]:
    schools = sorted(
        rows_of(folder / "northumberland_schools.csv"), key=lambda row: int(row["urn"])
    )
    return {
        "edubasealldata_northumberland.csv": register_csv(schools, folder),
        "sen_schools_2022-23.csv": sen_csv(schools, folder),
        "school_census_2022-23.csv": census_csv(schools, folder),
        "school_neighbourhood_imd2025.csv": plain_csv(
            ["urn", "lsoa21_code", "IMD_decile", "IMD_rank"], map(neighbourhood, schools)
        ),
    }


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or not (Path(arguments[0]) / "schools").is_dir():
        print("Name one folder that holds `schools/` with the published files.", file=sys.stderr)
        return 2
    for name, content in register_files(Path(arguments[0]) / "schools").items():
        (DESTINATION / name).write_bytes(content)
        print(f"{DESTINATION / name}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

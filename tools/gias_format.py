"""The format in which GIAS publishes: its columns, its quotation marks, its bytes."""

from collections.abc import Iterable, Mapping, Sequence

NUMERIC = {
    "URN",
    "LinkURN",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "SchoolCapacity",
    "Easting",
    "Northing",
}
LINK_COLUMNS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
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
MISREAD = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def gias_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """GIAS's file of `rows`, in the order given; a column that a row does not name is empty."""
    lines = [",".join(field(column, False) for column in columns)]
    lines += [gias_line(columns, facts) for facts in rows]
    return windows_1252("\r\n".join([*lines, ""]))


def gias_line(columns: Sequence[str], facts: Mapping[str, str]) -> str:
    return ",".join(field(facts.get(column, ""), column in NUMERIC) for column in columns)


def field(value: str, numeric: bool) -> str:
    """GIAS quotes text and codes, and leaves numbers bare."""
    return value if numeric else '"' + value.replace('"', '""') + '"'


def windows_1252(text: str) -> bytes:
    """Fails on a character that GIAS could not have written.

    A copy that was read as Latin-1 holds the bytes 0x80 to 0x9F as control characters: they go
    back to what they were.
    """
    return text.translate(MISREAD).encode("cp1252")

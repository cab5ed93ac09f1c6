"""England's carried files as one register, in memory and without a database."""

from datetime import date

from evenreach.demo.england import england_files
from evenreach.flow.register.merging import WHOLE_OF_ENGLAND, Published, PublishedFiles, proposed
from evenreach.flow.register.snapshots import Register

CENSUS_DAY = date(2023, 1, 19)
LISTED_ON = date(2026, 1, 30)


def england_register() -> Register:
    """25,085 schools with their counts of January 2023, as an import would propose them."""
    files = england_files()

    def published(name: str, day: date) -> Published:
        return Published(name, files[name], "Department for Education", day)

    return proposed(
        Register(),
        PublishedFiles(
            schools=published("edubasealldata_england.csv", LISTED_ON),
            sen=published("sen_schools_2022-23.csv", CENSUS_DAY),
            census=published("school_census_2022-23.csv", CENSUS_DAY),
        ),
        la_code=WHOLE_OF_ENGLAND,
    )

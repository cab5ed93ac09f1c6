"""The bank holidays of England and Wales as GOV.UK lists them, kept with its library."""

from datetime import date

from govuk_bank_holidays.bank_holidays import BankHolidays

from evenreach.methods.calendar import AcademicYear

SOURCE = "GOV.UK bank holidays"
DIVISION = "england-and-wales"


def bank_holidays(year: AcademicYear) -> dict[date, str]:
    """The bank holidays of an academic year, as far as the list goes."""
    return {day: title for day, title in _listed().items() if day in year}


def list_reaches(year: AcademicYear) -> bool:
    """Whether the list has every bank holiday of the year: it is made by calendar years."""
    return max(_listed()).year >= year.ends_on.year


def _listed() -> dict[date, str]:
    holidays = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISION)
    return {holiday["date"]: holiday["title"] for holiday in holidays}

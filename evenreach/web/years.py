"""Academic years in addresses: of this century, so that each is a year of some calendar."""

from django.urls import register_converter
from django.urls.converters import IntConverter

FIRST, LAST = 2000, 2099


class AcademicYearConverter(IntConverter):
    """The year in which an academic year begins, like 2026."""

    regex = "20[0-9]{2}"


register_converter(AcademicYearConverter, "year")

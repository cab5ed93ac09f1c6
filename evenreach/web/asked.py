"""What every view is given: a request that knows for whom, with whose eyes, and when."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.methods.calendar import AcademicYear, academic_year_of


class Asked(HttpRequest):
    """The request after the middleware: `now` is what the authority's clock shows."""

    authority: Authority
    eyes: Eyes
    now: datetime


def today(request: Asked) -> date:
    return timezone.localdate(request.now)


def this_year(request: Asked) -> AcademicYear:
    """The academic year that the authority's clock is in."""
    return academic_year_of(today(request))

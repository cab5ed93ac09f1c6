"""What the schools that ask most have had of all time, beside their part of all need."""

from fractions import Fraction

from django.db.models import Count

from evenreach.desks.evaluation.queries import Reach
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.methods.calendar import AcademicYear
from evenreach.methods.equity import ProactiveShare, proactive_share

TENTH = Fraction(1, 10)


def proactive_tenth(eyes: Eyes, found: Reach, *, year: AcademicYear) -> ProactiveShare:
    """The tenth of a year's schools with most requests sent: their part of time and of need."""
    asked = _asked(eyes.authority_id, year)
    return proactive_share(
        [school.used for school in found.schools],
        [school.need for school in found.schools],
        TENTH,
        asked=[asked.get(school.school.pk, 0) for school in found.schools],
    )


def _asked(authority_id: int, year: AcademicYear) -> dict[int, int]:
    sent = (
        SchoolRequest.objects.of(authority_id)
        .exclude(state=State.DRAFTED)
        .filter(asked_at__date__gte=year.starts_on, asked_at__date__lt=year.ends_on)
    )
    return dict(sent.values_list("school_id").annotate(Count("pk")))

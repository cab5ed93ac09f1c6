"""What a service's capacity and its cost are worked out from: staff, deductions, settings."""

from django.db import models
from django.db.models import Q

from evenreach.flow.entitlement.funding import FundingStream
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Authority


class YearRates(models.Model):
    """An authority's rates of cost in an academic year, with where they are from."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    on_cost_hundredths = models.PositiveIntegerField(help_text="Of a per cent of salaries.")
    overhead_hundredths = models.PositiveIntegerField(help_text="Of a per cent of all before it.")
    mileage_pence = models.PositiveSmallIntegerField()
    source = models.TextField()
    version = models.PositiveIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "academic_year"], name="one_set_of_rates_per_year"
            )
        ]


class Grade(models.Model):
    """A grade of a year, and what a full-time holder is paid; null where it is not known."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    name = models.TextField()
    salary_pence = models.PositiveBigIntegerField(null=True)
    source = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "academic_year", "name"], name="one_grade_per_name"
            )
        ]


class Pattern(models.TextChoices):
    TERM_TIME = "term_time"
    ALL_YEAR = "all_year"


class StaffLine(models.Model):
    """Staff of a service in a year with one role, grade, pattern and funding stream.

    Weeks, days and minutes are those of a full-time holder; the FTE is of all of them together.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    role = models.TextField()
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+")
    fte_hundredths = models.PositiveIntegerField()
    pattern = models.CharField(max_length=10, choices=Pattern)
    weeks = models.PositiveSmallIntegerField()
    minutes_a_day = models.PositiveSmallIntegerField()
    leave_days = models.PositiveSmallIntegerField()
    training_days = models.PositiveSmallIntegerField()
    stream = models.ForeignKey(FundingStream, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    fte_hundredths__gt=0,
                    weeks__gt=0,
                    weeks__lte=53,
                    minutes_a_day__gt=0,
                    minutes_a_day__lte=1440,
                ),
                name="staff_have_time",
            ),
            models.CheckConstraint(
                condition=Q(pattern=Pattern.ALL_YEAR) | Q(leave_days=0),
                name="term_time_staff_take_leave_outside_term",
            ),
        ]


class TakenOff(models.TextChoices):
    """What comes off working time before the rest is shared, in this order."""

    STATUTORY = "statutory"
    TRAVEL = "travel"
    SUPERVISION = "supervision"
    MEETINGS = "meetings"
    POOL = "pool"


class TimeTakenOff(models.Model):
    """A part of working time, a number of pieces of so many minutes, or both."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=TakenOff)
    percent_hundredths = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    minutes_each = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "academic_year", "kind"], name="taken_off_once_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(percent_hundredths__lte=10_000), name="no_more_than_all_is_taken_off"
            ),
        ]


class YearMiles(models.Model):
    """The miles that a service expects to drive in a year, for its cost."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    miles = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "academic_year"], name="miles_once_a_year")
        ]

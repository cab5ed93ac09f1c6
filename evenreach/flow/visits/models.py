"""Who will go and who went; nobody can be in two places at once."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.visits.costs import Cause, Notice
from evenreach.methods import calendar
from evenreach.methods.calendar import HalfDay


class SpecialistPost(models.Model):
    """A person's post in a service: how much of a full week, and where their days begin."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    fte_hundredths = models.PositiveSmallIntegerField()
    base_name = models.TextField()
    base_latitude = models.FloatField()
    base_longitude = models.FloatField()
    needs_checking = models.BooleanField(
        default=False, help_text="A trainee's or assistant's records are checked by another."
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "service"], name="one_post_per_service"),
            models.CheckConstraint(
                condition=Q(fte_hundredths__gt=0, fte_hundredths__lte=100),
                name="posts_are_at_most_full_time",
            ),
        ]


class Part(models.TextChoices):
    MORNING = "morning"
    AFTERNOON = "afternoon"


class WorkingHalfDay(models.Model):
    """A half-day of the week on which a post's holder works. Monday is 0."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    post = models.ForeignKey(SpecialistPost, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=Part)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "weekday", "part"], name="one_row_per_working_half_day"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=4), name="weeks_have_five_days"),
        ]


class Visit(models.Model):
    """One appointment for a request; moving it ends this one and makes another."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        BOOKED = "booked"
        MADE = "made"
        MISSED = "missed"
        MOVED = "moved"
        CANCELLED = "cancelled"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school_request = models.ForeignKey(SchoolRequest, models.PROTECT, related_name="+")
    specialist = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    part = models.CharField(max_length=10, choices=Part)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)
    ended_cause = models.CharField(max_length=12, choices=Cause, blank=True)
    ended_notice = models.CharField(max_length=12, choices=Notice, blank=True)

    objects = Scoped()

    HOLDING = [State.PROPOSED, State.BOOKED, State.MADE]

    @property
    def half_day(self) -> HalfDay:
        return HalfDay(self.on, calendar.Part[self.part.upper()])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_request"],
                condition=Q(state__in=["proposed", "booked", "made"]),
                name="one_visit_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["missed", "moved", "cancelled"]) | ~Q(ended_reason=""),
                name="ended_visits_say_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_cause="", ended_notice="")
                | (~Q(ended_cause="") & ~Q(ended_notice="")),
                name="causes_have_a_notice",
            ),
        ]
        indexes = [models.Index(fields=["specialist", "on"], name="visits_of_specialist")]


class Booking(models.Model):
    """A specialist's time that a visit holds; two that hold can never overlap."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    specialist = models.ForeignKey(Person, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    holds = models.BooleanField(default=True)

    objects = Scoped()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="specialist_in_one_place",
                expressions=[
                    ("specialist", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(holds=True),
            )
        ]


class LearnerBooking(models.Model):
    """A learner's time that a visit holds; two that hold overlap only for a joint visit."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="+")
    party = models.BigIntegerField(
        help_text="The first request of a joint visit, which both its bookings name."
    )
    during = DateTimeRangeField()
    holds = models.BooleanField(default=True)

    objects = Scoped()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="learner_in_one_place",
                expressions=[
                    ("learner", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                    ("party", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(holds=True),
            )
        ]

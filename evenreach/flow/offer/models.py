"""What is promised: services with their modes, visit specifications, and their versions."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority


class Service(models.Model):
    """A council team that supports learners; what it promises is in its offers."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    slug = models.SlugField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "slug"], name="one_service_per_slug")
        ]


class OfferVersion(models.Model):
    """Everything promised for an academic year; once published it never changes.

    A version after a year's first is a correction and says why. While schools are consulted it
    stands still; a consultation that is ended gives the draft back, with the reason.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        CONSULTATION = "consultation"
        PUBLISHED = "published"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(default="")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.TextField(default="")
    closes_on = models.DateField(null=True)
    returned_why = models.TextField(default="")
    published_at = models.DateTimeField(null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "academic_year", "number"], name="one_offer_per_number"
            ),
            models.UniqueConstraint(
                fields=["authority", "academic_year"],
                condition=Q(published_at=None),
                name="one_offer_in_hand_per_year",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="corrections_say_why"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, closes_on=None, opened_by="")
                | Q(opened_at__isnull=False, closes_on__isnull=False) & ~Q(opened_by=""),
                name="consultations_are_whole",
            ),
        ]

    @property
    def state(self) -> State:
        if self.published_at is not None:
            return self.State.PUBLISHED
        return self.State.DRAFT if self.opened_at is None else self.State.CONSULTATION


class Mode(models.TextChoices):
    PER_SCHOOL = "per_school"
    BY_CRITERIA = "by_criteria"
    ON_REQUEST = "on_request"
    PARTNERSHIP = "partnership"


class ServiceOffer(models.Model):
    """One service's part of an offer; `definition` is the validated text it was made from."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    offer = models.ForeignKey(OfferVersion, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    name = models.TextField()
    mode = models.CharField(max_length=20, choices=Mode)
    phases = models.JSONField()
    session_minutes = models.PositiveSmallIntegerField()
    definition = models.JSONField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "service"], name="one_part_per_service"),
            models.CheckConstraint(condition=Q(session_minutes__gt=0), name="sessions_take_time"),
        ]


class VisitSpecification(models.Model):
    """What one kind of visit takes of a specialist's time; travel is the service's own cost."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service_offer = models.ForeignKey(ServiceOffer, models.PROTECT, related_name="+")
    slug = models.SlugField()
    name = models.TextField()
    contact_minutes = models.PositiveSmallIntegerField()
    preparation_minutes = models.PositiveSmallIntegerField()
    writing_minutes = models.PositiveSmallIntegerField()
    is_about_a_learner = models.BooleanField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service_offer", "slug"], name="one_visit_per_slug"),
            models.CheckConstraint(condition=Q(contact_minutes__gt=0), name="visits_have_contact"),
        ]

    @property
    def minutes(self) -> int:
        return self.contact_minutes + self.preparation_minutes + self.writing_minutes

"""What a school asks for, about which learner, with whose consent, after which steps."""

from django.db import models
from django.db.models import Q

from evenreach.flow.entitlement.models import Account
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.models import School
from evenreach.flow.requests.states import State


class Learner(models.Model):
    """A learner, known by as little as the work needs: initials and the school's own reference."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    initials = models.CharField(max_length=6)
    school_reference = models.CharField(max_length=30)
    year_group = models.CharField(max_length=3)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_reference"], name="one_learner_per_reference"
            )
        ]


class SchoolRequest(models.Model):
    """One request by a school for a Learner in Context visit."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    specification = models.ForeignKey(VisitSpecification, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="+", null=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    need_code = models.CharField(max_length=4, blank=True)
    concern = models.TextField(blank=True)
    assessed = models.TextField(blank=True)
    planned = models.TextField(blank=True)
    done = models.TextField(blank=True)
    reviewed = models.TextField(blank=True)
    learner_view = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    hoped_outcome = models.TextField(blank=True)
    drafted_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFTED)
                | (Q(learner__isnull=False, asked_at__isnull=False) & ~Q(concern="")),
                name="asked_requests_are_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(answer_reason=""),
                name="declined_requests_say_why",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state", "asked_at"], name="requests_by_state"),
        ]

    @property
    def reference(self) -> str:
        """What people quote; it says nothing about the learner."""
        return f"LIC-{self.pk:05d}"


YOUNG_PERSON = "The young person"


class Consent(models.Model):
    """Consent to involvement; the lawful basis of processing is another matter."""

    class Outcome(models.TextChoices):
        GIVEN = "given"
        REFUSED = "refused"

    class Route(models.TextChoices):
        PAPER = "paper"
        TELEPHONE = "telephone"
        IN_PERSON = "in_person"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school_request = models.OneToOneField(SchoolRequest, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    route = models.CharField(max_length=10, choices=Route)
    given_by = models.CharField(max_length=40, help_text="The relationship; no name is kept.")
    holds_responsibility = models.BooleanField()
    given_on = models.DateField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="given")
                | Q(holds_responsibility=True)
                | Q(given_by=YOUNG_PERSON),
                name="consent_is_given_by_who_may",
            )
        ]

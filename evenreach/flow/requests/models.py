"""What a school asks for, about which learner, with whose consent, after which steps."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.entitlement.models import Account
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.models import Authority, Person, Role
from evenreach.flow.register.models import School
from evenreach.flow.requests.states import State
from evenreach.flow.requests.written import About, Approach, Written


class Learner(models.Model):
    """A learner, known by as little as the work needs: initials and the school's own reference.

    Where the authority chose so, a unique pupil number stands in the reference's place.
    """

    class IdentifiedBy(models.TextChoices):
        REFERENCE = "reference"
        UPN = "upn"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    initials = models.CharField(max_length=6)
    school_reference = models.CharField(max_length=30)
    identified_by = models.CharField(
        max_length=10,
        choices=IdentifiedBy,
        default=IdentifiedBy.REFERENCE,
        help_text="What `school_reference` holds.",
    )
    year_group = models.CharField(max_length=3)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_reference"], name="one_learner_per_reference"
            )
        ]

    @property
    def own_reference(self) -> str:
        """The school's own reference; nothing of a learner who is known by their UPN."""
        return "" if self.identified_by == self.IdentifiedBy.UPN else self.school_reference


IS_ABOUT_SOMEBODY = Q(about=About.LEARNER, learner__isnull=False) | (
    Q(learner__isnull=True) & ~Q(about=About.LEARNER) & ~Q(about_whom="")
)


class SchoolRequest(Written):
    """One request by a school: for a learner, for a group or a class, or for the whole school."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    specification = models.ForeignKey(VisitSpecification, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="+", null=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    drafted_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    joined_to = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="The request of another service with which this one is for one visit.",
    )
    may_use_bought = models.BooleanField(
        default=False, help_text="The school lets the service draw on what it has bought."
    )
    assigned_to = models.ForeignKey(
        Person,
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="The specialist whom the service gave it to, if it chose one.",
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFTED)
                | (Q(asked_at__isnull=False) & ~Q(concern="") & IS_ABOUT_SOMEBODY),
                name="asked_requests_are_complete",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFTED)
                | ~Q(approach=Approach.SUDDEN)
                | ~Q(sudden_change=""),
                name="sudden_changes_are_told",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFTED)
                | Q(second_need_code="")
                | ~Q(second_need_code=F("need_code")),
                name="second_needs_are_others",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(answer_reason=""),
                name="declined_requests_say_why",
            ),
            models.UniqueConstraint(
                fields=["joined_to"],
                condition=~Q(state__in=["declined", "signposted", "withdrawn"]),
                name="one_companion_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state", "asked_at"], name="requests_by_state"),
        ]

    @property
    def reference(self) -> str:
        """What people quote; it says nothing about the learner."""
        return f"LIC-{self.pk:05d}"


class RequestMove(models.Model):
    """One line of a request's history: which move, by whom, when and why; written once."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school_request = models.ForeignKey(SchoolRequest, models.PROTECT, related_name="+")
    begins = models.CharField(max_length=10, choices=State)
    action = models.CharField(max_length=20)
    ends = models.CharField(max_length=10, choices=State)
    role = models.CharField(max_length=20, choices=Role)
    by_person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    by_name = models.TextField()
    moved_at = models.DateTimeField()
    why = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        indexes = [
            models.Index(fields=["school_request", "moved_at"], name="moves_of_request"),
        ]

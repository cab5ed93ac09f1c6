"""Consent to involvement in time: each answer is a row, and the newest one stands."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.models import SchoolRequest

YOUNG_PERSON = "The young person"
SELF_DECIDING_YEARS = ("12", "13", "14")
"""The year groups in which everybody is 16 or over."""


class Consent(models.Model):
    """One thing said about being involved; the lawful basis of processing is another matter.

    A row never changes but to be superseded by the next.
    """

    class Outcome(models.TextChoices):
        REQUESTED = "requested"
        GIVEN = "given"
        REFUSED = "refused"
        DISAGREED = "disagreed"
        WITHDRAWN = "withdrawn"

    class Route(models.TextChoices):
        ONLINE = "online"
        PAPER = "paper"
        TELEPHONE = "telephone"
        IN_PERSON = "in_person"
        OWN = "own"

    class Scope(models.TextChoices):
        VISIT = "visit"
        SHARING = "sharing"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school_request = models.ForeignKey(SchoolRequest, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    route = models.CharField(max_length=10, choices=Route)
    given_by = models.CharField(
        max_length=40, blank=True, help_text="The relationship; no name is kept."
    )
    holds_responsibility = models.BooleanField()
    is_in_care = models.BooleanField(default=False)
    holder_name = models.CharField(
        max_length=80,
        blank=True,
        help_text="Who holds parental responsibility; for a child in care alone.",
    )
    not_self_why = models.TextField(
        blank=True, help_text="Why a young person over 16 does not decide for themselves."
    )
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.VISIT)
    given_on = models.DateField(null=True)
    settled_how = models.TextField(blank=True, help_text="How a disagreement was settled.")
    said = models.TextField(blank=True, help_text="What the family wrote beside the answer.")
    entered_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    token_digest = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="given")
                | Q(holds_responsibility=True)
                | Q(given_by=YOUNG_PERSON),
                name="consent_is_given_by_who_may",
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome="requested", given_by="", given_on=None, expires_at__isnull=False)
                    & ~Q(token_digest="")
                )
                | (~Q(outcome="requested") & Q(given_on__isnull=False) & ~Q(given_by="")),
                name="consents_say_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(is_in_care=False, holder_name="")
                | (Q(is_in_care=True) & ~Q(holder_name="")),
                name="a_child_in_care_has_a_named_holder",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | ~Q(token_digest=""),
                name="consents_come_from_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(route="own") | Q(given_by=YOUNG_PERSON),
                name="their_own_is_the_young_persons",
            ),
            models.UniqueConstraint(
                fields=["school_request"],
                condition=Q(superseded_at=None),
                name="one_standing_consent_per_request",
            ),
            models.UniqueConstraint(
                fields=["authority", "token_digest"],
                condition=Q(superseded_at=None) & ~Q(token_digest=""),
                name="one_standing_consent_per_link",
            ),
        ]

    @property
    def state(self) -> str:
        """Where it stands: what was said, until something newer was."""
        return self.outcome if self.superseded_at is None else "superseded"

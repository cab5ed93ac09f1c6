"""A learner goes to another school: one school proposes it, the other confirms."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.models import School
from evenreach.flow.requests.models import Learner


class LearnerMove(models.Model):
    """A move as it was proposed and what came of it.

    A new school that proposes writes the reference it was told; it never learns whether there is
    such a learner until the present school confirms.
    """

    class Side(models.TextChoices):
        PRESENT = "present"
        NEW = "new"

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="+", null=True)
    from_school = models.ForeignKey(School, models.PROTECT, related_name="+")
    to_school = models.ForeignKey(School, models.PROTECT, related_name="+")
    reference_given = models.CharField(max_length=30, help_text="The present school's reference.")
    new_reference = models.CharField(max_length=30, blank=True)
    proposed_from = models.CharField(max_length=10, choices=Side)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    shares_reports = models.BooleanField(default=False)
    shared_by = models.CharField(max_length=40, blank=True, help_text="The relationship; no name.")
    shared_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_school=F("to_school")), name="moves_go_to_another_school"
            ),
            models.UniqueConstraint(
                fields=["learner"], condition=Q(outcome=""), name="one_open_move_of_a_learner"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed")
                | (
                    Q(learner__isnull=False, settled_by__isnull=False, settled_at__isnull=False)
                    & ~Q(new_reference="")
                ),
                name="confirmed_moves_are_complete",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(why=""), name="refused_moves_say_why"
            ),
            models.CheckConstraint(
                condition=Q(shares_reports=False) | (Q(shared_on__isnull=False) & ~Q(shared_by="")),
                name="reports_are_shared_by_consent",
            ),
        ]
        indexes = [models.Index(fields=["authority", "outcome"], name="moves_by_outcome")]

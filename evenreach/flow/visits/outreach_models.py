"""Schools that nobody has had contact with, each given to somebody."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.models import School


class ContactTask(models.Model):
    """That somebody gets in touch with a school; a school has one open at a time."""

    class Outcome(models.TextChoices):
        REACHED = "reached"
        WILL_ASK = "will_ask"
        NO_NEED = "no_need"
        NOT_REACHED = "not_reached"
        NOT_NOW = "not_now"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    given_to = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    reason = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=Q(closed_at=None), name="one_open_contact_task"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="", reason="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(reason="")),
                name="closed_contact_tasks_say_why",
            ),
        ]

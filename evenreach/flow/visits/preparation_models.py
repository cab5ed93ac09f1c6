"""What a school has done to prepare a visit, step by step of the visit specification."""

from django.db import models

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.visits.models import Visit


class StepDone(models.Model):
    """One step of a visit's preparation that the school has ticked, in the offer's words."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    step = models.TextField()
    ticked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "step"], name="a_step_is_done_once")
        ]

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person

SHORTEST_HOURS, LONGEST_HOURS = 4, 168


class HoldingTime(models.Model):
    """For how many hours at most a device may hold the note of a visit written without signal."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority"], name="one_holding_time"),
            models.CheckConstraint(
                condition=Q(hours__gte=SHORTEST_HOURS, hours__lte=LONGEST_HOURS),
                name="notes_are_held_for_hours_or_days",
            ),
        ]

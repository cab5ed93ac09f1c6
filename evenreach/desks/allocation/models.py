"""How a service's sessions are shared: policies drafted and adopted, and each school's share."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority, School, Service


class Policy(models.Model):
    """A way to share one service's sessions in one academic year; an adopted one never changes."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    name = models.TextField()
    base_sessions = models.PositiveSmallIntegerField()
    weights = models.JSONField(help_text='figure → weight as "a/b"')
    base_only_phases = models.JSONField(help_text="phases that take the base and no more")
    method = models.CharField(max_length=20)
    drafted_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.TextField(blank=True)
    sessions = models.PositiveIntegerField(null=True, help_text="What was shared on adoption.")
    input_sha256 = models.CharField(max_length=64, blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "academic_year"],
                condition=Q(adopted_at__isnull=False),
                name="one_policy_adopted_per_year",
            )
        ]


class Share(models.Model):
    """One school's share under an adopted policy, with everything it was worked out from."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    sessions = models.PositiveIntegerField()
    explanation = models.JSONField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "school"], name="one_share_per_school")
        ]

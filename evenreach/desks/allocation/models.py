"""How a service's sessions are shared: policies drafted and adopted, and each school's share."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority, School, Service


class Policy(models.Model):
    """A way to share one service's sessions in one academic year; an adopted one never changes.

    Adopted ones are numbered; a correction is the next version, and the highest one stands.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    name = models.TextField()
    terms = models.JSONField(help_text="As allocation.terms.Terms writes it.")
    drafted_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(null=True, help_text="Given on adoption, from 1.")
    reason = models.TextField(blank=True, help_text="Why a version corrects the one before.")
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.TextField(blank=True)
    sessions = models.PositiveIntegerField(null=True, help_text="What was shared on adoption.")
    input_sha256 = models.CharField(max_length=64, blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "academic_year", "version"], name="one_policy_per_version"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None, version=None)
                | Q(adopted_at__isnull=False, version__gte=1),
                name="adopted_policies_have_a_version",
            ),
            models.CheckConstraint(
                condition=Q(version=None) | Q(version=1) | ~Q(reason=""),
                name="a_correction_has_its_reason",
            ),
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


class FormerShare(models.Model):
    """What a school had of a service in a year that no policy here shared: the year before."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    sessions = models.PositiveIntegerField()
    source = models.TextField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "school", "academic_year"], name="one_former_share_per_year"
            )
        ]

"""Funding streams: who pays for a service's time, and what a ring-fence keeps them from paying."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.entitlement.models import Capacity, LedgerEntry
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Authority


class Purpose(models.TextChoices):
    """What time is spent on, as far as a ring-fence asks."""

    CORE = "core"
    STATUTORY = "statutory"
    PRE_STATUTORY = "pre_statutory"
    TRADED = "traded"


class FundingStream(models.Model):
    """Money with its ring-fence; empty `services` and `phases` leave nothing out.

    Of the streams that may pay, the one of the lowest `draws_at` is drawn on first.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    name = models.TextField()
    draws_at = models.PositiveSmallIntegerField()
    may_not_pay = models.JSONField(default=list, help_text="Purposes that it may not pay for.")
    services = models.JSONField(default=list, help_text="Slugs of the services it may pay.")
    phases = models.JSONField(default=list, help_text="Phases of the schools it may pay for.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.TextField(help_text="Where the ring-fence is from, in a sentence.")
    version = models.PositiveIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="one_stream_per_name"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="streams_end_after_they_start",
            ),
            models.CheckConstraint(
                condition=~Q(may_not_pay__contains=Purpose.CORE), name="streams_may_pay_for_core"
            ),
        ]


class VisitPurpose(models.Model):
    """What a kind of visit of a service counts as; without a row it is core work."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    visit_slug = models.SlugField()
    purpose = models.CharField(max_length=20, choices=Purpose)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "visit_slug"], name="one_purpose_per_kind_of_visit"
            )
        ]


class FundedMinutes(models.Model):
    """What a stream pays of the minutes of a capacity that reach schools, the pool included."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    capacity = models.ForeignKey(Capacity, models.PROTECT, related_name="+")
    stream = models.ForeignKey(FundingStream, models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveIntegerField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["capacity", "stream"],
                name="one_part_per_stream",
                nulls_distinct=False,
            )
        ]


class FundedUse(models.Model):
    """Which stream paid for minutes that were used. Written once; the ring-fence is checked.

    The database refuses a stream that may not pay, and a use of a funded capacity without one.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="+")
    stream = models.ForeignKey(FundingStream, models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    minutes = models.PositiveIntegerField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "stream"], name="a_stream_pays_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="payments_take_time"),
        ]

"""What is agreed about accounts in the course of a year: transfers, appeals, and the year's end."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Authority, Person


class Transfer(models.Model):
    """Minutes that one school offers to another of its partnership, set aside until it answers."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Account, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Account, models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    why = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0) & ~Q(why="") & ~Q(giver=F("taker")),
                name="transfers_give_something_to_another",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_at=None, settled_by="")
                | (Q(~Q(state="proposed"), settled_at__isnull=False) & ~Q(settled_by="")),
                name="settled_transfers_say_when_and_by_whom",
            ),
        ]


class Appeal(models.Model):
    """What was decided when a school appealed against what it was given. Written once."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    decided_by = models.TextField()
    reason = models.TextField()
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="+", null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(reason=""), name="appeals_say_who_and_why"
            )
        ]


class YearEnd(models.Model):
    """From which day a service's unused minutes of a year lapse, and how many may be carried."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    lapses_on = models.DateField()
    carry_limit_minutes = models.PositiveIntegerField(help_text="The most that a school carries.")
    published_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "academic_year"], name="one_year_end_per_service"
            )
        ]

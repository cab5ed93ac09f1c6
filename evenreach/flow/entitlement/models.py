"""Capacity, and each school's account with the ledger from which its balance is derived."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.entitlement.kinds import EITHER, IN, OUT, PAIR, EntryKind, kinds_with
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Authority
from evenreach.flow.register.models import School


class Capacity(models.Model):
    """The minutes of a service in an academic year, and what is taken off before sharing."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    working_minutes = models.PositiveIntegerField()
    statutory_minutes = models.PositiveIntegerField()
    travel_minutes = models.PositiveIntegerField()
    supervision_minutes = models.PositiveIntegerField()
    pool_minutes = models.PositiveIntegerField()
    session_minutes = models.PositiveSmallIntegerField()
    basis = models.TextField(help_text="Where the minutes come from, in a sentence.")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "academic_year"], name="one_capacity_per_year"
            ),
            models.CheckConstraint(
                condition=Q(
                    working_minutes__gte=F("statutory_minutes")
                    + F("travel_minutes")
                    + F("supervision_minutes")
                    + F("pool_minutes")
                ),
                name="no_more_taken_off_than_there_is",
            ),
            models.CheckConstraint(
                condition=Q(session_minutes__gt=0), name="capacity_sessions_take_time"
            ),
        ]

    @property
    def shared_minutes(self) -> int:
        """What is left to share among schools."""
        return (
            self.working_minutes
            - self.statutory_minutes
            - self.travel_minutes
            - self.supervision_minutes
            - self.pool_minutes
        )

    @property
    def sessions(self) -> int:
        """Whole sessions to share; a part of one stays with the service."""
        return self.shared_minutes // self.session_minutes


class Account(models.Model):
    """One school's time with one service in one academic year; its balance is derived."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    is_bought = models.BooleanField(
        default=False, help_text="Holds what the school has bought, and nothing else."
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "service", "academic_year", "is_bought"],
                name="one_account_per_year",
            )
        ]


class LedgerEntry(models.Model):
    """Minutes into (+) or out of (-) what a school can still draw. Written once, never changed.

    The database refuses an entry that would take the account below nothing.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=EntryKind)
    minutes = models.IntegerField()
    entered_at = models.DateTimeField()
    why = models.TextField()
    refers_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="What a correction corrects; for what comes into an account, where it left one.",
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=kinds_with(IN), minutes__gt=0, refers_to=None)
                | Q(kind__in=kinds_with(OUT), minutes__lt=0, refers_to=None)
                | Q(kind__in=kinds_with(PAIR), minutes__lt=0, refers_to=None)
                | Q(kind__in=kinds_with(PAIR), minutes__gt=0, refers_to__isnull=False)
                | (Q(kind__in=kinds_with(EITHER), refers_to__isnull=False) & ~Q(minutes=0)),
                name="kinds_have_their_sign",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="entries_say_why"),
            models.UniqueConstraint(
                fields=["refers_to"],
                condition=Q(kind__in=kinds_with(PAIR)),
                name="a_pair_has_two_halves",
            ),
            models.UniqueConstraint(
                fields=["account", "why"],
                condition=Q(kind="buy"),
                name="an_order_is_recorded_once",
            ),
        ]
        indexes = [models.Index(fields=["account", "kind"], name="entries_of_account")]

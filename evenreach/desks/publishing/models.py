"""Letters to schools: what was written, to which school, and who was sent it when."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority, Person, School


class LetterIssue(models.Model):
    """One occasion on which every school is written to; its letters never change."""

    class State(models.TextChoices):
        PREPARED = "prepared"
        SENDING = "sending"
        SENT = "sent"
        WITHDRAWN = "withdrawn"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    title = models.TextField()
    opening = models.TextField()
    appeals = models.TextField(
        help_text="How a school asks for its sessions to be looked at again."
    )
    signed_by = models.TextField()
    contact = models.EmailField()
    address = models.TextField(help_text="Where its letters are read: each adds its number.")
    prepared_at = models.DateTimeField()
    prepared_by = models.TextField()
    settled_at = models.DateTimeField(null=True, help_text="Sent or withdrawn at.")
    reason = models.TextField(blank=True, help_text="Why it was withdrawn.")

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(reason=""), name="withdrawn_with_a_reason"
            )
        ]


class Letter(models.Model):
    """One school's letter; `content` holds the facts as they were when it was prepared."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    issue = models.ForeignKey(LetterIssue, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    content = models.JSONField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "school"], name="one_letter_per_school")
        ]


class LetterCopy(models.Model):
    """That one person was sent a letter: queued with this message, each person once."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recipient = models.EmailField()
    message_id = models.TextField()
    queued_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "person"], name="one_copy_for_each_person")
        ]

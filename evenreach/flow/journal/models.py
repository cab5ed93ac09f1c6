"""What was written and looked at, by whom; mail to go out; forms submitted; tasks under way.

The journal points at nobody: it keeps table, identifier, actor and authority as values, so that
it outlives what it tells of.
"""

from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now

from evenreach.flow.journal.scope import Scoped


class ThisTransaction(Func):
    function = "txid_current"
    arity = 0
    output_field = models.BigIntegerField()


class Line(models.Model):
    """One thing that somebody did: the sentence beside the changes of the same transaction."""

    authority_id = models.BigIntegerField()
    transaction = models.BigIntegerField(db_default=ThisTransaction())
    written_at = models.DateTimeField(db_default=Now())
    happened_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    verb = models.TextField()
    table = models.TextField()
    row_id = models.BigIntegerField()
    why = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        indexes = [models.Index(fields=["authority_id", "table", "row_id"], name="line_of_row")]


class Change(models.Model):
    """One row's change, written by the database itself; nobody but a trigger inserts here."""

    authority_id = models.BigIntegerField()
    transaction = models.BigIntegerField(db_default=ThisTransaction())
    written_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    operation = models.TextField()
    table = models.TextField()
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = Scoped()

    class Meta:
        indexes = [models.Index(fields=["authority_id", "table", "row_id"], name="change_of_row")]


class LearnerLook(models.Model):
    """One look at a learner's record, written in the transaction that showed it."""

    authority_id = models.BigIntegerField()
    looked_at = models.DateTimeField()
    person_id = models.BigIntegerField()
    person_name = models.TextField()
    learner_id = models.BigIntegerField()
    page = models.TextField()

    objects = Scoped()

    class Meta:
        indexes = [
            models.Index(
                fields=["authority_id", "learner_id", "looked_at"], name="looks_at_learner"
            )
        ]


class Goes(models.TextChoices):
    """When a message of some kind goes to somebody."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class MailChoice(models.Model):
    """When somebody wants messages of one kind; without a choice they go at once."""

    authority_id = models.BigIntegerField()
    recipient = models.EmailField(help_text="In small letters.")
    kind = models.CharField(max_length=20)
    goes = models.CharField(max_length=10, choices=Goes)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority_id", "recipient", "kind"], name="one_choice_per_kind_of_mail"
            )
        ]


class Delivery(models.TextChoices):
    """What became of a message after it was sent, in GOV.UK Notify's words."""

    DELIVERED = "delivered"
    PERMANENT = "permanent-failure"
    TEMPORARY = "temporary-failure"
    TECHNICAL = "technical-failure"


NOT_DELIVERED = (Delivery.PERMANENT, Delivery.TEMPORARY, Delivery.TECHNICAL)


class OutgoingMail(models.Model):
    """One message to one recipient, stored with the act that caused it and sent afterwards.

    A message for the daily digest is sent with it; `in_digest` is that digest's message_id. Only
    GOV.UK Notify says what became of a message: until then it is asked again.
    """

    authority_id = models.BigIntegerField()
    message_id = models.TextField()
    recipient = models.EmailField()
    subject = models.TextField()
    body = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_try_at = models.DateTimeField(null=True, help_text="Not before then, after a failure.")
    delivery = models.CharField(max_length=20, choices=Delivery, blank=True)
    ask_again_at = models.DateTimeField(null=True, help_text="When its delivery is asked after.")
    goes = models.CharField(max_length=10, choices=Goes, default=Goes.AT_ONCE)
    in_digest = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority_id", "message_id"], name="message_id_used_once"
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=["", *Delivery.values]), name="delivery_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False)
                | Q(ask_again_at=None) & Q(delivery__in=["", Delivery.PERMANENT]),
                name="only_what_was_sent_is_delivered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority_id", "id"], condition=Q(sent_at=None), name="mail_to_send"
            ),
            models.Index(
                fields=["authority_id", "ask_again_at"],
                condition=Q(ask_again_at__isnull=False),
                name="mail_to_ask_after",
            ),
        ]


class SubmittedForm(models.Model):
    """The key of a form that has had its effect, and where its sender was then taken."""

    authority_id = models.BigIntegerField()
    key = models.UUIDField()
    person_id = models.BigIntegerField(null=True)
    path = models.TextField()
    location = models.TextField(blank=True)
    submitted_at = models.DateTimeField(db_default=Now())

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority_id", "key"], name="form_submitted_once")
        ]


class Task(models.Model):
    """Something long that one person asked for, done in the background, and how far it has come.

    The job's arguments are `authority_id` and the row's own identifier; `table` and `row_id` say
    what it is about. One task at a time is under way about one row.
    """

    authority_id = models.BigIntegerField()
    job = models.TextField(help_text="The name of the job that does it.")
    table = models.TextField()
    row_id = models.BigIntegerField()
    person_id = models.BigIntegerField(help_text="Who asked, and as whom it is done.")
    started_by = models.TextField()
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, help_text="The step that is under way.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed = models.TextField(blank=True, help_text="Why nothing was done, as a sentence.")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority_id", "table", "row_id"],
                condition=Q(finished_at=None),
                name="one_task_under_way_about_a_row",
            )
        ]

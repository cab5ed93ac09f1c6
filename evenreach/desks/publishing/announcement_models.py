"""Announcements: threads, versions that never change once published, and who was sent them."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority, Partnership, Person


class AnnouncementThread(models.Model):
    """One matter from its announcement to its reports, as one public page."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    title = models.TextField()
    introduction = models.TextField()
    academic_year = models.PositiveSmallIntegerField(
        help_text="Whose offer and decisions belong to the matter."
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "slug"], name="one_thread_per_slug")
        ]

    def __str__(self) -> str:
        return self.title


class Announcement(models.Model):
    """What stays the same over an announcement's versions: where it is found."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    begun_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "slug"], name="one_announcement_per_slug")
        ]


class AnnouncementVersion(models.Model):
    """One version of an announcement; a correction is the next one, which says what changed."""

    class State(models.TextChoices):
        DRAFTED = "drafted"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    class Audience(models.TextChoices):
        EVERYONE = "everyone"
        SCHOOLS = "schools"
        HEADS = "heads"
        SENCOS = "sencos"
        PARTNERSHIP = "partnership"
        PHASE = "phase"
        CHOSEN = "chosen"

    class Step(models.TextChoices):
        ANNOUNCEMENT = "announcement"
        DETAIL = "detail"
        CONSULTATION = "consultation"
        DECISION = "decision"
        OFFER = "offer"
        REPORT = "report"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    title = models.TextField()
    summary = models.TextField()
    text = models.TextField(blank=True, help_text="Markdown; headings begin at ##.")
    changed = models.TextField(blank=True, help_text="What a correction changed.")
    contact = models.EmailField()
    audience = models.CharField(max_length=12, choices=Audience)
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="+")
    phase = models.TextField(blank=True)
    urns = models.JSONField(default=list, help_text="The schools chosen.")
    is_public = models.BooleanField()
    thread = models.ForeignKey(AnnouncementThread, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=12, choices=Step, default=Step.ANNOUNCEMENT)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    returned_why = models.TextField(blank=True)
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    address = models.TextField(blank=True, help_text="Where its links begin, in mail.")
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was withdrawn.")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "number"], name="one_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["announcement"],
                condition=Q(state__in=["drafted", "submitted", "approved"]),
                name="one_version_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("author")),
                name="somebody_else_approves",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "submitted"], approver=None, publish_at=None)
                | Q(
                    state__in=["approved", "published", "withdrawn"],
                    approver__isnull=False,
                    approved_at__isnull=False,
                    publish_at__isnull=False,
                ),
                name="approved_by_somebody_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "withdrawn"], published_at__isnull=False)
                | (~Q(state__in=["published", "withdrawn"]) & Q(published_at=None)),
                name="announcements_say_when_published",
            ),
            models.CheckConstraint(
                condition=Q(state="drafted") | Q(number=1) | ~Q(changed=""),
                name="corrections_say_what_changed",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(reason=""),
                name="announcements_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(audience="everyone") | Q(is_public=True),
                name="to_everyone_is_public",
            ),
        ]

    @property
    def reference(self) -> str:
        return f"A{self.announcement_id}-{self.number}"


class AnnouncementPicture(models.Model):
    """A picture in an announcement; its description stands in the text."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4)
    content = models.BinaryField()
    added_at = models.DateTimeField()

    objects = Scoped()


class AnnouncementCopy(models.Model):
    """That one person was sent a version: frozen when it was published, each person once."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    urns = models.JSONField(help_text="The schools for which the person was written to.")
    recipient = models.EmailField()
    message_id = models.TextField()
    queued_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], name="one_announcement_for_each_person"
            )
        ]

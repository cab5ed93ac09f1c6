"""Schools, their figures by academic year, and the days on which they are open."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace, Upper

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority

LEFT_OUT = "’'.,"


class RegisterSnapshot(models.Model):
    """The whole register at one moment, packed; the same facts are kept once."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    packed = models.BinaryField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "digest"], name="one_snapshot_per_digest")
        ]


class RegisterImport(models.Model):
    """Publishers' files read as one change of the register, which is made whole or not at all."""

    class State(models.TextChoices):
        """Those in `OPEN_STATES` keep others out; waiting, applying and undoing have a task."""

        WAITING = "waiting"
        REFUSED = "refused"
        UNCHANGED = "unchanged"
        PREVIEWED = "previewed"
        DISCARDED = "discarded"
        APPLYING = "applying"
        APPLIED = "applied"
        UNDOING = "undoing"
        UNDONE = "undone"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    started_at = models.DateTimeField()
    started_by = models.TextField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True)
    files = models.JSONField(help_text="name → SHA-256 of the bytes and the day")
    faults = models.JSONField(default=list, help_text="The first 500 faults of a refused file.")
    faults_count = models.PositiveIntegerField(default=0)
    before = models.ForeignKey(RegisterSnapshot, models.PROTECT, related_name="+", null=True)
    after = models.ForeignKey(RegisterSnapshot, models.PROTECT, related_name="+", null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority"],
                condition=Q(state__in=["waiting", "previewed", "applying", "undoing"]),
                name="one_import_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "refused", "unchanged", "discarded"],
                    before=None,
                    after=None,
                )
                | Q(
                    ~Q(state__in=["waiting", "refused", "unchanged"]),
                    before__isnull=False,
                    after__isnull=False,
                ),
                name="imports_say_from_what_to_what",
            ),
        ]


State = RegisterImport.State
OPEN_STATES = (State.WAITING, State.PREVIEWED, State.APPLYING, State.UNDOING)


class RegisterUpload(models.Model):
    """One publisher's file of an import as it came, packed; kept until it has been read."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    by_import = models.ForeignKey(RegisterImport, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, help_text="Which of PublishedFiles it is.")
    name = models.TextField()
    source = models.TextField()
    counted_on = models.DateField()
    packed = models.BinaryField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by_import", "part"], name="one_upload_per_part")
        ]


class SchoolChange(models.Model):
    """What one applied import changed of one school: the school's history."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    by_import = models.ForeignKey(RegisterImport, models.PROTECT, related_name="+")
    urn = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    field = models.TextField()
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        indexes = [models.Index(fields=["authority", "urn"], name="changes_by_school")]


class SchoolLink(models.Model):
    """That one establishment came from, or became, another; either may be of another register."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    urn = models.PositiveIntegerField()
    other_urn = models.PositiveIntegerField()
    other_name = models.TextField()
    kind = models.TextField(help_text="In the publisher's words: Predecessor, Successor …")
    established_on = models.DateField(null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "urn", "other_urn", "kind"], name="a_link_is_kept_once"
            )
        ]


class Place(Func):
    """A point of the National Grid in metres; NULL where either coordinate is."""

    function = "point"
    output_field = models.TextField()


class School(models.Model):
    """An establishment of the register, keyed by URN. Empty means: not known.

    `plain_name` and `compact_postcode` are what searches look in: no search works them out for
    every school of a country.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    urn = models.PositiveIntegerField()
    name = models.TextField()
    establishment_type = models.TextField(blank=True)
    phase = models.TextField(blank=True, help_text="A phase that services name; empty: not known.")
    is_state_funded = models.BooleanField(null=True)
    status = models.TextField()
    is_open = models.BooleanField()
    postcode = models.TextField(blank=True)
    easting = models.PositiveIntegerField(null=True)
    northing = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    ward = models.TextField(blank=True)
    trust = models.TextField(blank=True)
    urban_rural = models.TextField(blank=True)
    low_age = models.PositiveSmallIntegerField(null=True)
    high_age = models.PositiveSmallIntegerField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True, help_text="The day on which it closed or will close.")
    plain_name = models.GeneratedField(
        expression=Upper(Func("name", Value(f"-{LEFT_OUT}"), Value(" "), function="TRANSLATE")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    compact_postcode = models.GeneratedField(
        expression=Upper(Replace("postcode", Value(" "), Value(""))),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "urn"], name="one_school_per_urn"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="both_coordinates_or_neither",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "name", "urn"],
                include=["plain_name", "compact_postcode"],
                name="open_school_by_words",
                condition=Q(is_open=True),
            ),
            models.Index(fields=["authority", "compact_postcode"], name="school_by_postcode"),
            models.Index(
                fields=["authority", "establishment_type"],
                name="open_school_by_type",
                condition=Q(is_open=True),
            ),
            GistIndex(
                F("authority"),
                Place("easting", "northing"),
                name="open_school_by_place",
                condition=Q(is_open=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Partnership(models.Model):
    """A planning area of the authority's own: schools that are thought of together."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    name = models.TextField()
    source = models.TextField(help_text="Where the list is from, in a sentence.")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="one_partnership_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class PartnershipMember(models.Model):
    """That a school belongs to a partnership; a school belongs to one, or to none."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school"], name="one_partnership_per_school")
        ]


class SchoolFigure(models.Model):
    """One count of one school for one academic year; a figure that is not known has no row."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField(help_text="The year in which it begins.")
    name = models.SlugField()
    value = models.PositiveIntegerField()
    source = models.TextField()
    counted_on = models.DateField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "academic_year", "name"], name="one_figure_per_year"
            )
        ]


class TermBlock(models.Model):
    """Consecutive days on which schools are open, up to a day before `ends_on`."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    name = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_inferred = models.BooleanField(default=False)
    source = models.TextField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "academic_year", "name"], name="one_block_per_name"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="blocks_end_after_they_start"
            ),
        ]


class Holiday(models.Model):
    """A day within a term on which schools are closed: a bank holiday or a training day."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    on = models.DateField()
    name = models.TextField()
    source = models.TextField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "on"], name="one_holiday_per_day")
        ]

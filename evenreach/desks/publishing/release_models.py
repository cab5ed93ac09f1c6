"""What has left: every table that was published, what it hid, and below what number."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority


class SmallNumbers(models.Model):
    """Below what numbers an authority hides; one without a row keeps the numbers given here."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    inside = models.PositiveSmallIntegerField(default=5)
    in_public = models.PositiveSmallIntegerField(default=10)
    schools = models.PositiveSmallIntegerField(
        default=3, help_text="Schools behind a public sum of theirs, who are no private persons."
    )

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority"], name="one_row_of_small_numbers"),
            models.CheckConstraint(
                condition=Q(inside__gte=2, schools__gte=2), name="small_numbers_hide_something"
            ),
            models.CheckConstraint(
                condition=Q(in_public__gte=F("inside")), name="in_public_no_less_is_hidden"
            ),
        ]


class Release(models.Model):
    """One publication of a set of tables; never changed, for others have read it.

    `content` is what may be read. `facts` are the whole tables behind it, kept so that a later
    release can be attacked together with this one; they leave for nowhere.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    name = models.SlugField()
    number = models.PositiveIntegerField(help_text="From 1 up for each name.")
    title = models.TextField()
    definition = models.TextField()
    academic_year = models.PositiveSmallIntegerField()
    source_on = models.DateField(help_text="The day up to which the facts are counted.")
    released_at = models.DateTimeField()
    released_by = models.TextField()
    fewest = models.PositiveSmallIntegerField()
    contributors = models.PositiveIntegerField()
    cells = models.PositiveIntegerField()
    cells_hidden = models.PositiveIntegerField()
    content = models.JSONField()
    facts = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name", "number"], name="one_release_per_number"
            ),
            models.CheckConstraint(
                condition=Q(cells_hidden__lte=F("cells")), name="no_more_hidden_than_there_are"
            ),
            models.CheckConstraint(condition=Q(fewest__gte=2), name="a_release_hides_something"),
        ]

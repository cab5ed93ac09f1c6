"""How a school looked back on what was planned after a visit, and what it does next."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.models import SchoolRequest


class Review(models.Model):
    """The review that closes a request: written once, by the school, after its report."""

    class NextStep(models.TextChoices):
        CLOSE = "close"
        ASK_AGAIN = "ask_again"
        REFER_ON = "refer_on"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school_request = models.OneToOneField(SchoolRequest, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reviewed_on = models.DateField(help_text="The day on which people sat together.")
    written_at = models.DateTimeField()
    difference = models.TextField(help_text="What has changed for the learner, and what has not.")
    learner_view = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    next_step = models.CharField(max_length=10, choices=NextStep)
    next_detail = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(difference=""), name="reviews_say_what_difference_it_made"
            ),
            models.CheckConstraint(
                condition=~Q(next_step="refer_on") | ~Q(next_detail=""),
                name="referring_on_says_to_whom",
            ),
        ]


class ReviewedLine(models.Model):
    """One piece of planned provision, word for word, and whether it was done."""

    class Done(models.TextChoices):
        DONE = "done"
        PARTLY = "partly"
        NOT = "not"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, models.PROTECT, related_name="+")
    what = models.TextField()
    done = models.CharField(max_length=10, choices=Done)
    why = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done="done") | ~Q(why=""), name="what_was_not_done_says_why"
            )
        ]

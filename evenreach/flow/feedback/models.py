"""What schools said of a visit: who was asked stands apart from what was answered."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.offer.models import Service
from evenreach.flow.people.models import Authority
from evenreach.flow.visits.models import Visit


class Invitation(models.Model):
    """A one-time link to the questions about one visit; only the token's digest is kept."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64)
    sent_on = models.DateField()
    expires_on = models.DateField()
    answered_on = models.DateField(null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit"], name="one_invitation_per_visit"),
            models.UniqueConstraint(
                fields=["authority", "token_digest"], name="one_invitation_per_token"
            ),
        ]


class Answer(models.Model):
    """One set of answers, kept apart from the visit, the school and the person."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    survey = models.SlugField()
    survey_version = models.PositiveSmallIntegerField()
    ratings = models.JSONField(help_text="question → a whole number of the question's scale")
    words = models.JSONField(help_text="question → what was written")

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(survey=""), name="answers_name_their_survey")
        ]

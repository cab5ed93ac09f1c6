"""Why a visit was proposed as it was."""

from django.db import models

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority, Visit


class Proposal(models.Model):
    """The rule, the facts it weighed (by digest) and what decided, kept with the visit."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="+")
    rule = models.SlugField()
    input_sha256 = models.CharField(max_length=64)
    reason = models.JSONField()

    objects = Scoped()

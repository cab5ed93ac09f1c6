"""What was seen and agreed on a visit, and the report that was released from it."""

from django.db import models
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.visits.models import Visit


class VisitRecord(models.Model):
    """The professional's record: need identified, provision planned, further assessment."""

    class Assessment(models.TextChoices):
        NONE = "none"
        INDICATED = "indicated"
        INCLUDED = "included"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    context = models.TextField()
    strengths = models.TextField()
    learner_voice = models.TextField(blank=True)
    need_area = models.CharField(max_length=40)
    need_identified = models.TextField()
    further_assessment = models.CharField(max_length=10, choices=Assessment)
    assessment_detail = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(need_identified=""), name="records_identify_need"),
            models.CheckConstraint(
                condition=Q(further_assessment="none") | ~Q(assessment_detail=""),
                name="further_assessment_says_what",
            ),
        ]


class ProvisionLine(models.Model):
    """One piece of planned provision: what, by whom, how often, until when."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    record = models.ForeignKey(VisitRecord, models.PROTECT, related_name="+")
    what = models.TextField()
    who = models.TextField()
    how_often = models.TextField()
    until = models.DateField()

    objects = Scoped()


class Report(models.Model):
    """A record as it was released, word for word; a released report never changes."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    record = models.ForeignKey(VisitRecord, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    released_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    content = models.JSONField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "version"], name="one_report_per_version")
        ]

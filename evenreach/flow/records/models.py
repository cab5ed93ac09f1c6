"""What was seen and agreed on a visit, and the reports that were released from it."""

from django.db import models
from django.db.models import F, Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.visits.models import Visit
from evenreach.methods.outcomes import HIGHEST, LOWEST


class VisitRecord(models.Model):
    """The professional's record: need identified, provision planned, further assessment.

    A draft may lack anything. `edition` counts how often it was saved, so that two tabs cannot
    overwrite each other unseen; `correcting` says why a released record is open again.
    """

    class Assessment(models.TextChoices):
        NONE = "none"
        INDICATED = "indicated"
        INCLUDED = "included"

    class State(models.TextChoices):
        DRAFT = "draft"
        COMPLETE = "complete"
        TO_CHECK = "to_check"
        CHECKED = "checked"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    checked_at = models.DateTimeField(null=True)
    returned_why = models.TextField(blank=True)
    correcting = models.TextField(blank=True)
    context = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    learner_voice = models.TextField(blank=True)
    need_area = models.CharField(max_length=40, blank=True)
    need_identified = models.TextField(blank=True)
    further_assessment = models.CharField(max_length=10, choices=Assessment, blank=True)
    assessment_what = models.CharField(max_length=200, blank=True)
    assessment_by = models.CharField(max_length=200, blank=True)
    assessment_when = models.CharField(max_length=200, blank=True)
    assessment_detail = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | ~Q(context="") & ~Q(strengths="") & ~Q(need_area="") & ~Q(need_identified=""),
                name="records_identify_need",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(further_assessment="none")
                | Q(further_assessment="indicated")
                & ~Q(assessment_what="")
                & ~Q(assessment_by="")
                & ~Q(assessment_when="")
                | Q(further_assessment="included")
                & ~Q(assessment_what="")
                & ~Q(assessment_detail=""),
                name="further_assessment_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state="checked", checked_by__isnull=False, checked_at__isnull=False)
                & ~Q(checked_by=F("written_by"))
                | ~Q(state="checked") & Q(checked_by=None, checked_at=None),
                name="a_second_person_checks",
            ),
        ]


class ProvisionLine(models.Model):
    """One piece of planned provision: what, by whom, how often, until when."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    record = models.ForeignKey(VisitRecord, models.PROTECT, related_name="+")
    what = models.TextField(blank=True)
    who = models.TextField(blank=True)
    how_often = models.TextField(blank=True)
    until = models.DateField(null=True)

    objects = Scoped()


class Outcome(models.Model):
    """What a learner is to reach, on a scale from 1 to 10 of their own; achieved at the review."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    record = models.ForeignKey(VisitRecord, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    what = models.TextField(blank=True)
    baseline = models.PositiveSmallIntegerField(null=True)
    expected = models.PositiveSmallIntegerField(null=True)
    achieved = models.PositiveSmallIntegerField(null=True)
    weight = models.PositiveSmallIntegerField(default=1)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="outcomes_are_numbered"),
            *(
                models.CheckConstraint(
                    condition=Q(**{level: None})
                    | Q(**{f"{level}__gte": LOWEST, f"{level}__lte": HIGHEST}),
                    name=f"{level}_is_on_its_scale",
                )
                for level in ("baseline", "expected", "achieved")
            ),
            models.CheckConstraint(
                condition=Q(baseline=None) | Q(expected=None) | Q(baseline__lt=F("expected")),
                name="more_is_expected",
            ),
            models.CheckConstraint(
                condition=Q(achieved=None)
                | Q(baseline__isnull=False, expected__isnull=False) & ~Q(what=""),
                name="only_the_agreed_is_achieved",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=3), name="outcomes_have_a_weight"
            ),
        ]


class Report(models.Model):
    """A record as it was released, word for word; a correction is another version with a reason."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    record = models.ForeignKey(VisitRecord, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    content = models.JSONField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "version"], name="one_report_per_version"),
            models.CheckConstraint(
                condition=Q(version=1, reason="") | Q(version__gt=1) & ~Q(reason=""),
                name="corrected_reports_say_why",
            ),
        ]


class FamilyLink(models.Model):
    """A link by which a family reads the newest version of a report; nobody's address is kept."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_on = models.DateField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "token_digest"], name="one_family_link_per_token"
            )
        ]

"""How a policy comes to stand: schools are consulted, and a decision is recorded with its why."""

from django.db import models
from django.db.models import Q

from evenreach.desks.allocation.models import Policy
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.models import Authority, Person, School, Service


class Consultation(models.Model):
    """Schools are asked about two to four drafted policies of one service and year.

    Nothing of it changes once it is open; it is closed after its last day.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    question = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    closes_on = models.DateField(help_text="The last day on which a school may answer.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "academic_year"],
                condition=Q(closed_at=None),
                name="one_consultation_open_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="consultations_ask_something"),
        ]


class ConsultationOption(models.Model):
    """One of the policies asked about, as it was when the consultation opened."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1)
    is_proposed = models.BooleanField()
    name = models.TextField()
    terms = models.JSONField()
    sessions = models.PositiveIntegerField()
    input_sha256 = models.CharField(max_length=64)
    findings = models.JSONField(help_text="As allocation.findings writes them.")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "letter"], name="one_option_per_letter"
            ),
            models.UniqueConstraint(
                fields=["consultation", "policy"], name="one_option_per_policy"
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(is_proposed=True),
                name="one_option_is_proposed",
            ),
        ]


class OptionFigure(models.Model):
    """What one option would give one school, with all from which it was worked out."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    option = models.ForeignKey(ConsultationOption, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    phase = models.TextField()
    roll = models.PositiveIntegerField(null=True)
    sessions = models.PositiveIntegerField()
    explanation = models.JSONField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "school"], name="one_figure_per_school")
        ]


class ConsultationAnswer(models.Model):
    """What somebody answered for a school; of a school's answers the last one counts."""

    class Agreement(models.TextChoices):
        STRONGLY_AGREE = "strongly_agree"
        AGREE = "agree"
        NEITHER = "neither"
        DISAGREE = "disagree"
        STRONGLY_DISAGREE = "strongly_disagree"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    answered_by = models.TextField()
    answered_at = models.DateTimeField()
    preferred = models.ForeignKey(
        ConsultationOption, models.PROTECT, related_name="+", null=True, help_text="None: neither."
    )
    agreement = models.CharField(max_length=17, choices=Agreement)
    comment = models.TextField(blank=True)

    objects = Scoped()


class Decision(models.Model):
    """Why a policy is adopted: written once, on the facts that it names.

    Until `decided_at` it is a draft whose texts are kept. If register or capacity move before the
    policy is adopted, the decision is recorded again, as the next number; the newest one counts.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    replaces = models.PositiveSmallIntegerField(
        default=0, help_text="The version that stood when it was decided; 0: none."
    )
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", null=True)
    not_consulted_why = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    who_could_lose = models.TextField(blank=True)
    protected_characteristics = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    evidence = models.JSONField(default=dict)
    input_sha256 = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    recorded_by = models.TextField(blank=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_decision_per_number"),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(decided_at=None),
                name="one_decision_in_draft_per_policy",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None)
                | (
                    Q(decided_on__isnull=False)
                    & ~Q(reasons="")
                    & ~Q(who_could_lose="")
                    & ~Q(protected_characteristics="")
                    & ~Q(mitigation="")
                    & ~Q(decided_by="")
                    & ~Q(input_sha256="")
                    & (Q(consultation__isnull=False) | ~Q(not_consulted_why=""))
                ),
                name="decisions_give_their_reasons",
            ),
        ]

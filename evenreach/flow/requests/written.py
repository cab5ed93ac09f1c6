"""What a school writes of a request; each answer may stand half said while it is a draft."""

from django.db import models

from evenreach.flow.people.models import Person


class About(models.TextChoices):
    """Whom a request is about."""

    LEARNER = "learner"
    GROUP = "group"
    CLASS = "class"
    SCHOOL = "school"


class Approach(models.TextChoices):
    """How a request tells of the graduated approach."""

    CYCLE = "cycle"
    SUDDEN = "sudden"
    ATTACHED = "attached"


class Step(models.TextChoices):
    """The four parts of the graduated approach, in their order."""

    ASSESS = "assess"
    PLAN = "plan"
    DO = "do"
    REVIEW = "review"


class Written(models.Model):
    """The answers of a request, and who saved one last."""

    about = models.CharField(max_length=10, choices=About, default=About.LEARNER)
    about_whom = models.TextField(blank=True)
    typed = models.JSONField(
        default=dict, help_text="What was typed of a learner and does not name one yet."
    )
    need_code = models.CharField(max_length=4, blank=True)
    need_area = models.CharField(max_length=40, blank=True)
    second_need_code = models.CharField(max_length=4, blank=True)
    second_need_area = models.CharField(max_length=40, blank=True)
    concern = models.TextField(blank=True)
    approach = models.CharField(max_length=10, choices=Approach, default=Approach.CYCLE)
    sudden_change = models.TextField(blank=True)
    assessed = models.TextField(blank=True)
    assessed_by = models.TextField(blank=True)
    assessed_over = models.TextField(blank=True)
    assessed_result = models.TextField(blank=True)
    planned = models.TextField(blank=True)
    planned_by = models.TextField(blank=True)
    planned_over = models.TextField(blank=True)
    planned_result = models.TextField(blank=True)
    done = models.TextField(blank=True)
    done_by = models.TextField(blank=True)
    done_over = models.TextField(blank=True)
    done_result = models.TextField(blank=True)
    reviewed = models.TextField(blank=True)
    reviewed_by = models.TextField(blank=True)
    reviewed_over = models.TextField(blank=True)
    reviewed_result = models.TextField(blank=True)
    learner_view = models.TextField(blank=True)
    family_view = models.TextField(blank=True)
    hoped_outcome = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True


STEPS = {
    Step.ASSESS: "assessed",
    Step.PLAN: "planned",
    Step.DO: "done",
    Step.REVIEW: "reviewed",
}
"""Each step with the answer that says what; `_by`, `_over` and `_result` say the rest of it."""

LEARNER = ("initials", "school_reference", "year_group")
STEP_ANSWERS = tuple(
    f"{name}{part}" for name in STEPS.values() for part in ("", "_by", "_over", "_result")
)
ANSWERS = (
    "about",
    "about_whom",
    "concern",
    "hoped_outcome",
    "need_code",
    "need_area",
    "second_need_code",
    "second_need_area",
    "approach",
    "sudden_change",
    *STEP_ANSWERS,
    "learner_view",
    "family_view",
)
"""The columns that a school writes, one answer each."""

AREA_OF = {
    "SPLD": "cognition_and_learning",
    "MLD": "cognition_and_learning",
    "SLD": "cognition_and_learning",
    "PMLD": "cognition_and_learning",
    "SEMH": "social_emotional_and_mental_health",
    "SLCN": "communication_and_interaction",
    "ASD": "communication_and_interaction",
    "HI": "sensory_and_physical",
    "VI": "sensory_and_physical",
    "MSI": "sensory_and_physical",
    "PD": "sensory_and_physical",
}
"""The broad area of each kind of need that has one.

Source: SEND code of practice: 0 to 25 years (2015), paragraphs 6.28 to 6.35. The code names no
area for Down syndrome, another difficulty, or support without a specialist's assessment.
"""


def area_of(code: str, said: str) -> str:
    """The broad area of a need: what its kind says, or else what the school said."""
    return AREA_OF.get(code, said)

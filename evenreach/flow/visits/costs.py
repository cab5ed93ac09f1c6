"""What a visit that does not happen costs the school's entitlement: one published table."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Cause(TextChoices):
    """By whom, or why, a visit did not happen; the last two are abortive."""

    SCHOOL = "school"
    SERVICE = "service"
    LEARNER_AWAY = "learner_away"
    NO_ACCESS = "no_access"


class Notice(TextChoices):
    """How far ahead the specialist knew."""

    BEFORE = "before"
    SAME_DAY = "same_day"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cost:
    """Whether the session counts as used, and what becomes of the request."""

    is_used: bool
    then: str


FREE = Cost(False, "Nothing is taken, and another half-day is proposed.")
USED = Cost(True, "The session counts as used, and the service answers the request anew.")
RULE: dict[tuple[Cause, Notice], Cost] = {
    (Cause.SCHOOL, Notice.BEFORE): FREE,
    (Cause.SCHOOL, Notice.SAME_DAY): FREE,
    (Cause.SCHOOL, Notice.NONE): USED,
    (Cause.SERVICE, Notice.BEFORE): FREE,
    (Cause.SERVICE, Notice.SAME_DAY): FREE,
    (Cause.SERVICE, Notice.NONE): FREE,
    (Cause.LEARNER_AWAY, Notice.BEFORE): FREE,
    (Cause.LEARNER_AWAY, Notice.SAME_DAY): FREE,
    (Cause.LEARNER_AWAY, Notice.NONE): USED,
    (Cause.NO_ACCESS, Notice.BEFORE): FREE,
    (Cause.NO_ACCESS, Notice.SAME_DAY): FREE,
    (Cause.NO_ACCESS, Notice.NONE): USED,
}


def cost_of(cause: Cause, notice: Notice) -> Cost:
    """What the rule says; every pair is in the table."""
    return RULE[cause, notice]

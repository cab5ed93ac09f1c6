"""What was achieved, in the words of who reads it: levels and a T-score, or plain sentences."""

from dataclasses import dataclass
from typing import Any

from django import template

from evenreach.flow.records.outcomes import Reached, outcomes_reached
from evenreach.flow.requests.models import SchoolRequest
from evenreach.methods.outcomes import Levels, Progress, progress

register = template.Library()

COLUMNS: list[dict[str, Any]] = [
    {"text": "Outcome"},
    *({"text": name, "numeric": True} for name in ("Was", "Expected", "Achieved", "Weight")),
    {"text": "How far"},
]
WHAT_A_T_SCORE_IS = (
    "The T-score sums up how far the outcomes of this one learner were reached, each by its "
    "weight: 50 means that all came as expected, less that something is still missing, more that "
    "it went further. Levels are on a scale of the learner’s own, so those of different children "
    "are never averaged."
)
TO_FAMILIES = {
    Progress.BELOW_BASELINE: "This is harder now than when we met.",
    Progress.AT_BASELINE: "This is as it was when we met.",
    Progress.TOWARDS: "Some of this is there. It is on its way.",
    Progress.AS_EXPECTED: "This is as we hoped.",
    Progress.BEYOND: "This is even better than we hoped.",
}
NOT_SAID = "This was agreed after the review."


@dataclass(frozen=True, slots=True)
class Shown:
    """What a review found: rows of a table, a score, and sentences for the timeline and families.

    `in_plain_words` are pairs of an outcome and how it stands.
    """

    rows: list[list[Any]]
    t_score: str
    told: list[str]
    in_plain_words: list[tuple[str, str]]
    columns: list[dict[str, Any]]
    explained: str = WHAT_A_T_SCORE_IS


@register.filter
def reached(request: SchoolRequest) -> Shown | None:
    """What the review of a request found; None before there is one with outcomes."""
    found = outcomes_reached(request)
    return None if found is None else _shown(found)


def _shown(found: Reached) -> Shown:
    score = "" if found.t_score is None else f"{found.t_score:.1f}"
    told = [f"{what}: {_how_far(levels)}." for what, levels in found.outcomes]
    return Shown(
        rows=[_row(what, levels) for what, levels in found.outcomes],
        t_score=score,
        told=[*told, f"T-score {score}."] if score else told,
        in_plain_words=[(what, _to_families(levels)) for what, levels in found.outcomes],
        columns=COLUMNS,
    )


def _row(what: str, levels: Levels) -> list[Any]:
    numbers = [levels.baseline, levels.expected, levels.achieved or "–", levels.weight]
    return [what, *numbers, _how_far(levels).capitalize()]


def _how_far(levels: Levels) -> str:
    found = progress(levels)
    return "agreed after the review" if found is None else found.value


def _to_families(levels: Levels) -> str:
    found = progress(levels)
    return NOT_SAID if found is None else TO_FAMILIES[found]

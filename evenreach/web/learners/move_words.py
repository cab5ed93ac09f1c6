from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.move_models import LearnerMove
from evenreach.web.learners.words import shared_in_words
from evenreach.web.templatetags.casework import year_in_words
from evenreach.web.templatetags.evenreach import date_gov

WAITING_COLUMNS = [{"text": name} for name in ("Move", "From", "To", "Proposed on")]
COLUMNS = [*WAITING_COLUMNS, {"text": "Where it stands"}, {"text": "Why"}]
OUTCOMES = {
    "": ("Waits for an answer", "yellow"),
    LearnerMove.Outcome.CONFIRMED: ("Confirmed", "green"),
    LearnerMove.Outcome.REFUSED: ("Refused", "red"),
}


def name_of(move: LearnerMove) -> str:
    """M-00004: what people quote; it says nothing about the learner."""
    return f"M-{move.pk:05d}"


def waiting_rows(moves: Iterable[LearnerMove]) -> list[list[Any]]:
    return [
        [
            {"text": name_of(move), "href": reverse("learners:move", args=[move.pk])},
            *_between(move),
        ]
        for move in moves
    ]


def move_rows(moves: Iterable[LearnerMove], eyes: Eyes) -> list[list[Any]]:
    """Every move; who has come to one of the person's schools is opened from there."""
    return [
        [
            _name_to_open(move, eyes),
            *_between(move),
            {"text": OUTCOMES[move.outcome][0], "tag": OUTCOMES[move.outcome][1]},
            move.why,
        ]
        for move in moves
    ]


def _name_to_open(move: LearnerMove, eyes: Eyes) -> Any:
    learner = move.learner
    has_come = move.outcome == LearnerMove.Outcome.CONFIRMED and move.to_school.urn in eyes.urns
    if learner is None or not has_come or learner.school_id != move.to_school_id:
        return name_of(move)
    return {"text": name_of(move), "href": reverse("learners:learner", args=[learner.pk])}


def answer_rows(move: LearnerMove) -> list[dict[str, Any]]:
    """What the school that answers is told: of the learner, only if they are or will be theirs."""
    rows = [
        {"key": "From", "value": move.from_school.name},
        {"key": "To", "value": move.to_school.name},
        {"key": "Proposed", "value": f"{date_gov(move.proposed_at)}, by {move.proposed_by.name}"},
        {"key": "Reference at the present school", "value": move.reference_given},
    ]
    if move.learner is not None:
        rows += [
            {"key": "Initials", "value": move.learner.initials},
            {"key": "Year group", "value": year_in_words(move.learner.year_group)},
        ]
    if move.proposed_from == LearnerMove.Side.PRESENT:
        rows.append({"key": "Reports", "value": shared_in_words(move)})
    return rows


def _between(move: LearnerMove) -> list[str]:
    return [move.from_school.name, move.to_school.name, date_gov(move.proposed_at)]

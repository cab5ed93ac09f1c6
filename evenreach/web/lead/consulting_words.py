"""A consultation as the lead reads it: where it stands, and every answer with its school."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.consultation_queries import Answered, Group
from evenreach.desks.allocation.deciding_models import Consultation, ConsultationAnswer
from evenreach.methods.calendar import AcademicYear
from evenreach.web.deciding_words import (
    AGREEMENTS,
    NO_OPTION,
    group_in_words,
    in_order,
    option_in_words,
)
from evenreach.web.forum_pack import service_name
from evenreach.web.templatetags.evenreach import date_gov, datetime_gov

Row = list[Any]
LIST_COLUMNS = [
    {"text": "Consultation"},
    {"text": "Last day to answer"},
    {"text": "State"},
]
ANSWER_COLUMNS = [
    {"text": "School"},
    {"text": "Prefers"},
    {"text": "With the proposal"},
    {"text": "Said"},
    {"text": "Who and when"},
]
MERGED_COLUMNS = [
    {"text": "School"},
    {"text": "Answers", "numeric": True},
    {"text": "People", "numeric": True},
    {"text": "What counts"},
]


def state_of(consultation: Consultation, today: date) -> dict[str, str]:
    """Where it stands, as a tag."""
    if consultation.closed_at is not None:
        return {"text": "Closed", "colour": "grey"}
    if today > consultation.closes_on:
        return {"text": "Ended", "colour": "yellow"}
    return {"text": "Open", "colour": "green"}


def list_rows(consultations: Iterable[Consultation], today: date) -> list[Row]:
    return [
        [
            {
                "text": f"{service_name(each)}, {AcademicYear(each.academic_year).label}",
                "href": reverse("lead:consultation", args=[each.pk]),
            },
            date_gov(each.closes_on),
            _tag(state_of(each, today)),
        ]
        for each in consultations
    ]


def answers_shown(found: Answered) -> dict[str, Any]:
    """The tables of a consultation's page."""
    return {
        "options": [
            {
                "name": option_in_words(option.letter, option.name),
                "href": reverse("lead:policy", args=[option.policy_id]),
                "decide": reverse("lead:decision", args=[option.policy_id]),
                "is_proposed": option.is_proposed,
                "sessions": f"{option.sessions:,}",
                "is_adopted": option.policy.adopted_at is not None,
            }
            for option in found.options
        ],
        "group_columns": _group_columns(found),
        "phase_rows": _group_rows("phase", found.by_phase()),
        "size_rows": _group_rows("size", found.by_size()),
        "foot": _group_row("all", found.together()),
        "agreement_rows": [
            [words, str(found.by_agreement()[kind.value])] for kind, words in AGREEMENTS.items()
        ],
        "answer_columns": ANSWER_COLUMNS,
        "answer_rows": [_answer_row(answer) for answer in found.counting],
        "merged_columns": MERGED_COLUMNS,
        "merged_rows": [
            [each.school.name, str(each.answers), str(each.people), "The last one"]
            for each in found.merged
        ],
    }


def _group_columns(found: Answered) -> list[dict[str, Any]]:
    titles = [letter or NO_OPTION for letter in found.letters]
    return [
        {"text": "Schools of"},
        {"text": "Answered, of all", "numeric": True},
        *({"text": title, "numeric": True} for title in titles),
    ]


def _group_rows(kind: str, groups: Sequence[Group]) -> list[Row]:
    by_name = {group.name: group for group in groups}
    ordered = in_order(kind, [{"name": name} for name in by_name], "name")
    return [_group_row(kind, by_name[each["name"]]) for each in ordered]


def _group_row(kind: str, group: Group) -> Row:
    words = group_in_words(kind, group.name)
    return [words, f"{group.answered} of {group.schools}", *map(str, group.by_option)]


def _answer_row(answer: ConsultationAnswer) -> Row:
    preferred = NO_OPTION if answer.preferred is None else answer.preferred.letter
    return [
        answer.school.name,
        preferred,
        AGREEMENTS[ConsultationAnswer.Agreement(answer.agreement)],
        answer.comment,
        f"{answer.answered_by}, {datetime_gov(answer.answered_at)}",
    ]


def _tag(state: dict[str, str]) -> dict[str, str]:
    return {"text": state["text"], "tag": state["colour"]}

"""Letters as their writer reads them: what was prepared, and proof of who was sent it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.desks.publishing.models import Letter, LetterIssue
from evenreach.desks.publishing.queries import Delivery
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.calendar import AcademicYear
from evenreach.web.templatetags.evenreach import date_gov, datetime_gov

Row = list[Any]
ISSUE_COLUMNS = [{"text": "Letters"}, {"text": "Year"}, {"text": "Prepared"}, {"text": "Stands"}]
LETTER_COLUMNS = [
    {"text": "School"},
    {"text": "Sessions", "numeric": True},
    {"text": "Sent to"},
    {"text": "Delivery"},
]
TAGS = {
    "prepared": {"text": "Not sent yet", "colour": "yellow"},
    "sending": {"text": "Being sent", "colour": "blue"},
    "sent": {"text": "Sent", "colour": "green"},
    "withdrawn": {"text": "Withdrawn", "colour": "grey"},
}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One school's letter: how many people it went to, and how many mails are out."""

    cells: Row
    copies: int
    out: int
    failing: int


def beginnings(eyes: Eyes, year: AcademicYear) -> dict[str, str]:
    """Words to begin from; each is the writer's to change."""
    return {
        "title": f"Your school’s sessions for {year.begins_in} to {year.begins_in + 1}",
        "opening": (
            "Every school has sessions with our specialist services this year, free of charge. "
            "They were shared by a published policy; this letter says how many your school has."
        ),
        "appeals": (
            "If a figure about your school is wrong, or your need is not shown by these figures, "
            "write to us within twenty school days. Somebody who did not share the sessions "
            "looks at it again and answers in writing."
        ),
        "signed_by": eyes.name,
    }


def issue_rows(issues: Iterable[LetterIssue]) -> list[Row]:
    return [
        [
            {"text": issue.title, "href": reverse("lead:letter_issue", args=[issue.pk])},
            AcademicYear(issue.academic_year).label,
            f"{date_gov(issue.prepared_at)}, by {issue.prepared_by}",
            {"text": TAGS[issue.state]["text"], "tag": TAGS[issue.state]["colour"]},
        ]
        for issue in issues
    ]


def letter_rows(
    letters: Iterable[Letter], deliveries: Mapping[int, Sequence[Delivery]]
) -> list[LetterRow]:
    return [_row(letter, deliveries.get(letter.pk, [])) for letter in letters]


def totals(rows: Sequence[LetterRow]) -> dict[str, int]:
    """In all: letters, copies, mails that are out, those that failed, schools with nobody."""
    return {
        "letters": len(rows),
        "copies": sum(row.copies for row in rows),
        "out": sum(row.out for row in rows),
        "failing": sum(row.failing for row in rows),
        "nobody": sum(not row.copies for row in rows),
    }


def _row(letter: Letter, deliveries: Sequence[Delivery]) -> LetterRow:
    sessions = sum(service["sessions"] for service in letter.content["services"])
    cells: Row = [
        {"text": letter.content["school"], "href": reverse("reports:letter", args=[letter.pk])},
        str(sessions),
        "; ".join(f"{one.copy.person.name}, {one.copy.recipient}" for one in deliveries)
        or "Nobody yet",
        "; ".join(map(_delivery, deliveries)),
    ]
    return LetterRow(
        cells,
        len(deliveries),
        sum(one.sent_at is not None for one in deliveries),
        sum(one.sent_at is None and bool(one.last_error) for one in deliveries),
    )


def _delivery(one: Delivery) -> str:
    if one.sent_at is not None:
        return f"Sent {datetime_gov(one.sent_at)}"
    if one.last_error:
        return f"Not sent after {one.attempts} attempts: {one.last_error}"
    return f"Waiting since {datetime_gov(one.copy.queued_at)}"

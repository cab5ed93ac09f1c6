"""What an adopted policy came to, as anybody may read it: sessions only, no figure of a school."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.deciding_models import Decision
from evenreach.desks.allocation.models import Share
from evenreach.methods.calendar import AcademicYear
from evenreach.web.forum_pack import service_name
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import phase_in_words, phases_in_order

LIST_COLUMNS = [{"text": "Decision"}, {"text": "Version", "numeric": True}, {"text": "Adopted"}]
PHASE_COLUMNS = [
    {"text": "Phase"},
    {"text": "Schools", "numeric": True},
    {"text": "Sessions", "numeric": True},
]
SCHOOL_COLUMNS = [{"text": "School"}, {"text": "Phase"}, {"text": "Sessions", "numeric": True}]


def list_rows(decisions: Iterable[Decision]) -> list[list[Any]]:
    return [
        [
            {
                "text": f"{service_name(each.policy)}, "
                f"{AcademicYear(each.policy.academic_year).label}: {each.policy.name}",
                "href": reverse("decision", args=[each.pk]),
            },
            str(each.policy.version),
            date_gov(each.policy.adopted_at),
        ]
        for each in decisions
    ]


def distribution(shares: Iterable[Share]) -> list[dict[str, Any]]:
    """How many schools have each number of sessions, from the fewest up."""
    counts = Counter(share.sessions for share in shares)
    return [
        {
            "label": f"{sessions} session{'' if sessions == 1 else 's'}",
            "value": counts[sessions],
            "text": f"{counts[sessions]} school{'' if counts[sessions] == 1 else 's'}",
        }
        for sessions in sorted(counts)
    ]


def phase_rows(shares: Sequence[Share]) -> list[list[str]]:
    rows = []
    for phase in phases_in_order(share.school.phase for share in shares):
        found = [share.sessions for share in shares if share.school.phase == phase]
        rows.append([phase_in_words(phase), str(len(found)), f"{sum(found):,}"])
    return rows


def school_rows(shares: Iterable[Share]) -> list[list[Any]]:
    return [
        [
            {"text": share.school.name, "href": reverse("school", args=[share.school.urn])},
            phase_in_words(share.school.phase),
            str(share.sessions),
        ]
        for share in shares
    ]

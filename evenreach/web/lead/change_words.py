"""What a policy changes from last year, and how far the limits to change hold it off."""

from collections.abc import Sequence
from typing import Any

from evenreach.web.lead.policy_words import Row, SchoolShare
from evenreach.web.lead.signs import counted, signed
from evenreach.web.templatetags.schools import phase_in_words

MOST_NAMED = 5
CHANGE_COLUMNS = [
    {"text": "School"},
    {"text": "Phase"},
    {"text": "Last year", "numeric": True},
    {"text": "Sessions", "numeric": True},
    {"text": "Change", "numeric": True},
]
TARGET_COLUMNS = [
    {"text": "School"},
    {"text": "Sessions", "numeric": True},
    {"text": "By need alone", "numeric": True},
    {"text": "Distance", "numeric": True},
]


def change_context(shares: Sequence[SchoolShare]) -> dict[str, Any]:
    """The schools that change most, and the distance from where need alone would lead."""
    moved = [(share.change, share) for share in shares if share.change]
    gaining = sorted(moved, key=lambda pair: (-pair[0], pair[1].name))[:MOST_NAMED]
    losing = sorted(moved, key=lambda pair: (pair[0], pair[1].name))[:MOST_NAMED]
    return {
        "change_sentence": change_sentence(shares),
        "change_columns": CHANGE_COLUMNS,
        "gaining": [_change_row(share) for change, share in gaining if change > 0],
        "losing": [_change_row(share) for change, share in losing if change < 0],
        "target_sentence": target_sentence(shares),
        "target_columns": TARGET_COLUMNS,
        "target_rows": _target_rows(shares),
    }


def change_sentence(shares: Sequence[SchoolShare]) -> str:
    """Against last year, 40 schools gain, 30 lose … ; empty where no school's is known."""
    changes = [share.change for share in shares if share.change is not None]
    if not changes:
        return ""
    gain, lose = sum(n > 0 for n in changes), sum(n < 0 for n in changes)
    unknown = len(shares) - len(changes)
    rest = f" Of {counted(unknown, 'school')} last year is not known." if unknown else ""
    return (
        f"Against last year, {counted(gain, 'school')} would have more, {lose} fewer, and "
        f"{len(changes) - gain - lose} as many.{rest}"
    )


def target_sentence(shares: Sequence[SchoolShare]) -> str:
    """How much the limits to change move; empty where they move nothing."""
    away = [share.from_target for share in shares if share.from_target]
    if not away:
        return ""
    above = sum(distance for distance in away if distance > 0)
    return (
        f"The limits to change hold {counted(len(away), 'school')} away from what need alone would "
        f"bring: {counted(above, 'session')} stay with schools that would otherwise lose them."
    )


def _change_row(share: SchoolShare) -> Row:
    return [
        share.name,
        phase_in_words(share.phase),
        str(share.last_year),
        str(share.sessions),
        signed(share.change or 0),
    ]


def _target_rows(shares: Sequence[SchoolShare]) -> list[Row]:
    """The farthest schools, at most twice five."""
    away = [share for share in shares if share.from_target]
    away.sort(key=lambda share: (-abs(share.from_target), share.name))
    return [
        [share.name, str(share.sessions), str(share.why["target"]), signed(share.from_target)]
        for share in away[: 2 * MOST_NAMED]
    ]

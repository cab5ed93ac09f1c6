"""Releases and thresholds in words."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from evenreach.desks.publishing.release_models import Release
from evenreach.desks.publishing.release_queries import Thresholds
from evenreach.web.templatetags.evenreach import date_gov

COLUMNS = [
    {"text": "Release"},
    {"text": "Counted to"},
    {"text": "Published"},
    {"text": "By"},
    {"text": "Figures", "numeric": True},
    {"text": "Hidden", "numeric": True},
    {"text": "Digest"},
]
DIGITS = 12


def release_rows(found: Iterable[Release]) -> list[list[Any]]:
    return [
        [
            f"{each.title}, {each.number}",
            date_gov(each.source_on),
            date_gov(timezone.localdate(each.released_at)),
            each.released_by,
            f"{each.cells:,}",
            f"{each.cells_hidden:,}",
            each.digest[:DIGITS],
        ]
        for each in found
    ]


def small_numbers(held: Thresholds) -> list[dict[str, str]]:
    return [
        {"key": "People, on pages inside", "value": f"Fewer than {held.inside}"},
        {"key": "People, in public", "value": f"Fewer than {held.in_public}"},
        {"key": "Schools behind a public figure of theirs", "value": f"Fewer than {held.schools}"},
    ]


def published(released: Release) -> str:
    return (
        f"Reach is published. {released.cells_hidden} of {released.cells} figures are hidden, so "
        "that no school can be told"
    )

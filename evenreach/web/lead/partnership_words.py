"""The tables of a list of partnerships: what stands, what would change, who would be in none."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from evenreach.flow.register.models import Partnership, School
from evenreach.flow.register.partnership_lists import ListDifference, Move, PartnershipList

Row = list[Any]
STANDING_COLUMNS = [{"text": "Partnership"}, {"text": "Open schools", "numeric": True}]
SCHOOL_COLUMNS = [{"text": "School"}, {"text": "URN"}]
MOVE_COLUMNS = [*SCHOOL_COLUMNS, {"text": "Was in"}, {"text": "Becomes"}]
COUNT_COLUMNS = [{"text": "What"}, {"text": "How many", "numeric": True}]
NONE = "None"
MOST_SHOWN = 200


def standing_rows(found: Sequence[Partnership], counts: Mapping[int, int]) -> list[Row]:
    return [
        [
            {"text": each.name, "href": reverse("partnership", args=[each.pk])},
            f"{counts.get(each.pk, 0):,}",
        ]
        for each in found
    ]


def school_rows(schools: QuerySet[School]) -> list[Row]:
    """The first of them."""
    return [
        [{"text": school.name, "href": reverse("school", args=[school.urn])}, school.urn]
        for school in schools[:MOST_SHOWN]
    ]


def count_rows(found: ListDifference) -> list[Row]:
    joining = sum(not move.old for move in found.moves)
    leaving = sum(not move.new for move in found.moves)
    counted = (
        ("Partnerships that begin", len(found.begun)),
        ("Partnerships that end", len(found.ended)),
        ("Schools that join a partnership", joining),
        ("Schools that leave one and are in none", leaving),
        ("Schools that move to another", len(found.moves) - joining - leaving),
    )
    return [[what, f"{count:,}"] for what, count in counted if count]


def move_rows(moves: Sequence[Move], names: Mapping[int, str]) -> list[Row]:
    """The first of them, those that end in the same partnership together."""
    ordered = sorted(moves, key=lambda move: (move.new, names[move.urn], move.urn))
    return [
        [names[move.urn], move.urn, move.old or NONE, move.new or NONE]
        for move in ordered[:MOST_SHOWN]
    ]


def only_the_first(count: int) -> str:
    """A sentence where a table leaves some out."""
    return f"The first {MOST_SHOWN} of {count:,} are shown." if count > MOST_SHOWN else ""


def source_sentence(stored: PartnershipList, loaded: PartnershipList) -> str:
    """What becomes of the source; empty where it stays."""
    if not stored.source or stored.source == loaded.source:
        return ""
    return f"The source was “{stored.source}” and becomes “{loaded.source}”."

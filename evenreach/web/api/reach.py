"""Whom the offer reached, as it was released through the gate."""

from datetime import date
from typing import Any

from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from evenreach.desks.publishing.reach_table import NAME
from evenreach.desks.publishing.release_queries import latest_release
from evenreach.web.api.answers import PROBLEMS, Answer, about
from evenreach.web.asked import Asked
from evenreach.web.released_reach import reach_rows, symbols

router = Router(tags=["Reach"])
Figure = int | str


class NothingReleased(HttpError):
    """No reach was published yet."""

    def __init__(self) -> None:
        super().__init__(404, "No reach is published yet. Ask again after the authority has.")


class GroupReached(Schema):
    """One phase of one partnership, or a total. A symbol stands in place of a hidden number."""

    partnership: str
    phase: str
    schools: int
    schools_reached: Figure
    minutes_delivered: Figure


class SymbolMeant(Schema):
    symbol: str
    meaning: str


class ReachAnswer(Answer):
    """The newest release; it never changes, and has this digest wherever it is read."""

    title: str
    number: int
    definition: str
    counted_to: date
    schools_counted: int = Field(description="Schools that had a visit.")
    figures_hidden: int
    digest: str
    symbols: list[SymbolMeant]
    groups: list[GroupReached]


@router.get(
    "/reach",
    response={200: ReachAnswer} | PROBLEMS,
    operation_id="reach",
    summary="Schools reached and minutes delivered this academic year",
    url_name="reach",
)
def reach(request: Asked) -> dict[str, Any]:
    released = latest_release(request.authority.pk, NAME)
    if released is None:
        raise NothingReleased
    return about(request) | {
        "title": released.title,
        "number": released.number,
        "definition": released.definition,
        "counted_to": released.source_on,
        "schools_counted": released.contributors,
        "figures_hidden": released.cells_hidden,
        "digest": released.digest,
        "symbols": [{"symbol": sign, "meaning": words} for sign, words in symbols(released)],
        "groups": [
            GroupReached(
                partnership=row.partnership,
                phase=row.phase,
                schools=row.schools,
                schools_reached=row.schools_reached,
                minutes_delivered=row.minutes_delivered,
            )
            for row in reach_rows(released)
        ],
    }

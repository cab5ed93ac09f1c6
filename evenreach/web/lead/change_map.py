"""Where schools gain and lose under a policy, drawn; the table of schools has all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from evenreach.desks.allocation.comparing import Comparison
from evenreach.web.map_frame import WIDTH, Frame
from evenreach.web.outlines import Outline

Place = tuple[int, int]
"""Easting and northing in metres."""


class Way(Enum):
    """What happens to a school, in words; each has a shape of its own, for print in grey."""

    MORE = "More than before"
    FEWER = "Fewer than before"
    SAME = "As many as before"
    UNKNOWN = "Not known before"


@dataclass(frozen=True, slots=True)
class Mark:
    """One school on the paper."""

    urn: int
    title: str
    way: Way
    right: float
    down: float


@dataclass(frozen=True, slots=True)
class ChangeMap:
    """One policy's changes on the ground; `not_placed` schools have no place on the register."""

    letter: str
    frame: Frame
    outline: Outline | None
    marks: tuple[Mark, ...]
    not_placed: int

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH} {self.frame.height}"

    @property
    def lines(self) -> list[str]:
        """The outline's rings as SVG paths."""
        rings = () if self.outline is None else self.outline.rings
        return [
            "M" + "L".join("{:g},{:g}".format(*self.frame.point(*point)) for point in ring) + "Z"
            for ring in rings
        ]

    @property
    def keys(self) -> list[tuple[Way, int]]:
        """How many schools each shape stands for."""
        ways = [mark.way for mark in self.marks]
        return [(way, ways.count(way)) for way in Way if way in ways]


def change_maps(
    found: Comparison, places: Mapping[int, Place], outline: Outline | None, *, is_from_first: bool
) -> list[ChangeMap]:
    """A map for each policy that can change something; none where no school has a place."""
    points = [*places.values()]
    if outline is not None:
        points += [point for ring in outline.rings for point in ring]
    frame = Frame.around(points) if places else None
    if frame is None:
        return []
    first = 1 if is_from_first else 0
    return [
        _map(found, nth, places, frame, outline, is_from_first)
        for nth in range(first, len(found.policies))
    ]


def _map(
    found: Comparison,
    nth: int,
    places: Mapping[int, Place],
    frame: Frame,
    outline: Outline | None,
    is_from_first: bool,
) -> ChangeMap:
    marks = []
    for row in found.rows:
        place = places.get(row.school.urn)
        change = row.sessions[nth] - row.sessions[0] if is_from_first else row.change(nth)
        if place is not None:
            title = f"{row.school.name}: {_words(change)}"
            marks.append(Mark(row.school.urn, title, _way(change), *frame.point(*place)))
    ordered = tuple(sorted(marks, key=_most_last))
    return ChangeMap("ABCD"[nth], frame, outline, ordered, len(found.rows) - len(ordered))


def _most_last(mark: Mark) -> tuple[int, int]:
    """What is drawn later covers what is there, so schools without a change come first."""
    return ((Way.SAME, Way.UNKNOWN, Way.MORE, Way.FEWER).index(mark.way), mark.urn)


def _way(change: int | None) -> Way:
    if change is None:
        return Way.UNKNOWN
    return Way.MORE if change > 0 else Way.FEWER if change < 0 else Way.SAME


def _words(change: int | None) -> str:
    if change is None:
        return "not known before"
    return "no change" if not change else f"{abs(change)} {'more' if change > 0 else 'fewer'}"

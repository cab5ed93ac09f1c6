"""The stretch of the National Grid that a map shows, and where on the paper a point of it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import Self

from evenreach.flow.register.finding import Spot, Spread
from evenreach.web.outlines import Outline

METRES_IN_A_MILE = 1609.344
WIDTH = 480
MARGIN = 0.03
LEAST_METRES = 2_000
BAR_MILES = (50, 20, 10, 5, 2, 1, 0.5, 0.2)
BAR_AT_MOST = 0.3


@dataclass(frozen=True, slots=True)
class Frame:
    """A box in metres, drawn WIDTH units wide with the same scale both ways."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> Self | None:
        """The smallest frame of these points, with a margin; None where there are none."""
        placed = list(points)
        if not placed:
            return None
        west, east = _widened([point[0] for point in placed])
        south, north = _widened([point[1] for point in placed])
        return cls(west, south, east, north)

    def snapped(self, metres: int) -> "Frame":
        """The same, widened to whole squares of the National Grid."""
        west, south = (floor(edge / metres) * metres for edge in (self.west, self.south))
        east, north = (ceil(edge / metres) * metres for edge in (self.east, self.north))
        return Frame(west, south, east, north)

    @property
    def scale(self) -> float:
        return WIDTH / (self.east - self.west)

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale)

    def point(self, easting: float, northing: float) -> tuple[float, float]:
        """Right and down from the north-west corner, in drawing units."""
        right, down = easting - self.west, self.north - northing
        return round(right * self.scale, 1), round(down * self.scale, 1)

    def bar(self) -> tuple[float, str]:
        """The longest round distance that fits a scale bar: its length and its words."""
        most = (self.east - self.west) * BAR_AT_MOST / METRES_IN_A_MILE
        length = next((miles for miles in BAR_MILES if miles <= most), BAR_MILES[-1])
        words = f"{length} mile" if length == 1 else f"{length} miles"
        return round(length * METRES_IN_A_MILE * self.scale, 1), words


def frame_of(
    outline: Outline | None, spread: Spread, spot: Spot | None, within_metres: float | None
) -> Frame | None:
    """The circle that was asked for; else the area and all schools found; None if neither is."""
    if spot is not None and within_metres is not None:
        return Frame.around(
            (spot.easting + way * within_metres, spot.northing + way * within_metres)
            for way in (-1, 1)
        )
    points: list[tuple[float, float]] = []
    if outline is not None:
        points += [point for ring in outline.rings for point in ring]
    for corner in ((spread.west, spread.south), (spread.east, spread.north)):
        if corner[0] is not None and corner[1] is not None:
            points.append((corner[0], corner[1]))
    return Frame.around(points)


def _widened(values: list[float]) -> tuple[int, int]:
    least, most = min(values), max(values)
    more = max((most - least) * MARGIN, (LEAST_METRES - (most - least)) / 2)
    return floor(least - more), ceil(most + more)

"""The schools found as a drawing: marks by phase, or counts by square where they are many."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from evenreach.flow.register.finding import Spot, Spread, Square, spread_of, squares_of
from evenreach.flow.register.models import School
from evenreach.web.map_frame import WIDTH, Frame, frame_of
from evenreach.web.outlines import Outline
from evenreach.web.templatetags.schools import phase_in_words, phases_in_order

MARKS_AT_MOST = 500
SQUARES_ACROSS_AT_MOST = 24
SQUARE_METRES = (5_000, 10_000, 20_000, 50_000)
SHADES_FROM = (1, 5, 20, 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """One school on the paper."""

    school: School
    right: float
    down: float

    @property
    def phase(self) -> str:
        return self.school.phase or "unknown"

    @property
    def title(self) -> str:
        return f"{self.school.name}, {phase_in_words(self.school.phase)}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One square on the paper: its north-west corner and what stands in it."""

    right: float
    down: float
    schools: int

    @property
    def shade(self) -> int:
        """1 to 4, from few schools to many."""
        return sum(self.schools >= least for least in SHADES_FROM)


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend."""

    phase: str
    text: str
    schools: int


@dataclass(frozen=True)
class SchoolMap:
    """All that the page draws, in units of a drawing WIDTH wide."""

    frame: Frame
    outline: Outline | None
    spread: Spread
    marks: list[Mark]
    cells: list[Cell]
    square_metres: int
    ring: tuple[float, float, float] | None

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
    def not_placed(self) -> int:
        return self.spread.schools - self.spread.placed

    @property
    def cell_size(self) -> float:
        return round(self.square_metres * self.frame.scale, 1)

    @property
    def half_cell(self) -> float:
        return round(self.cell_size / 2, 1)

    @property
    def square_kilometres(self) -> int:
        return self.square_metres // 1_000

    @property
    def keys(self) -> list[Key]:
        """The phases shown, from the youngest learners to the oldest."""
        phases = [mark.school.phase for mark in self.marks]
        return [
            Key(phase or "unknown", phase_in_words(phase), phases.count(phase))
            for phase in phases_in_order(phases)
        ]

    @property
    def has_circle(self) -> bool:
        return self.ring is not None and self.ring[2] > 0

    @property
    def bar_down(self) -> int:
        return self.frame.height - 10

    @property
    def bar(self) -> tuple[float, str]:
        return self.frame.bar()


def map_of(
    schools: QuerySet[School],
    outline: Outline | None,
    *,
    spot: Spot | None = None,
    within_metres: float | None = None,
    is_close: bool = False,
) -> SchoolMap | None:
    """A drawing of the schools found; None where none of them has a place.

    A close one shows as much of the area as the schools take up.
    """
    spread = spread_of(schools)
    frame = frame_of(None if is_close else outline, spread, spot, within_metres)
    if frame is None or not spread.placed:
        return None
    marks, squares, metres = [], [], 0
    if spread.schools > MARKS_AT_MOST:
        metres = _square_metres(frame)
        frame, squares = frame.snapped(metres), squares_of(schools, metres=metres)
    else:
        placed = schools.exclude(easting=None).exclude(northing=None)
        marks = _rarest_last([_mark(frame, school) for school in placed])
    cells = [_cell(frame, square, metres) for square in squares]
    ring = _ring(frame, spot, within_metres or 0)
    return SchoolMap(frame, outline, spread, marks, cells, metres, ring)


def _ring(frame: Frame, spot: Spot | None, metres: float) -> tuple[float, float, float] | None:
    if spot is None:
        return None
    return (*frame.point(spot.easting, spot.northing), round(metres * frame.scale, 1))


def _square_metres(frame: Frame) -> int:
    """The smallest squares of which few enough stand side by side."""
    least = (frame.east - frame.west) / SQUARES_ACROSS_AT_MOST
    return next((size for size in SQUARE_METRES if size >= least), SQUARE_METRES[-1])


def _rarest_last(marks: list[Mark]) -> list[Mark]:
    """What is drawn later covers what is there, so the commonest phase is drawn first."""
    counted = Counter(mark.phase for mark in marks)
    return sorted(marks, key=lambda mark: -counted[mark.phase])


def _mark(frame: Frame, school: School) -> Mark:
    return Mark(school, *frame.point(school.easting or 0, school.northing or 0))


def _cell(frame: Frame, square: Square, metres: int) -> Cell:
    corner = frame.point(square.east * metres, (square.north + 1) * metres)
    return Cell(*corner, square.schools)

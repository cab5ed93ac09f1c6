"""Write an authority's outline for the map of its schools from a WGS84 boundary in GeoJSON.

    python tools/write_place_outline.py northumberland.geojson 929

The outline is in National Grid metres, rounded to 10, and simplified (Douglas and Peucker, 1973)
so that no point of the boundary is further than TOLERANCE from it. Running it again gives the same
bytes.
"""

import json
import sys
from math import hypot
from pathlib import Path

from pyproj.enums import TransformDirection

from evenreach.flow.register.grid import transformer

DESTINATION = Path(__file__).resolve().parents[1] / "definitions" / "places"
TOLERANCE = 120
ROUNDED_TO = 10
FEWEST_POINTS = 4
SOURCE = "Boundary dissolved from the wards of 2013 of the Office for National Statistics"
LICENCE = (
    "Contains OS data © Crown copyright and database right 2013. Contains National Statistics "
    "data © Crown copyright and database right 2013. Open Government Licence v3.0"
)

Point = tuple[int, int]


def on_the_grid(longitude: float, latitude: float) -> Point:
    easting, northing = transformer().transform(
        longitude, latitude, direction=TransformDirection.INVERSE
    )
    return (
        round(easting / ROUNDED_TO) * ROUNDED_TO,
        round(northing / ROUNDED_TO) * ROUNDED_TO,
    )


def off_the_line(point: Point, start: Point, end: Point) -> float:
    """Metres from a point to the stretch between two others."""
    east, north = end[0] - start[0], end[1] - start[1]
    length = east * east + north * north
    along = 0.0
    if length:
        along = ((point[0] - start[0]) * east + (point[1] - start[1]) * north) / length
    along = min(1.0, max(0.0, along))
    return hypot(point[0] - start[0] - along * east, point[1] - start[1] - along * north)


def simplified(line: list[Point]) -> list[Point]:
    """The fewest of its points that Douglas and Peucker keep."""
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        between = range(first + 1, last)
        furthest = max(
            between, key=lambda nth: off_the_line(line[nth], line[first], line[last]), default=None
        )
        if furthest is None or off_the_line(line[furthest], line[first], line[last]) <= TOLERANCE:
            continue
        kept.add(furthest)
        waiting += [(first, furthest), (furthest, last)]
    return [line[nth] for nth in sorted(kept)]


def outline_of(boundary: dict) -> list[list[Point]]:
    """The outer rings of a boundary, but for islets that vanish when simplified."""
    polygons = boundary["features"][0]["geometry"]["coordinates"]
    rings = [simplified([on_the_grid(*pair) for pair in polygon[0]]) for polygon in polygons]
    return [ring for ring in rings if len(ring) > FEWEST_POINTS]


def main(source: Path, code: str) -> None:
    outline = {
        "authority": code,
        "source": SOURCE,
        "licence": LICENCE,
        "rings": outline_of(json.loads(source.read_text(encoding="utf-8"))),
    }
    DESTINATION.mkdir(exist_ok=True)
    written = json.dumps(outline, ensure_ascii=False, separators=(",", ":"))
    (DESTINATION / f"{code}.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

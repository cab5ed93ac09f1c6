"""How far a school stands from the next one of its kind. See docs/methods/sparsity.md."""

from collections.abc import Hashable, Sequence
from math import isqrt

import numpy as np

METRES = 1000
ROWS_AT_ONCE = 256
"""So many points are measured against all others in one array, to bound memory."""

Point = tuple[int, int]
"""Easting and northing on the National Grid, in whole metres."""


def kilometres_to_nearest(
    points: Sequence[Point | None], kinds: Sequence[Hashable]
) -> list[int | None]:
    """Whole kilometres, rounded down, to the nearest other point of the same kind; in order.

    The distance is a straight line. None where the point is not known, or no other of its kind is.
    """
    members: dict[Hashable, list[int]] = {}
    for index, (point, kind) in enumerate(zip(points, kinds, strict=True)):
        if point is not None:
            members.setdefault(kind, []).append(index)
    found: list[int | None] = [None] * len(points)
    for indices in members.values():
        if len(indices) > 1:
            known = [point for index in indices if (point := points[index]) is not None]
            for index, squared in zip(indices, _squares(known), strict=True):
                found[index] = isqrt(squared) // METRES
    return found


def _squares(points: Sequence[Point]) -> list[int]:
    """The squared distance from each point to the nearest other, in whole square metres."""
    places = np.array(points, dtype=np.int64)
    nearest: list[int] = []
    for start in range(0, len(places), ROWS_AT_ONCE):
        rows = places[start : start + ROWS_AT_ONCE]
        apart = (rows[:, None, 0] - places[:, 0]) ** 2 + (rows[:, None, 1] - places[:, 1]) ** 2
        apart[np.arange(len(rows)), np.arange(start, start + len(rows))] = np.iinfo(np.int64).max
        nearest += apart.min(axis=1).tolist()
    return nearest

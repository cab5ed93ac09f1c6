"""Slow, obvious ways to the same seats: one at a time, or by trying every divisor that matters."""

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt

Weight = int | Fraction

SIGNPOSTS_SQUARED: dict[str, Callable[[int], Fraction]] = {
    "sainte_lague": lambda k: (k + Fraction(1, 2)) ** 2,
    "dhondt": lambda k: Fraction(k + 1) ** 2,
    "adams": lambda k: Fraction(k) ** 2,
    "huntington_hill": lambda k: Fraction(k * (k + 1)),
}
"""s(k)², rational for every method, so that quotients can be compared squared."""


def seat_by_seat(
    method: str,
    weights: Sequence[Weight],
    total: int,
    floors: Sequence[int],
    caps: Sequence[int | None],
    rank: Sequence[int],
) -> list[int]:
    """From the floors, each seat to the highest weight ÷ s(seats) of those who may have more."""
    seats = list(floors)
    signpost = SIGNPOSTS_SQUARED[method]

    def standing(i: int) -> tuple[bool, Fraction, int, int]:
        square = signpost(seats[i])
        claim = Fraction(weights[i]) if square == 0 else Fraction(weights[i]) ** 2 / square
        return square != 0, -claim, rank[i], i

    while sum(seats) < total:
        may = [
            i
            for i, weight in enumerate(weights)
            if weight and (caps[i] is None or seats[i] < (caps[i] or 0))
        ]
        seats[min(may, key=standing)] += 1
    return seats


def rounded(method: str, share: Fraction, most: int) -> int:
    """A share rounded by the method, `most` at most; a share exactly on a signpost goes down."""
    seats = 0
    while seats < most and SIGNPOSTS_SQUARED[method](seats) < share**2:
        seats += 1
    return seats


def by_some_divisor(
    method: str,
    weights: Sequence[Weight],
    total: int,
    floors: Sequence[int],
    caps: Sequence[int | None],
) -> list[int] | None:
    """max(floor, min(cap, weight ÷ d rounded)) for the first d that sums to the total, if any does.

    Every d matters only by which quotients it lies between, so one between each pair is tried.
    """
    squares = sorted(
        {
            Fraction(weight) ** 2 / SIGNPOSTS_SQUARED[method](k)
            for weight in weights
            for k in range(total + 1)
            if weight and SIGNPOSTS_SQUARED[method](k)
        }
    )
    edges = [Fraction(0), *squares, 4 * max(squares, default=Fraction(1))]
    for low, high in itertools.pairwise(edges):
        d = _root_between(low, high)
        seats = [
            max(floor, rounded(method, weight / d, total if cap is None else cap))
            for weight, floor, cap in zip(weights, floors, caps, strict=True)
        ]
        seats = [seat if weights[i] else floors[i] for i, seat in enumerate(seats)]
        if sum(seats) == total:
            return seats
    return None


def _root_between(low: Fraction, high: Fraction) -> Fraction:
    """Some d with low < d² < high."""
    scale = 1
    while True:
        scale *= 1024
        d = Fraction(isqrt((low * scale**2).__floor__()) + 1, scale)
        if low < d**2 < high:
            return d


def remainders(
    weights: Sequence[Weight],
    total: int,
    floors: Sequence[int],
    caps: Sequence[int | None],
    rank: Sequence[int],
) -> list[int]:
    """Largest remainder: every set of breakpoints is tried for the divisor of the exact shares."""

    def held(rate: Fraction) -> list[Fraction]:
        return [
            max(Fraction(f), min(w * rate, Fraction(total if c is None else c)))
            if w
            else Fraction(f)
            for w, f, c in zip(weights, floors, caps, strict=True)
        ]

    breaks = sorted(
        {Fraction(0)}
        | {
            Fraction(limit) / w
            for w, f, c in zip(weights, floors, caps, strict=True)
            if w
            for limit in (f, total if c is None else c)
        }
    )
    rate = breaks[-1]
    for low, high in itertools.pairwise(breaks):
        if sum(held(low)) <= total <= sum(held(high)):
            gain = sum(held(high)) - sum(held(low))
            part = (total - sum(held(low))) / gain if gain else Fraction(0)
            rate = low + (high - low) * part
            break
    shares = held(rate)
    seats = [share.__floor__() for share in shares]
    order = sorted(range(len(seats)), key=lambda i: (seats[i] - shares[i], rank[i], i))
    for i in order[: total - sum(seats)]:
        seats[i] += 1
    return seats

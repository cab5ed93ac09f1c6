"""Who goes to a school, on which half-day, by one simple rule. See docs/methods/assignment.md."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt

from evenreach.methods.calendar import HalfDay, Part

Key = int | str
Coordinates = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius, IUGG (Moritz, Geodetic Reference System 1980)."""
ROAD_FACTOR = Fraction("1.35")
METRES_PER_MINUTE = Fraction(55_000, 60)
MINUTES_A_LEG = 5


class CannotPropose(ValueError):
    """A visit or a specialist that the rule cannot weigh."""


class Criterion(StrEnum):
    """What told the proposal from the next best, in the order in which the rule looks."""

    EARLIEST = "earliest"
    NAMED = "named"
    LEAST_LOADED = "least_loaded"
    NEAREST = "nearest"
    LOWEST_KEY = "lowest_key"
    ONLY_ONE = "only_one"


@dataclass(frozen=True, slots=True)
class VisitWanted:
    """Where the school is (None: not known), whom it has as named specialist, when it cannot."""

    school: Coordinates | None
    named_specialist: Key | None = None
    refused: frozenset[HalfDay] = frozenset()

    def __post_init__(self) -> None:
        _check_place("school", self.school)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A specialist who may make the visit.

    `working` are half-days of the week (Monday is 0), `taken` those already booked,
    `booked_minutes` the load of the term so far, `fte` the part of full time worked, above 0.
    """

    key: Key
    base: Coordinates | None
    working: frozenset[tuple[int, Part]]
    taken: frozenset[HalfDay]
    booked_minutes: int
    fte: Fraction

    def __post_init__(self) -> None:
        _check_place(f"base of specialist {self.key}", self.base)
        if not isinstance(self.fte, int | Fraction) or self.fte <= 0:
            raise CannotPropose(
                f"Specialist {self.key} has a full-time equivalent of {self.fte!r}; "
                f"pass an exact int or Fraction above zero, or leave the specialist out."
            )
        if type(self.booked_minutes) is not int or self.booked_minutes < 0:
            raise CannotPropose(
                f"Specialist {self.key} has {self.booked_minutes!r} minutes booked; "
                f"pass whole minutes, zero or more."
            )


@dataclass(frozen=True, slots=True)
class Option:
    """One specialist on one half-day, with what the rule weighs.

    `road_metres` is a straight line times 1.35, not a route; None where either end is not known.
    """

    specialist: Key
    half_day: HalfDay
    is_named: bool
    minutes_per_fte: Fraction
    road_metres: int | None

    @property
    def distance_km(self) -> Fraction | None:
        return None if self.road_metres is None else Fraction(self.road_metres, 1000)

    @property
    def estimated_travel_minutes(self) -> int | None:
        """One leg, estimated at 55 km/h and 5 minutes, to the nearest minute (halves go up)."""
        if self.road_metres is None:
            return None
        return int(self.road_metres / METRES_PER_MINUTE + MINUTES_A_LEG + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The chosen option, the best of any other specialist, and what decided between the two."""

    chosen: Option
    decided_by: Criterion
    next_best: Option | None


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a specialist cannot go: each half-day looked at counts once, for the first reason."""

    specialist: Key
    refused_by_school: int
    not_working: int
    taken: int


@dataclass(frozen=True, slots=True)
class NotPossible:
    """Nobody can go on any half-day looked at; with no specialists there are no hindrances."""

    half_days: int
    hindrances: tuple[Hindrance, ...]


def propose(
    visit: VisitWanted,
    specialists: Sequence[Candidate],
    *,
    days: Sequence[date],
    not_before: date,
) -> Proposal | NotPossible:
    """The earliest half-day on which someone can go, and who should.

    Looked at are both half-days of every one of `days` (school days, in any order) from
    `not_before` on. Someone can go who works that half-day of the week, is not taken, and whom the
    school does not refuse it. Of those who can go on the earliest such half-day: the named
    specialist; then who has the fewest booked minutes per full-time equivalent; then who is
    nearest by straight line (a distance not known comes last); then the lowest key (numbers before
    text). The order of the list never matters.

    Raises `CannotPropose` where two specialists share a key.
    """
    _check_keys(specialists)
    half_days = _half_days(days, not_before)
    best = [option for each in specialists if (option := _first_option(visit, each, half_days))]
    if not best:
        hindrances = (_hindrance(visit, each, half_days) for each in specialists)
        return NotPossible(len(half_days), tuple(hindrances))
    best.sort(key=_standing)
    following = best[1] if len(best) > 1 else None
    return Proposal(best[0], _decided_by(best[0], following), following)


def straight_metres(here: Coordinates, there: Coordinates) -> float:
    """Great-circle distance by the haversine formula, in metres."""
    (lat, lon), (other_lat, other_lon) = (tuple(map(radians, place)) for place in (here, there))
    chord = (
        sin((other_lat - lat) / 2) ** 2
        + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(chord)))


def _half_days(days: Iterable[date], not_before: date) -> list[HalfDay]:
    return [HalfDay(day, part) for day in sorted(set(days)) if day >= not_before for part in Part]


def _first_option(
    visit: VisitWanted, candidate: Candidate, half_days: Iterable[HalfDay]
) -> Option | None:
    free = (
        half
        for half in half_days
        if half not in visit.refused and half not in candidate.taken and _works(candidate, half)
    )
    first = next(free, None)
    if first is None:
        return None
    return Option(
        candidate.key,
        first,
        visit.named_specialist is not None and candidate.key == visit.named_specialist,
        Fraction(candidate.booked_minutes) / candidate.fte,
        _road_metres(visit.school, candidate.base),
    )


def _works(candidate: Candidate, half: HalfDay) -> bool:
    return (half.on.weekday(), half.part) in candidate.working


def _road_metres(here: Coordinates | None, there: Coordinates | None) -> int | None:
    if here is None or there is None:
        return None
    return round(straight_metres(here, there) * float(ROAD_FACTOR))


def _criteria(option: Option) -> Iterator[tuple[Criterion, object]]:
    yield Criterion.EARLIEST, option.half_day
    yield Criterion.NAMED, not option.is_named
    yield Criterion.LEAST_LOADED, option.minutes_per_fte
    yield Criterion.NEAREST, (option.road_metres is None, option.road_metres or 0)
    yield Criterion.LOWEST_KEY, _key_order(option.specialist)


def _standing(option: Option) -> tuple[object, ...]:
    return tuple(value for _, value in _criteria(option))


def _key_order(key: Key) -> tuple[bool, int, str]:
    return (True, 0, key) if isinstance(key, str) else (False, key, "")


def _decided_by(chosen: Option, following: Option | None) -> Criterion:
    if following is None:
        return Criterion.ONLY_ONE
    pairs = zip(_criteria(chosen), _criteria(following), strict=True)
    return next(name for (name, mine), (_, theirs) in pairs if mine != theirs)


def _hindrance(visit: VisitWanted, candidate: Candidate, half_days: Sequence[HalfDay]) -> Hindrance:
    open_to = [half for half in half_days if half not in visit.refused]
    at_work = [half for half in open_to if _works(candidate, half)]
    return Hindrance(
        candidate.key,
        refused_by_school=len(half_days) - len(open_to),
        not_working=len(open_to) - len(at_work),
        taken=len(at_work),
    )


def _check_keys(specialists: Sequence[Candidate]) -> None:
    keys = [candidate.key for candidate in specialists]
    for key in keys:
        if keys.count(key) > 1:
            raise CannotPropose(f"Specialist {key} comes more than once; pass each once.")


def _check_place(name: str, place: Coordinates | None) -> None:
    if place is not None and not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
        raise CannotPropose(
            f"The {name} is at {place}; pass (latitude, longitude) in degrees, or None."
        )

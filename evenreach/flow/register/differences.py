"""What would change from one register to the next, in the words of those who decide on it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from typing import NamedTuple

from evenreach.flow.register.primary_needs import FIGURES as NEED_FIGURES
from evenreach.flow.register.primary_needs import need_said
from evenreach.flow.register.snapshots import FIELDS, FigureFacts, FigureKey, Register, SchoolFacts

FARTHEST_MOVE_METRES = 2_000
FEWEST_ON_ROLL = 20
ROLL = "roll"
DERIVED = {"is_open", "is_state_funded"}
NEED_ORDER = {name: place for place, name in enumerate(NEED_FIGURES)}


class Kind(StrEnum):
    """What happened to an establishment between two registers."""

    NEW = "new"
    CLOSED = "closed"
    SUCCEEDED = "succeeded"
    MOVED = "moved authority"
    NOT_LISTED = "not listed"
    REOPENED = "reopened"
    CHANGED = "changed"


class Change(NamedTuple):
    """One field of one establishment; old and new as they are read."""

    urn: int
    name: str
    kind: Kind
    field: str
    old: str
    new: str


class Suspicion(NamedTuple):
    """Something that may be right but should be looked at before it is applied."""

    urn: int
    name: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    changes: tuple[Change, ...]
    suspicions: tuple[Suspicion, ...]

    def of(self, *kinds: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind in kinds]

    @property
    def ceasing(self) -> frozenset[int]:
        """The URNs of establishments that would no longer be open here."""
        ends = {Kind.CLOSED, Kind.SUCCEEDED, Kind.MOVED, Kind.NOT_LISTED}
        return frozenset(change.urn for change in self.changes if change.kind in ends)


def difference(before: Register, after: Register) -> Difference:
    """Every change from one register to the next, and what about it is suspicious."""
    changes = [*_school_changes(before, after), *_figure_changes(before, after)]
    return Difference(
        tuple(sorted([*changes, *_link_changes(before, after)])),
        tuple(sorted(_suspicions(before, after))),
    )


def _school_changes(before: Register, after: Register) -> Iterator[Change]:
    for urn in before.schools.keys() | after.schools.keys():
        old, new = before.schools.get(urn), after.schools.get(urn)
        if old == new:
            continue
        if new is None:
            yield Change(urn, _name(old), Kind.NOT_LISTED, "register", "on it", "not on it")
        elif old is None:
            yield Change(urn, new.name, Kind.NEW, "status", "", new.status)
        else:
            yield from _fields_changed(urn, old, new, successors=_successors(after, urn))


def _fields_changed(
    urn: int, old: SchoolFacts, new: SchoolFacts, *, successors: str
) -> Iterator[Change]:
    if old.is_open != new.is_open:
        kind = Kind.REOPENED if new.is_open else _how_it_ended(new, successors)
        became = f"{new.status}; now {successors}" if kind is Kind.SUCCEEDED else new.status
        yield Change(urn, new.name, kind, "status", old.status, became)
    for field in FIELDS:
        if field in DERIVED or (field == "status" and old.is_open != new.is_open):
            continue
        was, is_now = getattr(old, field), getattr(new, field)
        if was != is_now:
            yield Change(urn, new.name, Kind.CHANGED, field, said(was), said(is_now))


def _how_it_ended(new: SchoolFacts, successors: str) -> Kind:
    if new.status.startswith("Moved to authority"):
        return Kind.MOVED
    if successors:
        return Kind.SUCCEEDED
    return Kind.NOT_LISTED if new.status == "Not listed" else Kind.CLOSED


def _successors(register: Register, urn: int) -> str:
    """Whoever followed an establishment, by name and URN, by the links from either side."""
    followed = {
        link.other_urn: facts.other_name
        for link, facts in register.links.items()
        if link.urn == urn and link.kind.startswith("Successor")
    }
    return ", ".join(f"{name} ({other})" for other, name in sorted(followed.items()))


def _is_new(urn: int, before: Register, after: Register) -> bool:
    """Whether an establishment is new, so that all its facts are."""
    return urn in after.schools and urn not in before.schools


def _figure_changes(before: Register, after: Register) -> Iterator[Change]:
    """A line for each figure that differs, and one for all the needs of a provision together."""
    needs: dict[tuple[int, int, str], list[FigureKey]] = defaultdict(list)
    for key in before.figures.keys() | after.figures.keys():
        if before.figures.get(key) == after.figures.get(key) or _is_new(key.urn, before, after):
            continue
        if key.name in NEED_FIGURES:
            needs[key.urn, key.academic_year, NEED_FIGURES[key.name][0]].append(key)
        else:
            field = f"{key.name} {key.academic_year}"
            yield _figures_changed([key], field, before, after)
    for (_, year, provision), keys in needs.items():
        yield _figures_changed(
            sorted(keys, key=_need_order), f"{provision}-needs {year}", before, after
        )


def _figures_changed(
    keys: Sequence[FigureKey], field: str, before: Register, after: Register
) -> Change:
    """The figures of one school that differ, and where they come from if their values do not."""
    urn = keys[0].urn
    facts = after.schools.get(urn) or before.schools.get(urn)
    was, is_now = (_figures_said(keys, register.figures) for register in (before, after))
    if was == is_now:
        first = (register.figures.get(keys[0]) for register in (before, after))
        was, is_now = (
            f"{said} ({figure.source}, {figure.counted_on})" if figure else ""
            for said, figure in zip((was, is_now), first, strict=True)
        )
    return Change(urn, _name(facts), Kind.CHANGED, field, was, is_now)


def _figures_said(keys: Sequence[FigureKey], figures: Mapping[FigureKey, FigureFacts]) -> str:
    """5 alone; of needs, SLCN 5, ASD 2: those that are known."""
    known = [(key.name, figures[key].value) for key in keys if key in figures]
    return ", ".join(
        f"{need_said(NEED_FIGURES[name][1])} {value}" if name in NEED_FIGURES else str(value)
        for name, value in known
    )


def _need_order(key: FigureKey) -> int:
    return NEED_ORDER[key.name]


def _link_changes(before: Register, after: Register) -> Iterator[Change]:
    for key in before.links.keys() | after.links.keys():
        old, new = before.links.get(key), after.links.get(key)
        if old != new and not _is_new(key.urn, before, after):
            facts = after.schools.get(key.urn) or before.schools.get(key.urn)
            was, is_now = (
                f"{link.other_name} ({key.other_urn}), {said(link.established_on)}" if link else ""
                for link in (old, new)
            )
            yield Change(key.urn, _name(facts), Kind.CHANGED, f"link: {key.kind}", was, is_now)


def _suspicions(before: Register, after: Register) -> Iterator[Suspicion]:
    for urn, new in after.schools.items():
        old = before.schools.get(urn)
        if old is not None and old != new:
            for sentence in _odd(old, new):
                yield Suspicion(urn, new.name, sentence)
    rolls = _rolls(before)
    for key, figure in after.figures.items():
        if key.name == ROLL and figure != before.figures.get(key):
            earlier = [roll for year, roll in rolls.get(key.urn, ()) if year <= key.academic_year]
            if earlier and _halved_or_doubled(earlier[-1], figure.value):
                sentence = f"The roll goes from {earlier[-1]} to {figure.value}."
                yield Suspicion(key.urn, _name(after.schools.get(key.urn)), sentence)


def _rolls(register: Register) -> dict[int, list[tuple[int, int]]]:
    """Year and roll of each school, the years in order."""
    rolls: dict[int, list[tuple[int, int]]] = {}
    for key, figure in register.figures.items():
        if key.name == ROLL:
            rolls.setdefault(key.urn, []).append((key.academic_year, figure.value))
    return {urn: sorted(years) for urn, years in rolls.items()}


def _halved_or_doubled(was: int, is_now: int) -> bool:
    return max(was, is_now) >= FEWEST_ON_ROLL and (2 * is_now <= was or is_now >= 2 * was)


def _odd(old: SchoolFacts, new: SchoolFacts) -> Iterable[str]:
    if old.phase and new.phase and old.phase != new.phase:
        yield f"The phase changes from {old.phase} to {new.phase}."
    moved = _metres(old, new)
    if moved > FARTHEST_MOVE_METRES and old.postcode == new.postcode:
        yield f"It moves by {moved / 1000:.1f} km although its postcode stays {new.postcode}."
    if old.is_state_funded != new.is_state_funded and None not in (
        old.is_state_funded,
        new.is_state_funded,
    ):
        yield "It changes between state-funded and not."


def _metres(old: SchoolFacts, new: SchoolFacts) -> float:
    if None in (old.easting, old.northing, new.easting, new.northing):
        return 0.0
    return hypot((new.easting or 0) - (old.easting or 0), (new.northing or 0) - (old.northing or 0))


def said(value: object) -> str:
    """A fact as it is read in a difference; not known is empty."""
    return "" if value is None else str(value)


def _name(facts: SchoolFacts | None) -> str:
    return "" if facts is None else facts.name

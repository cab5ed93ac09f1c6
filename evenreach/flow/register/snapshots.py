"""The register as a value: what every establishment is, its figures and its links, at one moment.

Two registers that say the same have the same digest, whatever the order of their rows, so that a
preview, what it made, and what undoing brought back can be compared to the byte.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple


class SchoolFacts(NamedTuple):
    """What the register says of one establishment. Empty or None: not known."""

    name: str
    establishment_type: str
    phase: str
    is_state_funded: bool | None
    status: str
    is_open: bool
    postcode: str
    easting: int | None
    northing: int | None
    ward: str
    trust: str
    urban_rural: str
    low_age: int | None
    high_age: int | None
    opened_on: date | None
    closed_on: date | None


FIELDS = SchoolFacts._fields
DAYS = ("opened_on", "closed_on")


class FigureKey(NamedTuple):
    urn: int
    academic_year: int
    name: str


class FigureFacts(NamedTuple):
    value: int
    source: str
    counted_on: date


class LinkKey(NamedTuple):
    urn: int
    other_urn: int
    kind: str


class LinkFacts(NamedTuple):
    other_name: str
    established_on: date | None


@dataclass(frozen=True)
class Register:
    """Every fact of one authority's register."""

    schools: Mapping[int, SchoolFacts] = field(default_factory=dict)
    figures: Mapping[FigureKey, FigureFacts] = field(default_factory=dict)
    links: Mapping[LinkKey, LinkFacts] = field(default_factory=dict)

    @cached_property
    def written(self) -> bytes:
        """The same facts give the same bytes."""
        plain = [_rows(part) for part in (self.schools, self.figures, self.links)]
        return json.dumps(plain, separators=(",", ":"), default=date.isoformat).encode()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.written).hexdigest()

    @property
    def packed(self) -> bytes:
        return zlib.compress(self.written, level=6)


def unpacked(packed: bytes | memoryview) -> Register:
    """The register that was packed."""
    schools, figures, links = json.loads(zlib.decompress(packed))
    return Register(
        schools={urn: _school(row) for urn, *row in schools},
        figures={
            FigureKey(urn, year, name): FigureFacts(value, source, date.fromisoformat(counted))
            for urn, year, name, value, source, counted in figures
        },
        links={
            LinkKey(urn, other, kind): LinkFacts(name, _day(established))
            for urn, other, kind, name, established in links
        },
    )


def _rows(part: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
    return [
        (key, *part[key]) if isinstance(key, int) else (*key, *part[key]) for key in sorted(part)
    ]


def _school(row: list[Any]) -> SchoolFacts:
    said = dict(zip(FIELDS, row, strict=True))
    return SchoolFacts(**(said | {name: _day(said[name]) for name in DAYS}))


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)

"""Stores what differs between two registers, and nothing else.

Rows are copied to a temporary table and taken over from there: PostgreSQL refuses COPY into a table
with row-level security, and a row at a time is several times slower.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from evenreach.flow.register.grid import latitudes_longitudes
from evenreach.flow.register.models import School, SchoolFigure, SchoolLink
from evenreach.flow.register.snapshots import FIELDS, Register, SchoolFacts

STAGED = SQL(
    "DROP TABLE IF EXISTS arriving;"
    " CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
)
TAKEN_OVER = SQL(
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM arriving"
    " ON CONFLICT ({unique}) DO UPDATE SET {changes}"
)
Key = TypeVar("Key")
Facts = TypeVar("Facts")
Row = Sequence[Any]


def store(authority_id: int, before: Register, after: Register) -> None:
    """Make the stored register `after`, given that it is `before`. Raises ProtectedError."""
    _take_over(
        School,
        ["authority_id", "urn", "latitude", "longitude", *FIELDS],
        _school_rows(authority_id, _differing(before.schools, after.schools)),
        unique=["authority_id", "urn"],
    )
    _store_figures(authority_id, before, after)
    _store_links(authority_id, before, after)
    gone = before.schools.keys() - after.schools.keys()
    School.objects.of(authority_id).filter(urn__in=gone).delete()


def _differing(before: Mapping[Key, Facts], after: Mapping[Key, Facts]) -> dict[Key, Facts]:
    return {key: facts for key, facts in after.items() if before.get(key) != facts}


def _school_rows(authority_id: int, schools: Mapping[int, SchoolFacts]) -> Iterator[Row]:
    places = _places(schools)
    for urn, facts in schools.items():
        yield authority_id, urn, *places.get(urn, (None, None)), *facts


def _places(schools: Mapping[int, SchoolFacts]) -> dict[int, tuple[float, float]]:
    """Latitude and longitude of those whose National Grid coordinates are known."""
    known = [
        (urn, facts.easting, facts.northing)
        for urn, facts in schools.items()
        if facts.easting is not None and facts.northing is not None
    ]
    if not known:
        return {}
    urns, eastings, northings = zip(*known, strict=True)
    return dict(zip(urns, latitudes_longitudes(eastings, northings), strict=True))


def _store_figures(authority_id: int, before: Register, after: Register) -> None:
    keys = dict(School.objects.of(authority_id).values_list("urn", "pk"))
    gone = before.figures.keys() - after.figures.keys()
    for year, name in {(key.academic_year, key.name) for key in gone}:
        schools = [keys[key.urn] for key in gone if (key.academic_year, key.name) == (year, name)]
        SchoolFigure.objects.of(authority_id).filter(
            academic_year=year, name=name, school_id__in=schools
        ).delete()
    columns = ["school_id", "academic_year", "name"]
    _take_over(
        SchoolFigure,
        ["authority_id", *columns, "value", "source", "counted_on"],
        (
            (authority_id, keys[key.urn], key.academic_year, key.name, *facts)
            for key, facts in _differing(before.figures, after.figures).items()
        ),
        unique=columns,
    )


def _store_links(authority_id: int, before: Register, after: Register) -> None:
    stored = SchoolLink.objects.of(authority_id)
    for key in before.links.keys() - after.links.keys():
        stored.filter(urn=key.urn, other_urn=key.other_urn, kind=key.kind).delete()
    columns = ["authority_id", "urn", "other_urn", "kind"]
    _take_over(
        SchoolLink,
        [*columns, "other_name", "established_on"],
        (
            (authority_id, *key, *facts)
            for key, facts in _differing(before.links, after.links).items()
        ),
        unique=columns,
    )


def _take_over(
    model: type[School | SchoolFigure | SchoolLink],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    unique: Sequence[str],
) -> None:
    """Insert rows, or change those that have the same unique columns."""
    named = {
        "table": Identifier(model._meta.db_table),
        "columns": _listed(columns),
        "unique": _listed(unique),
        "changes": SQL(", ").join(
            SQL("{0} = excluded.{0}").format(Identifier(name))
            for name in columns
            if name not in unique
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(STAGED.format(**named))
        with cursor.copy(SQL("COPY arriving ({columns}) FROM STDIN").format(**named)) as copying:
            for row in rows:
                copying.write_row(row)
        cursor.execute(TAKEN_OVER.format(**named))


def _listed(names: Sequence[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))

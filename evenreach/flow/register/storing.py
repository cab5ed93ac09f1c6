"""Stores what differs between two registers, and nothing else.

Rows are copied to a temporary table and taken over from there: PostgreSQL refuses COPY into a table
with row-level security, and a row at a time is several times slower.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.differences import Change
from evenreach.flow.register.grid import latitudes_longitudes
from evenreach.flow.register.models import School, SchoolChange, SchoolFigure, SchoolLink
from evenreach.flow.register.snapshots import FIELDS, Register, SchoolFacts

STAGED = SQL(
    "DROP TABLE IF EXISTS arriving;"
    " CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
)
ADDED = SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM arriving")
OR_CHANGED = SQL(" ON CONFLICT ({unique}) DO UPDATE SET {changes}")
Key = TypeVar("Key")
Facts = TypeVar("Facts")
Row = Sequence[Any]


def store(authority_id: int, before: Register, after: Register, told: Told = untold) -> None:
    """Make the stored register `after`, given that it is `before`. Raises ProtectedError."""
    told("Storing schools")
    _take_over(
        School,
        ["authority_id", "urn", "latitude", "longitude", *FIELDS],
        _school_rows(authority_id, _differing(before.schools, after.schools)),
        unique=["authority_id", "urn"],
    )
    told("Storing figures")
    _store_figures(authority_id, before, after)
    told("Storing links")
    _store_links(authority_id, before, after)
    gone = before.schools.keys() - after.schools.keys()
    School.objects.of(authority_id).filter(urn__in=gone).delete()


def write_history(authority_id: int, import_id: int, changes: Iterable[Change]) -> None:
    """Keep what an import changed of each school."""
    _take_over(
        SchoolChange,
        ["authority_id", "by_import_id", "urn", "kind", "field", "old", "new"],
        (
            (authority_id, import_id, each.urn, each.kind, each.field, each.old, each.new)
            for each in changes
        ),
    )


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
    schools_by_figure: dict[tuple[int, str], list[int]] = defaultdict(list)
    for key in gone:
        schools_by_figure[key.academic_year, key.name].append(keys[key.urn])
    for (year, name), schools in schools_by_figure.items():
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
    model: type[School | SchoolFigure | SchoolLink | SchoolChange],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    unique: Sequence[str] = (),
) -> None:
    """Insert rows; where columns are unique, change those that have the same."""
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
        added = ADDED.format(**named)
        cursor.execute(added + OR_CHANGED.format(**named) if unique else added)


def _listed(names: Sequence[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))

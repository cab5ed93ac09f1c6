"""Tables as open data: a ZIP of CSV files with their description (CSV on the Web, W3C 2015)."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenreach.flow.register.faults import harmless

Cell = str | int | None
NOT_SHOWN, NOT_APPLICABLE = "c", "z"
"""For a number not published, and for one that cannot be; of the Department for Education."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Of every file in a ZIP, so that the same tables give the same bytes."""


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column: its name in files, its title for people, whether it holds numbers."""

    name: str
    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table to read, to print and to compute with; None is not known, NOT_SHOWN is withheld."""

    name: str
    title: str
    columns: tuple[OpenColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def head(self) -> list[dict[str, Any]]:
        return [{"text": column.title, "numeric": column.is_number} for column in self.columns]

    @property
    def shown(self) -> list[list[str]]:
        """The rows as people read them."""
        return [[_shown(cell) for cell in row] for row in self.rows]


def zipped(title: str, licence: str, tables: Sequence[OpenTable], *, mark: str = "") -> bytes:
    """Every table as a CSV file, and metadata.json that says what is in each column.

    A mark heads every file: in a CSV file as a comment, which readers of CSV on the Web pass over.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as files:
        about = _described(title, licence, tables) | ({"rdfs:comment": mark} if mark else {})
        described = json.dumps(about, indent=2, ensure_ascii=False)
        _add(files, "metadata.json", f"{described}\n")
        for table in tables:
            head = f"# {mark}\r\n" if mark else ""
            _add(files, f"{table.name}.csv", head + table_csv(table))
    return written.getvalue()


def table_csv(table: OpenTable) -> str:
    """Comma-separated, with a line of names; what is not known is empty."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([column.name for column in table.columns])
    lines.writerows(
        [_written(column, cell) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    )
    return text.getvalue()


def table_metadata(table: OpenTable, *, licence: str, source_on: str) -> dict[str, Any]:
    """What describes one CSV file by itself, at its address with -metadata.json after it."""
    about = {"@context": "http://www.w3.org/ns/csvw", "dc:license": licence, "dc:date": source_on}
    return about | _table(table)


def _add(files: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    files.writestr(info, text)


def _described(title: str, licence: str, tables: Sequence[OpenTable]) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": title,
        "dc:license": licence,
        "tables": [_table(table) for table in tables],
    }


def _table(table: OpenTable) -> dict[str, Any]:
    described: dict[str, Any] = {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": [column.name, column.title],
                    "datatype": "number" if column.is_number else "string",
                    "null": ["", NOT_SHOWN, NOT_APPLICABLE],
                }
                for column in table.columns
            ]
        },
    }
    return described | ({"dc:description": table.note} if table.note else {})


def _shown(cell: Cell) -> str:
    if cell is None:
        return "Not known"
    return "Not shown" if cell == NOT_SHOWN else f"{cell:,}" if isinstance(cell, int) else cell


def _written(column: OpenColumn, cell: Cell) -> Cell:
    """No text is a formula; a number below nothing stays a number."""
    return harmless(cell) if isinstance(cell, str) and not column.is_number else cell

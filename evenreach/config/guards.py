"""Installs what the database refuses by itself: row-level security, the journal, the ledgers."""

from pathlib import Path
from typing import Any

GUARDS = Path(__file__).with_name("guards.sql")


def install(connection: Any) -> None:
    """Guard every table, as their owner; after each migration, and harmless when repeated."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS.read_text(encoding="utf-8"))

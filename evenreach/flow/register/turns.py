"""One writer at a time for what a whole list replaces."""

from django.db import connection


def take_turn(what: str, authority_id: int) -> None:
    """Wait until no other transaction replaces the same list of the same authority."""
    key = f"{what} of {authority_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])

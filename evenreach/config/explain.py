"""The command `evenreach explain`: adopted sessions, one school's to read or all to work out."""

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from evenreach.config import Refusal

Opened = Callable[[], AbstractContextManager[object]]


def explain(words: list[str], opened: Opened) -> None:
    """Prints how sessions were shared; `opened` gives the database for as long as it is needed."""
    parser = argparse.ArgumentParser(prog="evenreach explain")
    parser.add_argument("urn", nargs="?", type=int, help="the school to explain")
    parser.add_argument("--all", action="store_true", help="every school of every service")
    parser.add_argument("--json", action="store_true", help="as facts for a program (with --all)")
    parser.add_argument("--year", type=int, help="the year in which the academic year begins")
    parser.add_argument("--authority", default="", help="its code, where there are several")
    chosen = parser.parse_args(words)
    if chosen.all != chosen.json or chosen.all == (chosen.urn is not None):
        raise Refusal("Say which: `evenreach explain URN`, or `evenreach explain --all --json`.")
    with opened():
        print(_written(chosen))


def _written(chosen: argparse.Namespace) -> str:
    import django

    django.setup()
    from evenreach.desks.allocation.telling import explained, explained_in_words
    from evenreach.flow.journal.scope import acting_for

    authority = _authority(chosen.authority)
    with acting_for(authority.pk):
        year = chosen.year or _newest_year(authority.pk)
        if chosen.all:
            found: Any = explained(authority.pk, academic_year=year)
            return json.dumps(found, indent=1, ensure_ascii=False)
        lines = explained_in_words(authority.pk, academic_year=year, urn=chosen.urn)
    if not lines:
        raise Refusal(
            f"No school with URN {chosen.urn} has a share in {year}. Look the URN up on the "
            "authority's page of schools."
        )
    return "\n".join(lines)


def _authority(code: str) -> Any:
    from django.db import ProgrammingError

    from evenreach.flow.people.models import Authority

    try:
        codes = list(Authority.objects.order_by("code").values_list("code", flat=True))
    except ProgrammingError as error:
        raise Refusal("This database is empty; `evenreach migrate` makes it ready.") from error
    if code in codes or (not code and len(codes) == 1):
        return Authority.objects.get(code=code or codes[0])
    if not codes:
        raise Refusal(
            "There is no authority here. After `make demo`, put EVENREACH_DEMONSTRATION=1 before "
            "the command to explain the demonstration's shares."
        )
    raise Refusal(f"Which authority? Choose one with --authority: {', '.join(codes)}.")


def _newest_year(authority_id: int) -> int:
    from evenreach.desks.allocation.models import Policy

    adopted = Policy.objects.of(authority_id).filter(adopted_at__isnull=False)
    year = adopted.order_by("-academic_year").values_list("academic_year", flat=True).first()
    if year is None:
        raise Refusal("No policy has been adopted yet, so there is nothing to explain.")
    return int(year)

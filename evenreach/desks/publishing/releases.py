"""The one gate through which a table is published: made safe and written down in one act."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from evenreach.desks.publishing.release_facts import Measure, Outgoing, kept, shown
from evenreach.desks.publishing.release_models import Release, SmallNumbers
from evenreach.desks.publishing.release_queries import earlier_tables, releases_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.suppression import CannotSuppress, Protected, protect, safe_with


class CannotRelease(Refusal):
    """A table that would tell what is hidden in it or in an earlier one; says how to mend it."""


class TooSmallNumbers(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "Each number must be 2 or more, as fewer than 2 hides nothing, and the number in "
            "public may not be below the number inside. Give other numbers."
        )


@transaction.atomic
def release(*, by: Eyes, at: datetime, outgoing: Outgoing, mend: bool = True) -> Release:
    """Publish tables, hiding what must be hidden; the row is what pages, files and the API read.

    A cell hidden in one measure is hidden in those after it. `mend` hides what an earlier release
    would otherwise lose; without it such a table is refused. Raises CannotRelease.
    """
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")
    safe = _made_safe(by.authority_id, outgoing, mend)
    content = _content(outgoing, safe)
    cells = [cell for one in safe for cell in one.table.cells if cell.exists]
    last = releases_of(by.authority_id, outgoing.name).first()
    made = Release.objects.create(
        authority_id=by.authority_id,
        name=outgoing.name,
        number=last.number + 1 if last else 1,
        title=outgoing.title,
        definition=outgoing.definition,
        academic_year=outgoing.academic_year,
        source_on=outgoing.source_on,
        released_at=at,
        released_by=by.name,
        fewest=max(measure.rule.fewest for measure in outgoing.measures),
        contributors=outgoing.contributors,
        cells=len(cells),
        cells_hidden=sum(len(one.hidden) for one in safe),
        content=content,
        facts=[kept(measure, one) for measure, one in zip(outgoing.measures, safe, strict=True)],
        digest=digest_of(content),
    )
    journal_act(by=by, at=at, verb="table published", about=made)
    return made


@transaction.atomic
def set_small_numbers(
    *, by: Eyes, at: datetime, inside: int, in_public: int, schools: int
) -> SmallNumbers:
    """Below what numbers the authority hides from now on; what was published stays as it is."""
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")
    if min(inside, schools) < 2 or in_public < inside:
        raise TooSmallNumbers
    row, _ = SmallNumbers.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        defaults={"inside": inside, "in_public": in_public, "schools": schools},
    )
    journal_act(by=by, at=at, verb="small numbers set", about=row)
    return row


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of what was published, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _made_safe(authority_id: int, outgoing: Outgoing, mend: bool) -> list[Protected]:
    safe: list[Protected] = []
    hidden: frozenset[str] = frozenset()
    for measure in outgoing.measures:
        try:
            safe.append(_one_safe(authority_id, measure, hidden, mend))
        except CannotSuppress as refused:
            raise CannotRelease(f"{measure.title}: {refused}") from refused
        hidden |= safe[-1].hidden.keys()
    return safe


def _one_safe(authority_id: int, measure: Measure, hide: frozenset[str], mend: bool) -> Protected:
    earlier = earlier_tables(authority_id, measure.name)
    if mend:
        return protect(measure.table, measure.rule, earlier, hide=hide)
    return safe_with(measure.table, measure.rule, earlier, hide=hide)


def _content(outgoing: Outgoing, safe: list[Protected]) -> dict[str, Any]:
    return {
        "outline": dict(outgoing.outline),
        "measures": [
            {
                "name": measure.name,
                "title": measure.title,
                "cells": shown(one),
                "hidden": len(one.hidden),
                "hidden_for_others": len(one.hidden) - len(one.primary),
            }
            for measure, one in zip(outgoing.measures, safe, strict=True)
        ],
    }

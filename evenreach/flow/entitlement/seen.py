"""Two people who change the same settings at once: the second is told, and nothing is lost."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes

NOT_THERE = 0


class ChangedMeanwhile(Refusal):
    """What somebody changes is no longer what they were shown."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this after you opened it. Open it again, look at what it says "
            "now, and make your change once more if it is still wanted."
        )


def row_as_seen(model: Any, by: Eyes, *, pk: int, seen: int) -> Any:
    """The row, locked, if its version is the one that was seen. Raises ChangedMeanwhile."""
    row = model.objects.of(by.authority_id).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or row.version != seen:
        raise ChangedMeanwhile
    return row


def change_row(row: Any, values: Mapping[str, Any]) -> None:
    """Store what was changed as the row's next version."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])


def set_row(
    model: Any, by: Eyes, *, which: Mapping[str, Any], seen: int, values: Mapping[str, Any]
) -> Any:
    """Make the one row `which`, or change it if its version is the one that was seen.

    Where there was none to see, `seen` is NOT_THERE. Raises ChangedMeanwhile.
    """
    if seen != NOT_THERE:
        found = model.objects.of(by.authority_id).filter(**which).values_list("pk", flat=True)
        row = row_as_seen(model, by, pk=found.first() or 0, seen=seen)
        change_row(row, values)
        return row
    try:
        with transaction.atomic():
            return model.objects.create(authority_id=by.authority_id, **which, **values)
    except IntegrityError as error:
        raise ChangedMeanwhile from error

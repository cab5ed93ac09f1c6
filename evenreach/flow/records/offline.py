"""Notes that were written without signal: how long a device holds one, and how it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.actions import save_draft
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.records.offline_models import LONGEST_HOURS, SHORTEST_HOURS, HoldingTime
from evenreach.flow.records.queries import outcomes_of, provision_of, record_of
from evenreach.flow.records.writing import Agreed, Provision, Seen
from evenreach.flow.requests.saving import as_kept
from evenreach.flow.visits.actions import record_made
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visit_of_specialist, visits_of_specialist

DEFAULT_HOURS = 72
BEFORE, AHEAD = timedelta(days=7), timedelta(days=14)
MINE, THEIRS, BOTH = "mine", "theirs", "both"


class NoSuchTime(Refusal):
    """A holding time is hours or days, not minutes or weeks."""

    def __init__(self) -> None:
        super().__init__(
            f"A note can be held from {SHORTEST_HOURS} to {LONGEST_HOURS} hours. Choose a number "
            "between them."
        )


class TextsDiffer(Refusal):
    """The record says otherwise than the note in some places, and nobody has chosen yet."""

    def __init__(self, record: VisitRecord, differing: Sequence[str]) -> None:
        self.record = record
        self.differing = differing
        super().__init__(
            "The record of this visit was written elsewhere too. Nothing was overwritten. Choose "
            "for each part which text to keep."
        )


def holding_hours(authority_id: int) -> int:
    """For how long at most a device may hold a note."""
    stated = HoldingTime.objects.of(authority_id).first()
    return DEFAULT_HOURS if stated is None else stated.hours


@transaction.atomic
def state_holding_time(*, by: Eyes, at: datetime, hours: int) -> HoldingTime:
    """Say for how long at most a device may hold a note. Raises NoSuchTime."""
    if not SHORTEST_HOURS <= hours <= LONGEST_HOURS:
        raise NoSuchTime
    stated, _ = HoldingTime.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        defaults={"hours": hours, "set_by_id": by.acting_id, "set_at": at},
    )
    journal_act(by=by, at=at, verb="holding time stated", about=stated)
    return stated


def visits_to_note(eyes: Eyes, *, on: date) -> list[Visit]:
    """The person's own visits of last week and the next two that have no report yet."""
    reported = Report.objects.of(eyes.authority_id).filter(record__visit=OuterRef("pk"))
    visits = visits_of_specialist(eyes).filter(
        ~Exists(reported),
        on__gte=on - BEFORE,
        on__lt=on + AHEAD,
        state__in=[Visit.State.BOOKED, Visit.State.MADE],
    )
    return list(visits)


@transaction.atomic
def keep_note(
    *,
    by: Eyes,
    at: datetime,
    visit_id: int,
    seen: Seen,
    was_made: bool,
    chosen: Mapping[str, str],
    edition: int | None,
) -> VisitRecord:
    """Save a note as the draft of its visit's record, beside what stands there.

    What is empty on one side is taken from the other; where both say something else, `chosen`
    says "mine", "theirs" or "both", having read the record's `edition`. `was_made` first records
    a booked visit as made. Raises TextsDiffer, and what `record_made` and `save_draft` raise.
    """
    visit = visit_of_specialist(by, visit_id, lock=True)
    if was_made and visit.state == Visit.State.BOOKED:
        record_made(by=by, at=at, visit_id=visit_id)
    before = record_of(visit)
    if before is None:
        return save_draft(by=by, at=at, visit_id=visit_id, seen=seen, provision=[])
    stored = {name: as_kept(getattr(before, name)) for name in asdict(seen)}
    typed = {name: as_kept(text) for name, text in asdict(seen).items()}
    differing = [name for name, text in typed.items() if stored[name] not in ("", text) and text]
    if differing and (edition != before.edition or set(differing) - set(chosen)):
        raise TextsDiffer(before, differing)
    merged = {
        name: _taken(text, stored[name], chosen[name] if name in differing else MINE)
        for name, text in typed.items()
    }
    if merged == stored:
        return before
    return _save(by, at, visit_id, before, merged)


def _taken(mine: str, theirs: str, which: str) -> str:
    if which == BOTH:
        return f"{theirs}\n\n{mine}"
    return theirs if which == THEIRS else mine or theirs


def _save(
    by: Eyes, at: datetime, visit_id: int, before: VisitRecord, merged: Mapping[str, str]
) -> VisitRecord:
    """The record as a draft with its new words; its provision and outcomes stay."""
    return save_draft(
        by=by,
        at=at,
        visit_id=visit_id,
        seen=Seen(**merged),
        provision=[Provision(**_given(row, Provision)) for row in provision_of(before)],
        outcomes=[Agreed(**_given(row, Agreed)) for row in outcomes_of(before)],
        edition=before.edition,
    )


def _given(row: object, kind: type[Provision] | type[Agreed]) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(kind)}

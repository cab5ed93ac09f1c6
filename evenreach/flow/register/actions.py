"""Imports of the register: previewed, applied whole or not at all, undone; and its calendar."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.calendar_definitions import CalendarDefinition
from evenreach.flow.register.differences import difference
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.merging import SUPPLIED, Published, PublishedFiles, proposed
from evenreach.flow.register.models import (
    Holiday,
    RegisterImport,
    RegisterSnapshot,
    School,
    SchoolChange,
    SchoolFigure,
    TermBlock,
)
from evenreach.flow.register.queries import last_applied, open_preview, stored_register
from evenreach.flow.register.snapshots import Register, unpacked
from evenreach.flow.register.storing import store
from evenreach.methods.calendar import academic_year_of

State = RegisterImport.State


class NoFiles(Refusal):
    """An import without a file."""

    def __init__(self) -> None:
        super().__init__("There is no file here. Choose at least one of the publishers' files.")


class NothingChanges(Refusal):
    """Files that say what the register says already."""

    def __init__(self) -> None:
        super().__init__("These files say what the register says already: nothing would change.")


class PreviewOpen(Refusal):
    """A second import begun while one waits for its decision."""

    def __init__(self, waiting: RegisterImport | None) -> None:
        whose = "Somebody's import" if waiting is None else f"An import by {waiting.started_by}"
        super().__init__(
            f"{whose} waits to be applied or discarded. The register is changed by one person at "
            "a time: open that import and decide on it first."
        )


class ImportSettled(Refusal):
    """An import that was decided on already, here or by somebody else."""

    def __init__(self, found: RegisterImport) -> None:
        super().__init__(
            f"This import was {found.state} by {found.settled_by or found.started_by}. Nothing was "
            "done now; look at the register's list of imports for where it stands."
        )


class RegisterMoved(Refusal):
    """The register is no longer what the import was compared with."""

    def __init__(self) -> None:
        super().__init__(
            "The register has changed since this was compared with it. Nothing was done: discard "
            "this import and load its files again, to see what they would change now."
        )


class CountPublished(Refusal):
    """A count supplied for a school and year for which the publisher has one."""

    def __init__(self, school: str, name: str) -> None:
        super().__init__(
            f"The publisher has counted {name} at {school} for that year. A count of the "
            "authority’s own is only for what no file says: load a corrected file instead."
        )


class SchoolsInUse(Refusal):
    """Undoing would take away schools that something has been written about."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"This import brought schools that have been used since: {'; '.join(names)}. It stays "
            "applied; load a corrected file instead."
        )


@transaction.atomic
def preview_import(*, by: Eyes, at: datetime, files: PublishedFiles) -> RegisterImport:
    """Read files and keep what they would change; bad ones are kept as refused, with faults.

    Raises NoFiles, NothingChanges, or PreviewOpen while another import waits.
    """
    if not files.given:
        raise NoFiles
    waiting = open_preview(by.authority_id)
    if waiting is not None:
        raise PreviewOpen(waiting)
    begun = RegisterImport(
        authority_id=by.authority_id,
        started_at=at,
        started_by=by.name,
        files={file.name: file.digest for file in files.given},
    )
    try:
        return _previewed(begun, files, by=by, at=at)
    except FileRefused as refused:
        return _refused(begun, refused, by=by, at=at)


def _previewed(
    begun: RegisterImport, files: PublishedFiles, *, by: Eyes, at: datetime
) -> RegisterImport:
    before = stored_register(by.authority_id)
    last = last_applied(by.authority_id)
    if last and last.after and (last.files, last.after.digest) == (begun.files, before.digest):
        raise NothingChanges
    la_code = Authority.objects.get(pk=by.authority_id).code
    after = proposed(before, files, la_code=la_code)
    if after.digest == before.digest:
        raise NothingChanges
    begun.state = State.PREVIEWED
    begun.before, begun.after = (_kept(by.authority_id, register) for register in (before, after))
    try:
        with transaction.atomic():
            begun.save()
    except IntegrityError as error:
        raise PreviewOpen(None) from error
    journal_act(by=by, at=at, verb="import previewed", about=begun)
    return begun


def _refused(
    begun: RegisterImport, refused: FileRefused, *, by: Eyes, at: datetime
) -> RegisterImport:
    begun.state = State.REFUSED
    begun.settled_at, begun.settled_by = at, by.name
    begun.faults_count = refused.count
    begun.faults = [asdict(fault) for fault in refused.faults]
    begun.save()
    journal_act(by=by, at=at, verb="import refused", about=begun)
    return begun


def _kept(authority_id: int, register: Register) -> RegisterSnapshot:
    snapshot, _ = RegisterSnapshot.objects.of(authority_id).get_or_create(
        authority_id=authority_id, digest=register.digest, defaults={"packed": register.packed}
    )
    return snapshot


@transaction.atomic
def apply_import(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Make the register what the preview showed. Raises ImportSettled or RegisterMoved."""
    chosen = _locked(by, import_id, State.PREVIEWED)
    before, after = registers_of(chosen)
    _replace(by.authority_id, before, after)
    SchoolChange.objects.bulk_create(
        SchoolChange(
            authority_id=by.authority_id,
            by_import=chosen,
            urn=change.urn,
            kind=change.kind,
            field=change.field,
            old=change.old,
            new=change.new,
        )
        for change in difference(before, after).changes
    )
    return _settle(chosen, State.APPLIED, by=by, at=at)


@transaction.atomic
def discard_import(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Let a preview go; the register stays as it is. Raises ImportSettled."""
    return _settle(_locked(by, import_id, State.PREVIEWED), State.DISCARDED, by=by, at=at)


@transaction.atomic
def undo_import(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Bring back the register as it was before the last applied import.

    Raises ImportSettled, RegisterMoved where something came after it, or SchoolsInUse.
    """
    chosen = _locked(by, import_id, State.APPLIED)
    before, after = registers_of(chosen)
    try:
        _replace(by.authority_id, after, before)
    except ProtectedError as error:
        new = sorted(after.schools.keys() - before.schools.keys())
        raise SchoolsInUse([after.schools[urn].name for urn in new]) from error
    return _settle(chosen, State.UNDONE, by=by, at=at)


@transaction.atomic
def supply_figure(
    *,
    by: Eyes,
    at: datetime,
    school: School,
    name: str,
    value: int,
    source: str,
    counted_on: date,
) -> SchoolFigure:
    """Store a count that no file has, with where it comes from. Raises CountPublished."""
    year = academic_year_of(counted_on).begins_in
    known = SchoolFigure.objects.of(by.authority_id).filter(
        school=school, academic_year=year, name=name
    )
    if known.exclude(source__startswith=SUPPLIED).exists():
        raise CountPublished(school.name, name)
    figure, _ = SchoolFigure.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        school=school,
        academic_year=year,
        name=name,
        defaults={"value": value, "source": f"{SUPPLIED}{source}", "counted_on": counted_on},
    )
    journal_act(by=by, at=at, verb="figure supplied", about=figure, why=source)
    return figure


def load_register(
    *, by: Eyes, at: datetime, schools: Published, sen: Published, census: Published
) -> RegisterImport | None:
    """Preview and apply in one step, or raise FileRefused; the same again gives None."""
    files = PublishedFiles(schools=schools, sen=sen, census=census)
    proposed(Register(), files, la_code=Authority.objects.get(pk=by.authority_id).code)
    try:
        previewed = preview_import(by=by, at=at, files=files)
    except NothingChanges:
        return None
    return apply_import(by=by, at=at, import_id=previewed.pk)


def registers_of(chosen: RegisterImport) -> tuple[Register, Register]:
    """The register before and after an import."""
    if chosen.before is None or chosen.after is None:
        raise ImportSettled(chosen)
    return unpacked(chosen.before.packed), unpacked(chosen.after.packed)


def _locked(by: Eyes, import_id: int, state: str) -> RegisterImport:
    imports = RegisterImport.objects.of(by.authority_id).select_for_update(of=("self",))
    chosen = imports.select_related("before", "after").get(pk=import_id)
    if chosen.state != state:
        raise ImportSettled(chosen)
    return chosen


def _replace(authority_id: int, before: Register, after: Register) -> None:
    """Store what differs, between two looks at what is stored."""
    if stored_register(authority_id).digest != before.digest:
        raise RegisterMoved
    store(authority_id, before, after)
    if stored_register(authority_id).digest != after.digest:
        raise RegisterMoved


def _settle(chosen: RegisterImport, state: State, *, by: Eyes, at: datetime) -> RegisterImport:
    chosen.state, chosen.settled_at, chosen.settled_by = state, at, by.name
    chosen.save(update_fields=["state", "settled_at", "settled_by"])
    journal_act(by=by, at=at, verb=f"import {state}", about=chosen)
    return chosen


@transaction.atomic
def set_calendar(
    *, by: Eyes, at: datetime, calendar: CalendarDefinition, holidays: Mapping[date, str]
) -> None:
    """Store the terms of an academic year and the holidays, replacing what stood there."""
    year = calendar.year[0].year
    TermBlock.objects.of(by.authority_id).filter(academic_year=year).delete()
    blocks = TermBlock.objects.bulk_create(
        TermBlock(
            authority_id=by.authority_id,
            academic_year=year,
            name=block.name,
            starts_on=block.period[0],
            ends_on=block.period[1],
            is_inferred=block.inferred,
            source=calendar.source,
        )
        for block in calendar.half_terms
    )
    Holiday.objects.of(by.authority_id).filter(on__in=holidays).delete()
    Holiday.objects.bulk_create(
        Holiday(authority_id=by.authority_id, on=on, name=name, source="GOV.UK bank holidays")
        for on, name in sorted(holidays.items())
    )
    journal_act(by=by, at=at, verb="calendar set", about=blocks[0])

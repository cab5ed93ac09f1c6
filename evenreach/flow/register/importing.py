"""An import from its files to its preview: stored at once, read in the background."""

import zlib
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.background import queue_task
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.applying import apply_now, locked_import, settle
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.imports import last_applied, open_import, stored_register
from evenreach.flow.register.merging import Published, PublishedFiles, proposed
from evenreach.flow.register.models import (
    RegisterImport,
    RegisterSnapshot,
    RegisterUpload,
    State,
)
from evenreach.flow.register.snapshots import Register

PARTS = ("schools", "links", "sen", "census")
READ = "register.read"
FAST = 1


class NoFiles(Refusal):
    """An import without a file."""

    def __init__(self) -> None:
        super().__init__("There is no file here. Choose at least one of the publishers' files.")


class ImportOpen(Refusal):
    """A second import begun while one is not settled."""

    def __init__(self, found: RegisterImport | None) -> None:
        whose = "Somebody's import" if found is None else f"An import by {found.started_by}"
        super().__init__(
            f"{whose} is not settled yet. The register is changed by one person at a time: open "
            "that import and decide on it first."
        )


@transaction.atomic
def begin_import(*, by: Eyes, at: datetime, files: PublishedFiles) -> RegisterImport:
    """Store files to be read in the background. Raises NoFiles, or ImportOpen."""
    begun = _begun(by, at, files)
    RegisterUpload.objects.bulk_create(
        RegisterUpload(
            authority_id=by.authority_id,
            by_import=begun,
            part=part,
            name=file.name,
            source=file.source,
            counted_on=file.counted_on,
            packed=zlib.compress(file.raw, FAST),
        )
        for part in PARTS
        if (file := getattr(files, part)) is not None
    )
    queue_task(by=by, job=READ, about=begun)
    return begun


@transaction.atomic
def read_again(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Ask once more for reading that failed. Raises ImportSettled, or UnderWay."""
    begun = locked_import(by, import_id, State.WAITING)
    queue_task(by=by, job=READ, about=begun)
    journal_act(by=by, at=at, verb="import read again", about=begun)
    return begun


@transaction.atomic
def read_import(*, by: Eyes, at: datetime, import_id: int, told: Told = untold) -> RegisterImport:
    """Read the stored files: what they would change is previewed, bad ones are refused.

    Files that would change nothing are settled as that. Raises ImportSettled.
    """
    begun = locked_import(by, import_id, State.WAITING)
    uploads = RegisterUpload.objects.of(by.authority_id).filter(by_import=begun)
    files = PublishedFiles(**{upload.part: _published(upload) for upload in uploads})
    _read(begun, files, by=by, at=at, told=told)
    uploads.delete()
    return begun


def load_register(
    *, by: Eyes, at: datetime, schools: Published, sen: Published, census: Published
) -> RegisterImport | None:
    """Read and apply in one step, or raise FileRefused; the same again gives None."""
    files = PublishedFiles(schools=schools, sen=sen, census=census)
    proposed(Register(), files, la_code=Authority.objects.get(pk=by.authority_id).code)
    with transaction.atomic():
        begun = _begun(by, at, files)
        _read(begun, files, by=by, at=at, told=untold)
        if begun.state == State.UNCHANGED:
            transaction.set_rollback(True)
            return None
        return apply_now(begun, by=by, at=at, told=untold)


def _begun(by: Eyes, at: datetime, files: PublishedFiles) -> RegisterImport:
    if not files.given:
        raise NoFiles
    found = open_import(by.authority_id)
    if found is not None:
        raise ImportOpen(found)
    begun = RegisterImport(
        authority_id=by.authority_id,
        state=State.WAITING,
        started_at=at,
        started_by=by.name,
        files={file.name: file.digest for file in files.given},
    )
    try:
        with transaction.atomic():
            begun.save()
    except IntegrityError as error:
        raise ImportOpen(None) from error
    journal_act(by=by, at=at, verb="import begun", about=begun)
    return begun


def _published(upload: RegisterUpload) -> Published:
    raw = zlib.decompress(upload.packed)
    return Published(upload.name, raw, upload.source, upload.counted_on)


def _read(
    begun: RegisterImport, files: PublishedFiles, *, by: Eyes, at: datetime, told: Told
) -> None:
    told("Looking at what the register says now")
    before = stored_register(by.authority_id)
    try:
        after = _after(begun, before, files, told)
    except FileRefused as refused:
        begun.faults_count = refused.count
        begun.faults = [asdict(fault) for fault in refused.faults]
        settle(begun, State.REFUSED, by=by, at=at)
        return
    told("Comparing with the register")
    if after.digest == before.digest:
        settle(begun, State.UNCHANGED, by=by, at=at)
        return
    told("Keeping what would change")
    begun.before, begun.after = (_kept(by.authority_id, register) for register in (before, after))
    begun.state = State.PREVIEWED
    begun.save()
    journal_act(by=by, at=at, verb="import previewed", about=begun)


def _after(begun: RegisterImport, before: Register, files: PublishedFiles, told: Told) -> Register:
    """The register as the files would make it; the same files again need no reading."""
    last = last_applied(begun.authority_id)
    if last and last.after and (last.files, last.after.digest) == (begun.files, before.digest):
        return before
    la_code = Authority.objects.get(pk=begun.authority_id).code
    return proposed(before, files, la_code=la_code, told=told)


def _kept(authority_id: int, register: Register) -> RegisterSnapshot:
    snapshot, _ = RegisterSnapshot.objects.of(authority_id).get_or_create(
        authority_id=authority_id, digest=register.digest, defaults={"packed": register.packed}
    )
    return snapshot

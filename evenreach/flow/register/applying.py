"""A previewed import applied, discarded or undone: whole or not at all, one at a time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.background import queue_task
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.differences import difference
from evenreach.flow.register.imports import stored_register
from evenreach.flow.register.models import RegisterImport, RegisterUpload, State
from evenreach.flow.register.snapshots import Register, unpacked
from evenreach.flow.register.storing import store, write_history

APPLY, UNDO = "register.apply", "register.undo"
STANDS = {
    State.WAITING: "is being read",
    State.UNCHANGED: "changes nothing",
    State.PREVIEWED: "waits to be applied or discarded",
    State.APPLYING: "is being applied",
    State.UNDOING: "is being undone",
}
FORMER = {State.APPLYING: State.PREVIEWED, State.UNDOING: State.APPLIED}


class ImportSettled(Refusal):
    """An import that is not where it was thought to be: decided on, here or by somebody else."""

    def __init__(self, found: RegisterImport) -> None:
        by = found.settled_by or found.started_by
        stands = STANDS.get(State(found.state), f"was {found.state} by {by}")
        super().__init__(
            f"This import {stands}. Nothing was done now; look at the register's list of imports "
            "for where it stands."
        )


class RegisterMoved(Refusal):
    """The register is no longer what the import was compared with."""

    def __init__(self) -> None:
        super().__init__(
            "The register has changed since this was compared with it. Nothing was done: discard "
            "this import and load its files again, to see what they would change now."
        )


class ChangedSince(Refusal):
    """The register is no longer what the import made it, so undoing would lose what came after."""

    def __init__(self) -> None:
        super().__init__(
            "The register has changed since this import was applied. Nothing was done, so that "
            "what came after is not lost: undo what was applied after it first, or load a "
            "corrected file."
        )


class AnotherOpen(Refusal):
    """Undoing was asked for while another import is not settled."""

    def __init__(self) -> None:
        super().__init__(
            "Another import is not settled yet. The register is changed by one person at a time: "
            "decide on that import first, then undo this one."
        )


class SchoolsInUse(Refusal):
    """Undoing would take away schools that something has been written about."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"This import brought schools that have been used since: {'; '.join(names)}. It stays "
            "applied; load a corrected file instead."
        )


@transaction.atomic
def begin_applying(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Ask for an import to be applied. Raises ImportSettled."""
    chosen = locked_import(by, import_id, State.PREVIEWED)
    return _asked_for(chosen, State.APPLYING, APPLY, by=by, at=at)


@transaction.atomic
def begin_undoing(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Ask for an import to be undone. Raises ImportSettled, or AnotherOpen."""
    chosen = locked_import(by, import_id, State.APPLIED)
    try:
        with transaction.atomic():
            return _asked_for(chosen, State.UNDOING, UNDO, by=by, at=at)
    except IntegrityError as error:
        raise AnotherOpen from error


@transaction.atomic
def apply_import(*, by: Eyes, at: datetime, import_id: int, told: Told = untold) -> RegisterImport:
    """Make the register what the preview showed. Raises ImportSettled or RegisterMoved."""
    return apply_now(locked_import(by, import_id, State.APPLYING), by=by, at=at, told=told)


def apply_now(chosen: RegisterImport, *, by: Eyes, at: datetime, told: Told) -> RegisterImport:
    """The same for an import that the caller holds."""
    told("Comparing with the register")
    before, after = registers_of(chosen)
    if not _replaced(by.authority_id, before, after, told):
        raise RegisterMoved
    told("Writing the schools’ history")
    write_history(by.authority_id, chosen.pk, difference(before, after).changes)
    return settle(chosen, State.APPLIED, by=by, at=at)


@transaction.atomic
def discard_import(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """Let an import go; the register stays as it is. Raises ImportSettled."""
    chosen = locked_import(by, import_id, State.PREVIEWED, State.WAITING)
    RegisterUpload.objects.of(by.authority_id).filter(by_import=chosen).delete()
    return settle(chosen, State.DISCARDED, by=by, at=at)


@transaction.atomic
def undo_import(*, by: Eyes, at: datetime, import_id: int, told: Told = untold) -> RegisterImport:
    """Bring back the register as it was before an import, the last of those that stand.

    Raises ImportSettled, ChangedSince where something came after it, or SchoolsInUse.
    """
    chosen = locked_import(by, import_id, State.UNDOING)
    told("Comparing with the register")
    before, after = registers_of(chosen)
    try:
        is_back = _replaced(by.authority_id, after, before, told)
    except ProtectedError as error:
        new = sorted(after.schools.keys() - before.schools.keys())
        raise SchoolsInUse([after.schools[urn].name for urn in new]) from error
    if not is_back:
        raise ChangedSince
    return settle(chosen, State.UNDONE, by=by, at=at)


@transaction.atomic
def put_back(*, by: Eyes, at: datetime, import_id: int) -> RegisterImport:
    """After a task that failed: the import is where it was before it was asked for."""
    imports = RegisterImport.objects.of(by.authority_id).select_for_update()
    chosen = imports.get(pk=import_id)
    state = FORMER.get(State(chosen.state))
    if state is not None:
        chosen.state = state
        chosen.save(update_fields=["state"])
        journal_act(by=by, at=at, verb=f"import {state} again, after a failure", about=chosen)
    return chosen


def registers_of(chosen: RegisterImport) -> tuple[Register, Register]:
    """The register before and after an import."""
    if chosen.before is None or chosen.after is None:
        raise ImportSettled(chosen)
    return unpacked(chosen.before.packed), unpacked(chosen.after.packed)


def locked_import(by: Eyes, import_id: int, *states: State) -> RegisterImport:
    """The import, held until the transaction ends. Raises ImportSettled in any other state."""
    imports = RegisterImport.objects.of(by.authority_id).select_for_update(of=("self",))
    chosen = imports.select_related("before", "after").get(pk=import_id)
    if chosen.state not in states:
        raise ImportSettled(chosen)
    return chosen


def settle(chosen: RegisterImport, state: State, *, by: Eyes, at: datetime) -> RegisterImport:
    """Let an import rest in a state, with who brought it there."""
    chosen.state, chosen.settled_at, chosen.settled_by = state, at, by.name
    chosen.save()
    journal_act(by=by, at=at, verb=f"import {state}", about=chosen)
    return chosen


def _asked_for(
    chosen: RegisterImport, state: State, job: str, *, by: Eyes, at: datetime
) -> RegisterImport:
    chosen.state = state
    chosen.save(update_fields=["state"])
    queue_task(by=by, job=job, about=chosen)
    journal_act(by=by, at=at, verb=f"import {state}", about=chosen)
    return chosen


def _replaced(authority_id: int, before: Register, after: Register, told: Told) -> bool:
    """Store what differs between two looks at what is stored; whether both were as expected."""
    if stored_register(authority_id).digest != before.digest:
        return False
    store(authority_id, before, after, told)
    told("Checking what is stored")
    return stored_register(authority_id).digest == after.digest

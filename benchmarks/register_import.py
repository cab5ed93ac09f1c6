"""All England's register read, compared and applied with history, against COPY of the same rows.

The yardstick copies the rows that the files were parsed into (schools, figures, links) to bare
tables without keys, journal or row-level security. The import stores the publishers' files, reads
them, checks every cell, packs both registers, applies the difference and looks at what is stored
afterwards, each step a job with its progress.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import Ratio

AT = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)
CENSUS_DAY = date(2023, 1, 19)


def run() -> list[Ratio]:
    from evenreach.config.addresses import with_database
    from evenreach.config.database import create_afresh
    from evenreach.config.embedded import running

    with (
        tempfile.TemporaryDirectory(prefix="evenreach-bench-") as folder,
        running(Path(folder) / "postgres") as server,
    ):
        os.environ["EVENREACH_DEMONSTRATION"] = "1"
        os.environ["DATABASE_URL"] = create_afresh(
            with_database(server, "england_once"), "england_once"
        )
        _command("migrate", "--verbosity", "0")
        _command("open_authority", "--code=ENG", "--name=England", "--mail-from=us@council.example")
        return _measured()


def _measured() -> list[Ratio]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenreach.config.settings")
    django.setup()
    from django.db import connections

    from evenreach.flow.journal.scope import acting_for
    from evenreach.flow.people.models import Authority

    authority = Authority.objects.get(code="ENG")
    by = _somebody(authority.pk)
    loaded = _seconds(lambda: _load(by))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    unchanged = _seconds(lambda: _load_again(by))
    with acting_for(authority.pk):
        rows = _rows(authority.pk)
    copied = min(_seconds(lambda: _copy(rows)) for _ in range(3))
    connections.close_all()
    detail: dict[str, Any] = {
        "rows": {name: len(part) for name, part in rows.items()},
        "import_seconds": round(loaded, 2),
        "unchanged_seconds": round(unchanged, 2),
        "copy_seconds": round(copied, 3),
        "peak_mebibytes": round(peak),
    }
    return [
        Ratio("import of all England / COPY", loaded / copied, 15, "lower", detail),
        Ratio("import that changes nothing / COPY", unchanged / copied, 5, "lower", detail),
    ]


def _somebody(authority_id: int) -> Any:
    from evenreach.flow.journal.scope import acting_for
    from evenreach.flow.people.actions import add_person
    from evenreach.flow.people.eyes import Eyes, eyes_of

    set_up = Eyes(authority_id=authority_id, name="Set-up")
    with acting_for(authority_id):
        person = add_person(
            by=set_up, at=AT, name="Benchmark", email="us@council.example", password=None
        )
        return eyes_of(person, on=AT.date())


def _files() -> Any:
    from evenreach.demo.england import england_files
    from evenreach.flow.register.merging import Published, PublishedFiles

    raw = england_files()

    def published(name: str) -> Published:
        return Published(name, raw[name], "DfE", CENSUS_DAY)

    return PublishedFiles(
        schools=published("edubasealldata_england.csv"),
        links=published("links_edubasealldata.csv"),
        sen=published("sen_schools_2022-23.csv"),
        census=published("school_census_2022-23.csv"),
    )


def _load(by: Any) -> None:
    """As it is done in the background: each step with its task, committed."""
    from evenreach.flow.register import jobs
    from evenreach.flow.register.applying import begin_applying
    from evenreach.flow.register.importing import begin_import

    begun = _step(by, lambda: begin_import(by=by, at=AT, files=_files()), jobs.read)
    if begun.state != "previewed":
        raise RuntimeError(f"England is {begun.state}: {begun.faults[:3]}")
    applied = _step(by, lambda: begin_applying(by=by, at=AT, import_id=begun.pk), jobs.apply)
    if applied.state != "applied":
        raise RuntimeError(f"England is {applied.state}")


def _load_again(by: Any) -> None:
    from evenreach.flow.register import jobs
    from evenreach.flow.register.importing import begin_import

    again = _step(by, lambda: begin_import(by=by, at=AT, files=_files()), jobs.read)
    if again.state != "unchanged":
        raise RuntimeError("the same files changed something")


def _step(by: Any, ask: Callable[[], Any], job: Callable[..., None]) -> Any:
    """What the import has become once the job that was asked for is done."""
    from evenreach.flow.journal.queries import latest_task
    from evenreach.flow.journal.scope import acting_for
    from evenreach.flow.register.models import RegisterImport

    with acting_for(by.authority_id):
        begun = ask()
        task = latest_task(by.authority_id, begun)
    if task is None:
        raise RuntimeError("nothing was asked for")
    job(authority_id=by.authority_id, task_id=task.pk)
    with acting_for(by.authority_id):
        return RegisterImport.objects.of(by.authority_id).get(pk=begun.pk)


def _rows(authority_id: int) -> dict[str, list[tuple[Any, ...]]]:
    from evenreach.flow.register.imports import stored_register

    register = stored_register(authority_id)
    return {
        "schools": [(urn, *facts) for urn, facts in register.schools.items()],
        "figures": [(*key, *row) for key, row in register.figures.items()],
        "links": [(*key, *row) for key, row in register.links.items()],
    }


def _copy(rows: dict[str, list[tuple[Any, ...]]]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for name, part in rows.items():
            columns = ", ".join(f"c{nth} text" for nth in range(len(part[0])))
            cursor.execute(f"CREATE TEMPORARY TABLE bare_{name} ({columns}) ON COMMIT DROP")
            _write(cursor.copy(f"COPY bare_{name} FROM STDIN"), part)


def _write(copying: Any, part: Iterable[tuple[Any, ...]]) -> None:
    with copying as copy:
        for row in part:
            copy.write_row(row)


def _seconds(act: Callable[[], None]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _command(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "evenreach.config.cli", *words], check=True)

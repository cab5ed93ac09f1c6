"""What benchmarks of the register begin from: a database with guards, and England's files."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

AT = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)
CENSUS_DAY = date(2023, 1, 19)


@contextmanager
def database(name: str, *authorities: tuple[str, ...]) -> Iterator[None]:
    """A migrated database with these authorities (arguments of `open_authority`), then Django."""
    from evenreach.config.addresses import with_database
    from evenreach.config.database import create_afresh
    from evenreach.config.embedded import running

    with (
        tempfile.TemporaryDirectory(prefix="evenreach-bench-") as folder,
        running(Path(folder) / "postgres") as server,
    ):
        os.environ["EVENREACH_DEMONSTRATION"] = "1"
        os.environ["DATABASE_URL"] = create_afresh(with_database(server, name), name)
        _command("migrate", "--verbosity", "0")
        for authority in authorities:
            _command("open_authority", *authority, "--mail-from=us@council.example")
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenreach.config.settings")
        django.setup()
        from django.db import connections

        yield
        connections.close_all()


def tidy_up() -> None:
    """What PostgreSQL does by itself a minute after a large change."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def load(code: str, raw: dict[str, bytes]) -> Any:
    """Load an authority's schools and counts, and give the eyes it was done with."""
    from evenreach.flow.journal.scope import acting_for
    from evenreach.flow.people.eyes import Eyes
    from evenreach.flow.people.models import Authority
    from evenreach.flow.register.importing import load_register
    from evenreach.flow.register.merging import Published

    def published(beginning: str) -> Published:
        name = min(name for name in raw if name.startswith(beginning))
        return Published(name, raw[name], "DfE", CENSUS_DAY)

    authority = Authority.objects.get(code=code)
    by = Eyes(authority_id=authority.pk, name="Benchmark", is_authority_lead=True)
    with acting_for(authority.pk):
        load_register(
            by=by,
            at=AT,
            schools=published("edubasealldata"),
            sen=published("sen_schools"),
            census=published("school_census"),
        )
    return by


def _command(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "evenreach.config.cli", *words], check=True)

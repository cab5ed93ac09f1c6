"""Primary needs of all England's schools, read, compared and stored, against COPY of the figures.

The file is made up here, in the publisher's layout, for each school that has a count of learners
with SEN support: no real file with needs is carried. It has every need at either provision, which
is more than the department's file has (758,849 rows in 2024/25).
"""

import random
import resource
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from time import perf_counter
from typing import Any

from benchmarks import Ratio
from benchmarks._england import database, load

DAY = date(2025, 1, 16)
SUPPORT, PLANS = "SEN support / SEN without an EHC plan", "Education, health and care plan"
HEADER = "time_period,school_urn,sen_provision,sen_primary_need,pupil_count"


def run() -> list[Ratio]:
    with database("needs_once", ("--code=ENG", "--name=England")):
        from evenreach.demo.england import england_files
        from evenreach.flow.journal.scope import acting_for

        by = load("ENG", england_files())
        with acting_for(by.authority_id):
            return [_measured(by.authority_id)]


def _measured(authority_id: int) -> Ratio:
    from evenreach.flow.register.differences import difference
    from evenreach.flow.register.imports import stored_register
    from evenreach.flow.register.merging import Published, PublishedFiles, proposed
    from evenreach.flow.register.storing import store

    before, seconds = stored_register(authority_id), {}

    def timed(step: str, act: Callable[[], Any]) -> Any:
        started = perf_counter()
        done = act()
        seconds[step] = round(perf_counter() - started, 2)
        return done

    raw = _invented(before.figures)
    file = PublishedFiles(sen=Published("needs.csv", raw, "Invented", DAY))
    after = timed("read", lambda: proposed(before, file, la_code="ENG"))
    changes = timed("compare", lambda: difference(before, after)).changes
    packed = timed("pack", lambda: after.packed)
    timed("store", lambda: store(authority_id, before, after))
    timed("look_again", lambda: stored_register(authority_id).digest)
    new = [(*key, *facts) for key, facts in after.figures.items() if key not in before.figures]
    copied = min(_copied(new) for _ in range(3))
    detail = {
        "rows_of_the_file": raw.count(b"\n") - 1,
        "figures": len(new),
        "lines_of_history": len(changes),
        "file_mebibytes": round(len(raw) / 2**20),
        "snapshot_mebibytes": round(len(packed) / 2**20, 1),
        "peak_mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "seconds": seconds,
        "copy_seconds": round(copied, 2),
    }
    name = "primary needs of all England / COPY"
    return Ratio(name, sum(seconds.values()) / copied, 15, "lower", detail)


def _invented(figures: Mapping[Any, Any]) -> bytes:
    return "\n".join([HEADER, *_rows(figures), ""]).encode()


def _rows(figures: Mapping[Any, Any]) -> Iterator[str]:
    """Each count of SEN support as a total, and every need as a small number."""
    from evenreach.flow.register.primary_needs import NEED_LABELS

    dice = random.Random(20250116)
    labels = [f'"{each[0]}"' for each in NEED_LABELS.values()]
    for key, figure in figures.items():
        if key.name == "sen-support":
            yield f"202425,{key.urn},{SUPPORT},All pupils,{figure.value}"
            for provision in (SUPPORT, f'"{PLANS}"'):
                for label in labels:
                    yield f"202425,{key.urn},{provision},{label},{dice.randrange(20)}"


def _copied(rows: list[tuple[Any, ...]]) -> float:
    from django.db import connection, transaction

    started = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        columns = ", ".join(f"c{nth} text" for nth in range(len(rows[0])))
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns})")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        taken = perf_counter() - started
        cursor.execute("DROP TABLE bare")
    return taken

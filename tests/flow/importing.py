"""What the stories of imports do again and again: files that differ, and what comes of them."""

import csv
import io
from datetime import date

from evenreach.demo.setting import REGISTER
from evenreach.flow.journal.queries import latest_task
from evenreach.flow.register.applying import begin_applying, begin_undoing
from evenreach.flow.register.importing import begin_import
from evenreach.flow.register.merging import Published, PublishedFiles
from evenreach.flow.register.models import RegisterImport
from tests.stories import work_off

GIAS = "edubasealldata_northumberland.csv"
ACOMB, ALLENDALE = 122170, 122171
LATER = date(2026, 9, 24)


def gias(*edits, drop=(), add=()) -> Published:
    """The carried file with some cells changed, some rows dropped and some added."""
    text = (REGISTER / GIAS).read_bytes().decode("cp1252")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    place = {name: nth for nth, name in enumerate(header)}
    rows = [row for row in rows if int(row[0]) not in drop]
    for new in add:
        copied = list(next(row for row in rows if int(row[0]) == ACOMB))
        copied[0] = str(new)
        rows.append(copied)
    for urn, column, value in edits:
        next(row for row in rows if int(row[0]) == urn)[place[column]] = value
    return published([header, *rows])


def published(rows, name=GIAS) -> Published:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return Published(name, written.getvalue().encode(), "DfE, GIAS", LATER)


def links(*rows) -> Published:
    header = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
    return published([header, *rows], "links.csv")


def previewed(by, at, **files):
    return worked_off(begin_import(by=by, at=at, files=PublishedFiles(**files)))


def apply(by, at, begun):
    return worked_off(begin_applying(by=by, at=at, import_id=begun.pk))


def undo(by, at, begun):
    return worked_off(begin_undoing(by=by, at=at, import_id=begun.pk))


def worked_off(begun):
    """The import after the one job about it was done."""
    assert work_off() == 1
    return RegisterImport.objects.of(begun.authority_id).get(pk=begun.pk)


def stands(begun):
    """The import's state, and why its last task did nothing."""
    task = latest_task(begun.authority_id, begun)
    assert task is not None
    return begun.state, task.failed


def applied(by, at, **files):
    return apply(by, at, previewed(by, at, **files))


CASES = {
    "a name": ({"schools": gias((ACOMB, "EstablishmentName", "Acomb School"))}, "changed"),
    "a closure": (
        {"schools": gias((ACOMB, "EstablishmentStatus (name)", "Closed"))},
        "closed",
    ),
    "proposed to close": (
        {"schools": gias((ACOMB, "EstablishmentStatus (name)", "Open, but proposed to close"))},
        "changed",
    ),
    "a new school": ({"schools": gias(add=[999001])}, "new"),
    "left out": ({"schools": gias(drop=[ACOMB])}, "not listed"),
    "another authority": ({"schools": gias((ACOMB, "LA (code)", "390"))}, "moved authority"),
    "a conversion": (
        {
            "schools": gias((ACOMB, "EstablishmentStatus (name)", "Closed"), add=[999001]),
            "links": links((ACOMB, 999001, "Acomb Academy", "Successor", "01-09-2026")),
        },
        "succeeded",
    ),
}

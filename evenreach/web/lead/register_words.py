"""The words and tables of an import: what would change, what is odd, what would be left hanging."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from evenreach.flow.journal.models import Task
from evenreach.flow.register.differences import Change, Difference, Kind, Suspicion
from evenreach.flow.register.faults import harmless
from evenreach.flow.register.models import RegisterImport, State
from evenreach.flow.visits.models import Visit
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import fact_in_words

Row = list[Any]
MOST_SHOWN = 200
MISSING_AT_LEAST = 20
STATES = {
    State.WAITING: ("Being read", "blue"),
    State.REFUSED: ("Refused", "red"),
    State.UNCHANGED: ("Changes nothing", "grey"),
    State.PREVIEWED: ("Waiting", "yellow"),
    State.DISCARDED: ("Discarded", "grey"),
    State.APPLYING: ("Being applied", "blue"),
    State.APPLIED: ("Applied", "green"),
    State.UNDOING: ("Being undone", "blue"),
    State.UNDONE: ("Undone", "grey"),
}
UNDER_WAY = {
    State.WAITING: "The files are being read",
    State.APPLYING: "The import is being applied",
    State.UNDOING: "The import is being undone",
}
MAY_HAVE_FAILED = {State.PREVIEWED, State.APPLIED}
KINDS = {
    Kind.NEW: "New on the register",
    Kind.CLOSED: "Closed",
    Kind.SUCCEEDED: "Closed and succeeded by another",
    Kind.MOVED: "Now in another authority",
    Kind.NOT_LISTED: "No longer in the publisher’s file",
    Kind.REOPENED: "Open again",
    Kind.CHANGED: "Facts changed",
}
IMPORT_COLUMNS = [
    {"text": "Begun"},
    {"text": "By"},
    {"text": "Files"},
    {"text": "Stands"},
]
KIND_COLUMNS = [{"text": "What"}, {"text": "Schools", "numeric": True}]
STATUS_COLUMNS = [{"text": "School"}, {"text": "URN"}, {"text": "Was"}, {"text": "Becomes"}]
CHANGE_COLUMNS = [
    {"text": "School"},
    {"text": "URN"},
    {"text": "Fact"},
    {"text": "Old"},
    {"text": "New"},
]
SUSPICION_COLUMNS = [{"text": "School"}, {"text": "URN"}, {"text": "What to look at"}]
AHEAD_COLUMNS = [
    {"text": "School"},
    {"text": "URN"},
    {"text": "Visits ahead", "numeric": True},
    {"text": "Minutes left", "numeric": True},
]
VISIT_COLUMNS = [
    {"text": "School"},
    {"text": "Half-day"},
    {"text": "Request"},
    {"text": "Service"},
    {"text": "Specialist"},
    {"text": "Stands"},
]
FAULT_COLUMNS = [
    {"text": "File"},
    {"text": "Row", "numeric": True},
    {"text": "Column"},
    {"text": "Found"},
    {"text": "Expected"},
]


def import_rows(imports: Iterable[RegisterImport]) -> list[Row]:
    return [
        [
            {
                "text": date_gov(row.started_at),
                "href": reverse("lead:register_import", args=[row.pk]),
            },
            row.started_by,
            ", ".join(row.files),
            tag_of(row),
        ]
        for row in imports
    ]


def tag_of(shown: RegisterImport) -> dict[str, str]:
    text, colour = STATES[State(shown.state)]
    return {"text": text, "tag": colour, "colour": colour}


def standing(found: RegisterImport, task: Task | None) -> str:
    """Where the import stands that keeps others out."""
    if found.state not in UNDER_WAY:
        return "waits to be applied or discarded"
    if task and task.failed:
        return "could not be read"
    return f"{STATES[State(found.state)][0].lower()} ({step_of(task)})".replace("being", "is being")


def step_of(task: Task | None) -> str:
    """The step that is under way, and how much of it is done."""
    if task is None or not task.words:
        return "Waiting for its turn"
    if task.total is None:
        return task.words
    return f"{task.words} {task.done:,} of {task.total:,}"


def kind_rows(found: Difference) -> list[Row]:
    schools = Counter(kind for kind, _ in {(change.kind, change.urn) for change in found.changes})
    return [[words, f"{schools[kind]:,}"] for kind, words in KINDS.items() if schools[kind]]


def missing_sentence(found: Difference, open_before: int) -> str:
    """A warning where so many schools are missing that the file may not be whole."""
    missing = len({change.urn for change in found.of(Kind.NOT_LISTED)})
    if missing * MISSING_AT_LEAST < open_before or not missing:
        return ""
    return (
        f"{missing:,} of the {open_before:,} schools that are open here are not in the file. Is it "
        "the whole file of all establishments?"
    )


def status_rows(changes: Sequence[Change]) -> list[Row]:
    return [[change.name, change.urn, change.old, change.new] for change in changes[:MOST_SHOWN]]


def change_rows(changes: Sequence[Change]) -> list[Row]:
    return [
        [
            change.name,
            change.urn,
            fact_in_words(change.field),
            change.old or "not known",
            change.new or "not known",
        ]
        for change in changes[:MOST_SHOWN]
    ]


def suspicion_rows(suspicions: Sequence[Suspicion]) -> list[Row]:
    return [[one.name, one.urn, one.sentence] for one in suspicions[:MOST_SHOWN]]


def ahead_rows(
    found: Difference, visits: Mapping[int, int], minutes: Mapping[int, int]
) -> list[Row]:
    """What would be left hanging at each school that would no longer be open here."""
    names = {change.urn: change.name for change in found.changes}
    return [
        [names[urn], urn, f"{visits.get(urn, 0):,}", f"{minutes.get(urn, 0):,}"]
        for urn in sorted(found.ceasing)
        if visits.get(urn) or minutes.get(urn)
    ]


def visit_rows(visits: Iterable[Visit]) -> list[Row]:
    """Each visit that somebody has to move or cancel before the school closes."""
    return [
        [
            visit.school_request.school.name,
            f"{date_gov(visit.on)}, {visit.part}",
            visit.school_request.reference,
            visit.school_request.specification.service_offer.name,
            visit.specialist.name,
            visit.get_state_display(),
        ]
        for visit in visits
    ]


def fault_rows(shown: RegisterImport) -> list[Row]:
    return [
        [
            fault["file"],
            fault["row"] or "",
            fault["column"] or "",
            fault["value"] if fault["value"] is not None else "",
            fault["expected"],
        ]
        for fault in shown.faults
    ]


def changes_as_csv(found: Difference) -> str:
    rows = [
        (change.urn, change.name, change.kind, change.field, change.old, change.new)
        for change in found.changes
    ]
    return as_csv(("urn", "name", "kind", "fact", "old", "new"), rows)


def faults_as_csv(shown: RegisterImport) -> str:
    columns = ("file", "sheet", "row", "column", "value", "expected")
    return as_csv(columns, ([fault.get(name) for name in columns] for fault in shown.faults))


def as_csv(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """For spreadsheets: marked as UTF-8, and no cell of it is taken for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([harmless("" if cell is None else str(cell)) for cell in row] for row in rows)
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + written.getvalue()

"""The tables of a pack about a consultation: what was answered, by whom, and what was merged."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenreach.web.deciding_words import (
    AGREEMENTS,
    FEWEST,
    KINDS,
    NO_OPTION,
    group_in_words,
    in_order,
    unsaid_of,
)
from evenreach.web.open_tables import NOT_SHOWN, Cell, OpenColumn, OpenTable

Row = tuple[Cell, ...]


def answer_tables(summary: Mapping[str, Any]) -> list[OpenTable]:
    """Answers in all and by group, and how far schools agree; small groups stay unsaid."""
    columns = tuple(
        OpenColumn(f"prefer_{letter.lower() or 'none'}", _prefer(letter), is_number=True)
        for letter in summary["letters"]
    )
    rows = [("All", "All schools", *_counts(summary["all"], hidden=False))]
    for kind, key in (("phase", "by_phase"), ("size", "by_size")):
        unsaid = unsaid_of({one["name"]: one["answered"] for one in summary[key]}, FEWEST)
        for group in in_order(kind, summary[key], "name"):
            counts = _counts(group, hidden=group["name"] in unsaid)
            rows.append((KINDS[kind], group_in_words(kind, group["name"]), *counts))
    agreed = summary["by_agreement"]
    return [
        OpenTable(
            name="answers",
            title="What schools answered",
            columns=(
                OpenColumn("by", "By"),
                OpenColumn("group", "Schools of"),
                OpenColumn("schools", "Schools asked", is_number=True),
                OpenColumn("answered", "Answered", is_number=True),
                *columns,
            ),
            rows=tuple(rows),
            note=(
                f"Where fewer than {FEWEST} schools of a group answered, its answers are not "
                "shown, nor those of another group where they could be told from it."
            ),
        ),
        OpenTable(
            name="agreement",
            title="How far schools agree with what is proposed",
            columns=(
                OpenColumn("agreement", "Answer"),
                OpenColumn("schools", "Schools", is_number=True),
            ),
            rows=tuple((words, agreed[kind.value]) for kind, words in AGREEMENTS.items()),
        ),
        _merged_table(summary["merged"]),
    ]


def _merged_table(merged: Sequence[Mapping[str, Any]]) -> OpenTable:
    sizes = sorted({(each["answers"], each["people"]) for each in merged})
    return OpenTable(
        name="merged_answers",
        title="Schools that answered more than once",
        columns=(
            OpenColumn("answers", "Answers from one school", is_number=True),
            OpenColumn("people", "By so many people", is_number=True),
            OpenColumn("schools", "Schools", is_number=True),
        ),
        rows=tuple(
            (
                answers,
                people,
                sum((each["answers"], each["people"]) == (answers, people) for each in merged),
            )
            for answers, people in sizes
        ),
        note="The last answer of a school counts; the others are kept and counted nowhere else.",
    )


def _counts(group: Mapping[str, Any], *, hidden: bool) -> Row:
    if hidden:
        return (group["schools"], *(NOT_SHOWN for _ in range(1 + len(group["by_option"]))))
    return (group["schools"], group["answered"], *group["by_option"])


def _prefer(letter: str) -> str:
    return f"Prefer {letter}" if letter else f"Prefer {NO_OPTION.lower()}"

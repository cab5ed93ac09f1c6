"""A comparison of policies as tables: in all, by groups, by number of sessions, by axiom, each."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evenreach.desks.allocation.comparing import Compared, Comparison, Row, tallies
from evenreach.web.lead.axiom_words import AXIOMS
from evenreach.web.lead.compared_tables import Cell, Column, Table, change, text
from evenreach.web.lead.groupings import Grouping
from evenreach.web.lead.signs import counted
from evenreach.web.templatetags.schools import phase_in_words

Measure = tuple[str, Callable[[Compared], Cell], str]
EVENNESS: tuple[Measure, ...] = (
    (
        "Gini of sessions beside need",
        lambda one: one.evenness.gini,
        "0 where every learner with SEND stands for as much time; nearer 1, more uneven.",
    ),
    (
        "Theil’s T between phases",
        lambda one: None if one.evenness.by_phase is None else one.evenness.by_phase.between,
        "The unevenness that lies between phases; 0 where all phases fare alike. Not known where a "
        "school without learners with SEND has sessions.",
    ),
    (
        "Theil’s T within phases",
        lambda one: None if one.evenness.by_phase is None else one.evenness.by_phase.within,
        "The unevenness that is left between schools of one phase.",
    ),
    (
        "Gradient along deprivation",
        lambda one: one.evenness.gradient,
        "Above 0, schools with more pupils eligible for free school meals have more than their "
        "need; below 0, less.",
    ),
    (
        "Part of sessions with the smallest quarter",
        lambda one: one.evenness.smallest_quarter.value,
        "What the quarter of schools with the fewest learners with SEND has of all sessions.",
    ),
    (
        "Part of need with the smallest quarter",
        lambda one: one.evenness.smallest_quarter_need.value,
        "What the same schools have of all learners with SEND.",
    ),
    (
        "Schools left out of these",
        lambda one: one.evenness.left_out,
        "Their learners with SEND are not known.",
    ),
)

LETTERS = "ABCD"
ABOUT = (
    "Worked out from today’s register and capacity. Empty cells are not known, which is never "
    "nought."
)


def tables(
    found: Comparison, groups: Sequence[Grouping], *, is_from_first: bool, order: str
) -> tuple[Table, ...]:
    """Every table of the page and of the workbook, in order.

    Changes are from last year, or else from the first of the policies.
    """
    first = {row.school.urn: row.sessions[0] for row in found.rows} if is_from_first else None
    changes = [[_change(row, nth, first) for row in found.rows] for nth in _each(found)]
    return (
        summary_table(found, changes),
        *(group_table(found, grouping, first) for grouping in groups),
        distribution_table(found),
        axiom_table(found),
        breaker_table(found),
        school_table(found, changes, order),
    )


def legend(found: Comparison) -> list[tuple[str, str]]:
    """The letter that stands for each policy in the tables, and its name."""
    return [
        (letter, one.candidate.name) for letter, one in zip(LETTERS, found.policies, strict=False)
    ]


def from_words(found: Comparison, is_from_first: bool) -> str:
    """From what every change on the page is counted."""
    if is_from_first:
        return "Changes are counted from policy A."
    unknown = sum(row.school.last_year is None for row in found.rows)
    rest = f" {counted(unknown, 'school')} without it neither gain nor lose." if unknown else ""
    return f"Changes are counted from last year.{rest}"


def distribution_bars(found: Comparison) -> list[dict[str, Any]]:
    """A bar chart of last year where it is known, and one for each policy, all to one scale."""
    before = [row.school.last_year for row in found.rows if row.school.last_year is not None]
    counts = {"Last year": Counter(before)} if before else {}
    for nth, (letter, _) in enumerate(legend(found)):
        counts[f"Policy {letter}"] = Counter(row.sessions[nth] for row in found.rows)
    most = max(max(count.values()) for count in counts.values())
    return [
        {"id": f"chart-{nth}", "caption": caption, "most": most, "rows": _bars(count)}
        for nth, (caption, count) in enumerate(counts.items())
    ]


def _bars(count: Counter[int]) -> list[dict[str, Any]]:
    return [
        {"label": counted(n, "session"), "value": count[n], "text": str(count[n])}
        for n in sorted(count)
    ]


def summary_table(found: Comparison, changes: Sequence[Sequence[int | None]]) -> Table:
    """Gains and losses from what was compared with, and how even each policy is."""
    gains: list[tuple[str, Callable[[Sequence[int]], Cell], str]] = [
        ("Schools that gain", lambda moved: sum(n > 0 for n in moved), ""),
        ("Schools that lose", lambda moved: sum(n < 0 for n in moved), ""),
        ("Largest gain", lambda moved: max((n for n in moved if n > 0), default=0), "Sessions."),
        ("Largest loss", lambda moved: -min((n for n in moved if n < 0), default=0), "Sessions."),
    ]
    rows: list[list[Cell]] = [
        [name, *(of([n for n in moved if n is not None]) for moved in changes), says]
        for name, of, says in gains
    ]
    rows.append(["Sessions to the base", *(one.sharing.base_total for one in found.policies), ""])
    for name, measure, says in EVENNESS:
        rows.append([name, *(measure(one) for one in found.policies), says])
    columns = [text("Measure"), *_names(found), text("What it says")]
    return Table("summary", "In all", columns, rows)


def group_table(found: Comparison, grouping: Grouping, against: Mapping[int, int] | None) -> Table:
    """Every group under every policy."""
    told = [
        (grouping.names.index(tally.group), nth, tally)
        for nth in range(len(found.policies))
        for tally in tallies(found, nth, grouping.of, against=against)
    ]
    rows = [
        [
            tally.group,
            LETTERS[nth],
            tally.schools,
            tally.gain,
            tally.lose,
            tally.sessions,
            tally.per_100_learners.value,
        ]
        for _, nth, tally in sorted(told, key=lambda each: each[:2])
    ]
    columns = [text("Group"), text("Policy"), Column("Schools"), Column("Gain"), Column("Lose")]
    columns += [Column("Sessions"), Column("Per 100 learners with SEND", places=1)]
    return Table(grouping.id, grouping.caption, columns, rows)


def distribution_table(found: Comparison) -> Table:
    """How many schools have how many sessions, under each policy and last year."""
    counts = [Counter(row.sessions[nth] for row in found.rows) for nth in _each(found)]
    former = Counter(row.school.last_year for row in found.rows if row.school.last_year is not None)
    sessions = sorted(set(former).union(*counts))
    rows = [[n, former[n], *(count[n] for count in counts)] for n in sessions]
    columns = [Column("Sessions"), Column("Last year"), *_names(found)]
    return Table("distribution", "How many schools have how many sessions", columns, rows)


def axiom_table(found: Comparison) -> Table:
    columns = [text("Axiom"), *(text(letter) for letter, _ in legend(found))]
    columns.append(text("What it means"))
    findings = zip(*(one.axioms for one in found.policies), strict=True)
    rows = [
        [title, *(_verdict(len(each.broken_by)) for each in each_policy), meaning]
        for each_policy in findings
        for title, meaning in [AXIOMS[each_policy[0].axiom]]
    ]
    return Table("axioms", "What each keeps of a fair sharing", columns, rows)


def breaker_table(found: Comparison) -> Table:
    """Every school that breaks an axiom under a policy."""
    rows = [
        [AXIOMS[finding.axiom][0], letter, school.name, str(school.urn)]
        for letter, one in zip(LETTERS, found.policies, strict=False)
        for finding in one.axioms
        for school in one.breakers(finding)
    ]
    columns = [text("Axiom"), text("Policy"), text("School"), text("URN")]
    return Table("breakers", "The schools by which an axiom is broken", columns, rows)


def school_table(found: Comparison, changes: Sequence[Sequence[int | None]], order: str) -> Table:
    """Every school under every policy; by name, or from the largest loss to the largest gain."""
    lines = list(zip(found.rows, zip(*changes, strict=True), strict=True))
    if order == "change":
        lines.sort(key=lambda line: (line[1][-1] is None, line[1][-1], line[0].school.name))
    rows = [_school_row(row, moved) for row, moved in lines]
    columns = [text("School"), text("URN"), text("Phase"), Column("Last year")]
    for letter, _ in legend(found):
        columns += [Column(letter), change(f"Change, {letter}")]
    return Table("schools", "Every school", columns, rows)


def _school_row(row: Row, moved: Sequence[int | None]) -> list[Cell]:
    school = row.school
    first: list[Cell] = [school.name, str(school.urn), phase_in_words(school.phase)]
    pairs = [cell for pair in zip(row.sessions, moved, strict=True) for cell in pair]
    return [*first, school.last_year, *pairs]


def _change(row: Row, nth: int, first: Mapping[int, int] | None) -> int | None:
    return row.change(nth) if first is None else row.sessions[nth] - first[row.school.urn]


def _verdict(broken: int) -> str:
    return f"Broken by {broken}" if broken else "Kept"


def _names(found: Comparison) -> list[Column]:
    return [Column(letter) for letter, _ in legend(found)]


def _each(found: Comparison) -> range:
    return range(len(found.policies))

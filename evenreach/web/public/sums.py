"""Sums of schools' counts by phase: how many schools are not in them, and when they stay unsaid.

A school's roll is public and its other counts are not, so a sum of those is not shown where it
would tell the count of one or two schools.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from evenreach.flow.register.partnerships import PhaseSums, Sum
from evenreach.methods.suppression import Fact, Kind, Rule, hidden_groups
from evenreach.web.public.school_facts import ROLL
from evenreach.web.public.words import NOT_KNOWN
from evenreach.web.templatetags.schools import FIGURES, phase_in_words, phases_in_order

SHOWN = (ROLL, "sen-support", "ehc-plans")
FEWEST = 3
UNSAID = "Not shown"
COLUMNS = [
    {"text": "Phase"},
    {"text": "Schools", "numeric": True},
    *({"text": FIGURES[name], "numeric": True} for name in SHOWN),
]


def sum_rows(found: Sequence[PhaseSums]) -> list[list[Any]]:
    """One row for each phase, from the youngest learners to the oldest."""
    by_phase = {each.phase: each for each in found}
    unsaid = {name: unsaid_phases(found, name) for name in SHOWN}
    return [
        [
            phase_in_words(phase),
            f"{by_phase[phase].schools:,}",
            *(
                UNSAID if phase in unsaid[name] else in_words(by_phase[phase].sums[name])
                for name in SHOWN
            ),
        ]
        for phase in phases_in_order(by_phase)
    ]


def total_row(found: Sequence[PhaseSums]) -> list[Any]:
    """The last line: every phase together."""
    totals = (together(each.sums[name] for each in found) for name in SHOWN)
    cells = [
        UNSAID if name != ROLL and 0 < total.known < FEWEST else in_words(total)
        for name, total in zip(SHOWN, totals, strict=True)
    ]
    return ["All phases", f"{sum(each.schools for each in found):,}", *cells]


def unsaid_phases(found: Sequence[PhaseSums], name: str) -> frozenset[str]:
    """The phases whose sum stays unsaid, so that none of few schools can be told from the rest.

    Neither by the school that is alone in a phase, which knows its own count.
    """
    if name == ROLL:
        return frozenset()
    sums = {each.phase: each.sums[name] for each in found if each.sums[name].known}
    facts = {phase: Fact(one.value, one.known) for phase, one in sums.items()}
    return hidden_groups(facts, Rule(FEWEST), Kind.MAGNITUDE)


def together(sums: Iterable[Sum]) -> Sum:
    added = Sum(0, 0, 0)
    for each in sums:
        added = Sum(
            added.value + each.value, added.known + each.known, added.schools + each.schools
        )
    return added


def in_words(total: Sum) -> str:
    """1,204; 1,204 (2 not known); Not known where no count is."""
    if not total.known:
        return NOT_KNOWN
    missing = f" ({total.not_known:,} not known)" if total.not_known else ""
    return f"{total.value:,}{missing}"

"""Sums of schools' counts by phase: how many schools are not in them, and when they stay unsaid.

A school's roll is public and its other counts are not, so a sum of those is not shown where it
would tell the count of one or two schools.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evenreach.flow.register.partnerships import PhaseSums, Sum
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
    """The phases whose sum stays unsaid, so that neither it nor what the total leaves is of few."""
    if name == ROLL:
        return frozenset()
    known = {each.phase: each.sums[name].known for each in found if each.sums[name].known}
    unsaid = {phase for phase, count in known.items() if count < FEWEST}
    for phase in sorted(known, key=lambda phase: (known[phase], phase)):
        if not unsaid or _sum_of(known, unsaid) >= FEWEST:
            break
        unsaid.add(phase)
    return frozenset(unsaid)


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


def _sum_of(known: Mapping[str, int], phases: Iterable[str]) -> int:
    return sum(known[phase] for phase in phases)

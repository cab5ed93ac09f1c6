"""Policies, answers and decisions in words, whichever the door."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from evenreach.desks.allocation.deciding_models import ConsultationAnswer
from evenreach.desks.allocation.findings import UNKNOWN
from evenreach.desks.allocation.groups import ROLL_FROM
from evenreach.desks.allocation.terms import OBSERVED, WHOLE, Terms
from evenreach.methods.suppression import Fact, Rule, hidden_groups
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import figure_in_words, phase_in_words, phases_in_order
from evenreach.web.words import ROUNDING_METHODS

Agreement = ConsultationAnswer.Agreement
AGREEMENTS = {
    Agreement.STRONGLY_AGREE: "Strongly agree",
    Agreement.AGREE: "Agree",
    Agreement.NEITHER: "Neither agree nor disagree",
    Agreement.DISAGREE: "Disagree",
    Agreement.STRONGLY_DISAGREE: "Strongly disagree",
}
SIZES = {
    **{
        f"from-{first}": f"{first} to {after - 1} pupils" if first else f"Fewer than {after} pupils"
        for first, after in pairwise(ROLL_FROM)
    },
    f"from-{ROLL_FROM[-1]}": f"{ROLL_FROM[-1]:,} pupils or more",
    UNKNOWN: "Size not known",
}
DEPRIVATION = {
    "fifth-1": "The fifth with the smallest part of pupils eligible for free school meals",
    "fifth-2": "The second fifth",
    "fifth-3": "The third fifth",
    "fifth-4": "The fourth fifth",
    "fifth-5": "The fifth with the largest part",
    UNKNOWN: "Not known",
}
KINDS = {"all": "All", "phase": "Phase", "size": "Size", "deprivation": "Deprivation"}
NO_OPTION = "None of them"
FEWEST = 5
"""Answers of a group of fewer schools than this are not published: they could be a school's own."""
EVENNESS = (
    ("gini", "Gini of sessions beside need", "0 is even; nearer 1, more uneven."),
    (
        "theil_between_phases",
        "Part of the unevenness that lies between phases",
        "0: phases fare alike, and what is uneven is so within them.",
    ),
    (
        "gradient",
        "Gradient along deprivation",
        "Above 0, schools with more pupils eligible for free school meals have more than their "
        "need; below 0, less.",
    ),
    (
        "smallest_quarter",
        "Part of sessions with the quarter of schools that has the fewest learners with SEND",
        "Beside the next line.",
    ),
    ("smallest_quarter_need", "Part of need with the same quarter", "Learners with SEND."),
)


def terms_in_words(terms: Terms) -> list[str]:
    """What a policy lays down, as sentences that say all of it."""
    counted = ", ".join(_weight(terms, name) for name in terms.weights)
    return [
        f"Every school has {_sessions(terms.base_sessions)}.",
        f"The rest follows need, which is the sum of: {counted}.",
        *_apart(terms),
        *_limits(terms),
        f"Exact shares become whole sessions by {ROUNDING_METHODS[terms.method]}.",
    ]


def group_in_words(kind: str, name: str) -> str:
    """Primary; Fewer than 100 pupils; All."""
    if kind == "phase":
        return phase_in_words(name)
    return {"size": SIZES, "deprivation": DEPRIVATION}.get(kind, {}).get(name, "All schools")


def in_order(kind: str, groups: Sequence[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """Groups in the order in which people read them."""
    names = {group[key] for group in groups}
    order = {
        "phase": phases_in_order(names),
        "size": list(SIZES),
        "deprivation": list(DEPRIVATION),
    }.get(kind, sorted(names))
    return sorted(groups, key=lambda group: order.index(group[key]))


def option_in_words(letter: str, name: str) -> str:
    return f"{letter}. {name}" if letter else name


def decimal(number: str | float | None, places: int = 4) -> str | None:
    """0.1234; None where it is not known."""
    return None if number is None else f"{float(Fraction(number)):.{places}f}"


def unsaid_of(counts: Mapping[str, int], fewest: int) -> frozenset[str]:
    """The groups whose number is not shown beside their total, so that none of few can be told."""
    return hidden_groups({name: Fact(count, count) for name, count in counts.items()}, Rule(fewest))


def merged_in_words(merged: Sequence[Mapping[str, Any]]) -> list[str]:
    """3 answers came from one school; the last one counts."""
    if not merged:
        return ["No school answered more than once."]
    extra = sum(each["answers"] - 1 for each in merged)
    schools = "1 school" if len(merged) == 1 else f"{len(merged)} schools"
    others = "1 earlier answer does not" if extra == 1 else f"{extra} earlier answers do not"
    return [
        f"{schools} answered more than once. The last answer of each counts, so {others}. "
        "All are kept."
    ]


def day(iso: str) -> str:
    return date_gov(date.fromisoformat(iso))


def _sessions(number: int) -> str:
    return "1 session" if number == 1 else f"{number} sessions"


def _weight(terms: Terms, name: str) -> str:
    blend = ""
    if name == OBSERVED and terms.observed != WHOLE:
        blend = f" ({_per_cent(terms.observed)} as counted, the rest as expected of such schools)"
    words = figure_in_words(name)
    return f"{words[:1].lower()}{words[1:]}{blend} × {terms.weights[name]}"


def _apart(terms: Terms) -> list[str]:
    said = []
    for phase in phases_in_order(terms.counted):
        part = terms.counted[phase]
        if not part:
            said.append(f"{phase_in_words(phase)}: the base and no more.")
        elif part != WHOLE:
            said.append(f"{phase_in_words(phase)}: {_per_cent(part)} of need counts.")
    return said


def _limits(terms: Terms) -> list[str]:
    said = []
    if terms.floor_sessions:
        said.append(f"No school has fewer than {_sessions(terms.floor_sessions)}.")
    if terms.cap_sessions is not None:
        said.append(f"No school has more than {_sessions(terms.cap_sessions)}.")
    if terms.most_loss is not None:
        said.append(f"No school loses more than {_per_cent(terms.most_loss)} of last year's.")
    if terms.most_gain is not None:
        said.append(f"No school gains more than {_per_cent(terms.most_gain)} of last year's.")
    return said


def _per_cent(part: Fraction) -> str:
    return f"{float(100 * part):g}%"

"""What a policy lays down, in words."""

from typing import Any

from evenreach.desks.allocation.least import BaseOrFloor
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import terms_of
from evenreach.desks.allocation.terms import OBSERVED, WEIGHTED, WHOLE, Terms
from evenreach.web.lead.policy_fields import per_cent
from evenreach.web.templatetags.evenreach import datetime_gov
from evenreach.web.templatetags.schools import figure_in_words, phase_in_words, phases_in_order
from evenreach.web.words import ROUNDING_METHODS

ListRow = dict[str, Any]


def policy_rows(policy: Policy) -> list[ListRow]:
    """The terms of a policy and when it was drafted and adopted, as rows of a summary list."""
    rows = terms_rows(terms_of(policy))
    rows.append({"key": "Drafted", "value": datetime_gov(policy.drafted_at)})
    if policy.adopted_at is not None:
        adopted = f"{datetime_gov(policy.adopted_at)}, by {policy.adopted_by}"
        rows.append({"key": "Adopted", "value": adopted})
    if policy.reason:
        rows.append({"key": "Why it corrects the one before", "value": policy.reason})
    return rows


def terms_rows(terms: Terms) -> list[ListRow]:
    cap = terms.cap_sessions
    return [
        {"key": "Base of every school", "value": str(terms.base_sessions)},
        {
            "key": "Floor, to which those with fewer are lifted",
            "value": str(terms.floor_sessions) if terms.floor_sessions else "None",
        },
        {"key": "Weights of need", "lines": weight_lines(terms), "value": ""},
        {"key": "Phases treated apart", "lines": _phase_lines(terms), "value": "None"},
        {"key": "Cap", "value": "None" if cap is None else str(cap)},
        {"key": "Change from last year", "value": _pace(terms)},
        {"key": "Whole sessions by", "value": ROUNDING_METHODS[terms.method]},
    ]


def weight_lines(terms: Terms) -> list[str]:
    lines = []
    for figure in WEIGHTED:
        if figure in terms.weights:
            blend = f" ({_blend(terms)})" if figure == OBSERVED and terms.observed != WHOLE else ""
            lines.append(f"{figure_in_words(figure)}{blend}: {terms.weights[figure]}")
    return lines


def phase_rule(terms: Terms, phase: str) -> str:
    """Counts in full, 50 % of its need counts, or the base and no more."""
    part = terms.part_counted(phase)
    if part == WHOLE:
        return "counts in full"
    if part:
        return f"{per_cent(part)} % of its need counts"
    return "base or floor only" if terms.floor_sessions else "base only"


def base_or_floor_lines(found: BaseOrFloor) -> list[str]:
    """The difference on today's numbers."""
    k, least, most = found.least, found.least_need, found.most_need
    return [
        f"As a base, {k} × {found.schools} schools = {k * found.schools:,} sessions go to all "
        f"alike, and {found.rest:,} are shared by need on top.",
        f"As a floor, all {found.rest + k * found.schools:,} are shared by need, and "
        f"{found.lifted} schools that would have fewer than {k} are lifted to it, which takes "
        f"{found.lifting:,} sessions from the others.",
        f"{most.school.name}, with the most need, would have {most.with_base} with the base and "
        f"{most.with_floor} with the floor; {least.school.name}, with the least, "
        f"{least.with_base} and {least.with_floor}.",
    ]


def _blend(terms: Terms) -> str:
    return f"{per_cent(terms.observed)} % as counted, {per_cent(WHOLE - terms.observed)} % expected"


def _phase_lines(terms: Terms) -> list[str]:
    return [
        f"{phase_in_words(phase)}: {phase_rule(terms, phase)}"
        for phase in phases_in_order(terms.counted)
        if terms.counted[phase] != WHOLE
    ]


def _pace(terms: Terms) -> str:
    limits = []
    if terms.most_loss is not None:
        limits.append(f"at most {per_cent(terms.most_loss)} % fewer")
    if terms.most_gain is not None:
        limits.append(f"at most {per_cent(terms.most_gain)} % more")
    return ", ".join(limits).capitalize() or "No limit"

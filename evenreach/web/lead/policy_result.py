"""What a policy gives, for its own page and beside the form in which it is written."""

from collections.abc import Sequence
from typing import Any

from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.least import base_or_floor
from evenreach.desks.allocation.sharing import share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.web.lead import policy_words as words
from evenreach.web.lead.change_words import change_context
from evenreach.web.lead.terms_words import base_or_floor_lines


def drafted_result(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> dict[str, Any]:
    """What terms would give today. Raises CannotShare."""
    sharing = share_sessions(schools, terms, sessions)
    figures = {school.school_id: school.figures for school in schools}
    shares = words.drafted_shares(sharing, figures)
    return result_context(shares) | {"least_lines": least_lines(terms, schools, sessions)}


def least_lines(terms: Terms, schools: Sequence[SchoolFacts], sessions: int) -> list[str]:
    """The difference of base and floor on today's numbers; empty where one cannot be met."""
    if not terms.base_sessions and not terms.floor_sessions:
        return []
    try:
        return base_or_floor_lines(base_or_floor(schools, terms, sessions))
    except CannotShare:
        return []


def result_context(shares: Sequence[words.SchoolShare]) -> dict[str, Any]:
    bars = words.distribution_bars(shares)
    return {
        "totals": words.totals(shares),
        "flagged": [share for share in shares if share.is_incomplete],
        "bars": bars,
        "most": max(bar["value"] for bar in bars),
        "phase_columns": words.PHASE_COLUMNS,
        "phase_rows": words.phase_rows(shares),
        "phase_foot": words.phase_foot(shares),
        **change_context(shares),
    }

"""A share as it is stored on adoption: everything from which it can be worked out again."""

from typing import Any

from evenreach.desks.allocation.sharing import SchoolShare, Sharing
from evenreach.desks.allocation.terms import EXPECTED
from evenreach.methods.expected import Expected
from evenreach.methods.need import Factor


def explanation(share: SchoolShare, sharing: Sharing) -> dict[str, Any]:
    """One school's sessions, for a calculator; fractions are "a/b"."""
    return {
        "base": share.base,
        "base_total": sharing.base_total,
        "schools": len(sharing.shares),
        "sessions_shared": sharing.sessions,
        "takes_base_only": share.takes_base_only,
        "counted": str(share.counted),
        "missing": [line.name for line in share.need.factors if line.product is None],
        "lines": [_line(factor, share.school.expected) for factor in share.need.factors],
        "need": None if share.need.total is None else str(share.counted * share.need.total),
        "need_total": str(sharing.need_total),
        "rest": sharing.sessions - sharing.base_total,
        "method": sharing.terms.method,
        **_rounding(share, sharing),
        "by_need": share.by_need,
        "least": share.least,
        "most": share.most,
        "last_year": share.school.last_year,
        "target": share.target,
        "sessions": share.sessions,
    }


def _rounding(share: SchoolShare, sharing: Sharing) -> dict[str, str | None]:
    """The divisor's interval and this school's quotient, or the cut-off of largest remainder."""
    divisor, cut_off = sharing.divisor, sharing.cut_off
    if divisor is not None:
        return {
            "divisor": str(divisor.simplest),
            "divisor_low": str(divisor.low),
            "divisor_high": None if divisor.high is None else str(divisor.high),
            "quotient": str(share.weighed / divisor.simplest),
        }
    exact = None if cut_off is None else cut_off.divisor
    last = None if cut_off is None else cut_off.last_won
    return {
        "divisor": None if exact is None else str(exact),
        "cut_off": None if last is None else str(last[1]),
        "quotient": None if exact is None else str(share.weighed / exact),
    }


def _line(factor: Factor, expected: Expected | None) -> dict[str, Any]:
    line = {
        "name": factor.name,
        "value": factor.value
        if factor.value is None or isinstance(factor.value, int)
        else str(factor.value),
        "weight": str(factor.weight),
        "product": None if factor.product is None else str(factor.product),
        "source": factor.source,
        "counted_on": None if factor.date is None else factor.date.isoformat(),
    }
    if factor.name == EXPECTED and expected is not None:
        rate = expected.rate
        line["rate"] = f"{rate.learners}/{rate.pupils}"
        line["band"] = rate.fsm_from
    return line

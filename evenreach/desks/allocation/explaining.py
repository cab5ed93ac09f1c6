"""A share as it is stored on adoption: everything from which it can be worked out again."""

from fractions import Fraction
from typing import Any

from evenreach.desks.allocation.sharing import SchoolShare, Sharing
from evenreach.desks.allocation.terms import EXPECTED
from evenreach.methods.expected import Expected
from evenreach.methods.need import Factor


def explanations(sharing: Sharing) -> list[dict[str, Any]]:
    """Every school in the order of the shares; fractions are "a/b"."""
    common = _common(sharing)
    return [_explained(share, sharing, common) for share in sharing.shares]


def explanation(share: SchoolShare, sharing: Sharing) -> dict[str, Any]:
    """One school's sessions, for a calculator; fractions are "a/b"."""
    return _explained(share, sharing, _common(sharing))


def _common(sharing: Sharing) -> dict[str, Any]:
    """What all schools' explanations have alike."""
    return {
        "base_total": sharing.base_total,
        "schools": len(sharing.shares),
        "sessions_shared": sharing.sessions,
        "need_total": str(sharing.need_total),
        "rest": sharing.sessions - sharing.base_total,
        "method": sharing.terms.method,
        **_rounding(sharing),
    }


def _explained(share: SchoolShare, sharing: Sharing, common: dict[str, Any]) -> dict[str, Any]:
    lines = [_line(factor, share.school.expected) for factor in share.need.factors]
    divisor = _divisor(sharing)
    return {
        **common,
        "base": share.base,
        "takes_base_only": share.takes_base_only,
        "counted": str(share.counted),
        "missing": [line["name"] for line in lines if line["product"] is None],
        "lines": lines,
        "need": None if share.need.total is None else str(share.weighed),
        "quotient": None if divisor is None else str(share.weighed / divisor),
        "by_need": share.by_need,
        "least": share.least,
        "most": share.most,
        "last_year": share.school.last_year,
        "target": share.target,
        "sessions": share.sessions,
    }


def _divisor(sharing: Sharing) -> Fraction | None:
    """What needs are divided by; None where limits hold every school of largest remainder."""
    if sharing.divisor is not None:
        return sharing.divisor.simplest
    return None if sharing.cut_off is None else sharing.cut_off.divisor


def _rounding(sharing: Sharing) -> dict[str, str | None]:
    """The divisor's interval, or the divisor and cut-off of largest remainder."""
    divisor = _divisor(sharing)
    told = {"divisor": None if divisor is None else str(divisor)}
    if sharing.divisor is not None:
        high = sharing.divisor.high
        told["divisor_low"] = str(sharing.divisor.low)
        told["divisor_high"] = None if high is None else str(high)
    else:
        last = None if sharing.cut_off is None else sharing.cut_off.last_won
        told["cut_off"] = None if last is None else str(last[1])
    return told


def _line(factor: Factor, expected: Expected | None) -> dict[str, Any]:
    value, product = factor.value, factor.product
    line = {
        "name": factor.name,
        "value": value if value is None or isinstance(value, int) else str(value),
        "weight": str(factor.weight),
        "product": None if product is None else str(product),
        "source": factor.source,
        "counted_on": None if factor.date is None else factor.date.isoformat(),
    }
    if factor.name == EXPECTED and expected is not None:
        rate = expected.rate
        line["rate"] = f"{rate.learners}/{rate.pupils}"
        line["band"] = rate.fsm_from
    return line

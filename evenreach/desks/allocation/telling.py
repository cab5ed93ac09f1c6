"""What was adopted, for anybody to work out again: as facts, and as one school's page of text."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import shares_of, standing_policies, terms_of
from evenreach.methods.apportionment.remainders import LARGEST_REMAINDER


def explained(authority_id: int, *, academic_year: int) -> dict[str, Any]:
    """Every school's sessions under the policies that stand, with all they were worked out from.

    docs/guides/explain.md says what each key means. Fractions are "a/b"; the method and the policy
    stand at the top where all services have the same.
    """
    services = [
        _service(policy) for policy in standing_policies(authority_id, academic_year=academic_year)
    ]
    methods = {service["method"] for service in services}
    return {
        "academic_year": academic_year,
        "policy": "; ".join(service["policy"] for service in services),
        "method": methods.pop() if len(methods) == 1 else None,
        "services": services,
    }


def explained_in_words(authority_id: int, *, academic_year: int, urn: int) -> list[str]:
    """One school's sessions as lines to read; empty where it has no share in the year."""
    lines: list[str] = []
    for policy in standing_policies(authority_id, academic_year=academic_year):
        for share in shares_of(policy).filter(school__urn=urn):
            lines += _in_words(policy, share)
    return lines


def _service(policy: Policy) -> dict[str, Any]:
    shares = list(shares_of(policy).order_by("school__urn"))
    why = shares[0].explanation
    terms = terms_of(policy)
    cut = why.get("cut_off") if terms.method == LARGEST_REMAINDER else why["divisor"]
    return {
        "service": policy.service.slug,
        "policy": policy.name,
        "version": policy.version,
        "method": terms.method,
        "capacity_sessions": policy.sessions,
        "base_sessions": terms.base_sessions,
        "divisor_or_cut": cut,
        "input_sha256": policy.input_sha256,
        "schools": [_school(share) for share in shares],
    }


def _school(share: Share) -> dict[str, Any]:
    why = share.explanation
    counted = Fraction(why["counted"])
    return {
        "urn": share.school.urn,
        "factors": [
            {
                "name": line["name"],
                "value": line["value"],
                "source": line["source"],
                "date": line["counted_on"],
                "weight": _ratio(Fraction(line["weight"]) * counted),
            }
            for line in why["lines"]
        ],
        "need": _ratio(Fraction(why["need"] or 0)),
        "not_known": why["missing"] if counted else [],
        "floor": why["least"],
        "cap": why["most"],
        "last_year": why["last_year"],
        "target": why["target"],
        "rank": share.school.urn,
        "sessions": share.sessions,
    }


def _in_words(policy: Policy, share: Share) -> Iterator[str]:
    why = share.explanation
    yield f"{share.school.name} (URN {share.school.urn}): {policy.service.slug}"
    yield f"  Policy “{policy.name}”, version {policy.version}, {policy.academic_year}"
    yield f"  Base: {why['base']} of {why['sessions_shared']} sessions, as every school has"
    for line in why["lines"]:
        value = "not known" if line["value"] is None else line["value"]
        day = f", {line['counted_on']}" if line["counted_on"] else ""
        yield f"  {line['name']}: {value} × {line['weight']} = {line['product'] or 'not known'}"
        yield f"    {line['source']}{day}"
    if Fraction(why["counted"]) != 1:
        yield f"  Of its need, {why['counted']} counts in this phase"
    yield f"  Need: {why['need'] or 'not known, so the base and no more'} of {why['need_total']}"
    yield from _rounding(why)
    if why["last_year"] is not None:
        yield f"  Last year: {why['last_year']}; without limits to the change: {why['target']}"
    most = "no limit" if why["most"] is None else why["most"]
    yield f"  At least {why['least']}, at most {most}"
    yield f"  Sessions: {why['base']} + {why['by_need']} = {share.sessions}"
    yield ""


def _rounding(why: dict[str, Any]) -> Iterator[str]:
    if not why["need"] or why["quotient"] is None:
        return
    quotient = float(Fraction(why["quotient"]))
    if "cut_off" in why:
        yield f"  Exact share: need ÷ {why['divisor']} = {quotient:.6f}"
        yield f"  Remainders of {why['cut_off'] or 'nothing'} or more were rounded up"
    else:
        yield f"  Need ÷ {why['divisor']} = {quotient:.6f}, rounded by {why['method']}"


def _ratio(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"

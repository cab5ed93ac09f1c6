"""The thinking of the allocation desk: frozen facts and terms in, every school's share out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.queries import Figure
from evenreach.methods.apportionment import (
    CannotApportion,
    Divisor,
    apportion,
    explain_divisor,
)
from evenreach.methods.need import CannotWeigh, Factor, Need, need_of


class CannotShare(Refusal):
    """The policy cannot be met with what there is to share."""


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What the register says of a school that the service serves."""

    school_id: int
    urn: int
    name: str
    phase: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy lays down. Weights are exact; the base is whole sessions for every school."""

    base_sessions: int
    weights: Mapping[str, Fraction]
    base_only_phases: frozenset[str]
    method: str


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """One school's sessions: the base, and what its need brought beside it."""

    school: SchoolFacts
    need: Need
    takes_base_only: bool
    base: int
    by_need: int

    @property
    def sessions(self) -> int:
        return self.base + self.by_need

    @property
    def weighed(self) -> Fraction:
        """The need that took part in the sharing; an unknown need takes the base and no more."""
        if self.takes_base_only or self.need.total is None:
            return Fraction(0)
        return self.need.total


@dataclass(frozen=True, slots=True)
class Sharing:
    """Every school's share, and what they have in common."""

    terms: Terms
    sessions: int
    shares: tuple[SchoolShare, ...]
    divisor: Divisor
    input_sha256: str

    @property
    def base_total(self) -> int:
        return self.terms.base_sessions * len(self.shares)

    @property
    def need_total(self) -> Fraction:
        return sum((share.weighed for share in self.shares), Fraction(0))


def share_sessions(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> Sharing:
    """Share whole sessions: the base to every school, the rest in proportion to need.

    Ties go to the lower URN. Raises CannotShare where the terms cannot be met.
    """
    if not schools:
        raise CannotShare(
            "No open state-funded school is of a phase that the service serves, so there is "
            "nobody to share with. Check the phases of the offer and the register."
        )
    rest = sessions - terms.base_sessions * len(schools)
    if rest < 0:
        raise CannotShare(
            f"A base of {terms.base_sessions} sessions for {len(schools)} schools takes "
            f"{terms.base_sessions * len(schools)} sessions, and there are {sessions}. Lower the "
            f"base to {sessions // len(schools)} or add capacity."
        )
    try:
        needs = [_need(school, terms) for school in schools]
    except CannotWeigh as refusal:
        raise CannotShare(str(refusal)) from refusal
    weighed = [
        need.total if need.total is not None and school.phase not in terms.base_only_phases else 0
        for school, need in zip(schools, needs, strict=True)
    ]
    rank = [school.urn for school in schools]
    try:
        won = apportion(weighed, rest, method=terms.method, rank=rank)
        divisor = explain_divisor(weighed, won, method=terms.method, rank=rank)
    except CannotApportion as refusal:
        raise CannotShare(str(refusal)) from refusal
    shares = tuple(
        SchoolShare(school, need, school.phase in terms.base_only_phases, terms.base_sessions, more)
        for school, need, more in zip(schools, needs, won, strict=True)
    )
    return Sharing(terms, sessions, shares, divisor, _digest(schools, terms, sessions))


def explanation(share: SchoolShare, sharing: Sharing) -> dict[str, Any]:
    """Everything from which one school's sessions can be worked out again with a calculator."""
    divisor = sharing.divisor
    return {
        "base": share.base,
        "base_total": sharing.base_total,
        "schools": len(sharing.shares),
        "sessions_shared": sharing.sessions,
        "takes_base_only": share.takes_base_only,
        "missing": [line.name for line in share.need.factors if line.product is None],
        "lines": [_line(factor) for factor in share.need.factors],
        "need": None if share.need.total is None else str(share.need.total),
        "need_total": str(sharing.need_total),
        "rest": sharing.sessions - sharing.base_total,
        "method": sharing.terms.method,
        "divisor": str(divisor.simplest),
        "divisor_low": str(divisor.low),
        "divisor_high": None if divisor.high is None else str(divisor.high),
        "quotient": str(share.weighed / divisor.simplest),
        "by_need": share.by_need,
        "sessions": share.sessions,
    }


def _need(school: SchoolFacts, terms: Terms) -> Need:
    return need_of([_factor(school, name, weight) for name, weight in terms.weights.items()])


def _factor(school: SchoolFacts, name: str, weight: Fraction) -> Factor:
    figure = school.figures.get(name)
    if figure is None:
        return Factor(name, None, weight, "not known")
    return Factor(name, figure.value, weight, figure.source, figure.counted_on)


def _line(factor: Factor) -> dict[str, Any]:
    return {
        "name": factor.name,
        "value": factor.value,
        "weight": str(factor.weight),
        "product": None if factor.product is None else str(factor.product),
        "source": factor.source,
        "counted_on": None if factor.date is None else factor.date.isoformat(),
    }


def _digest(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> str:
    facts = {
        "sessions": sessions,
        "base": terms.base_sessions,
        "weights": {name: str(weight) for name, weight in terms.weights.items()},
        "base_only": sorted(terms.base_only_phases),
        "method": terms.method,
        "schools": sorted(
            [school.urn, school.phase, sorted((f.name, f.value) for f in school.figures.values())]
            for school in schools
        ),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

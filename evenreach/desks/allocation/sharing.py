"""The thinking of the allocation desk: frozen facts and terms in, every school's share out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evenreach.desks.allocation.facts import SchoolFacts, need_under
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.methods.apportionment import (
    CannotApportion,
    CutOff,
    Divisor,
    explain_cut_off,
    explain_divisor,
)
from evenreach.methods.apportionment.remainders import LARGEST_REMAINDER
from evenreach.methods.axioms import Question
from evenreach.methods.need import Need


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """One school's sessions: the base, and what its need brought beside it.

    `least` and `most` hold the whole; `target` is what the school would have without the limits to
    the change from last year.
    """

    school: SchoolFacts
    need: Need
    counted: Fraction
    base: int
    by_need: int
    least: int
    most: int | None
    target: int

    @property
    def sessions(self) -> int:
        return self.base + self.by_need

    @property
    def takes_base_only(self) -> bool:
        return not self.counted

    @property
    def weighed(self) -> Fraction:
        """The need that took part in the sharing; an unknown need takes the base and no more."""
        return Fraction(0) if self.need.total is None else self.counted * self.need.total

    @property
    def is_incomplete(self) -> bool:
        return bool(self.counted) and self.need.total is None


@dataclass(frozen=True, slots=True)
class Sharing:
    """Every school's share, and what they have in common.

    `divisor` explains the divisor methods, `cut_off` largest remainder; `question` is what was
    shared, from which the axioms can be checked.
    """

    terms: Terms
    sessions: int
    shares: tuple[SchoolShare, ...]
    need_total: Fraction
    question: Question
    divisor: Divisor | None
    cut_off: CutOff | None
    input_sha256: str

    @property
    def base_total(self) -> int:
        return self.terms.base_sessions * len(self.shares)


def share_sessions(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> Sharing:
    """Share whole sessions: the base to every school, the rest in proportion to need.

    Ties go to the lower URN. Raises CannotShare where the terms cannot be met.
    """
    _refuse_impossible(schools, terms, sessions)
    needs = [need_under(school, terms) for school in schools]
    question = _question(schools, needs, terms, sessions)
    try:
        won = question.answer()
        target = won if _is_unlimited(terms) else _target(schools, needs, terms, sessions)
        divisor, cut_off = _why(question, won)
    except CannotApportion as refusal:
        raise CannotShare(str(refusal)) from refusal
    shares = tuple(
        SchoolShare(
            school=school,
            need=need,
            counted=terms.part_counted(school.phase),
            base=terms.base_sessions,
            by_need=more,
            least=terms.least(school.last_year),
            most=terms.most(school.last_year),
            target=terms.base_sessions + aim,
        )
        for school, need, more, aim in zip(schools, needs, won, target, strict=True)
    )
    digest = _digest(schools, terms, sessions)
    need_total = sum((share.weighed for share in shares), Fraction(0))
    return Sharing(terms, sessions, shares, need_total, question, divisor, cut_off, digest)


def _refuse_impossible(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> None:
    if not schools:
        raise CannotShare(
            "No open state-funded school is of a phase that the service serves, so there is "
            "nobody to share with. Check the phases of the offer and the register."
        )
    if terms.base_sessions * len(schools) > sessions:
        raise CannotShare(
            f"A base of {terms.base_sessions} sessions for {len(schools)} schools takes "
            f"{terms.base_sessions * len(schools)} sessions, and there are {sessions}. Lower the "
            f"base to {sessions // len(schools)} or add capacity.",
            "base_sessions",
        )
    floors = sum(terms.least(school.last_year) for school in schools)
    if floors > sessions:
        raise CannotShare(
            f"What the schools are promised at least (base, floor, and the limit to losses) comes "
            f"to {floors} sessions, and there are {sessions}. Lower the floor, let schools lose "
            f"more, or add {floors - sessions} sessions.",
            "floor_sessions" if terms.most_loss is None else "most_loss",
        )
    caps = [terms.most(school.last_year) for school in schools]
    most = sum(cap for cap in caps if cap is not None)
    if None not in caps and most < sessions:
        raise CannotShare(
            f"The most that all schools may have together comes to {most} sessions, and there are "
            f"{sessions}, which must all be shared. Raise the cap or the limit to gains, or move "
            f"{sessions - most} sessions to the adjustment pool.",
            "cap_sessions" if terms.most_gain is None else "most_gain",
        )


def _question(
    schools: Sequence[SchoolFacts], needs: Sequence[Need], terms: Terms, sessions: int
) -> Question:
    base = terms.base_sessions
    caps = [terms.most(school.last_year) for school in schools]
    return Question(
        weights=tuple(
            Fraction(0) if need.total is None else terms.part_counted(school.phase) * need.total
            for school, need in zip(schools, needs, strict=True)
        ),
        total=sessions - base * len(schools),
        method=terms.method,
        minimum=tuple(terms.least(school.last_year) - base for school in schools),
        maximum=None
        if set(caps) == {None}
        else tuple(sessions if cap is None else cap - base for cap in caps),
        rank=tuple(school.urn for school in schools),
        given=(base,) * len(schools),
    )


def _is_unlimited(terms: Terms) -> bool:
    return terms.most_loss is None and terms.most_gain is None


def _target(
    schools: Sequence[SchoolFacts], needs: Sequence[Need], terms: Terms, sessions: int
) -> list[int]:
    """By need what each school would have if last year did not matter."""
    free = replace(terms, most_loss=None, most_gain=None)
    return _question(schools, needs, free, sessions).answer()


def _why(question: Question, won: Sequence[int]) -> tuple[Divisor | None, CutOff | None]:
    if question.method == LARGEST_REMAINDER:
        return None, explain_cut_off(
            question.weights,
            won,
            minimum=question.minimum,
            maximum=question.maximum,
            rank=question.rank,
        )
    divisor = explain_divisor(
        question.weights,
        won,
        method=question.method,
        minimum=question.minimum,
        maximum=question.maximum,
        rank=question.rank,
    )
    return divisor, None


def _digest(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> str:
    facts = {
        "sessions": sessions,
        "terms": terms.to_json(),
        "schools": [
            [
                school.urn,
                school.phase,
                sorted((name, figure.value) for name, figure in school.figures.items()),
                None if school.expected is None else str(school.expected.value),
                school.kilometres,
                school.last_year,
            ]
            for school in sorted(schools, key=lambda school: school.urn)
        ],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

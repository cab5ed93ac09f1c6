"""How much a policy's result hangs on each of its numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.sharing import Sharing, share_sessions
from evenreach.desks.allocation.terms import OBSERVED, WEIGHTED, CannotShare, Terms

A_TENTH = Fraction(1, 10)
BLEND = "observed"


@dataclass(frozen=True, slots=True)
class Moved:
    """What one changed number does: sessions that move between schools, and whose they are.

    `most` is the largest change of any school, `its_school` that school. `refusal` says why the
    changed policy cannot be met; nothing else is then known.
    """

    number: str
    change: Fraction
    sessions: int = 0
    schools: int = 0
    most: int = 0
    its_school: SchoolFacts | None = None
    refusal: str = ""


def sensitivity(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> list[Moved]:
    """Each weight a tenth up and down, and the part of SEN support observed by a tenth of all.

    Raises CannotShare where the policy as it stands cannot be met.
    """
    stands = share_sessions(schools, terms, sessions)
    return [
        _moved(stands, schools, number, change, changed, sessions)
        for number, change, changed in _changed(terms)
    ]


def _changed(terms: Terms) -> Iterator[tuple[str, Fraction, Terms]]:
    for name in (name for name in WEIGHTED if name in terms.weights):
        for change in (A_TENTH, -A_TENTH):
            weights = {**terms.weights, name: terms.weights[name] * (1 + change)}
            yield name, change, replace(terms, weights=weights)
    if terms.weights.get(OBSERVED):
        for change in (A_TENTH, -A_TENTH):
            if 0 <= terms.observed + change <= 1:
                yield BLEND, change, replace(terms, observed=terms.observed + change)


def _moved(
    stands: Sharing,
    schools: Sequence[SchoolFacts],
    number: str,
    change: Fraction,
    changed: Terms,
    sessions: int,
) -> Moved:
    try:
        other = share_sessions(schools, changed, sessions)
    except CannotShare as refusal:
        return Moved(number, change, refusal=str(refusal))
    moves = [
        (two.sessions - one.sessions, one.school)
        for one, two in zip(stands.shares, other.shares, strict=True)
    ]
    most, whose = max(moves, key=lambda move: (abs(move[0]), -move[1].urn))
    return Moved(
        number=number,
        change=change,
        sessions=sum(move for move, _ in moves if move > 0),
        schools=sum(move != 0 for move, _ in moves),
        most=most,
        its_school=whose if most else None,
    )

"""What the same number of sessions does as a base and as a floor, on the same schools."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.sharing import SchoolShare, share_sessions
from evenreach.desks.allocation.terms import Terms


@dataclass(frozen=True, slots=True)
class Example:
    """One school under both."""

    school: SchoolFacts
    with_base: int
    with_floor: int


@dataclass(frozen=True, slots=True)
class BaseOrFloor:
    """`least` sessions as a base leave `rest` to need; as a floor they lift `lifted` schools.

    `lifting` is the sessions that these have beyond what need alone would bring them.
    """

    least: int
    schools: int
    rest: int
    lifted: int
    lifting: int
    least_need: Example
    most_need: Example


def base_or_floor(schools: Sequence[SchoolFacts], terms: Terms, sessions: int) -> BaseOrFloor:
    """The larger of the policy's base and floor, once as each. Raises CannotShare."""
    least = max(terms.base_sessions, terms.floor_sessions)
    free = replace(terms, base_sessions=0, floor_sessions=0)
    base = share_sessions(schools, replace(free, base_sessions=least), sessions).shares
    floor = share_sessions(schools, replace(free, floor_sessions=least), sessions).shares
    alone = share_sessions(schools, free, sessions).shares
    lifts = [max(0, least - share.sessions) for share in alone]
    line = sorted(range(len(schools)), key=lambda nth: (alone[nth].weighed, schools[nth].urn))
    return BaseOrFloor(
        least=least,
        schools=len(schools),
        rest=sessions - least * len(schools),
        lifted=sum(lift > 0 for lift in lifts),
        lifting=sum(lifts),
        least_need=_example(base, floor, line[0]),
        most_need=_example(base, floor, line[-1]),
    )


def _example(base: Sequence[SchoolShare], floor: Sequence[SchoolShare], nth: int) -> Example:
    return Example(base[nth].school, base[nth].sessions, floor[nth].sessions)

"""Policies side by side on the same schools: who gains, how even the result is, what it keeps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.groups import deprivation
from evenreach.desks.allocation.sharing import SchoolShare, Sharing, share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.methods.axioms import Finding, checked
from evenreach.methods.equity import Ratio, gini
from evenreach.methods.inequality import Theil, concentration, theil

FEWEST, MOST = 2, 4
SEND = ("sen-support", "ehc-plans")
"""The yardstick for every policy: learners with SEND as counted, whatever the policy weighs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One policy of a comparison."""

    name: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Row:
    """One school: its sessions last year (None: not known) and under each policy, in order."""

    school: SchoolFacts
    sessions: tuple[int, ...]

    def change(self, nth: int) -> int | None:
        """What the nth policy changes from last year."""
        before = self.school.last_year
        return None if before is None else self.sessions[nth] - before


@dataclass(frozen=True, slots=True)
class Evenness:
    """How a policy's sessions follow need; None where it cannot be known.

    Need is the number of learners with SEND; schools where it is not known are left out of these
    and counted in `left_out`. `gradient` ranks schools by the share of pupils eligible for free
    school meals, from the lowest: above zero, the deprived have more than their need.
    """

    gini: Fraction | None
    by_phase: Theil | None
    gradient: Fraction | None
    smallest_quarter: Ratio
    smallest_quarter_need: Ratio
    left_out: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One policy's part of a comparison."""

    candidate: Candidate
    sharing: Sharing
    evenness: Evenness
    axioms: tuple[Finding, ...]

    def breakers(self, finding: Finding) -> list[SchoolFacts]:
        """The schools that break an axiom."""
        return [self.sharing.shares[index].school for index in finding.broken_by]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The policies compared, and every school's row in the order of names."""

    policies: tuple[Compared, ...]
    rows: tuple[Row, ...]

    @property
    def last_year_is_known(self) -> bool:
        return any(row.school.last_year is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tally:
    """A group of schools under one policy: how many gain, lose, or stay, and what they have."""

    group: str
    schools: int
    gain: int
    lose: int
    sessions: int
    per_100_learners: Ratio


def compare(
    schools: Sequence[SchoolFacts], candidates: Sequence[Candidate], sessions: int
) -> Comparison:
    """Two to four policies on the same facts. Raises CannotShare, naming the policy."""
    if not FEWEST <= len(candidates) <= MOST:
        raise CannotShare(f"Choose from {FEWEST} to {MOST} policies; {len(candidates)} are chosen.")
    ordered = sorted(schools, key=lambda school: (school.name, school.urn))
    policies = tuple(_compared(ordered, candidate, sessions) for candidate in candidates)
    rows = tuple(
        Row(school, tuple(policy.sharing.shares[nth].sessions for policy in policies))
        for nth, school in enumerate(ordered)
    )
    return Comparison(policies, rows)


def tallies(
    comparison: Comparison,
    nth: int,
    group_of: Callable[[SchoolFacts], str],
    *,
    against: Mapping[int, int] | None = None,
) -> list[Tally]:
    """The nth policy by groups, in the order of their names.

    A change is from `against` (sessions by URN), or else from last year; a school without a former
    number neither gains nor loses.
    """
    groups: dict[str, list[Row]] = {}
    for row in comparison.rows:
        groups.setdefault(group_of(row.school), []).append(row)
    return [_tally(name, groups[name], nth, against) for name in sorted(groups)]


def _tally(name: str, rows: Sequence[Row], nth: int, against: Mapping[int, int] | None) -> Tally:
    changes = [
        row.change(nth) if against is None else row.sessions[nth] - against[row.school.urn]
        for row in rows
    ]
    known = [(row.sessions[nth], need) for row in rows if (need := _send(row.school)) is not None]
    return Tally(
        group=name,
        schools=len(rows),
        gain=sum(change is not None and change > 0 for change in changes),
        lose=sum(change is not None and change < 0 for change in changes),
        sessions=sum(row.sessions[nth] for row in rows),
        per_100_learners=Ratio(100 * sum(had for had, _ in known), sum(need for _, need in known)),
    )


def _compared(schools: Sequence[SchoolFacts], candidate: Candidate, sessions: int) -> Compared:
    try:
        sharing = share_sessions(schools, candidate.terms, sessions)
    except CannotShare as refusal:
        raise CannotShare(f"“{candidate.name}” cannot be met. {refusal}") from refusal
    return Compared(candidate, sharing, evenness(sharing.shares), tuple(checked(sharing.question)))


def evenness(shares: Sequence[SchoolShare]) -> Evenness:
    """How sessions follow learners with SEND."""
    known = [(share, need) for share in shares if (need := _send(share.school)) is not None]
    amounts, needs = [share.sessions for share, _ in known], [need for _, need in known]
    phases = [share.school.phase for share, _ in known]
    ranked = [
        (share.sessions, need, order)
        for share, need in known
        if (order := deprivation(share.school)) is not None
    ]
    small = sorted(known, key=lambda pair: (pair[1], pair[0].school.urn))[: -(-len(known) // 4)]
    return Evenness(
        gini=gini(amounts, needs) if known else None,
        by_phase=theil(amounts, needs, phases),
        gradient=concentration(*_columns(ranked)) if ranked else None,
        smallest_quarter=Ratio(sum(share.sessions for share, _ in small), sum(amounts)),
        smallest_quarter_need=Ratio(sum(need for _, need in small), sum(needs)),
        left_out=len(shares) - len(known),
    )


def _columns(
    ranked: Sequence[tuple[int, int, Fraction]],
) -> tuple[list[int], list[Fraction], list[int]]:
    """Amounts, order and weights, as the concentration index takes them."""
    return (
        [amount for amount, _, _ in ranked],
        [order for _, _, order in ranked],
        [need for _, need, _ in ranked],
    )


def _send(school: SchoolFacts) -> int | None:
    counts = [school.figures[name].value for name in SEND if name in school.figures]
    return sum(counts) if len(counts) == len(SEND) else None

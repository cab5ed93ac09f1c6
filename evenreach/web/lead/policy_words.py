"""A policy as it is read: its terms, what it gives every school, and how even that is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.explaining import explanation
from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import terms_of
from evenreach.desks.allocation.sharing import Sharing
from evenreach.flow.register.queries import Figure
from evenreach.methods.equity import Ratio
from evenreach.web.lead.allocation_forms import METHODS
from evenreach.web.templatetags.evenreach import datetime_gov
from evenreach.web.templatetags.schools import FIGURES, phase_in_words, phases_in_order

Row = list[Any]
Figures = Mapping[int, Mapping[str, Figure]]
SEND = ("sen-support", "ehc-plans")
SCHOOL_COLUMNS = [
    {"text": "School"},
    {"text": "Phase"},
    {"text": "Need", "numeric": True},
    {"text": "Sessions", "numeric": True},
]
PHASE_COLUMNS = [
    {"text": "Phase"},
    {"text": "Schools", "numeric": True},
    {"text": "Sessions", "numeric": True},
    {"text": "Learners with SEND", "numeric": True},
    {"text": "Sessions per 100 of them", "numeric": True},
]


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """One school's sessions under a policy, drafted or adopted, and how they came about."""

    name: str
    urn: int
    phase: str
    send: int | None
    why: Mapping[str, Any]

    @property
    def sessions(self) -> int:
        return int(self.why["sessions"])

    @property
    def is_incomplete(self) -> bool:
        return bool(self.why["missing"]) and not self.why["takes_base_only"]


def drafted_shares(sharing: Sharing, figures: Figures) -> list[SchoolShare]:
    """What a draft would give, worked out now."""
    return [
        SchoolShare(
            name=share.school.name,
            urn=share.school.urn,
            phase=share.school.phase,
            send=_send(figures.get(share.school.school_id, {})),
            why=explanation(share, sharing),
        )
        for share in sharing.shares
    ]


def adopted_shares(shares: Iterable[Share], figures: Figures) -> list[SchoolShare]:
    """What an adopted policy gave, as it was stored then."""
    return [
        SchoolShare(
            name=share.school.name,
            urn=share.school.urn,
            phase=share.school.phase,
            send=_send(figures.get(share.school_id, {})),
            why=share.explanation,
        )
        for share in shares
    ]


def terms_rows(policy: Policy) -> list[dict[str, Any]]:
    """What a policy lays down, as rows of a summary list."""
    terms = terms_of(policy)
    weights = [
        f"{words}: {terms.weights[figure]}"
        for figure, words in FIGURES.items()
        if figure in terms.weights
    ]
    phases = [phase_in_words(phase) for phase in phases_in_order(terms.phases_without_need)]
    rows: list[dict[str, Any]] = [
        {"key": "Base of every school", "value": str(terms.base_sessions)},
        {"key": "Weights of need", "lines": weights, "value": ""},
        {"key": "Phases that take the base and no more", "value": ", ".join(phases) or "None"},
        {"key": "Whole sessions by", "value": METHODS[terms.method][0]},
        {"key": "Drafted", "value": datetime_gov(policy.drafted_at)},
    ]
    if policy.adopted_at is not None:
        adopted = f"{datetime_gov(policy.adopted_at)}, by {policy.adopted_by}"
        rows.append({"key": "Adopted", "value": adopted})
    return rows


def totals(shares: Sequence[SchoolShare]) -> dict[str, Any]:
    """What all schools have in common, and that their sessions add up to the capacity."""
    why = shares[0].why
    return {
        "schools": len(shares),
        "capacity": f"{why['sessions_shared']:,}",
        "base": why["base"],
        "base_total": f"{why['base_total']:,}",
        "by_need": f"{sum(share.why['by_need'] for share in shares):,}",
        "sessions": f"{sum(share.sessions for share in shares):,}",
        "need_total": _written(why["need_total"]),
        "divisor": _written(why["divisor"]),
        "base_only": sum(share.why["takes_base_only"] for share in shares),
        "incomplete": sum(share.is_incomplete for share in shares),
    }


def school_rows(shares: Iterable[SchoolShare], *, is_adopted: bool) -> list[Row]:
    return [
        [
            _named(share, is_adopted),
            phase_in_words(share.phase),
            _need(share),
            str(share.sessions),
        ]
        for share in shares
    ]


def distribution_bars(shares: Iterable[SchoolShare]) -> list[dict[str, Any]]:
    """How many schools have each number of sessions, from the fewest up."""
    counts = Counter(share.sessions for share in shares)
    return [
        {
            "label": _counted(sessions, "session"),
            "value": counts[sessions],
            "text": _counted(counts[sessions], "school"),
        }
        for sessions in sorted(counts)
    ]


def phase_rows(shares: Sequence[SchoolShare]) -> list[Row]:
    return [
        _rate_row(phase_in_words(phase), [share for share in shares if share.phase == phase])
        for phase in phases_in_order(share.phase for share in shares)
    ]


def phase_foot(shares: Sequence[SchoolShare]) -> Row:
    return _rate_row("All", shares)


def _rate_row(words: str, shares: Sequence[SchoolShare]) -> Row:
    """Schools whose learners with SEND are not known are in no rate."""
    known = [share for share in shares if share.send is not None]
    send = sum(share.send or 0 for share in known)
    rate = Ratio(100 * sum(share.sessions for share in known), send).value
    return [
        words,
        str(len(shares)),
        f"{sum(share.sessions for share in shares):,}",
        f"{send:,}" if known else "Not known",
        "Not known" if rate is None else f"{float(rate):.1f}",
    ]


def _named(share: SchoolShare, is_adopted: bool) -> Any:
    if not is_adopted:
        return share.name
    return {"text": share.name, "href": reverse("school:entitlement", args=[share.urn])}


def _need(share: SchoolShare) -> Any:
    if share.why["takes_base_only"]:
        return {"text": "Base only", "tag": "grey"}
    if share.is_incomplete:
        return {"text": "Not known", "tag": "yellow"}
    return _written(share.why["need"])


def _send(figures: Mapping[str, Figure]) -> int | None:
    if any(name not in figures for name in SEND):
        return None
    return sum(figures[name].value for name in SEND)


def _written(number: str) -> str:
    """Two decimals, or three figures of what is less than one."""
    value = float(Fraction(number))
    return f"{value:,.2f}" if value >= 1 or not value else f"{value:.3g}"


def _counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"

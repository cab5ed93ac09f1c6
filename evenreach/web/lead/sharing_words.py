"""A policy as it is read: its terms, what it gives every school, and how even that is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.sharing import Sharing, explanation
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.register.queries import Figure
from evenreach.methods.equity import Ratio
from evenreach.web.lead.allocation_forms import METHODS
from evenreach.web.templatetags.evenreach import datetime_gov
from evenreach.web.templatetags.schools import FIGURES, phase_in_words, phases_in_order

SEND = ("sen-support", "ehc-plans")
Row = list[Any]


@dataclass(frozen=True, slots=True)
class SchoolShare:
    """One school's sessions under a policy, drafted or adopted, with how they came about."""

    name: str
    urn: int
    phase: str
    send: int | None
    why: Mapping[str, Any]

    @property
    def sessions(self) -> int:
        return int(self.why["sessions"])

    @property
    def tag(self) -> Any:
        if self.why["takes_base_only"]:
            return {"text": "Base only", "tag": "grey"}
        return {"text": "Figures missing", "tag": "yellow"} if self.why["missing"] else ""


def drafted_shares(
    sharing: Sharing, figures: Mapping[int, Mapping[str, Figure]]
) -> list[SchoolShare]:
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


def adopted_shares(
    shares: Iterable[Share], figures: Mapping[int, Mapping[str, Figure]]
) -> list[SchoolShare]:
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


def capacity_rows(capacity: Capacity) -> list[Row]:
    """Each minute that is taken off before the rest is shared."""
    taken = [
        ("less statutory work", capacity.statutory_minutes),
        ("less travel", capacity.travel_minutes),
        ("less supervision and training", capacity.supervision_minutes),
        ("less the adjustment pool", capacity.pool_minutes),
    ]
    return [
        ["Working time", f"{capacity.working_minutes:,}", _hours(capacity.working_minutes)],
        *[[words, f"− {minutes:,}", f"− {_hours(minutes)}"] for words, minutes in taken],
    ]


def capacity_foot(capacity: Capacity) -> Row:
    return ["left to share", f"{capacity.shared_minutes:,}", _hours(capacity.shared_minutes)]


def capacity_result(capacity: Capacity) -> str:
    """225,720 minutes ÷ 180 = 1,254 whole sessions; what is over stays with the service."""
    over = capacity.shared_minutes % capacity.session_minutes
    rest = f", and {over} minutes over, which stay with the service" if over else ""
    return (
        f"{capacity.shared_minutes:,} minutes ÷ {capacity.session_minutes} minutes a session = "
        f"{capacity.sessions:,} whole sessions{rest}."
    )


def policy_row(policy: Policy) -> Row:
    is_adopted = policy.adopted_at is not None
    return [
        {"text": policy.name, "href": reverse("lead:policy", args=[policy.pk])},
        str(policy.base_sessions),
        datetime_gov(policy.adopted_at or policy.drafted_at),
        {"text": "Adopted", "tag": "green"} if is_adopted else {"text": "Draft", "tag": "grey"},
    ]


def terms_rows(policy: Policy) -> list[dict[str, Any]]:
    """What a policy lays down, as rows of a summary list."""
    weights = [
        f"{policy.weights[figure]} for each of: {words[:1].lower()}{words[1:]}"
        for figure, words in FIGURES.items()
        if figure in policy.weights
    ]
    phases = [phase_in_words(phase) for phase in phases_in_order(policy.base_only_phases)]
    rows: list[dict[str, Any]] = [
        {"key": "Base", "value": f"{policy.base_sessions} for every school"},
        {"key": "Weights of need", "lines": weights, "value": ""},
        {"key": "Base and no more", "value": ", ".join(phases) or "No phase"},
        {"key": "Whole sessions by", "value": METHODS[policy.method][0]},
        {"key": "Drafted", "value": datetime_gov(policy.drafted_at)},
    ]
    if policy.adopted_at is not None:
        when = f"{datetime_gov(policy.adopted_at)}, by {policy.adopted_by}"
        rows.append({"key": "Adopted", "value": when})
    return rows


def totals(shares: Sequence[SchoolShare]) -> dict[str, str]:
    """What all schools have in common, and that everything was shared."""
    why = shares[0].why
    by_need = sum(share.why["by_need"] for share in shares)
    return {
        "schools": f"{len(shares):,}",
        "capacity": f"{why['sessions_shared']:,}",
        "base": str(why["base"]),
        "base_total": f"{why['base_total']:,}",
        "by_need": f"{by_need:,}",
        "sessions": f"{sum(share.sessions for share in shares):,}",
        "need_total": _decimal(why["need_total"]),
        "divisor": _decimal(why["divisor"]),
        "incomplete": str(sum(share.tag != "" and bool(share.why["missing"]) for share in shares)),
    }


def school_rows(shares: Iterable[SchoolShare], *, is_adopted: bool) -> list[Row]:
    return [
        [
            _named(share, is_adopted),
            phase_in_words(share.phase),
            "Not known" if share.why["need"] is None else _decimal(share.why["need"]),
            str(share.sessions),
            share.tag,
        ]
        for share in shares
    ]


def distribution_bars(shares: Iterable[SchoolShare]) -> list[dict[str, Any]]:
    """How many schools have each number of sessions."""
    counts = Counter(share.sessions for share in shares)
    return [
        {"label": f"{sessions} session{'' if sessions == 1 else 's'}", "value": counts[sessions]}
        for sessions in sorted(counts)
    ]


def phase_rows(shares: Sequence[SchoolShare]) -> list[Row]:
    """Schools, learners with SEND, sessions and sessions per 100 of them, by phase."""
    phases = phases_in_order(share.phase for share in shares)
    return [
        _rate_row(phase_in_words(phase), [share for share in shares if share.phase == phase])
        for phase in phases
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
        f"{send:,}" if known else "Not known",
        f"{sum(share.sessions for share in shares):,}",
        "Not known" if rate is None else f"{float(rate):.1f}",
    ]


def _named(share: SchoolShare, is_adopted: bool) -> Any:
    if not is_adopted:
        return share.name
    return {"text": share.name, "href": reverse("school:entitlement", args=[share.urn])}


def _send(figures: Mapping[str, Figure]) -> int | None:
    if not all(name in figures for name in SEND):
        return None
    return sum(figures[name].value for name in SEND)


def _decimal(number: str) -> str:
    """At most two decimals more than are needed to tell numbers of this size apart."""
    value = float(Fraction(number))
    return f"{value:,.2f}" if value >= 1 or not value else f"{value:.3g}"


def _hours(minutes: int) -> str:
    return f"{minutes / 60:,.1f}"

"""What a policy gives every school, as tables, and how that lies across phases."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.explaining import explanations
from evenreach.desks.allocation.models import Share
from evenreach.desks.allocation.sharing import Sharing
from evenreach.flow.register.queries import Figure
from evenreach.methods.equity import Ratio
from evenreach.web.lead.signs import signed
from evenreach.web.templatetags.schools import phase_in_words, phases_in_order

Row = list[Any]
Figures = Mapping[int, Mapping[str, Figure]]
SEND = ("sen-support", "ehc-plans")
SCHOOL_COLUMNS = [
    {"text": "School"},
    {"text": "Phase"},
    {"text": "Need", "numeric": True},
    {"text": "Sessions", "numeric": True},
    {"text": "Last year", "numeric": True},
    {"text": "Change", "numeric": True},
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
    def last_year(self) -> int | None:
        """Its sessions of the year before; None where they are not known."""
        before = self.why["last_year"]
        return None if before is None else int(before)

    @property
    def change(self) -> int | None:
        return None if self.last_year is None else self.sessions - self.last_year

    @property
    def from_target(self) -> int:
        """How far the limits to change hold it above (+) or below what its need would bring."""
        return self.sessions - int(self.why["target"])

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
            why=why,
        )
        for share, why in zip(sharing.shares, explanations(sharing), strict=True)
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
        "divisor": "" if why["divisor"] is None else _written(why["divisor"]),
        "cut_off": _written(why["cut_off"]) if why.get("cut_off") else "",
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
            "Not known" if share.last_year is None else str(share.last_year),
            "" if share.change is None else signed(share.change),
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

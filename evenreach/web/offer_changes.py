"""Two offers side by side, in words: what is new, what is gone, what was and what is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenreach.flow.offer.comparing import ServiceCompared, Standing, offers_compared
from evenreach.flow.offer.differences import Change
from evenreach.flow.offer.models import OfferVersion
from evenreach.methods.calendar import AcademicYear
from evenreach.web import offer_words as words
from evenreach.web.templatetags.evenreach import pence
from evenreach.web.words import AREAS, NEEDS, PHASES

NOTHING = "—"
TAGS: dict[Standing, tuple[str, str]] = {
    "new": ("New", "green"),
    "gone": ("Gone", "red"),
    "changed": ("Changed", "blue"),
    "same": ("The same", "grey"),
}
CODES: Mapping[str, Mapping[Any, str]] = {
    "mode": words.MODES,
    "areas_of_need": AREAS,
    "needs": NEEDS,
    "phases": PHASES,
    "who_may_ask": words.ASKERS,
    "who": words.ACTORS,
    "unit": words.UNITS,
    "vat": words.VAT,
}
LABELS = {
    "short_name": "Short name",
    "mode": "How its time is shared",
    "mode_explained": "How its time is shared, explained",
    "met_when": "When the criteria are met",
    "decided_by": "Who decides on the criteria",
    "if_not_met": "If the criteria are not met",
    "response": "In which order requests are answered",
    "which": "Which requests",
    "areas_of_need": "Areas of need",
    "needs": "Types of need",
    "who_may_ask": "Who may ask",
    "asking": "How to ask",
    "targets": "When schools hear from it",
    "triage_school_days": "School days until a request is answered",
    "visit_school_days": "School days until a visit",
    "report_school_days": "School days until the report",
    "within_school_days": "Within school days",
    "core_items": "Free",
    "traded_items": "Sold",
    "traded_note": "About what is sold",
    "exclusions": "What the service does not do",
    "who_does": "Who does",
    "price_pence": "Price before VAT",
    "vat": "VAT",
    "notice_school_days": "School days of notice",
    "if_it_cannot_go_ahead": "If it cannot go ahead",
}


@dataclass(frozen=True, slots=True)
class ServiceChanges:
    """One service in two offers, whose names are given, with the rows of its table of changes."""

    compared: ServiceCompared
    earlier: str
    later: str

    @property
    def tag(self) -> dict[str, str]:
        text, colour = TAGS[self.compared.standing]
        return {"text": text, "colour": colour}

    @property
    def columns(self) -> list[dict[str, str]]:
        return [{"text": "What"}, {"text": self.earlier}, {"text": self.later}]

    @property
    def caption(self) -> str:
        return f"{self.compared.service.short_name}, from {self.earlier} to {self.later}"

    @property
    def rows(self) -> list[list[str]]:
        names = _names(self.compared)
        return [
            [
                label_of(change.path, names),
                value_of(change, change.before),
                value_of(change, change.after),
            ]
            for change in self.compared.changes
        ]


def changes_between(before: OfferVersion, after: OfferVersion) -> list[ServiceChanges]:
    """Every service of either offer, by name, with what changed."""
    names = version_name(before), version_name(after)
    return [ServiceChanges(compared, *names) for compared in offers_compared(before, after)]


def version_name(offer: OfferVersion) -> str:
    """2025/26, or 2025/26 version 2."""
    label = AcademicYear(offer.academic_year).label
    return label if offer.number == 1 else f"{label} version {offer.number}"


def label_of(path: Sequence[str], names: Mapping[str, str]) -> str:
    """Visits: Learner in Context visit: Minutes: Writing."""
    return ": ".join(names.get(step) or LABELS.get(step) or _plain(step) for step in path)


def value_of(change: Change, value: Any) -> str:
    """One side of a change as it is read; what is not there is a dash."""
    return NOTHING if value in (None, "", [], ()) else _said(change.path[-1], value)


def _said(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        told = {name: inner for name, inner in value.items() if inner not in (None, [], "")}
        if "slug" in told:
            return str(told.get("what") or told["purpose"])
        return "; ".join(_said(name, inner) for name, inner in told.items())
    if isinstance(value, list | tuple):
        return "; ".join(_said(key, each) for each in value)
    if key == "price_pence":
        return pence(value)
    if key == "within_school_days":
        return words.within_school_days(value)
    if key == "minutes":
        return f"{value} minutes"
    return CODES.get(key, {}).get(value, str(value))


def _plain(step: str) -> str:
    return step.replace("_", " ").replace("-", " ").capitalize()


def _names(compared: ServiceCompared) -> dict[str, str]:
    """What the visits and items of either offer are called, by their addresses."""
    named: dict[str, str] = {}
    for service in filter(None, (compared.before, compared.after)):
        named |= {visit.slug: visit.name for visit in service.visits}
        named |= {item.slug: item.name for item in service.core_items}
        named |= {item.slug: item.name for item in service.traded_items}
    return named

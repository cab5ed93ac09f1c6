"""A year's accounts as they are read: totals by service, decisions, what becomes of balances."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.flow.entitlement.kinds import CORRECTABLE, EntryKind
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.successions import Succession
from evenreach.flow.entitlement.year_end import Ending
from evenreach.flow.entitlement.year_models import Appeal
from evenreach.flow.entitlement.year_queries import YearTotals
from evenreach.flow.offer.models import ServiceOffer
from evenreach.web.templatetags.evenreach import MINUS, date_gov, sessions
from evenreach.web.templatetags.ledger import kind_in_words, ledger_rows, signed

K = EntryKind
Row = list[Any]
SHOWN: tuple[tuple[str, tuple[EntryKind, ...]], ...] = (
    ("Granted", (K.GRANT,)),
    ("Added from the pool", (K.ADJUST,)),
    ("On appeal", (K.APPEAL,)),
    ("Corrected", (K.CORRECTION,)),
    ("Set aside", (K.RESERVE, K.RELEASE)),
    ("Used", (K.USE,)),
    ("Given back", (K.RETURN,)),
    ("Lapsed", (K.EXPIRE,)),
    ("Carried", (K.CARRY,)),
    ("Transferred", (K.TRANSFER,)),
    ("Moved to successors", (K.MOVE,)),
)


def _number(text: str) -> dict[str, Any]:
    return {"text": text, "numeric": True}


DECISION_COLUMNS = [
    {"text": "Date"},
    {"text": "School"},
    {"text": "Service"},
    {"text": "Entry"},
    _number("In or out"),
    {"text": "Reason"},
]
APPEAL_COLUMNS = [
    {"text": "Decided on"},
    {"text": "School"},
    {"text": "Service"},
    _number("Given"),
    {"text": "Decided by"},
    {"text": "Reason"},
]
ENTRY_COLUMNS = [
    {"text": "Date"},
    {"text": "Entry"},
    _number("In or out"),
    _number("Left"),
    {"text": "Mend"},
]
ENDING_COLUMNS = [{"text": "School"}, _number("Carries"), _number("Lapses")]
SUCCESSION_COLUMNS = [
    {"text": "Closed school"},
    {"text": "Service"},
    {"text": "Year"},
    _number("Left"),
    {"text": "Goes over to"},
    {"text": "Move"},
]


@dataclass(frozen=True, slots=True)
class Totals:
    """The accounts of the services that have any, side by side, and what their pools hold."""

    columns: list[dict[str, Any]]
    rows: list[Row]
    foot: Row
    pools: list[dict[str, str]]


def totals(parts: Sequence[ServiceOffer], found: Mapping[int, YearTotals]) -> Totals:
    """In minutes, signed as they stand in the ledger, so that a column adds up to what is left."""
    shown = [(part.name, found[part.service_id]) for part in parts if part.service_id in found]
    return Totals(
        columns=[{"text": "Minutes"}, *(_number(name) for name, _ in shown)],
        rows=[
            [words, *(_minutes(each.of(*kinds)) for _, each in shown)]
            for words, kinds in SHOWN
            if shown
        ],
        foot=["Left", *(_minutes(each.balance) for _, each in shown)],
        pools=[
            {"label": f"Left in the pool, {name}", "value": _pool(each.pool)}
            for name, each in shown
        ],
    )


def _minutes(minutes: int) -> str:
    return f"{minutes:,}".replace("-", MINUS)


def _pool(minutes: int | None) -> str:
    return "Not set" if minutes is None else f"{_minutes(minutes)} minutes"


def decision_rows(entries: Iterable[LedgerEntry], names: Mapping[int, str]) -> list[Row]:
    return [
        [
            date_gov(entry.entered_at),
            _school_link(entry.account.school),
            names.get(entry.account.service_id, entry.account.service.slug),
            kind_in_words(entry),
            signed(entry.minutes),
            entry.why,
        ]
        for entry in entries
    ]


def appeal_rows(appeals: Iterable[Appeal], names: Mapping[int, str]) -> list[Row]:
    return [
        [
            date_gov(appeal.decided_on),
            _school_link(appeal.account.school),
            names.get(appeal.account.service_id, appeal.account.service.slug),
            "Nothing" if appeal.entry is None else sessions(appeal.entry.minutes),
            appeal.decided_by,
            appeal.reason,
        ]
        for appeal in appeals
    ]


def entry_rows(entries: Iterable[LedgerEntry]) -> list[Row]:
    """The ledger with a way to correct what a person entered."""
    listed = list(entries)
    return [
        [*row, _correct_link(entry)] for row, entry in zip(ledger_rows(listed), listed, strict=True)
    ]


def ending_rows(endings: Iterable[Ending]) -> list[Row]:
    return [
        [_ending_school(ending.account), sessions(ending.carried), sessions(ending.lapsed)]
        for ending in endings
    ]


def succession_rows(found: Iterable[Succession], names: Mapping[int, str]) -> list[Row]:
    return [
        [
            each.account.school.name,
            account_name(each.account, names),
            f"{each.account.academic_year}/{(each.account.academic_year + 1) % 100:02}",
            sessions(each.balance),
            ", ".join(school.name for school in each.successors) or "No successor on the register",
            {
                "text": "Look and move",
                "href": reverse("lead:succession", args=[each.account.pk]),
            }
            if each.successors
            else "Is carried on"
            if each.account.is_bought
            else "Lapses at the year’s end",
        ]
        for each in found
    ]


def account_name(account: Account, names: Mapping[int, str]) -> str:
    """The service's name, and whether the account holds what was bought of it."""
    name = names.get(account.service_id, account.service.slug)
    return f"{name}, bought" if account.is_bought else name


def _ending_school(account: Account) -> str:
    return f"{account.school.name}, bought" if account.is_bought else account.school.name


def _school_link(school: Any) -> dict[str, str]:
    return {"text": school.name, "href": reverse("lead:year_school", args=[school.urn])}


def _correct_link(entry: LedgerEntry) -> Any:
    if entry.kind not in CORRECTABLE:
        return ""
    return {"text": "Correct", "href": reverse("lead:year_correct", args=[entry.pk])}

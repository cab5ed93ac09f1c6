"""A school's minutes as they are read: its accounts, its offers, what waits for its answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from evenreach.flow.entitlement.deciding import decides_for
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.year_models import Transfer
from evenreach.flow.entitlement.year_queries import year_end_of
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.web.school.overview import service_names
from evenreach.web.templatetags.evenreach import date_gov, sessions
from evenreach.web.templatetags.ledger import ledger_rows

Row = list[Any]
STATES = {
    Transfer.State.PROPOSED: ("Waits for an answer", "yellow"),
    Transfer.State.AGREED: ("Agreed", "green"),
    Transfer.State.DECLINED: ("Declined", "red"),
    Transfer.State.WITHDRAWN: ("Withdrawn", "grey"),
}
OFFER_COLUMNS = [
    {"text": "Offered on"},
    {"text": "From and to"},
    {"text": "Service"},
    {"text": "How much", "numeric": True},
    {"text": "Where it stands"},
]


def shown(
    account: Account, entries: Iterable[LedgerEntry], names: Mapping[int, str]
) -> dict[str, Any]:
    """One account with every entry, what is left, and when that lapses, if it is published."""
    name = names.get(account.service_id, account.service.slug)
    return {
        "pk": account.pk,
        "id": f"{account.service.slug}{'-bought' if account.is_bought else ''}",
        "name": f"{name}, bought" if account.is_bought else name,
        "is_bought": account.is_bought,
        "left": sessions(balance_of(account)),
        "rows": ledger_rows(entries),
        "year_end": year_end_of(
            account.authority_id,
            service_id=account.service_id,
            academic_year=account.academic_year,
        ),
    }


def of_school(transfers: QuerySet[Transfer], school: School) -> QuerySet[Transfer]:
    return transfers.filter(Q(giver__school=school) | Q(taker__school=school))


def offer_rows(transfers: Iterable[Transfer], names: Mapping[int, str]) -> list[Row]:
    rows: list[Row] = []
    for transfer in transfers:
        text, colour = STATES[Transfer.State(transfer.state)]
        rows.append(
            [
                date_gov(transfer.proposed_at),
                {
                    "text": f"{transfer.giver.school.name} to {transfer.taker.school.name}",
                    "href": reverse("school:transfer", args=[transfer.pk]),
                },
                names.get(transfer.giver.service_id, transfer.giver.service.slug),
                sessions(transfer.minutes),
                {"text": text, "tag": colour},
            ]
        )
    return rows


def form_context(eyes: Eyes, account: Account) -> dict[str, Any]:
    """What a form about an account says above it."""
    names = service_names(eyes, account.academic_year)
    return {
        "school": account.school,
        "service": names.get(account.service_id, account.service.slug),
        "left": sessions(balance_of(account)),
    }


def transfer_context(
    eyes: Eyes, transfer: Transfer, names: Mapping[int, str], *, at: datetime
) -> dict[str, Any]:
    """An offer, and what the person can do about it."""
    text, colour = STATES[Transfer.State(transfer.state)]
    is_open = transfer.state == Transfer.State.PROPOSED
    settled = "" if is_open else f" on {date_gov(transfer.settled_at)}, by {transfer.settled_by}"
    return {
        "transfer": transfer,
        "state": {"text": text, "colour": colour},
        "rows": [
            {"key": "From", "value": transfer.giver.school.name},
            {"key": "To", "value": transfer.taker.school.name},
            {
                "key": "Service",
                "value": names.get(transfer.giver.service_id, transfer.giver.service.slug),
            },
            {"key": "How much", "value": sessions(transfer.minutes)},
            {"key": "Why", "value": transfer.why},
            {
                "key": "Offered",
                "value": f"{date_gov(transfer.proposed_at)}, by {transfer.proposed_by.name}",
            },
            {"key": "Where it stands", "value": f"{text}{settled}"},
        ],
        "may_answer": is_open and decides_for(eyes, transfer.taker.school, at=at),
        "may_withdraw": is_open and decides_for(eyes, transfer.giver.school, at=at),
    }


def offers_to_answer(eyes: Eyes, offers: QuerySet[Transfer]) -> list[dict[str, Any]]:
    """The offers that wait for one of the person's schools, as tasks."""
    waiting = offers.filter(state=Transfer.State.PROPOSED, taker__school__urn__in=eyes.urns)
    return [
        {
            "text": f"Answer the offer of {sessions(offer.minutes)} from {offer.giver.school.name}",
            "href": reverse("school:transfer", args=[offer.pk]),
            "hint": f"For {offer.taker.school.name}, offered on {date_gov(offer.proposed_at)}",
            "status": "Answer",
            "colour": "yellow",
        }
        for offer in waiting
    ]

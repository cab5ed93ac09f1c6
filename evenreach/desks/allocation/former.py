"""What schools had of a service in the year before, as the authority tells it: whole or nothing."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenreach.desks.allocation.models import FormerShare, Policy
from evenreach.desks.allocation.queries import standing_policies
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.register.own_lists import own_table
from evenreach.flow.register.tables import NOT_GIVEN
from evenreach.flow.register.turns import take_turn

COLUMNS = ("urn", "sessions")
MOST_SESSIONS = 2000


@dataclass(frozen=True)
class FormerList:
    """Each school's sessions by URN, and where that is from."""

    sessions: Mapping[int, int]
    source: str

    @property
    def digest(self) -> str:
        told = json.dumps([sorted(self.sessions.items()), self.source])
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FormerMove:
    """A school whose sessions differ between two lists; None where a list has none for it."""

    urn: int
    old: int | None
    new: int | None


class FormerMoved(Refusal):
    """What is stored is no longer what the list was compared with."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has changed last year’s sessions since this list was compared with them. "
            "Nothing was done: load the list again, to see what it would change now."
        )


class FormerSaysTheSame(Refusal):
    """A list that says what is stored already."""

    def __init__(self) -> None:
        super().__init__("The list says what is stored here already: nothing would change.")


class SharedHere(Refusal):
    """A year whose sessions a policy here shared needs no list."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(
            f"The sessions of that year were shared here, by “{policy.name}”, so they are known "
            "and no list can say otherwise."
        )


def read_former(raw: bytes, name: str, *, known: Collection[int]) -> dict[int, int]:
    """Sessions by URN from a list; `known` are the URNs of the register.

    Raises FileRefused with every fault.
    """
    table = own_table(raw, name, COLUMNS)
    seen: dict[int, int] = {}
    found: dict[int, int] = {}
    for row in table.rows:
        urn = table.key(row, "urn", seen)
        if urn and urn not in known:
            table.fault(row.number, "urn", str(urn), "the URN of a school on this register")
        written = row.cells.get("sessions", "")
        if written in NOT_GIVEN:
            table.fault(row.number, "sessions", written, "a whole number of sessions")
        sessions = table.whole(row, "sessions", lowest=0, highest=MOST_SESSIONS)
        if sessions is not None:
            found[urn] = sessions
    table.close()
    return found


def stored_former(authority_id: int, *, service_id: int, academic_year: int) -> FormerList:
    """What was recorded of a service and year, as a value."""
    rows = FormerShare.objects.of(authority_id).filter(
        service_id=service_id, academic_year=academic_year
    )
    sources = sorted(set(rows.values_list("source", flat=True)))
    return FormerList(dict(rows.values_list("school__urn", "sessions")), "; ".join(sources))


def former_difference(old: FormerList, new: FormerList) -> list[FormerMove]:
    """What would change, by URN."""
    moves = (
        FormerMove(urn, old.sessions.get(urn), new.sessions.get(urn))
        for urn in sorted(old.sessions.keys() | new.sessions.keys())
    )
    return [move for move in moves if move.old != move.new]


@transaction.atomic
def load_former(
    *,
    by: Eyes,
    at: datetime,
    service: Service,
    academic_year: int,
    loaded: FormerList,
    compared_with: str,
) -> list[FormerMove]:
    """Make a year's recorded sessions what a list says, the whole of it.

    `compared_with` is the digest of what it was shown against. Raises FormerMoved,
    FormerSaysTheSame or SharedHere.
    """
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")
    take_turn(f"former shares of {service.pk}", by.authority_id)
    refuse_shared_here(by.authority_id, service_id=service.pk, academic_year=academic_year)
    stored = stored_former(by.authority_id, service_id=service.pk, academic_year=academic_year)
    if stored.digest != compared_with:
        raise FormerMoved
    if stored == loaded:
        raise FormerSaysTheSame
    _replace(by.authority_id, service, academic_year, loaded)
    journal_act(by=by, at=at, verb="former sessions loaded", about=service, why=loaded.source)
    return former_difference(stored, loaded)


def refuse_shared_here(authority_id: int, *, service_id: int, academic_year: int) -> None:
    """Raises SharedHere where a policy shared the sessions of the year."""
    standing = standing_policies(authority_id, academic_year=academic_year)
    policy = standing.filter(service_id=service_id).first()
    if policy is not None:
        raise SharedHere(policy)


def _replace(authority_id: int, service: Service, academic_year: int, loaded: FormerList) -> None:
    schools = dict(School.objects.of(authority_id).values_list("urn", "pk"))
    FormerShare.objects.of(authority_id).filter(
        service=service, academic_year=academic_year
    ).delete()
    FormerShare.objects.bulk_create(
        FormerShare(
            authority_id=authority_id,
            service=service,
            school_id=schools[urn],
            academic_year=academic_year,
            sessions=sessions,
            source=loaded.source,
        )
        for urn, sessions in sorted(loaded.sessions.items())
    )

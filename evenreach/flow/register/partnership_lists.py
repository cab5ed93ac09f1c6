"""Making the partnerships what a list says: compared first, then whole or not at all."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.models import Partnership, PartnershipMember, School
from evenreach.flow.register.partnerships import names_by_urn, partnerships
from evenreach.flow.register.turns import take_turn


@dataclass(frozen=True)
class PartnershipList:
    """The name of each school's partnership, by URN, and where that is from."""

    names: Mapping[int, str]
    source: str

    @property
    def digest(self) -> str:
        told = json.dumps([sorted(self.names.items()), self.source])
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Move:
    """A school whose partnership differs between two lists; empty where it is in none."""

    urn: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What differs between two lists: the partnerships, and the schools in them."""

    begun: tuple[str, ...]
    ended: tuple[str, ...]
    moves: tuple[Move, ...]


class PartnershipsMoved(Refusal):
    """The partnerships are no longer what the list was compared with."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has changed the partnerships since this list was compared with them. "
            "Nothing was done: load the list again, to see what it would change now."
        )


class ListSaysTheSame(Refusal):
    """A list that says what is stored already."""

    def __init__(self) -> None:
        super().__init__("The list says what is stored here already: nothing would change.")


class PartnershipInUse(Refusal):
    """A list without a partnership about which something has been written."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            f"Something here refers to a partnership that is not in the list: {'; '.join(names)}. "
            "Nothing was done: give it a school in the list."
        )


def stored_partnerships(authority_id: int) -> PartnershipList:
    """The partnerships as they stand, as a value."""
    sources = partnerships(authority_id).values_list("source", flat=True)
    return PartnershipList(names_by_urn(authority_id), "; ".join(sorted(set(sources))))


def list_difference(old: PartnershipList, new: PartnershipList) -> ListDifference:
    """What would change, partnerships by name and schools by URN."""
    before, after = set(old.names.values()), set(new.names.values())
    moves = (
        Move(urn, old.names.get(urn, ""), new.names.get(urn, ""))
        for urn in sorted(old.names.keys() | new.names.keys())
    )
    return ListDifference(
        begun=tuple(sorted(after - before)),
        ended=tuple(sorted(before - after)),
        moves=tuple(move for move in moves if move.old != move.new),
    )


@transaction.atomic
def load_partnerships(
    *, by: Eyes, at: datetime, loaded: PartnershipList, compared_with: str
) -> ListDifference:
    """Make the partnerships what a list says; `compared_with` is the digest it was shown against.

    Raises PartnershipsMoved, ListSaysTheSame or PartnershipInUse.
    """
    take_turn("partnerships", by.authority_id)
    stored = stored_partnerships(by.authority_id)
    if stored.digest != compared_with:
        raise PartnershipsMoved
    if stored == loaded:
        raise ListSaysTheSame
    found = list_difference(stored, loaded)
    _begin(by.authority_id, found.begun, loaded.source)
    _move(by.authority_id, found.moves)
    _end(by.authority_id, found.ended)
    about = Authority.objects.get(pk=by.authority_id)
    journal_act(by=by, at=at, verb="partnerships loaded", about=about, why=loaded.source)
    return found


def _begin(authority_id: int, names: tuple[str, ...], source: str) -> None:
    partnerships(authority_id).exclude(source=source).update(source=source)
    Partnership.objects.bulk_create(
        Partnership(authority_id=authority_id, name=name, source=source) for name in names
    )


def _move(authority_id: int, moves: tuple[Move, ...]) -> None:
    keys = dict(partnerships(authority_id).values_list("name", "pk"))
    urns = [move.urn for move in moves]
    schools = dict(School.objects.of(authority_id).filter(urn__in=urns).values_list("urn", "pk"))
    PartnershipMember.objects.of(authority_id).filter(school__urn__in=urns).delete()
    PartnershipMember.objects.bulk_create(
        PartnershipMember(
            authority_id=authority_id,
            school_id=schools[move.urn],
            partnership_id=keys[move.new],
        )
        for move in moves
        if move.new
    )


def _end(authority_id: int, names: tuple[str, ...]) -> None:
    try:
        partnerships(authority_id).filter(name__in=names).delete()
    except ProtectedError as error:
        raise PartnershipInUse(names) from error

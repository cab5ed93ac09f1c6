"""A draft's answers kept while they are typed, and never one colleague's over another's.

A screen says of each answer what it was when the person began (`began`, a digest). An answer
that the person did not change stays as it is stored; one that only they changed is kept; one that
a colleague changed otherwise meanwhile is put to the person, and nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from evenreach.flow.journal.models import Change
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.actions import drafted
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.written import ANSWERS, LEARNER

DIGITS = 16


@dataclass(frozen=True, slots=True)
class Differing:
    """One answer that two colleagues changed, each in their own way."""

    name: str
    mine: str
    theirs: str
    saved_by: str


class ChangedMeanwhile(Refusal):
    """A colleague saved another text in the same place."""

    def __init__(self, differing: list[Differing]) -> None:
        self.differing = differing
        super().__init__(
            f"{differing[0].saved_by} has changed this page since you opened it. What you typed "
            "is not saved yet. Choose Save and continue to compare the two."
        )


def as_kept(text: str) -> str:
    """An answer as it is stored: without the browser's line ends and outer spaces."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def digest(text: str) -> str:
    """What tells two answers apart without repeating them."""
    return sha256(as_kept(text).encode()).hexdigest()[:DIGITS]


def answers_of(request: SchoolRequest) -> dict[str, str]:
    """Every answer as it stands, a learner's included who is not wholly named yet."""
    learner = request.learner
    named = {name: "" if learner is None else getattr(learner, name) for name in LEARNER}
    return {
        **{name: getattr(request, name) for name in ANSWERS},
        **named,
        **request.typed,
    }


def compared(
    stored: Mapping[str, str], typed: Mapping[str, str], began: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """What the person changed of what is stored, and which of it a colleague changed otherwise.

    An answer without its `began` counts as typed into an empty place.
    """
    nothing = digest("")
    changed = {
        name: as_kept(text)
        for name, text in typed.items()
        if digest(text) != began.get(name, nothing) and as_kept(text) != stored[name]
    }
    lost = [name for name in changed if digest(stored[name]) != began.get(name, nothing)]
    return changed, lost


@transaction.atomic
def keep_typed(
    *,
    by: Eyes,
    at: datetime,
    request_id: int,
    typed: Mapping[str, str],
    began: Mapping[str, str],
) -> SchoolRequest:
    """Keep the answers that the person changed since they began. Raises ChangedMeanwhile."""
    request = drafted(by, request_id)
    stored = answers_of(request)
    changed, lost = compared(stored, typed, began)
    if lost:
        raise ChangedMeanwhile(
            [
                Differing(name, changed[name], stored[name], last_saved_by(request, name))
                for name in lost
            ]
        )
    if changed:
        _keep(by, at, request, changed)
    return request


def _keep(by: Eyes, at: datetime, request: SchoolRequest, changed: Mapping[str, str]) -> None:
    for name, text in changed.items():
        if name in LEARNER:
            request.typed = {**request.typed, name: text}
        else:
            setattr(request, name, text)
    columns = {"typed" if name in LEARNER else name for name in changed}
    mark_saved(by, at, request, *columns)
    journal_act(by=by, at=at, verb="draft saved", about=request)


def mark_saved(by: Eyes, at: datetime, request: SchoolRequest, *columns: str) -> None:
    """Save these columns with who saved last and when, which all of the school see."""
    request.saved_at = at
    request.saved_by_id = by.acting_id
    request.save(update_fields=[*columns, "saved_at", "saved_by"])


def last_saved_by(request: SchoolRequest, name: str) -> str:
    """Who changed an answer last, as the database's own journal tells."""
    column = "typed" if name in LEARNER else name
    change = (
        Change.objects.of(request.authority_id)
        .filter(table=request._meta.db_table, row_id=request.pk, after__has_key=column)
        .exclude(actor_id=None)
        .order_by("-pk")
        .first()
    )
    person_id = request.saved_by_id if change is None else change.actor_id
    if person_id is None:
        return "A colleague"
    return Person.objects.of(request.authority_id).get(pk=person_id).name

"""The open cases of a specialist who is absent, handed over to a colleague in one step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenreach.desks.planning.actions import NobodyCanGo, NoTermDates, propose
from evenreach.desks.planning.models import Proposal
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.triage import NoReason
from evenreach.flow.visits.handing_over import (
    free_for_colleague,
    requests_given_to,
    take_over,
    visits_to_hand_over,
)
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import posts_of


class NotAColleague(Refusal):
    """Cases were handed to somebody who cannot take them."""

    def __init__(self) -> None:
        super().__init__(
            "Choose two different people who both hold a post in the service: who is absent, and "
            "who takes over."
        )


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of each open case: the same half-day, another one, or still without a visit."""

    kept: tuple[Visit, ...]
    proposed: tuple[Visit, ...]
    to_plan: tuple[SchoolRequest, ...]


@transaction.atomic
def hand_over(
    *,
    by: Eyes,
    at: datetime,
    service_slug: str,
    absent_id: int,
    colleague_id: int,
    why: str,
) -> HandedOver:
    """Give every case that somebody has still to come to a colleague of the same service.

    Raises NotAColleague or NoReason.
    """
    if not why.strip():
        raise NoReason("why the cases are handed over")
    colleague = _colleague(by, service_slug, absent_id, colleague_id)
    kept, freed = [], []
    for visit in visits_to_hand_over(by, service_slug=service_slug, person_id=absent_id, at=at):
        if take_over(by=by, at=at, visit=visit, colleague=colleague, why=why):
            Proposal.objects.of(by.authority_id).filter(visit=visit).delete()
            kept.append(visit)
        else:
            freed.append(
                free_for_colleague(by=by, at=at, visit=visit, colleague=colleague, why=why)
            )
    given = requests_given_to(by, service_slug=service_slug, person_id=absent_id)
    given.update(assigned_to=colleague)
    proposed, to_plan = _proposed_anew(by, at, freed)
    return HandedOver(tuple(kept), tuple(proposed), tuple(to_plan))


def _proposed_anew(
    by: Eyes, at: datetime, freed: list[SchoolRequest]
) -> tuple[list[Visit], list[SchoolRequest]]:
    proposed, to_plan = [], []
    for request in freed:
        try:
            proposed.append(propose(by=by, at=at, request_id=request.pk))
        except (NobodyCanGo, NoTermDates):
            to_plan.append(request)
    return proposed, to_plan


def _colleague(by: Eyes, service_slug: str, absent_id: int, colleague_id: int) -> Person:
    people = {post.person_id: post.person for post in posts_of(by.authority_id, service_slug)}
    if service_slug not in by.leads or absent_id == colleague_id or colleague_id not in people:
        raise NotAColleague
    return people[colleague_id]

"""Accepted requests given to one specialist, many at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import requests_led_by
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import SpecialistPost


class NotOfTheService(Refusal):
    """A request was given to somebody who does not work in its service."""

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(
            f"Nothing was given to anybody: the specialist holds no post in the service of "
            f"{', '.join(references)}. Choose requests of the specialist's own service."
        )


class NotWaiting(Refusal):
    """One of the requests chosen is no longer accepted and without a visit."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was given to anybody: a request that you chose no longer waits for a visit. "
            "Open the page again and choose from those that do."
        )


@transaction.atomic
def assign_requests(
    *, by: Eyes, at: datetime, request_ids: Sequence[int], specialist_id: int
) -> list[SchoolRequest]:
    """Give accepted requests to a specialist of their service: all of them or none.

    Raises NotWaiting or NotOfTheService.
    """
    requests = list(
        requests_led_by(by)
        .filter(pk__in=request_ids, state=State.ACCEPTED)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if len(requests) != len(set(request_ids)):
        raise NotWaiting
    posts = SpecialistPost.objects.of(by.authority_id).filter(
        person_id=specialist_id, person__is_active=True
    )
    services = set(posts.values_list("service_id", flat=True))
    strange = [each.reference for each in requests if _service_id(each) not in services]
    if strange:
        raise NotOfTheService(strange)
    specialist = Person.objects.of(by.authority_id).get(pk=specialist_id)
    for request in requests:
        request.assigned_to = specialist
        request.save(update_fields=["assigned_to"])
        journal_act(by=by, at=at, verb="request given to a specialist", about=request)
    return requests


def _service_id(request: SchoolRequest) -> int:
    return request.specification.service_offer.service_id

"""What waits for each service that somebody leads: to answer, to plan, and what went further."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from evenreach.desks.planning.queries import open_days_between
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_counts, requests_led_by
from evenreach.flow.requests.states import State
from evenreach.flow.visits.queries import requests_to_plan
from evenreach.methods.calendar import academic_year_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for an answer; `school_days` since the day it was asked, if known."""

    request: SchoolRequest
    school_days: int | None
    target: int

    @property
    def days_left(self) -> int | None:
        """School days until the published target; less than none where it is past."""
        return None if self.school_days is None else self.target - self.school_days

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class ServiceQueue:
    """One service's requests: the overdue first, then in the order in which they were asked."""

    part: ServiceOffer
    waiting: tuple[Waiting, ...]
    to_plan: tuple[SchoolRequest, ...]
    counts: Mapping[State, int]


def service_queues(eyes: Eyes, *, today: date) -> list[ServiceQueue]:
    """The queues of the services somebody leads, of this year's published offer, by name."""
    waiting = _by_service(_waiting(eyes, today))
    to_plan: dict[int, list[SchoolRequest]] = {}
    for request in requests_to_plan(eyes):
        to_plan.setdefault(_service_id(request), []).append(request)
    counts = request_counts(eyes)
    return [
        ServiceQueue(
            part=part,
            waiting=tuple(waiting.get(part.service_id, [])),
            to_plan=tuple(to_plan.get(part.service_id, [])),
            counts={state: counts.get((part.service.slug, state), 0) for state in State},
        )
        for part in services_led(eyes, today=today)
    ]


def overdue_requests(eyes: Eyes, *, today: date) -> list[int]:
    """The requests that wait for an answer beyond their service's published target."""
    return [found.request.pk for found in _waiting(eyes, today) if found.is_overdue]


def services_led(eyes: Eyes, *, today: date) -> list[ServiceOffer]:
    """The services somebody leads, as this year's published offer has them, by name."""
    year = academic_year_of(today).begins_in
    offer = published_offer(eyes.authority_id, academic_year=year)
    if offer is None:
        return []
    return list(services_offered(offer).filter(service__slug__in=eyes.leads))


def school_days_waited(asked_on: date, today: date, days: Sequence[date]) -> int | None:
    """How many of the school days `days` came after the day of asking; None where none is known."""
    return bisect_right(days, today) - bisect_right(days, asked_on) if days else None


def _waiting(eyes: Eyes, today: date) -> list[Waiting]:
    requests = list(requests_led_by(eyes).filter(state=State.ASKED).order_by("asked_at", "pk"))
    if not requests:
        return []
    asked_on = [timezone.localdate(request.asked_at) for request in requests]
    days = open_days_between(eyes.authority_id, since=asked_on[0], until=today)
    found = [
        Waiting(
            request,
            school_days_waited(day, today, days),
            request.specification.service_offer.definition["targets"]["triage_school_days"],
        )
        for request, day in zip(requests, asked_on, strict=True)
    ]
    return sorted(found, key=lambda waiting: not waiting.is_overdue)


def _by_service(found: Sequence[Waiting]) -> dict[int, list[Waiting]]:
    groups: dict[int, list[Waiting]] = {}
    for waiting in found:
        groups.setdefault(_service_id(waiting.request), []).append(waiting)
    return groups


def _service_id(request: SchoolRequest) -> int:
    return request.specification.service_offer.service_id

"""Whoever locks a request and its visit locks the request first, so that nobody waits for ever."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from evenreach.demo.authority import CLOCK_SHOWS
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.records.actions import write_record
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.actions import VisitHasEnded, record_made, record_missed
from evenreach.flow.visits.costs import Cause, Notice
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.taking_back import TakenBack, record_taken_back
from tests.faults.test_races import cast_of
from tests.stories import PROVISION, SEEN, booked, made

MOTHER = TakenBack("Mother", Consent.Route.TELEPHONE, CLOCK_SHOWS.date())
WAITING = "select count(distinct pid) from pg_locks where not granted"


@pytest.fixture
def authority(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


def as_specialist(visit: Visit) -> Eyes:
    return eyes_of(Person.objects.get(pk=visit.specialist_id), on=CLOCK_SHOWS.date())


def one_after_the_other(
    authority: Authority, visit: Visit, *acts: Callable[[], object]
) -> list[Any]:
    """What each answered, when all wait for the visit's request and the first to come goes on."""

    def one(act: Callable[[], object]) -> object:
        try:
            with acting_for(authority.pk):
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    waiting: list[Future[object]] = []
    with ThreadPoolExecutor(len(acts)) as pool:
        with acting_for(authority.pk):
            requests = SchoolRequest.objects.of(authority.pk).select_for_update()
            requests.get(pk=visit.school_request_id)
            for act in acts:
                waiting.append(pool.submit(one, act))
                wait_until_waiting(len(waiting))
        return [each.result(timeout=20) for each in waiting]


def wait_until_waiting(count: int) -> None:
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            if cursor.execute(WAITING).fetchone()[0] >= count:
                return
            time.sleep(0.02)
    raise AssertionError(f"fewer than {count} wait")


@pytest.mark.parametrize("happened", [True, False])
def test_consent_is_taken_back_while_the_specialist_tells_of_the_visit(authority, happened):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        visit = booked(cast, CLOCK_SHOWS)
        by = as_specialist(visit)
    later = visit.half_day.ends_at + timedelta(hours=1)

    def tell() -> object:
        if happened:
            return record_made(by=by, at=later, visit_id=visit.pk)
        return record_missed(
            by=by,
            at=later,
            visit_id=visit.pk,
            why="The learner was away.",
            cause=Cause.LEARNER_AWAY,
            notice=Notice.SAME_DAY,
        )

    def take_back() -> object:
        return record_taken_back(
            by=cast.school, at=later, request_id=visit.school_request_id, taken=MOTHER
        )

    taken, told = one_after_the_other(authority, visit, take_back, tell)
    assert taken.state == State.WITHDRAWN
    assert isinstance(told, VisitHasEnded)
    with acting_for(authority.pk):
        visit.refresh_from_db()
        assert visit.state == Visit.State.CANCELLED


def test_consent_is_taken_back_while_the_record_is_written(authority):
    with acting_for(authority.pk):
        cast = cast_of(authority)
        visit = made(cast, CLOCK_SHOWS, lambda person: as_specialist_of(person))
        by = as_specialist(visit)
    later = visit.half_day.ends_at + timedelta(hours=2)

    def take_back() -> object:
        return record_taken_back(
            by=cast.school, at=later, request_id=visit.school_request_id, taken=MOTHER
        )

    def write() -> object:
        return write_record(by=by, at=later, visit_id=visit.pk, seen=SEEN, provision=PROVISION)

    taken, written = one_after_the_other(authority, visit, take_back, write)
    assert taken.state == State.WITHDRAWN
    assert written.visit_id == visit.pk


def as_specialist_of(person: Person) -> Eyes:
    return eyes_of(person, on=CLOCK_SHOWS.date())

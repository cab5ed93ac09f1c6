"""Which schools nobody has had contact with, why, and who is asked to get in touch."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import assured_schools, school_by_urn
from evenreach.flow.requests.triage import decline_request
from evenreach.flow.visits.contact_tasks import (
    NotStaff,
    TaskClosed,
    TaskOpen,
    close_task,
    give_task,
    own_open_tasks,
    tasks_seen_by,
)
from evenreach.flow.visits.outreach import Reason, uncontacted_schools
from evenreach.flow.visits.outreach_models import ContactTask
from tests.conftest import OTHER_URN
from tests.stories import Cast, accepted, asked, drafted, made

SINCE = date(2025, 9, 1)
Outcome = ContactTask.Outcome


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def school(northumberland) -> School:
    return school_by_urn(northumberland.pk, SENCO_URN)


def reasons(eyes_of_lead, at) -> dict[int, Reason]:
    found = uncontacted_schools(eyes_of_lead, since=SINCE, today=at.date())
    return {each.school.urn: each.reason for each in found}


def test_before_anything_happens_every_school_was_not_asked(northumberland, cast, at):
    every = {school.urn for school in assured_schools(northumberland.pk)}
    assert reasons(cast.lead, at) == dict.fromkeys(every, Reason.NOT_ASKED)


def test_a_draft_is_no_request(cast, at):
    drafted(cast.school, at)
    assert reasons(cast.lead, at)[SENCO_URN] == Reason.NOT_ASKED


def test_asked_and_accepted_wait_and_declined_is_declined(cast, at):
    request = asked(cast.school, at)
    assert reasons(cast.lead, at)[SENCO_URN] == Reason.WAITING
    decline_request(by=cast.lead, at=at, request_id=request.pk, reason="Ask the school nurse.")
    assert reasons(cast.lead, at)[SENCO_URN] == Reason.DECLINED
    accepted(cast, at, reference="P-2")
    assert reasons(cast.lead, at)[SENCO_URN] == Reason.WAITING


def test_a_school_that_was_visited_is_not_listed(cast, at, eyes):
    visit = made(cast, at, eyes)
    later = visit.half_day.ends_at + timedelta(days=1)
    assert SENCO_URN not in reasons(cast.lead, later)
    after = uncontacted_schools(
        cast.lead, since=visit.on + timedelta(days=1), today=visit.on + timedelta(days=2)
    )
    [found] = [each for each in after if each.school.urn == SENCO_URN]
    assert (found.reason, found.last_contact) == (Reason.NOT_ASKED, visit.on)


def test_a_school_closed_in_the_year_says_so(northumberland, cast, at):
    schools = School.objects.of(northumberland.pk)
    schools.filter(urn=OTHER_URN).update(is_open=False, closed_on=date(2025, 12, 31))
    assert reasons(cast.lead, at)[OTHER_URN] == Reason.CLOSED
    schools.filter(urn=OTHER_URN).update(closed_on=date(2025, 8, 31))
    assert OTHER_URN not in reasons(cast.lead, at)


def test_reasons_are_for_leads_only(people, eyes, at):
    for person in (people.alison, people.tom, people.anil):
        with pytest.raises(NotTheirs):
            uncontacted_schools(eyes(person), since=SINCE, today=at.date())


def test_jean_gives_tom_a_school_and_tom_says_what_came_of_it(school, people, eyes, at):
    task = give_task(by=eyes(people.jean), at=at, school=school, person=people.tom)
    assert list(own_open_tasks(eyes(people.tom))) == [task]
    listed = uncontacted_schools(eyes(people.morag), since=SINCE, today=at.date())
    assert [each.task for each in listed if each.school == school] == [task]
    closed = close_task(
        by=eyes(people.tom),
        at=at,
        task_id=task.pk,
        outcome=Outcome.WILL_ASK,
        reason="Spoke with the SENCO.",
    )
    assert (closed.closed_at, closed.outcome, closed.reason) == (
        at,
        "will_ask",
        "Spoke with the SENCO.",
    )
    assert list(own_open_tasks(eyes(people.tom))) == []


def test_a_school_has_one_open_task(school, people, eyes, at):
    task = give_task(by=eyes(people.jean), at=at, school=school, person=people.tom)
    with pytest.raises(TaskOpen, match="Close that task first"):
        give_task(by=eyes(people.morag), at=at, school=school, person=people.jean)
    close_task(
        by=eyes(people.jean), at=at, task_id=task.pk, outcome=Outcome.REACHED, reason="Rang."
    )
    give_task(by=eyes(people.morag), at=at, school=school, person=people.jean)
    with pytest.raises(TaskClosed):
        close_task(
            by=eyes(people.tom), at=at, task_id=task.pk, outcome=Outcome.REACHED, reason="Again"
        )


def test_tasks_are_for_colleagues(school, people, eyes, at):
    for person in (people.alison, people.anil):
        with pytest.raises(NotStaff):
            give_task(by=eyes(people.jean), at=at, school=school, person=person)
    with pytest.raises(NotTheirs):
        give_task(by=eyes(people.tom), at=at, school=school, person=people.tom)


def test_somebody_elses_task_is_hidden(school, people, eyes, at):
    task = give_task(by=eyes(people.jean), at=at, school=school, person=people.tom)
    assert list(tasks_seen_by(eyes(people.samuel))) == []
    with pytest.raises(ContactTask.DoesNotExist):
        close_task(
            by=eyes(people.samuel), at=at, task_id=task.pk, outcome=Outcome.REACHED, reason="No"
        )


def test_the_database_wants_an_outcome_and_a_reason(school, people, eyes, at):
    task = give_task(by=eyes(people.jean), at=at, school=school, person=people.tom)
    tasks = ContactTask.objects.of(school.authority_id).filter(pk=task.pk)
    for half in ({"outcome": "reached"}, {"reason": "Why"}, {}):
        with pytest.raises(IntegrityError, match="say_why"), transaction.atomic():
            tasks.update(closed_at=at, **half)

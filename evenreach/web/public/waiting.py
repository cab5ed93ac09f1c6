"""What waits for somebody who has signed in: one section for each thing that they may do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from evenreach.desks.allocation.queries import policies_seen_by
from evenreach.desks.evaluation.queries import reach
from evenreach.flow.journal.deliveries import mail_failed
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.move_queries import moves_to_settle
from evenreach.flow.records.offline import holding_hours
from evenreach.flow.records.queries import visits_to_report
from evenreach.flow.records.review_queries import reviews_awaited
from evenreach.flow.register.imports import open_preview
from evenreach.flow.requests.identity import IdentifiedBy, identified_by
from evenreach.flow.requests.queries import request_counts, requests_seen_by
from evenreach.flow.requests.states import State
from evenreach.flow.visits.contact_tasks import own_open_tasks
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.outreach import uncontacted_schools
from evenreach.flow.visits.queries import (
    requests_to_plan,
    visits_of_specialist,
    visits_to_confirm,
    visits_to_tell_of,
)
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody looks: the moment of the authority's clock and its academic year."""

    at: datetime
    year: AcademicYear


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list: what to do, where, and how much of it there is."""

    text: str
    href: str
    status: str
    colour: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What waits under one permission."""

    title: str
    id: str
    tasks: list[Task]


def places_of(eyes: Eyes) -> list[str]:
    """The addresses of the pages from which the person's roles begin."""
    return [reverse(place) for may, place, _, _ in SECTIONS if may.is_given_to(eyes)]


def what_waits(eyes: Eyes, moment: Moment) -> list[Section]:
    """Everything that waits for the person, in the order of the menu."""
    return [
        Section(title, place.replace(":", "-"), tasks(eyes, moment, reverse(place)))
        for may, place, title, tasks in SECTIONS
        if may.is_given_to(eyes)
    ]


def _at_school(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    proposed = visits_to_confirm(eyes).count()
    drafts = requests_seen_by(eyes).filter(state=State.DRAFTED, school__urn__in=eyes.urns).count()
    reviews = reviews_awaited(eyes, today=timezone.localdate(moment.at)).count()
    arriving = moves_to_settle(eyes).count()
    return [
        _task("Confirm proposed visits", href, proposed, "waiting"),
        _task("Finish and send requests", href, drafts, "in draft"),
        _task("Review what was planned", href, reviews, "to review"),
        _task("Answer moves between schools", reverse("learners:moves"), arriving, "to answer"),
    ]


def _on_visits(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    begun = visits_to_tell_of(eyes, at=moment.at)
    booked = visits_of_specialist(eyes).filter(state=Visit.State.BOOKED).count()
    unreported = visits_to_report(eyes).count()
    return [
        _task("Say whether visits happened", href, len(begun), "to answer"),
        _task("Write records and release reports", href, unreported, "to write"),
        _task("Prepare your next visits", href, booked - len(begun), "booked", colour="green"),
    ]


def _in_service(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    counts = request_counts(eyes)
    to_plan = requests_to_plan(eyes).count()
    asked = sum(count for (_, state), count in counts.items() if state == State.ASKED)
    return [
        _task("Answer requests", href, asked, "waiting"),
        _task("Propose visits for accepted requests", href, to_plan, "to plan"),
    ]


def _in_allocation(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    policies = policies_seen_by(eyes, academic_year=moment.year.begins_in)
    drafts = policies.filter(adopted_at=None).count()
    return [_task("Compare and adopt policies", href, drafts, "in draft")]


def _in_the_year(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    since, today = moment.year.starts_on, timezone.localdate(moment.at)
    uncontacted = uncontacted_schools(eyes, since=since, today=today)
    given = own_open_tasks(eyes).count()
    return [
        _task("Get in touch with schools", reverse("lead:contact_tasks"), given, "given to you"),
        _task(
            "See which schools had no contact, and why",
            reverse("lead:no_contact"),
            len(uncontacted),
            "without contact",
        ),
    ]


def _on_register(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    waiting = int(open_preview(eyes.authority_id) is not None)
    return [_task("Load and check the register of schools", href, waiting, "waiting")]


def _in_reach(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    reached = reach(eyes, year=moment.year, session_minutes=SESSION_MINUTES)
    hint = f"{len(reached.reached)} of {len(reached.schools)} schools had a visit this year."
    return [
        _task(
            "See which schools were not reached",
            href,
            len(reached.not_reached),
            "not reached",
            hint=hint,
        )
    ]


def _on_mail(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    failed = mail_failed(eyes.authority_id).count()
    return [_task("Look at messages that could not be sent", href, failed, "failed", colour="red")]


def _on_learners(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    by_upn = identified_by(eyes.authority_id) == IdentifiedBy.UPN
    said = "UPN" if by_upn else "School’s own reference"
    return [Task("Choose how learners are identified", href, said)]


def _on_devices(eyes: Eyes, moment: Moment, href: str) -> list[Task]:
    text = "Say for how long a device may hold a note without signal"
    return [Task(text, href, f"{holding_hours(eyes.authority_id)} hours")]


def _task(
    text: str, href: str, count: int, what: str, *, colour: str = "blue", hint: str = ""
) -> Task:
    if not count:
        return Task(text, href, f"None {what}", hint=hint)
    return Task(text, href, f"{count} {what}", colour, hint)


SECTIONS: tuple[tuple[May, str, str, Callable[[Eyes, Moment, str], list[Task]]], ...] = (
    (May.ASK_FOR_VISITS, "school:start", "Your school", _at_school),
    (May.MAKE_VISITS, "specialist:diary", "Your visits", _on_visits),
    (May.TRIAGE, "lead:queue", "Requests", _in_service),
    (May.ALLOCATE, "lead:allocation", "Allocation", _in_allocation),
    (May.SEE_THE_YEAR, "lead:year", "The year", _in_the_year),
    (May.SEE_MAIL, "lead:mail", "Messages", _on_mail),
    (May.KEEP_REGISTER, "lead:register", "Register", _on_register),
    (May.CHOOSE_IDENTITY, "lead:learner_identity", "Learners", _on_learners),
    (May.STATE_HOLDING_TIME, "lead:holding_time", "Notes without signal", _on_devices),
    (May.SEE_REACH, "evaluator:reach", "Reach", _in_reach),
)

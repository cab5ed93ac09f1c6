"""Schools without contact as they are read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from evenreach.flow.register.models import Partnership
from evenreach.flow.visits.outreach import Reason, Uncontacted
from evenreach.flow.visits.outreach_models import ContactTask
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import phase_in_words

Row = list[Any]
NOT_KNOWN = "Not known"
REASONS = {
    Reason.NOT_ASKED: ("Not\N{NO-BREAK SPACE}asked", "blue"),
    Reason.WAITING: ("Waiting", "yellow"),
    Reason.DECLINED: ("Declined", "orange"),
    Reason.CLOSED: ("Closed", "grey"),
}
OUTCOMES = {
    ContactTask.Outcome.REACHED: "We spoke",
    ContactTask.Outcome.WILL_ASK: "The school will ask for a visit",
    ContactTask.Outcome.NO_NEED: "The school needs nothing now",
    ContactTask.Outcome.NOT_REACHED: "Nobody could be reached",
    ContactTask.Outcome.NOT_NOW: "It is not for us to do now",
}
NO_CONTACT_COLUMNS = [
    {"text": "School"},
    {"text": "Reason"},
    {"text": "Last contact"},
    {"text": "Learners with SEND", "numeric": True},
    {"text": "Phase"},
    {"text": "Partnership"},
    {"text": "Task"},
]
CSV_COLUMNS = (
    "urn",
    "school",
    "reason",
    "last_contact",
    "learners_with_send",
    "phase",
    "partnership",
    "task_with",
    "task_since",
)
TASK_COLUMNS = [
    {"text": "School"},
    {"text": "With"},
    {"text": "Given on"},
    {"text": "What came of it"},
]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def reason_figures(found: Iterable[Uncontacted]) -> list[dict[str, Any]]:
    """How many schools for each reason, all reasons shown."""
    counts = Counter(each.reason for each in found)
    return [{"label": text, "value": counts[reason]} for reason, (text, _) in REASONS.items()]


def no_contact_rows(
    found: Iterable[Uncontacted], areas: Mapping[int, Partnership], needs: Mapping[int, int]
) -> list[Row]:
    return [
        [
            {"text": each.school.name, "href": reverse("school", args=[each.school.urn])},
            {"text": REASONS[each.reason][0], "tag": REASONS[each.reason][1]},
            "Never" if each.last_contact is None else date_gov(each.last_contact),
            str(needs.get(each.school.pk, NOT_KNOWN)),
            phase_in_words(each.school.phase),
            _area(each, areas) or "None",
            _task_link(each),
        ]
        for each in found
    ]


def csv_rows(
    found: Iterable[Uncontacted], areas: Mapping[int, Partnership], needs: Mapping[int, int]
) -> list[Row]:
    return [
        [
            each.school.urn,
            each.school.name,
            each.reason.value,
            each.last_contact,
            needs.get(each.school.pk),
            each.school.phase,
            _area(each, areas),
            "" if each.task is None else each.task.given_to.name,
            None if each.task is None else each.task.opened_at.date(),
        ]
        for each in found
    ]


def task_rows(tasks: Iterable[ContactTask]) -> list[Row]:
    """Each task, with what came of it or a way to say it."""
    return [
        [
            task.school.name,
            task.given_to.name,
            date_gov(task.opened_at),
            {"text": "Say what came of it", "href": reverse("lead:contact_close", args=[task.pk])}
            if task.closed_at is None
            else f"{OUTCOMES[ContactTask.Outcome(task.outcome)]}: {task.reason}",
        ]
        for task in tasks
    ]


def _area(each: Uncontacted, areas: Mapping[int, Partnership]) -> str:
    area = areas.get(each.school.pk)
    return "" if area is None else area.name


def _task_link(each: Uncontacted) -> dict[str, str]:
    if each.task is None:
        href = reverse("lead:contact_give", args=[each.school.urn])
        return {"text": "Give to somebody", "href": href}
    href = reverse("lead:contact_close", args=[each.task.pk])
    return {"text": f"With {each.task.given_to.name}", "href": href}

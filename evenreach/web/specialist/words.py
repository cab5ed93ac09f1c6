"""What a specialist reads of their visits and of what is still to do."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from evenreach.flow.offer.definitions import ServiceDefinition, VisitSpecification
from evenreach.flow.visits.models import Visit
from evenreach.web.templatetags.casework import half_day_in_words, hours_in_words, visit_tag
from evenreach.web.templatetags.evenreach import date_gov

Task = dict[str, str]
BY_SERVICE = ("service", "school_and_service")
REPORT_TASKS = {
    "draft": "Finish the record",
    "to_check": "A second person checks the record",
    "complete": "Release the report",
    "checked": "Release the checked report",
}


def period(starts_on: date, ends_on: date) -> str:
    """2 February 2026 to 1 March 2026, from a half-open period."""
    return f"{date_gov(starts_on)} to {date_gov(ends_on - timedelta(days=1))}"


def diary_task(visit: Visit) -> Task:
    """One visit of a day."""
    school = visit.school_request.school
    tag = visit_tag(visit)
    return {
        "text": school.name,
        "href": reverse("specialist:visit", args=[visit.pk]),
        "hint": f"{hours_in_words(visit)}, {_place(visit)}, {visit.school_request.reference}",
        "status": tag["text"],
        "colour": tag["colour"],
    }


def tell_task(visit: Visit) -> Task:
    """A booked visit whose half-day has begun: say whether it was made."""
    return {
        "text": f"Say what happened: {visit.school_request.school.name}",
        "href": reverse("specialist:visit", args=[visit.pk]),
        "hint": f"{half_day_in_words(visit)}, {visit.school_request.reference}",
        "status": "Not recorded",
        "colour": "red",
    }


def report_task(visit: Visit, due_on: date | None, today: date) -> Task:
    """A visit that was made and whose report the school waits for."""
    state = visit.record_state  # type: ignore[attr-defined]
    school = visit.school_request.school.name
    due = "" if due_on is None else f", report due by {date_gov(due_on)}"
    late = due_on is not None and due_on < today
    return {
        "text": f"{REPORT_TASKS.get(state, 'Write the record')}: {school}",
        "href": reverse(
            f"specialist:{'record' if state in (None, 'draft') else 'release'}", args=[visit.pk]
        ),
        "hint": f"Visited on {date_gov(visit.on)}, {visit.school_request.reference}{due}",
        "status": "Overdue" if late else "To do",
        "colour": "red" if late else "blue",
    }


def promised(visit: Visit) -> VisitSpecification:
    """What the published offer says of this kind of visit."""
    specification = visit.school_request.specification
    definition = ServiceDefinition.model_validate(specification.service_offer.definition)
    return definition.visit(specification.slug)


def appointment_rows(visit: Visit) -> list[dict[str, Any]]:
    """When and where, as rows of a summary list."""
    school = visit.school_request.school
    return [
        {"key": "When", "value": half_day_in_words(visit)},
        {
            "key": "School",
            "value": school.name,
            "actions": [
                {
                    "href": reverse("school", args=[school.urn]),
                    "text": "About the school",
                    "about": school.name,
                }
            ],
        },
        {"key": "Postcode", "value": school.postcode},
        {"key": "Who asked", "value": visit.school_request.asked_by.name},
    ]


def preparation(said: VisitSpecification) -> dict[str, list[str]]:
    """What the specialist does before, and what the school was asked to do."""
    return {
        "ours": [step.what for step in said.before if step.who in BY_SERVICE],
        "theirs": [step.what for step in said.before if step.who not in BY_SERVICE],
    }


def hour_rows(said: VisitSpecification) -> list[list[str]]:
    """The time in school, part by part."""
    return [[str(part.minutes), part.what] for part in said.during]


def _place(visit: Visit) -> str:
    return visit.school_request.school.postcode or "postcode not known"

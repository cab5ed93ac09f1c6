"""The parts of a school's first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.flow.entitlement.queries import Standing, standings
from evenreach.flow.journal.queries import pages_looked_at
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import Report
from evenreach.flow.records.queries import reports_to_own_schools
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import own_schools
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import requests_of_own_schools
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.methods.calendar import AcademicYear
from evenreach.web.school import words
from evenreach.web.templatetags.evenreach import date_gov, datetime_gov, sessions


@dataclass(frozen=True, slots=True)
class SchoolEntitlement:
    """One school's time by service this year, as rows of a table."""

    school: School
    caption: str
    columns: list[dict[str, Any]]
    rows: list[list[Any]]


def entitlements(eyes: Eyes, year: AcademicYear) -> list[SchoolEntitlement]:
    """The entitlement of each of the person's schools, by name of school and of service."""
    names = service_names(eyes, year.begins_in)
    by_school: dict[int, list[Standing]] = {}
    for standing in standings(eyes, academic_year=year.begins_in, urns=eyes.urns):
        by_school.setdefault(standing.account.school_id, []).append(standing)
    schools = list(own_schools(eyes))
    caption = f"Sessions in {year.label}"
    return [
        _entitlement(
            school,
            caption if len(schools) == 1 else f"{caption}, {school.name}",
            by_school.get(school.pk, []),
            names,
        )
        for school in schools
    ]


def waiting_tasks(eyes: Eyes, proposed: Iterable[Visit]) -> list[dict[str, Any]]:
    """What waits for the school: visits to confirm, drafts to finish, reports to read."""
    drafts = requests_of_own_schools(eyes).filter(state=State.DRAFTED)
    return [
        *(_to_confirm(visit) for visit in proposed),
        *(_to_read(report) for report in _unread(eyes)),
        *(_to_finish(draft) for draft in drafts),
    ]


def request_rows(
    requests: Iterable[SchoolRequest], proposed: Iterable[Visit], *, names_schools: bool
) -> list[list[Any]]:
    """Rows of reference, state, visit and date; the learner is on the request's own page."""
    to_confirm = {visit.school_request_id for visit in proposed}
    return [_request_row(request, request.pk in to_confirm, names_schools) for request in requests]


def service_names(eyes: Eyes, academic_year: int) -> dict[int, str]:
    """The names of a year's services by id."""
    offer = published_offer(eyes.authority_id, academic_year=academic_year)
    parts = [] if offer is None else services_offered(offer)
    return {part.service_id: part.name for part in parts}


def _entitlement(
    school: School, caption: str, found: list[Standing], names: dict[int, str]
) -> SchoolEntitlement:
    added = any(standing.adjusted for standing in found)
    columns = ["Granted", *(["Added"] if added else []), "Set aside", "Used", "Left"]
    rows = sorted(_entitlement_row(standing, names, added) for standing in found)
    numeric = [{"text": name, "numeric": True} for name in columns]
    return SchoolEntitlement(school, caption, [{"text": "Service"}, *numeric], rows)


def _entitlement_row(standing: Standing, names: dict[int, str], added: bool) -> list[str]:
    minutes = [
        standing.granted,
        *([standing.adjusted] if added else []),
        standing.reserved,
        standing.used,
        standing.balance,
    ]
    service = standing.account.service
    return [names.get(service.pk, service.slug), *(_in_sessions(each) for each in minutes)]


def _in_sessions(minutes: int) -> str:
    """The number alone; the table's caption names the unit."""
    return sessions(minutes).removesuffix("s").removesuffix(" session")


def _request_row(request: SchoolRequest, has_proposal: bool, names_schools: bool) -> list[Any]:
    text, colour = words.state_of(request, has_proposal=has_proposal)
    visit = f"{request.specification.name}, {words.service_of(request)}"
    if names_schools:
        visit = f"{visit}, {request.school.name}"
    return [
        {"text": request.reference, "href": reverse("school:request", args=[request.pk])},
        {"text": text, "tag": colour},
        visit,
        date_gov(request.asked_at or request.drafted_at),
    ]


def _unread(eyes: Eyes) -> list[Report]:
    """The reports whose page the person has not opened."""
    if eyes.person_id is None:
        return []
    reports = list(reports_to_own_schools(eyes))
    pages = {report.pk: reverse("reports:read", args=[report.pk]) for report in reports}
    seen = pages_looked_at(eyes.authority_id, person_id=eyes.person_id, pages=pages.values())
    return [report for report in reports if pages[report.pk] not in seen]


def _to_confirm(visit: Visit) -> dict[str, Any]:
    return {
        "text": f"Confirm the visit on {words.short_when(visit)}",
        "href": reverse("school:confirm", args=[visit.pk]),
        "hint": f"{words.service_of(visit.school_request)}, {visit.school_request.reference}",
        "status": "Confirm",
        "colour": words.TO_CONFIRM[1],
    }


def _to_read(report: Report) -> dict[str, Any]:
    visit = report.record.visit
    return {
        "text": f"Read the report of the visit on {date_gov(visit.on)}",
        "href": reverse("reports:read", args=[report.pk]),
        "hint": f"{visit.school_request.reference}, released on {date_gov(report.released_at)}",
        "status": "New",
        "colour": "green",
    }


def _to_finish(draft: SchoolRequest) -> dict[str, Any]:
    saved_by = draft.asked_by if draft.saved_by is None else draft.saved_by
    saved_at = datetime_gov(draft.saved_at or draft.drafted_at)
    return {
        "text": f"Finish the draft of {draft.reference}",
        "href": reverse("school:check", args=[draft.pk]),
        "hint": f"{words.service_of(draft)}, last saved by {saved_by.name} on {saved_at}",
        "status": words.STATES[State.DRAFTED][0],
        "colour": words.STATES[State.DRAFTED][1],
    }

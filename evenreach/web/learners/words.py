"""The words for looks, for what was found, and for what has happened with a learner."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import Resolver404, resolve, reverse

from evenreach.flow.journal.looks import DayOfLooks
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.review_models import Review
from evenreach.flow.records.timelines import Happening, Kind
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.web.templatetags.casework import year_in_words
from evenreach.web.templatetags.evenreach import date_gov, time_gov
from evenreach.web.templatetags.outcomes import reached

LOOK_COLUMNS = [{"text": name} for name in ("When", "Who", "Page")]
FOUND_COLUMNS = [{"text": name} for name in ("Reference", "School", "Service", "Where it stands")]
PLACES = {
    "school": "A page of the school about it",
    "lead": "A page of the service about it",
    "specialist": "A page of the specialist about it",
    "reports": "A page of the report",
    "learners": "A page about the learner",
}
PAGES = {
    "school:request": "The request, at the school",
    "school:check": "The answers before sending, at the school",
    "school:consent": "Consent, at the school",
    "school:consent_news": "Consent, at the school",
    "school:document": "What is attached, at the school",
    "school:review": "The review, at the school",
    "lead:request": "The request, in the service",
    "lead:document": "What is attached, in the service",
    "specialist:visit": "The visit",
    "specialist:record": "The record of the visit",
    "specialist:check": "The record of the visit, to check it",
    "specialist:document": "What is attached, at the specialist",
    "specialist:offline_keep": "The record of the visit, beside a note",
    "reports:read": "The report",
    "reports:pdf": "The report as a file",
    "reports:family": "The report's link for the family",
    "learners:looks": "This page",
    "learners:learner": "The learner's timeline",
}
STATES = {
    State.DRAFTED: ("Draft", "grey"),
    State.ASKED: ("Awaiting answer", "blue"),
    State.RETURNED: ("More asked for", "yellow"),
    State.ACCEPTED: ("Accepted", "teal"),
    State.DECLINED: ("Declined", "red"),
    State.SIGNPOSTED: ("Signposted", "orange"),
    State.BOOKED: ("Visit booked", "purple"),
    State.SEEN: ("Report to come", "purple"),
    State.REPORTED: ("To review", "green"),
    State.CLOSED: ("Closed", "grey"),
    State.WITHDRAWN: ("Withdrawn", "grey"),
}
NEXT_STEPS = {
    Review.NextStep.CLOSE: "Closed: nothing more is asked for",
    Review.NextStep.ASK_AGAIN: "Ask for another visit",
    Review.NextStep.REFER_ON: "Refer to somebody else",
}
CONSENTS = {
    "requested": "Consent asked for",
    "given": "Consent given",
    "refused": "Consent refused",
    "disagreed": "Parents disagree about consent",
    "withdrawn": "Consent withdrawn",
    "superseded": "Consent, replaced since",
}


def look_rows(day: DayOfLooks) -> list[list[Any]]:
    """Time, name and page of each look."""
    return [
        [time_gov(look.looked_at), look.person_name, page_in_words(look.page)] for look in day.looks
    ]


def page_in_words(path: str) -> str:
    """What a page is called, by its address, which is said only of a page that is no more."""
    try:
        found = resolve(path)
    except Resolver404:
        return path
    return PAGES.get(found.view_name) or PLACES.get(found.namespace, path)


def references(requests: Iterable[SchoolRequest]) -> str:
    """LIC-00012, LIC-00013."""
    return ", ".join(request.reference for request in requests.order_by("pk"))  # type: ignore[attr-defined]


def found_row(found: SchoolRequest, eyes: Eyes, visit_id: int | None) -> list[Any]:
    """One request that was found; an authority lead is led to who has looked."""
    text, colour = STATES[State(found.state)]
    address = _address(found, eyes, visit_id)
    reference: Any = {"text": found.reference, "href": address} if address else found.reference
    return [
        reference,
        found.school.name,
        found.specification.service_offer.name,
        {"text": text, "tag": colour},
    ]


def learner_rows(learner: Learner) -> list[dict[str, Any]]:
    return [
        {"key": "Initials", "value": learner.initials},
        {
            "key": "Your school's reference" if learner.own_reference else "UPN",
            "value": learner.school_reference,
        },
        {"key": "Year group", "value": year_in_words(learner.year_group)},
    ]


def event_of(happening: Happening) -> dict[str, Any]:
    """One happening as an event of the timeline component."""
    return {"at": happening.at, **EVENTS[happening.kind](happening.row)}


def _asked(request: SchoolRequest) -> dict[str, Any]:
    return {
        "title": f"Request {request.reference} sent to {request.specification.service_offer.name}",
        "by": request.asked_by.name,
        "href": reverse("school:request", args=[request.pk]),
        "link_text": "Open the request",
    }


def _consent(consent: Any) -> dict[str, Any]:
    return {"title": f"{CONSENTS[consent.state]}, {consent.school_request.reference}"}


def _visit(visit: Visit) -> dict[str, Any]:
    made = visit.state == Visit.State.MADE
    what = "made" if made else "did not take place"
    return {
        "title": f"Visit of {date_gov(visit.on)} {what}, {visit.school_request.reference}",
        "by": visit.specialist.name,
    }


def _report(report: Any) -> dict[str, Any]:
    return {
        "title": f"Report {report.content['reference']} released",
        "by": report.released_by.name,
        "text": f"For {report.content['school']}",
        "href": reverse("reports:read", args=[report.pk]),
        "link_text": "Read the report",
    }


def _review(review: Review) -> dict[str, Any]:
    found = reached(review.school_request)
    return {
        "title": f"Request {review.school_request.reference} reviewed",
        "by": review.reviewed_by.name,
        "text": " ".join(
            [f"{NEXT_STEPS[Review.NextStep(review.next_step)]}.", *(found.told if found else [])]
        ),
    }


def _move(move: Any) -> dict[str, Any]:
    return {"title": f"Came from {move.from_school.name}", "text": shared_in_words(move)}


def shared_in_words(move: Any) -> str:
    """Whether released reports go along with a learner."""
    if not move.shares_reports:
        return "Earlier reports stay with the former school."
    agreed: datetime = move.shared_on
    return f"Earlier reports came along: {move.shared_by} agreed on {date_gov(agreed)}."


def _address(found: SchoolRequest, eyes: Eyes, visit_id: int | None) -> str:
    learner_is_there = found.learner is None or found.learner.school_id == found.school_id
    if found.school.urn in eyes.urns and learner_is_there:
        return reverse("school:request", args=[found.pk])
    if found.specification.service_offer.service.slug in eyes.leads:
        return reverse("lead:request", args=[found.pk])
    if visit_id is not None:
        return reverse("specialist:visit", args=[visit_id])
    if found.learner_id is not None:
        return reverse("learners:looks", args=[found.learner_id])
    return ""


EVENTS: dict[Kind, Any] = {
    Kind.ASKED: _asked,
    Kind.CONSENT: _consent,
    Kind.VISIT: _visit,
    Kind.REPORT: _report,
    Kind.REVIEW: _review,
    Kind.MOVE: _move,
}

"""How requests and visits are shown to those who work on them, whichever their door."""

from typing import Any

from django import template

from evenreach.flow.requests.models import Consent, SchoolRequest
from evenreach.flow.visits.models import Visit
from evenreach.web.templatetags.evenreach import date_gov, time_gov
from evenreach.web.templatetags.reports import paragraphs
from evenreach.web.words import NEEDS, YEARS

register = template.Library()

VISITS = {
    Visit.State.PROPOSED: ("Proposed", "yellow"),
    Visit.State.BOOKED: ("Booked", "green"),
    Visit.State.MADE: ("Made", "grey"),
    Visit.State.MISSED: ("Missed", "red"),
    Visit.State.MOVED: ("Moved", "orange"),
}
ROUTES = {
    Consent.Route.PAPER: "on paper",
    Consent.Route.TELEPHONE: "by telephone",
    Consent.Route.IN_PERSON: "in person",
}
WRITTEN = (
    ("Concern", "concern"),
    ("What was assessed", "assessed"),
    ("What was planned", "planned"),
    ("What was done", "done"),
    ("How it was reviewed", "reviewed"),
    ("The learner's view", "learner_view"),
    ("The family's view", "family_view"),
    ("Hoped-for outcome", "hoped_outcome"),
)


@register.filter
def need_in_words(code: str) -> str:
    """Speech, language and communication."""
    return NEEDS.get(code, code)


@register.filter
def year_in_words(year_group: str) -> str:
    """Reception, Year 4."""
    return YEARS.get(year_group, year_group)


@register.filter
def hours_in_words(visit: Visit) -> str:
    """9am to midday."""
    return f"{time_gov(visit.half_day.starts_at)} to {time_gov(visit.half_day.ends_at)}"


@register.filter
def half_day_in_words(visit: Visit) -> str:
    """Tuesday 24 November 2026, 9am to midday."""
    return f"{visit.on:%A} {date_gov(visit.on)}, {hours_in_words(visit)}"


@register.filter
def visit_tag(visit: Visit) -> dict[str, str]:
    """Where a visit stands, as a tag's words and colour."""
    text, colour = VISITS[Visit.State(visit.state)]
    return {"text": text, "colour": colour}


@register.filter
def what_was_asked(request: SchoolRequest) -> list[dict[str, Any]]:
    """Everything that the school wrote of the learner's need, as rows of a summary list."""
    rows: list[dict[str, Any]] = [
        {"key": "Kind of need", "value": need_in_words(request.need_code)}
    ]
    for key, name in WRITTEN:
        rows.append({"key": key, "value": "", "lines": paragraphs(getattr(request, name))})
    return rows


@register.filter
def who_it_is_about(request: SchoolRequest) -> list[dict[str, Any]]:
    """The learner, by as little as is kept."""
    if request.learner is None:
        return []
    return [
        {"key": "Initials", "value": request.learner.initials},
        {"key": "School's reference", "value": request.learner.school_reference},
        {"key": "Year group", "value": year_in_words(request.learner.year_group)},
    ]


@register.filter
def consent_in_words(consent: Consent | None) -> list[dict[str, Any]]:
    """Who agreed to involvement, how and when."""
    if consent is None:
        return [{"key": "Consent", "value": "Not recorded"}]
    given = consent.outcome == Consent.Outcome.GIVEN
    holds = "Yes" if consent.holds_responsibility else "No"
    return [
        {"key": "Consent", "value": "Given" if given else "Refused"},
        {"key": "By whom", "value": consent.given_by},
        {"key": "Holds parental responsibility", "value": holds},
        {"key": "When and how", "value": f"{date_gov(consent.given_on)}, {_route(consent)}"},
    ]


def _route(consent: Consent) -> str:
    return ROUTES[Consent.Route(consent.route)]

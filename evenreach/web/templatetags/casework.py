"""How requests and visits are shown to those who work on them, whichever their door."""

from typing import Any

from django import template

from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.written import STEPS, About, Approach, Step, area_of
from evenreach.flow.visits.models import Visit
from evenreach.web.consenting import consent_rows
from evenreach.web.templatetags.evenreach import date_gov, time_gov
from evenreach.web.templatetags.reports import paragraphs
from evenreach.web.words import AREAS, NEEDS, YEARS

register = template.Library()

VISITS = {
    Visit.State.PROPOSED: ("Proposed", "yellow"),
    Visit.State.BOOKED: ("Booked", "green"),
    Visit.State.MADE: ("Made", "grey"),
    Visit.State.MISSED: ("Missed", "red"),
    Visit.State.MOVED: ("Moved", "orange"),
    Visit.State.CANCELLED: ("Cancelled", "orange"),
}
STEP_WORDS = {
    Step.ASSESS: "What was assessed",
    Step.PLAN: "What was planned",
    Step.DO: "What was done",
    Step.REVIEW: "How it was reviewed",
}
ABOUT = {
    About.LEARNER: "A learner",
    About.GROUP: "A group of learners",
    About.CLASS: "A class",
    About.SCHOOL: "The whole school",
}


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
    """Everything that the school wrote of the need, as rows of a summary list."""
    if request.about != About.LEARNER:
        return [_row("Concern", request.concern), _row("Hoped-for outcome", request.hoped_outcome)]
    second = need_with_area(request.second_need_code, request.second_need_area)
    return [
        _row("Kind of need", need_with_area(request.need_code, request.need_area)),
        *([_row("Second need", second)] if second else []),
        _row("Concern", request.concern),
        *_approach(request),
        _row("The learner's view", request.learner_view),
        _row("The family's view", request.family_view),
        _row("Hoped-for outcome", request.hoped_outcome),
    ]


def _approach(request: SchoolRequest) -> list[dict[str, Any]]:
    """What was done so far; the steps are left out where a document or a sudden change says it."""
    if request.approach == Approach.SUDDEN:
        return [_row("A sudden change, without time for a cycle", request.sudden_change)]
    if request.approach == Approach.ATTACHED:
        return [_row("What has been done so far", "In the plan that is attached")]
    return [_row(key, step_in_words(request, step)) for step, key in STEP_WORDS.items()]


def _row(key: str, text: str) -> dict[str, Any]:
    return {"key": key, "value": "", "lines": paragraphs(text)}


@register.filter
def need_with_area(code: str, said: str) -> str:
    """Autism (communication and interaction)."""
    area = AREAS.get(area_of(code, said), "")
    return f"{need_in_words(code)} ({area.lower()})" if code and area else need_in_words(code)


def step_in_words(request: SchoolRequest, step: Step) -> str:
    """What was done in a step of the graduated approach, by whom, over how long, with what."""
    name = STEPS[step]
    said = [getattr(request, name)]
    for words, part in (("By", "_by"), ("Over", "_over"), ("What came of it", "_result")):
        text = getattr(request, f"{name}{part}")
        said += [f"{words}: {text}"] if text else []
    return "\n".join(said)


BY_UPN = "Known by UPN, which only the school sees"


@register.filter
def who_it_is_about(request: SchoolRequest) -> list[dict[str, Any]]:
    """The learner, by as little as is kept; or the group, the class or the school."""
    if request.learner is None:
        return [
            {"key": "About", "value": ABOUT[About(request.about)]},
            {"key": "In a few words", "value": request.about_whom},
        ]
    return [
        {"key": "Initials", "value": request.learner.initials},
        {"key": "School's reference", "value": request.learner.own_reference or BY_UPN},
        {"key": "Year group", "value": year_in_words(request.learner.year_group)},
    ]


@register.filter
def consent_in_words(consent: Consent | None) -> list[dict[str, Any]]:
    """Who agreed to involvement, how and when, and what stops if nobody does."""
    return consent_rows(consent)

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.evaluation import queries
from evenreach.desks.evaluation.proactive import proactive_tenth
from evenreach.desks.publishing.release_queries import thresholds_of
from evenreach.flow.feedback.definitions import load_survey
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.people.eyes import Eyes
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.evaluator import feedback_words, reach_words
from evenreach.web.evaluator.forms import PhaseFilter


@needs(May.SEE_REACH)
@require_safe
def reach(request: Asked) -> HttpResponse:
    """Who was reached this year, who was not yet, and what those who were reached say."""
    year = this_year(request)
    found = queries.reach(request.eyes, year=year, session_minutes=SESSION_MINUTES)
    phases = reach_words.phases_of(found.schools)
    context = {
        "year": year,
        "is_empty": not found.reached and not found.used_of_entitled.denominator,
        "sees_own_services_only": _sees_own_services_only(request.eyes),
        "proactive": proactive_tenth(request.eyes, found, year=year),
        "headlines": reach_words.headlines(found),
        "meanings": reach_words.meanings(found, on=today(request)),
        "bars": reach_words.phase_bars(found),
        **_schools(found, PhaseFilter(request.GET or None, phases=phases)),
        **_feedback(request),
    }
    return render(request, "evaluator/reach.html", context)


def _schools(found: queries.Reach, chosen: PhaseFilter) -> dict[str, Any]:
    """The schools not yet reached, of one phase or of all, and those reached."""
    phase = chosen.chosen
    waiting = [row for row in found.not_reached if phase in ("", row.school.phase)]
    return {
        "filter": chosen,
        "phase": phase,
        "not_reached_count": len(found.not_reached),
        "not_reached_columns": reach_words.NOT_REACHED_COLUMNS,
        "not_reached": reach_words.not_reached_rows(waiting),
        "reached_columns": reach_words.REACHED_COLUMNS,
        "reached": reach_words.reached_rows(found.reached),
    }


def _feedback(request: Asked) -> dict[str, Any]:
    survey = load_survey(settings.DEFINITIONS / "surveys" / "after-visit.toml")
    fewest, year = thresholds_of(request.authority.pk).inside, this_year(request)
    result = queries.feedback(request.eyes, year=year, survey=survey, fewest=fewest)
    return {
        "asked": result.asked,
        "response": feedback_words.response_in_words(result),
        "questions": feedback_words.question_bars(result, fewest),
    }


def _sees_own_services_only(eyes: Eyes) -> bool:
    return bool(eyes.leads) and not (eyes.is_authority_lead or eyes.is_evaluator)

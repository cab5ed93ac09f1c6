"""One policy: what it lays down and gives, what it keeps, and how much each number decides."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.allocation.asked_again import question_of
from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import (
    facts_for,
    policy_seen_by,
    shares_of,
    terms_of,
)
from evenreach.desks.allocation.sensitivity import sensitivity
from evenreach.desks.allocation.sharing import share_sessions
from evenreach.desks.allocation.terms import CannotShare
from evenreach.flow.register.queries import latest_figures
from evenreach.methods.axioms import checked
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead import policy_words as words
from evenreach.web.lead.allocation import is_adopted, part_of, policies_of
from evenreach.web.lead.axiom_words import SENSITIVITY_COLUMNS, axioms_shown, sensitivity_rows
from evenreach.web.lead.policy_result import least_lines, result_context
from evenreach.web.lead.terms_words import policy_rows


@needs(May.ALLOCATE)
@require_safe
def policy(request: Asked, policy_id: int) -> HttpResponse:
    """What a policy gives every school: before it is adopted, and as it was adopted."""
    shown = policy_seen_by(request.eyes, policy_id)
    try:
        today = facts_for(
            request.authority.pk, service_id=shown.service_id, academic_year=shown.academic_year
        )
        shares = _shares(shown, *today)
    except CannotShare as refusal:
        context = _terms_context(request, shown) | {"refusal": refusal}
        return render(request, "lead/allocation_unmet.html", context)
    context = _terms_context(request, shown) | _kept(shares) | _today(shown, *today)
    context |= _schools(shown, shares)
    context["given"] = result_context(shares) | {
        "least_lines": least_lines(terms_of(shown), *today)
    }
    return render(request, "lead/allocation_policy.html", context)


def _shares(shown: Policy, schools: list[SchoolFacts], sessions: int) -> list[words.SchoolShare]:
    """As they were adopted; of a draft, as they would be today. Raises CannotShare."""
    if shown.adopted_at is not None:
        figures = latest_figures(shown.authority_id, academic_year=shown.academic_year)
        return words.adopted_shares(shares_of(shown), figures)
    sharing = share_sessions(schools, terms_of(shown), sessions)
    return words.drafted_shares(sharing, {one.school_id: one.figures for one in schools})


def _terms_context(request: Asked, shown: Policy) -> dict[str, Any]:
    slug, year = shown.service.slug, shown.academic_year
    return {
        "policy": shown,
        "year": AcademicYear(year),
        "name": part_of(request, slug, year).name,
        "terms": policy_rows(shown),
        "is_adopted": is_adopted(policies_of(request, slug, year)),
    }


def _kept(shares: list[words.SchoolShare]) -> dict[str, Any]:
    question = question_of([(share.urn, share.why) for share in shares])
    return {"axioms": axioms_shown(checked(question), [share.name for share in shares])}


def _schools(shown: Policy, shares: list[words.SchoolShare]) -> dict[str, Any]:
    return {
        "school_columns": words.SCHOOL_COLUMNS,
        "school_rows": words.school_rows(shares, is_adopted=shown.adopted_at is not None),
    }


def _today(shown: Policy, schools: list[SchoolFacts], sessions: int) -> dict[str, Any]:
    """How much each number decides on today's register, whether the policy is adopted or not."""
    try:
        moved = sensitivity(schools, terms_of(shown), sessions)
    except CannotShare:
        moved = []
    return {
        "sensitivity_columns": SENSITIVITY_COLUMNS,
        "sensitivity_rows": sensitivity_rows(moved),
    }

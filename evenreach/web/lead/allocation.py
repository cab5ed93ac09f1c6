from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.desks.allocation.actions import adopt_policy, draft_policy
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import (
    policies_seen_by,
    policy_seen_by,
    shares_of,
    sharing_under,
    terms_of,
)
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.flow.entitlement.queries import capacities_of, minutes_granted
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, service_offered, services_offered
from evenreach.flow.register.queries import latest_figures, schools_to_decide
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead import policy_words as words
from evenreach.web.lead.allocation_forms import PolicyForm, starting_with
from evenreach.web.lead.capacity_words import CAPACITY_COLUMNS, POLICY_COLUMNS, ServiceShared


@needs(May.ALLOCATE)
@require_safe
def overview(request: Asked) -> HttpResponse:
    """What each service has to share this year, and by which policy."""
    year = this_year(request)
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    parts = [] if offer is None else list(services_offered(offer))
    return render(
        request,
        "lead/allocation.html",
        {
            "year": year,
            "services": _services(request, parts),
            "capacity_columns": CAPACITY_COLUMNS,
            "policy_columns": POLICY_COLUMNS,
            "to_decide": schools_to_decide(request.authority.pk),
        },
    )


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Asked, slug: str) -> HttpResponse:
    """Draft a policy, which can be looked at before anybody adopts it."""
    year = this_year(request)
    part = _part(request, slug, year.begins_in)
    policies = _policies_of(request, slug, year.begins_in)
    form = PolicyForm(request.POST or None, phases=part.phases, initial=_first_values(policies))
    drafted = _draft(request, part, form) if form.is_valid() else None
    if drafted is not None:
        messages.success(request, f"“{drafted.name}” is drafted. Nothing is granted by it yet")
        return redirect("lead:policy", drafted.pk)
    context = {"form": form, "part": part, "year": year, "is_adopted": _is_adopted(policies)}
    return render(request, "lead/allocation_draft.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: Asked, policy_id: int) -> HttpResponse:
    """What a policy gives every school: before it is adopted, and as it was adopted."""
    if request.method == "POST":
        adopted = adopt_policy(by=request.eyes, at=request.now, policy_id=policy_id)
        messages.success(request, f"“{adopted.name}” is adopted and its sessions are granted")
        return redirect("lead:policy", adopted.pk)
    shown = policy_seen_by(request.eyes, policy_id)
    return render(request, "lead/allocation_policy.html", _policy_context(request, shown))


def _services(request: Asked, parts: list[ServiceOffer]) -> list[ServiceShared]:
    year, authority = this_year(request).begins_in, request.authority.pk
    capacities = {row.service_id: row for row in capacities_of(authority, academic_year=year)}
    granted = minutes_granted(authority, academic_year=year)
    policies = list(policies_seen_by(request.eyes, academic_year=year))
    return [
        ServiceShared(
            part=part,
            capacity=capacities.get(part.service_id),
            granted_minutes=granted.get(part.service_id, 0),
            policies=[row for row in policies if row.service_id == part.service_id],
        )
        for part in parts
    ]


def _part(request: Asked, slug: str, year: int) -> ServiceOffer:
    offer = published_offer(request.authority.pk, academic_year=year)
    if offer is None:
        raise Http404
    return service_offered(offer, slug)


def _policies_of(request: Asked, slug: str, year: int) -> list[Policy]:
    return list(policies_seen_by(request.eyes, academic_year=year).filter(service__slug=slug))


def _first_values(policies: list[Policy]) -> dict[str, Any]:
    """The newest policy's terms, to begin a new draft from."""
    if not policies:
        return {}
    terms = terms_of(policies[-1])
    return {
        "base_sessions": terms.base_sessions,
        "base_only": sorted(terms.phases_without_need),
        "method": terms.method,
        **starting_with(terms.weights),
    }


def _draft(request: Asked, part: ServiceOffer, form: PolicyForm) -> Policy | None:
    """The drafted policy, or None with the refusal on the form."""
    try:
        return draft_policy(
            by=request.eyes,
            at=request.now,
            service=part.service,
            academic_year=this_year(request).begins_in,
            name=form.cleaned_data["name"],
            terms=Terms(
                base_sessions=form.cleaned_data["base_sessions"],
                weights=form.weights,
                counted=dict.fromkeys(form.cleaned_data["base_only"], Fraction(0)),
                method=form.cleaned_data["method"],
            ),
        )
    except CannotShare as refusal:
        form.add_error(None, str(refusal))
        return None


def _is_adopted(policies: list[Policy]) -> bool:
    return any(policy.adopted_at is not None for policy in policies)


def _shares(request: Asked, shown: Policy) -> list[words.SchoolShare]:
    year = shown.academic_year
    figures = latest_figures(request.authority.pk, academic_year=year)
    if shown.adopted_at is None:
        return words.drafted_shares(sharing_under(shown), figures)
    return words.adopted_shares(shares_of(shown), figures)


def _policy_context(request: Asked, shown: Policy) -> dict[str, Any]:
    shares = _shares(request, shown)
    bars = words.distribution_bars(shares)
    return {
        "policy": shown,
        "year": AcademicYear(shown.academic_year),
        "name": _part(request, shown.service.slug, shown.academic_year).name,
        "terms": words.terms_rows(shown),
        "totals": words.totals(shares),
        "bars": bars,
        "most": max(bar["value"] for bar in bars),
        "phase_columns": words.PHASE_COLUMNS,
        "phase_rows": words.phase_rows(shares),
        "phase_foot": words.phase_foot(shares),
        "school_columns": words.SCHOOL_COLUMNS,
        "school_rows": words.school_rows(shares, is_adopted=shown.adopted_at is not None),
        "is_adopted": _is_adopted(_policies_of(request, shown.service.slug, shown.academic_year)),
    }

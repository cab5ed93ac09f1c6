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
    shares_seen_by,
    sharing_under,
)
from evenreach.desks.allocation.sharing import CannotShare
from evenreach.flow.entitlement.queries import capacities_of, minutes_granted
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, service_offered, services_offered
from evenreach.flow.register.queries import latest_figures
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead import sharing_words as words
from evenreach.web.lead.allocation_forms import PolicyForm, starting_with


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
        {"year": year, "services": _services(request, parts), "columns": words.POLICY_COLUMNS},
    )


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Asked, slug: str) -> HttpResponse:
    """Draft a policy, which can be looked at before anybody adopts it."""
    part, policies = _part(request, slug), _policies_of(request, slug)
    form = PolicyForm(request.POST or None, phases=part.phases, initial=_first_values(policies))
    if request.method == "POST" and form.is_valid():
        try:
            drafted = _draft(request, part, form)
        except CannotShare as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{drafted.name}” is drafted. Nothing is granted by it yet.")
            return redirect("lead:policy", drafted.pk)
    context = {"form": form, "part": part, "year": this_year(request)}
    return render(request, "lead/allocation_draft.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: Asked, policy_id: int) -> HttpResponse:
    """What a policy gives every school: before it is adopted, and as it was adopted."""
    if request.method == "POST":
        adopted = adopt_policy(by=request.eyes, at=request.now, policy_id=policy_id)
        messages.success(request, f"“{adopted.name}” is adopted and its sessions are granted.")
        return redirect("lead:policy", adopted.pk)
    shown = policy_seen_by(request.eyes, policy_id)
    return render(request, "lead/allocation_policy.html", _policy_context(request, shown))


def _services(request: Asked, parts: list[ServiceOffer]) -> list[words.ServiceShared]:
    year, authority = this_year(request).begins_in, request.authority.pk
    capacities = {row.service_id: row for row in capacities_of(authority, academic_year=year)}
    granted = minutes_granted(authority, academic_year=year)
    policies = list(policies_seen_by(request.eyes, academic_year=year))
    return [
        words.ServiceShared(
            part=part,
            capacity=capacities.get(part.service_id),
            granted_minutes=granted.get(part.service_id, 0),
            policies=[row for row in policies if row.service_id == part.service_id],
        )
        for part in parts
    ]


def _part(request: Asked, slug: str) -> ServiceOffer:
    offer = published_offer(request.authority.pk, academic_year=this_year(request).begins_in)
    if offer is None:
        raise Http404
    return service_offered(offer, slug)


def _policies_of(request: Asked, slug: str) -> list[Policy]:
    year = this_year(request).begins_in
    return list(policies_seen_by(request.eyes, academic_year=year).filter(service__slug=slug))


def _first_values(policies: list[Policy]) -> dict[str, Any]:
    """The newest policy's terms, to begin a new draft from."""
    if not policies:
        return {}
    newest = policies[-1]
    return {
        "base_sessions": newest.base_sessions,
        "base_only": newest.base_only_phases,
        "method": newest.method,
        **starting_with(newest.weights),
    }


def _draft(request: Asked, part: ServiceOffer, form: PolicyForm) -> Policy:
    return draft_policy(
        by=request.eyes,
        at=request.now,
        service=part.service,
        academic_year=this_year(request).begins_in,
        name=form.cleaned_data["name"],
        base_sessions=form.cleaned_data["base_sessions"],
        weights=form.weights,
        base_only_phases=form.cleaned_data["base_only"],
        method=form.cleaned_data["method"],
    )


def _policy_context(request: Asked, shown: Policy) -> dict[str, Any]:
    year = shown.academic_year
    figures = latest_figures(request.authority.pk, academic_year=year)
    if shown.adopted_at is None:
        shares = words.drafted_shares(sharing_under(shown), figures)
    else:
        stored = shares_seen_by(request.eyes, academic_year=year).filter(policy=shown)
        shares = words.adopted_shares(stored, figures)
    return {}

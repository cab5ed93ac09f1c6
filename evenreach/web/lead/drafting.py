"""Writing a policy: worked out as often as wanted, then saved as a draft, renamed or deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.desks.allocation.actions import draft_policy
from evenreach.desks.allocation.drafting import NoLongerADraft, delete_draft, rename_draft
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import facts_for, policy_seen_by, terms_of
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.flow.offer.models import ServiceOffer
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead.allocation import is_adopted, part_of, policies_of
from evenreach.web.lead.allocation_forms import NameForm, PolicyForm, starting_with
from evenreach.web.lead.policy_result import drafted_result

SAVE = "save"


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """A policy as it is written: what it would give, on the same page, until it is saved."""
    part = part_of(request, slug, academic_year)
    policies = policies_of(request, slug, academic_year)
    begun = _begun_from(request, policies)
    form = _form(request, part, begun)
    result = _worked_out(part, form, form.terms if form.has_terms else begun)
    if request.POST.get("act") == SAVE and form.is_valid():
        drafted = _saved(request, part, form)
        messages.success(request, f"“{drafted.name}” is drafted. Nothing is granted by it yet")
        return redirect("lead:policy", drafted.pk)
    year = AcademicYear(academic_year)
    context = {"form": form, "part": part, "year": year, "result": result}
    context |= {"policies": policies, "is_adopted": is_adopted(policies)}
    return render(request, "lead/allocation_draft.html", context)


@needs(May.ALLOCATE)
@require_safe
def draft_result(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """What a policy would give while it is being typed: the part of the page below the form."""
    part = part_of(request, slug, academic_year)
    form = PolicyForm(request.GET, phases=part.phases, is_saved=False)
    result = _worked_out(part, form, form.terms if form.has_terms else None)
    context = {"form": form, "part": part, "result": result}
    return render(request, "lead/allocation_result.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Asked, policy_id: int) -> HttpResponse:
    """Give a draft another name."""
    shown = _draft(request, policy_id)
    form = NameForm(request.POST or None, initial={"name": shown.name})
    if form.is_valid():
        rename_draft(by=request.eyes, at=request.now, policy_id=policy_id, **form.cleaned_data)
        messages.success(request, "The draft is renamed")
        return redirect("lead:policy", policy_id)
    return render(request, "lead/allocation_rename.html", {"form": form, "policy": shown})


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Asked, policy_id: int) -> HttpResponse:
    """Delete a draft, once that has been confirmed."""
    shown = _draft(request, policy_id)
    if request.method == "POST":
        delete_draft(by=request.eyes, at=request.now, policy_id=policy_id)
        messages.success(request, f"The draft “{shown.name}” is deleted")
        return redirect("lead:allocation", shown.academic_year)
    return render(request, "lead/allocation_delete.html", {"policy": shown})


def _draft(request: Asked, policy_id: int) -> Policy:
    shown = policy_seen_by(request.eyes, policy_id)
    if shown.adopted_at is not None:
        raise NoLongerADraft(shown)
    return shown


def _begun_from(request: Asked, policies: list[Policy]) -> Terms | None:
    """The terms of the policy asked for, or else of the newest, to begin a new draft from."""
    asked_for = request.GET.get("from", "")
    begun = [policy for policy in policies if str(policy.pk) == asked_for] or policies[-1:]
    return terms_of(begun[0]) if begun else None


def _form(request: Asked, part: ServiceOffer, begun: Terms | None) -> PolicyForm:
    initial = starting_with(begun, part.phases) if begun else {}
    is_saved = request.POST.get("act") == SAVE
    return PolicyForm(request.POST or None, phases=part.phases, is_saved=is_saved, initial=initial)


def _worked_out(part: ServiceOffer, form: PolicyForm, terms: Terms | None) -> dict[str, Any] | None:
    """What terms would give, or None with the refusal on the form that was sent."""
    if terms is None or (form.is_bound and not form.has_terms):
        return None
    try:
        schools, sessions = facts_for(
            part.authority_id,
            service_id=part.service_id,
            academic_year=part.offer.academic_year,
        )
        return drafted_result(schools, terms, sessions)
    except CannotShare as refusal:
        if form.is_bound:
            form.refuse(refusal)
        return None


def _saved(request: Asked, part: ServiceOffer, form: PolicyForm) -> Policy:
    return draft_policy(
        by=request.eyes,
        at=request.now,
        service=part.service,
        academic_year=part.offer.academic_year,
        name=form.cleaned_data["name"],
        terms=form.terms,
    )

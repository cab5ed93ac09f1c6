"""Recording the decision on a policy, adopting it, and beginning to correct what stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.desks.allocation.actions import adopt_policy, draft_correction
from evenreach.desks.allocation.decision_queries import (
    consultation_about,
    decision_about,
    decision_in_draft,
    is_being_consulted,
    kept_beyond,
    replaced_by,
    standing_version,
)
from evenreach.desks.allocation.decisions import CannotDecide, record_decision, write_decision
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import policy_seen_by
from evenreach.desks.allocation.terms import CannotShare
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.decision_words import decision_rows
from evenreach.web.forum_pack import service_name
from evenreach.web.lead.deciding_forms import CorrectForm, DecisionForm, written


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Asked, policy_id: int) -> HttpResponse:
    """Write the decision on a policy over several sittings, and record it when it is made."""
    policy = policy_seen_by(request.eyes, policy_id)
    form = DecisionForm(
        request.POST or None,
        is_consulted=consultation_about(policy) is not None,
        is_correction=bool(standing_version(policy)),
        initial=written(policy, decision_in_draft(policy) or decision_about(policy)),
    )
    if form.is_valid() and _write(request, policy, form):
        return redirect("lead:decision", policy.pk)
    return render(request, "lead/decision.html", _context(policy) | {"form": form})


@needs(May.ALLOCATE)
@require_POST
def adopt(request: Asked, policy_id: int) -> HttpResponse:
    """Adopt a decided policy, which publishes its decision."""
    adopted = adopt_policy(by=request.eyes, at=request.now, policy_id=policy_id)
    messages.success(request, f"“{adopted.name}” is adopted, and its decision is published")
    return redirect("lead:decision", adopted.pk)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Asked, policy_id: int) -> HttpResponse:
    """Draft the next version of an adopted policy, on today's register and capacity."""
    policy = policy_seen_by(request.eyes, policy_id)
    form = CorrectForm(request.POST or None)
    if form.is_valid():
        drafted = draft_correction(
            by=request.eyes,
            at=request.now,
            policy_id=policy.pk,
            reason=form.cleaned_data["reason"],
        )
        return redirect("lead:decision", drafted.pk)
    return render(request, "lead/correct_policy.html", _context(policy) | {"form": form})


def _write(request: Asked, policy: Policy, form: DecisionForm) -> bool:
    """Whether what was asked for is done; else the refusal is on the form, the texts are kept."""
    asked: dict[str, Any] = {"by": request.eyes, "at": request.now, "policy_id": policy.pk}
    try:
        write_decision(**asked, texts=form.texts)
        if "record" in request.POST:
            record_decision(**asked)
            messages.success(request, "The decision is recorded. The policy can be adopted")
        else:
            messages.success(request, "What you wrote is kept. Nothing is decided by it")
    except (CannotDecide, CannotShare) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _context(policy: Policy) -> dict[str, Any]:
    recorded, draft = decision_about(policy), decision_in_draft(policy)
    return {
        "policy": policy,
        "name": service_name(policy),
        "year": AcademicYear(policy.academic_year),
        "consultation": consultation_about(policy),
        "is_being_consulted": is_being_consulted(policy),
        "standing": standing_version(policy),
        "recorded": recorded,
        "in_draft": draft,
        "rows": [] if recorded is None else decision_rows(recorded),
        "replaced": replaced_by(policy),
        "kept": kept_beyond(policy),
    }

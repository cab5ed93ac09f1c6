"""The decisions by which policies stand: published once what was decided is adopted."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.allocation.deciding_models import Decision
from evenreach.desks.allocation.decision_queries import (
    decisions_published,
    kept_beyond,
    replaced_by,
)
from evenreach.desks.allocation.queries import shares_of
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.decision_words import decision_rows
from evenreach.web.forum_pack import decision_pack, pack_pdf, pack_zip
from evenreach.web.page_pdf import page_pdf
from evenreach.web.public.decision_tables import (
    LIST_COLUMNS,
    PHASE_COLUMNS,
    SCHOOL_COLUMNS,
    distribution,
    list_rows,
    phase_rows,
    school_rows,
)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def decisions(request: Asked) -> HttpResponse:
    """Every decision by which a policy was adopted, the newest first."""
    rows = list_rows(decisions_published(request.authority.pk))
    return render(request, "public/decisions.html", {"columns": LIST_COLUMNS, "rows": rows})


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def decision(request: Asked, decision_id: int) -> HttpResponse:
    """One decision: its record, the policy in words, and what it came to."""
    return render(request, "public/decision.html", _context(_decision(request, decision_id)))


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def decision_as_pdf(request: Asked, decision_id: int) -> HttpResponse:
    """The same as a file."""
    context = _context(_decision(request, decision_id))
    name = f"decision-{decision_id}.pdf"
    return page_pdf(request, "public/decision_document.html", context, name)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def pack_as_pdf(request: Asked, decision_id: int) -> HttpResponse:
    made = pack_pdf(decision_pack(_decision(request, decision_id)), request.authority)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="decision.pdf"'},
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def pack_as_zip(request: Asked, decision_id: int) -> HttpResponse:
    return HttpResponse(
        pack_zip(decision_pack(_decision(request, decision_id)), request.authority),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="decision.zip"'},
    )


def _context(shown: Decision) -> dict[str, Any]:
    shares = list(shares_of(shown.policy))
    bars = distribution(shares)
    return {
        "decision": shown,
        "pack": decision_pack(shown),
        "rows": decision_rows(shown),
        "replaced": replaced_by(shown.policy),
        "kept": kept_beyond(shown.policy),
        "bars": bars,
        "most": max(bar["value"] for bar in bars),
        "phase_columns": PHASE_COLUMNS,
        "phase_rows": phase_rows(shares),
        "school_columns": SCHOOL_COLUMNS,
        "school_rows": school_rows(shares),
        "dated": shown.decided_at,
    }


def _decision(request: Asked, decision_id: int) -> Decision:
    found: Decision = decisions_published(request.authority.pk).get(pk=decision_id)
    return found

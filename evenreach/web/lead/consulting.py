"""Asking schools about policies: opening, looking at the answers, closing, and the Forum's pack."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.desks.allocation.consultation_queries import answered, consultations_of
from evenreach.desks.allocation.consulting import (
    WEEKS,
    CannotConsult,
    close_consultation,
    open_policy_consultation,
)
from evenreach.desks.allocation.deciding_models import Consultation
from evenreach.desks.allocation.decision_queries import decision_following
from evenreach.desks.allocation.terms import CannotShare
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, services_shared
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.forum_pack import Pack, consultation_pack, pack_pdf, pack_zip, service_name
from evenreach.web.lead import consulting_words as words
from evenreach.web.lead.allocation import part_of, policies_of
from evenreach.web.lead.deciding_forms import AskSchoolsForm


@needs(May.ALLOCATE)
@require_safe
def consultations(request: Asked) -> HttpResponse:
    """Every consultation on policies, and the services on which one can be opened."""
    begins_in = this_year(request).begins_in
    context = {
        "parts": [
            (AcademicYear(year), part)
            for year in (begins_in, begins_in + 1)
            for part in _shared(request, year)
        ],
        "columns": words.LIST_COLUMNS,
        "rows": words.list_rows(consultations_of(request.authority.pk), today(request)),
    }
    return render(request, "lead/consultations.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Put drafts of one service to schools."""
    year = AcademicYear(academic_year)
    part = part_of(request, slug, academic_year)
    drafts = [one for one in policies_of(request, slug, academic_year) if one.adopted_at is None]
    form = AskSchoolsForm(request.POST or None, drafts=drafts)
    opened = _open(request, form) if form.is_valid() else None
    if opened is not None:
        messages.success(request, "The consultation is open. Schools see it where they begin")
        return redirect("lead:consultation", opened.pk)
    context = {"form": form, "part": part, "year": year, "drafts": drafts, "weeks": WEEKS}
    return render(request, "lead/consult.html", context)


@needs(May.ALLOCATE)
@require_safe
def consultation(request: Asked, consultation_id: int) -> HttpResponse:
    """What was asked, what each option gives, and what was answered so far and by whom."""
    shown = _consultation(request, consultation_id)
    found = answered(shown)
    context = {
        "consultation": shown,
        "name": service_name(shown),
        "year": AcademicYear(shown.academic_year),
        "state": words.state_of(shown, today(request)),
        "may_close": shown.closed_at is None and today(request) > shown.closes_on,
        "found": found,
        "is_decided": decision_following(shown) is not None,
        **words.answers_shown(found),
    }
    return render(request, "lead/consultation.html", context)


@needs(May.ALLOCATE)
@require_POST
def close(request: Asked, consultation_id: int) -> HttpResponse:
    closed = close_consultation(by=request.eyes, at=request.now, consultation_id=consultation_id)
    messages.success(request, "The consultation is closed. Record the decision next")
    return redirect("lead:consultation", closed.pk)


@needs(May.ALLOCATE)
@require_safe
def pack(request: Asked, consultation_id: int) -> HttpResponse:
    """The pack for Schools Forum, to read and to print."""
    shown = _consultation(request, consultation_id)
    return render(request, "lead/pack.html", {"pack": _pack(shown), "consultation": shown})


@needs(May.ALLOCATE)
@require_safe
def pack_as_pdf(request: Asked, consultation_id: int) -> HttpResponse:
    made = pack_pdf(_pack(_consultation(request, consultation_id)), request.authority)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="forum-pack.pdf"'},
    )


@needs(May.ALLOCATE)
@require_safe
def pack_as_zip(request: Asked, consultation_id: int) -> HttpResponse:
    return HttpResponse(
        pack_zip(_pack(_consultation(request, consultation_id)), request.authority),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="forum-pack.zip"'},
    )


def _consultation(request: Asked, consultation_id: int) -> Consultation:
    found: Consultation = consultations_of(request.authority.pk).get(pk=consultation_id)
    return found


def _pack(shown: Consultation) -> Pack:
    return consultation_pack(shown, decision_following(shown))


def _shared(request: Asked, academic_year: int) -> list[ServiceOffer]:
    offer = published_offer(request.authority.pk, academic_year=academic_year)
    return [] if offer is None else list(services_shared(offer))


def _open(request: Asked, form: AskSchoolsForm) -> Consultation | None:
    """The consultation, or None with the refusal on the form."""
    asked = form.cleaned_data
    try:
        return open_policy_consultation(
            by=request.eyes,
            at=request.now,
            policy_ids=[int(pk) for pk in asked["policies"]],
            proposed_id=int(asked["proposed"]),
            question=asked["question"],
            closes_on=asked["closes_on"],
        )
    except (CannotConsult, CannotShare) as refusal:
        form.add_error(None, str(refusal))
        return None

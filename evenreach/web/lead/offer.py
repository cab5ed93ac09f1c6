"""The offer's versions: drafting them, consulting on them, publishing them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.actions import (
    discard_draft,
    draft_from_offer,
    draft_offer,
    open_consultation,
    publish_offer,
    return_to_draft,
)
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.offer.queries import offer_before, offer_versions
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead import offer_version_words as words
from evenreach.web.lead.offer_beginnings import Beginning, carried_services, drafts_to_begin
from evenreach.web.lead.offer_state_forms import ConsultForm, DraftForm, ReturnForm, SureForm
from evenreach.web.offer_changes import version_name
from evenreach.web.offer_prices import side_by_side


@needs(May.EDIT_OFFER)
@require_safe
def versions(request: Asked) -> HttpResponse:
    """Every version of every year, the newest first."""
    found = list(offer_versions(request.authority.pk))
    context = {
        "columns": words.VERSION_COLUMNS,
        "rows": words.version_rows(found),
        "can_draft": bool(drafts_to_begin(request.authority.pk, this_year(request))),
    }
    return render(request, "lead/offer.html", context)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Asked) -> HttpResponse:
    """Begin the next offer, or a correction of one."""
    beginnings = drafts_to_begin(request.authority.pk, this_year(request))
    choices = [(each.value, each.words) for each in beginnings]
    form = DraftForm(request.POST or None, choices=choices)
    if form.is_valid():
        chosen = next(each for each in beginnings if each.value == form.cleaned_data["begin"])
        drafted = _draft(request, chosen, form.cleaned_data["reason"])
        return redirect("lead:offer_version", drafted.pk)
    return render(request, "lead/offer_draft.html", {"form": form, "beginnings": beginnings})


@needs(May.EDIT_OFFER)
@require_safe
def version(request: Asked, offer_id: int) -> HttpResponse:
    """One version: its services, what is left to look at, and where it can go from here."""
    offer = _offer(request, offer_id)
    return render(request, "lead/offer_version.html", words.version_context(offer))


@needs(May.EDIT_OFFER)
@require_safe
def compare(request: Asked, offer_id: int, other_id: int) -> HttpResponse:
    """Two versions side by side."""
    offer, other = _offer(request, offer_id), _offer(request, other_id)
    context = {"offer": offer} | side_by_side(other, offer)
    return render(request, "lead/offer_compare.html", context)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: Asked, offer_id: int) -> HttpResponse:
    """Show a draft to schools, to a closing day."""
    offer = _offer(request, offer_id)
    form = ConsultForm(request.POST or None)
    if form.is_valid():
        try:
            closes_on = form.cleaned_data["closes_on"]
            open_consultation(
                by=request.eyes, at=request.now, offer_id=offer_id, closes_on=closes_on
            )
        except Refusal as refusal:
            form.add_error("closes_on", str(refusal))
        else:
            messages.success(request, "Schools can now read what is proposed")
            return redirect("lead:offer_version", offer_id)
    return _ask(request, offer, form, "Open the consultation", words.ON_CONSULTING)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: Asked, offer_id: int) -> HttpResponse:
    """End a consultation and change the draft."""
    offer = _offer(request, offer_id)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        return_to_draft(by=request.eyes, at=request.now, offer_id=offer_id, why=why)
        messages.success(request, "The consultation is ended. This is a draft again")
        return redirect("lead:offer_version", offer_id)
    return _ask(request, offer, form, "End the consultation", words.ON_RETURNING)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Asked, offer_id: int) -> HttpResponse:
    offer = _offer(request, offer_id)
    if request.method == "POST":
        publish_offer(by=request.eyes, at=request.now, offer=offer)
        messages.success(request, f"The offer for {version_name(offer)} is published")
        return redirect("lead:offer_version", offer_id)
    return _ask(request, offer, SureForm(), "Publish this offer", words.ON_PUBLISHING)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Asked, offer_id: int) -> HttpResponse:
    offer = _offer(request, offer_id)
    if request.method == "POST":
        discard_draft(by=request.eyes, at=request.now, offer_id=offer_id)
        messages.success(request, f"The draft for {version_name(offer)} is discarded")
        return redirect("lead:offer")
    return _ask(request, offer, SureForm(), "Discard this draft", words.ON_DISCARDING, True)


def _offer(request: Asked, offer_id: int) -> OfferVersion:
    return offer_versions(request.authority.pk).get(pk=offer_id)


def _draft(request: Asked, chosen: Beginning, reason: str) -> OfferVersion:
    who: dict[str, Any] = {"by": request.eyes, "at": request.now}
    who |= {"academic_year": chosen.academic_year, "reason": reason}
    if chosen.source_id is not None:
        return draft_from_offer(source_id=chosen.source_id, **who)
    return draft_offer(definitions=carried_services(), session_minutes=SESSION_MINUTES, **who)


def _ask(
    request: Asked,
    offer: OfferVersion,
    form: Any,
    submit: str,
    explained: str,
    is_warning: bool = False,
) -> HttpResponse:
    """One question about one version, with what its answer does."""
    context = {
        "offer": offer,
        "name": version_name(offer),
        "form": form,
        "submit": submit,
        "explained": explained,
        "is_warning": is_warning,
        "before": offer_before(offer),
    }
    return render(request, "lead/offer_ask.html", context)

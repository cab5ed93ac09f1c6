"""One visit or item of a service of a draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.drafting import Items, keep_item, remove_item
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.refusals import Unsound
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead.offer_form_base import Kept, PartForm
from evenreach.web.lead.offer_item_forms import ITEMS
from evenreach.web.lead.offer_services import part_of


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked, offer_id: int, slug: str, items: str) -> HttpResponse:
    """Add a visit or an item."""
    part, kind = part_of(request, offer_id, slug), _kind(items)
    form = _form(request, part, kind, {})
    if form.is_valid() and _kept(request, part, kind, "", form):
        messages.success(request, f"“{form.cleaned_data['name']}” is added")
        return redirect("lead:offer_service", offer_id, slug)
    context = {"part": part, "form": form, "title": f"Add {ITEMS[kind][1]}"}
    return render(request, "lead/offer_part.html", context)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, offer_id: int, slug: str, items: str, item: str) -> HttpResponse:
    """Change a visit or an item, which is saved only as it was when it was opened."""
    part, kind = part_of(request, offer_id, slug), _kind(items)
    kept = _item(part, kind, item)
    form = _form(request, part, kind, kept)
    if form.is_valid() and _kept(request, part, kind, item, form):
        messages.success(request, f"“{form.cleaned_data['name']}” is saved")
        return redirect("lead:offer_service", offer_id, slug)
    context = {"part": part, "form": form, "title": kept["name"], "items": items, "item": item}
    return render(request, "lead/offer_part.html", context)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asked, offer_id: int, slug: str, items: str, item: str) -> HttpResponse:
    """Take a visit or an item out of the draft."""
    part, kind = part_of(request, offer_id, slug), _kind(items)
    kept = _item(part, kind, item)
    form = PartForm.opened(request.POST, {}, kept)
    if form.is_valid() and _removed(request, part, kind, item, form):
        messages.success(request, f"“{kept['name']}” is removed")
        return redirect("lead:offer_service", offer_id, slug)
    context = {"part": part, "form": form, "title": f"Remove “{kept['name']}”"}
    return render(request, "lead/offer_remove.html", context)


def _kind(items: str) -> Items:
    for kind in ITEMS:
        if kind.replace("_", "-") == items:
            return kind
    raise Http404


def _item(part: ServiceOffer, kind: Items, slug: str) -> Kept:
    for item in part.definition[kind]:
        if item["slug"] == slug:
            found: Kept = item
            return found
    raise Http404


def _form(request: Asked, part: ServiceOffer, kind: Items, kept: Kept) -> PartForm:
    more: dict[str, Any] = {"visits": part.definition["visits"]} if kind == "core_items" else {}
    return ITEMS[kind][2].opened(request.POST, kept, kept, **more)


def _kept(request: Asked, part: ServiceOffer, kind: Items, slug: str, form: PartForm) -> bool:
    """Whether it is saved; what was refused is on the form, with what was typed."""
    slugs = [item["slug"] for item in part.definition[kind]]
    number = slugs.index(slug) if slug else len(slugs)
    try:
        keep_item(
            by=request.eyes,
            at=request.now,
            part_id=part.pk,
            items=kind,
            slug=slug,
            seen=form.cleaned_data["seen"],
            item=form.values(),
        )
    except Unsound as unsound:
        form.show_faults(unsound, within=(kind, number))
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _removed(request: Asked, part: ServiceOffer, kind: Items, slug: str, form: PartForm) -> bool:
    try:
        remove_item(
            by=request.eyes,
            at=request.now,
            part_id=part.pk,
            items=kind,
            slug=slug,
            seen=form.cleaned_data["seen"],
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True

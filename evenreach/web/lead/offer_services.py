"""One service of a draft: its parts, each on a page of its own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.offer.drafting import add_service, remove_service, revise_service
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import offer_before, offer_versions, service_offered
from evenreach.flow.offer.refusals import Unsound
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead.offer_beginnings import Beginnings, named, services_to_begin
from evenreach.web.lead.offer_form_base import PartForm
from evenreach.web.lead.offer_forms import SECTIONS, keys_of
from evenreach.web.lead.offer_service_words import item_lists, section_tasks
from evenreach.web.lead.offer_state_forms import AddServiceForm, SureForm
from evenreach.web.offer_changes import version_name
from evenreach.web.promises import promise_of


@needs(May.EDIT_OFFER)
@require_safe
def service(request: Asked, offer_id: int, slug: str) -> HttpResponse:
    """The parts of one service, and which of them differ from the offer before."""
    part = part_of(request, offer_id, slug)
    before = offer_before(part.offer)
    context = {
        "part": part,
        "name": version_name(part.offer),
        "tasks": section_tasks(part, before),
        "lists": item_lists(part),
    }
    return render(request, "lead/offer_service.html", context)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Asked, offer_id: int, slug: str, section: str) -> HttpResponse:
    """One part of a service, which is saved only as it was when it was opened."""
    part = part_of(request, offer_id, slug)
    if section not in SECTIONS:
        raise Http404
    title, kind = SECTIONS[section]
    seen = {key: part.definition.get(key) for key in keys_of(kind)}
    form = kind.opened(request.POST, part.definition, seen)
    if form.is_valid() and _revised(request, part, form):
        messages.success(request, f"{title} saved")
        return redirect("lead:offer_service", offer_id, slug)
    context = {"part": part, "form": form, "title": title}
    return render(request, "lead/offer_part.html", context)


@needs(May.EDIT_OFFER)
@require_safe
def preview(request: Asked, offer_id: int, slug: str) -> HttpResponse:
    """A service as schools read it."""
    part = part_of(request, offer_id, slug)
    promise = promise_of(part)
    context = {"part": part, "promise": promise, "service": promise.service}
    context |= {"year": AcademicYear(part.offer.academic_year)}
    return render(request, "lead/offer_preview.html", context)


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked, offer_id: int) -> HttpResponse:
    """Add a service to a draft, whole, to be changed from there."""
    offer = offer_versions(request.authority.pk).get(pk=offer_id)
    beginnings = services_to_begin(offer)
    choices = [(value, words) for value, (words, _) in beginnings.items()]
    form = AddServiceForm(request.POST or None, choices=choices)
    added = _added(request, offer_id, form, beginnings) if form.is_valid() else None
    if added is not None:
        messages.success(request, f"{added.name} is added. Go through its parts")
        return redirect("lead:offer_service", offer_id, added.service.slug)
    return render(request, "lead/offer_add.html", {"form": form, "offer": offer})


@needs(May.EDIT_OFFER)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asked, offer_id: int, slug: str) -> HttpResponse:
    part = part_of(request, offer_id, slug)
    if request.method == "POST":
        remove_service(by=request.eyes, at=request.now, part_id=part.pk)
        messages.success(request, f"{part.name} is removed from the draft")
        return redirect("lead:offer_version", offer_id)
    context = {"part": part, "form": SureForm(), "title": f"Remove {part.name} from this draft"}
    return render(request, "lead/offer_remove.html", context)


def part_of(request: Asked, offer_id: int, slug: str) -> ServiceOffer:
    """A service of a version, with its `offer`."""
    offer = offer_versions(request.authority.pk).get(pk=offer_id)
    part = service_offered(offer, slug)
    part.offer = offer
    return part


def _revised(request: Asked, part: ServiceOffer, form: PartForm) -> bool:
    """Whether the part is saved; what was refused is on the form, with what was typed."""
    try:
        revise_service(
            by=request.eyes,
            at=request.now,
            part_id=part.pk,
            seen=form.cleaned_data["seen"],
            values=form.values(),
        )
    except Unsound as unsound:
        form.show_faults(unsound)
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _added(
    request: Asked, offer_id: int, form: AddServiceForm, beginnings: Beginnings
) -> ServiceOffer | None:
    """The service added, or None with the refusal on the form."""
    chosen, name = form.cleaned_data["begin"], form.cleaned_data["name"].strip()
    definition = beginnings[chosen][1]
    try:
        return add_service(
            by=request.eyes,
            at=request.now,
            offer_id=offer_id,
            definition=named(definition, name) if chosen.startswith("copy") else definition,
            session_minutes=SESSION_MINUTES,
        )
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return None

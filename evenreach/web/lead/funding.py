"""The authority lead states who pays: funding streams, ring-fences, what a visit counts as."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.entitlement.funding import FundingStream, Purpose, VisitPurpose
from evenreach.flow.entitlement.ring_fences import PURPOSES
from evenreach.flow.entitlement.seen import NOT_THERE
from evenreach.flow.entitlement.streams import (
    StreamTerms,
    add_stream,
    change_stream,
    count_visit_as,
    streams_of,
)
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import VisitSpecification
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.forms import Form
from evenreach.web.lead.funding_forms import PurposeForm, StreamForm
from evenreach.web.lead.service_year import offer_of
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import phase_in_words

PAGE = "lead/capacity_form.html"
STREAM_COLUMNS = [
    {"text": "Stream"},
    {"text": "Drawn on", "numeric": True},
    {"text": "May not pay for"},
    {"text": "Only for"},
    {"text": "From and to"},
]
VISIT_COLUMNS = [{"text": "Kind of visit"}, {"text": "Service"}, {"text": "Counts as"}]


@needs(May.ALLOCATE)
@require_safe
def funding(request: Asked) -> HttpResponse:
    """The funding streams, and what each kind of visit counts as."""
    names = dict(_services(request))
    streams = streams_of(request.authority.pk)
    context = {
        "stream_columns": STREAM_COLUMNS,
        "stream_rows": [_stream_row(stream, names) for stream in streams],
        "visit_columns": VISIT_COLUMNS,
        "visit_rows": _visit_rows(request),
    }
    return render(request, "lead/funding.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked) -> HttpResponse:
    """Add a funding stream."""
    form = StreamForm(
        request.POST or None, services=_services(request), initial={"seen": NOT_THERE}
    )
    if form.is_valid():
        try:
            add_stream(by=request.eyes, at=request.now, terms=form.terms)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return _back(request, f"“{form.terms.name}” is added")
    return _form(request, form, heading="Add a funding stream")


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, stream_id: int) -> HttpResponse:
    """Change a ring-fence from now on; what was paid stays as it was."""
    stream: FundingStream = streams_of(request.authority.pk).get(pk=stream_id)
    first = {name: getattr(stream, name) for name in StreamTerms.__dataclass_fields__}
    form = StreamForm(
        request.POST or None,
        services=_services(request),
        initial={**first, "seen": stream.version},
    )
    if form.is_valid():
        seen, terms = form.cleaned_data["seen"], form.terms
        try:
            change_stream(
                by=request.eyes, at=request.now, stream_id=stream.pk, seen=seen, terms=terms
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(request, f"“{form.terms.name}” is changed")
    return _form(request, form, heading=f"Change “{stream.name}”")


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def count_as(request: Asked, specification_id: int) -> HttpResponse:
    """Say what a kind of visit counts as, for the ring-fences of those who pay."""
    visit = _visits(request).get(pk=specification_id)
    counted = _purposes(request).get(_key(visit), Purpose.CORE)
    form = PurposeForm(request.POST or None, initial={"purpose": counted})
    if form.is_valid():
        purpose = Purpose(form.cleaned_data["purpose"])
        count_visit_as(by=request.eyes, at=request.now, specification=visit, purpose=purpose)
        return _back(request, f"“{visit.name}” counts as {PURPOSES[purpose]}")
    return _form(request, form, heading=visit.name, caption=visit.service_offer.name)


def _services(request: Asked) -> list[tuple[str, str]]:
    visits = _visits(request).values_list("service_offer__service__slug", "service_offer__name")
    return list(dict(visits).items())


def _visits(request: Asked) -> Any:
    """The kinds of visit of this year's offer."""
    offer = offer_of(request, this_year(request).begins_in)
    return (
        VisitSpecification.objects.of(request.authority.pk)
        .filter(service_offer__offer=offer)
        .select_related("service_offer__service")
        .order_by("service_offer__name", "name")
    )


def _purposes(request: Asked) -> dict[tuple[int, str], Purpose]:
    rows = VisitPurpose.objects.of(request.authority.pk)
    return {(row.service_id, row.visit_slug): Purpose(row.purpose) for row in rows}


def _key(visit: VisitSpecification) -> tuple[int, str]:
    return visit.service_offer.service_id, visit.slug


def _visit_rows(request: Asked) -> list[list[Any]]:
    purposes = _purposes(request)
    return [
        [
            {"text": visit.name, "href": reverse("lead:count_as", args=[visit.pk])},
            visit.service_offer.name,
            PURPOSES[purposes.get(_key(visit), Purpose.CORE)].capitalize(),
        ]
        for visit in _visits(request)
    ]


def _stream_row(stream: FundingStream, names: dict[str, str]) -> list[Any]:
    only = [names.get(slug, slug) for slug in stream.services]
    only += [phase_in_words(phase) for phase in stream.phases]
    until = f" up to {date_gov(stream.ends_on)}" if stream.ends_on else ""
    return [
        {"text": stream.name, "href": reverse("lead:stream", args=[stream.pk])},
        str(stream.draws_at),
        ", ".join(PURPOSES[Purpose(value)] for value in stream.may_not_pay) or "No limit",
        ", ".join(only) or "No limit",
        f"{date_gov(stream.starts_on)}{until}",
    ]


def _back(request: Asked, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("lead:funding")


def _form(request: Asked, form: Form, **context: Any) -> HttpResponse:
    about = {"caption": "Funding streams", "back": reverse("lead:funding"), "back_text": "Funding"}
    return render(request, PAGE, {"form": form, **about, **context})

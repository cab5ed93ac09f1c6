"""What schools have bought, recorded with the reference of the order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.entitlement.bought import orders_of, record_bought
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.register.queries import school_by_urn, schools_on_register
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead.bought_forms import COLUMNS, BoughtForm, order_row
from evenreach.web.lead.year import parts_seen
from evenreach.web.templatetags.evenreach import sessions


@needs(May.RECORD_BOUGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def bought(request: Asked) -> HttpResponse:
    """The form, and every order of this year for the services that the person may sell."""
    services = {part.service: part.name for part in parts_seen(request)}
    form = _form(request, services)
    if request.method == "POST" and form.is_valid() and _recorded(request, form, services):
        return redirect("lead:bought")
    names = {service.pk: name for service, name in services.items()}
    orders = orders_of(request.eyes, academic_year=this_year(request).begins_in)
    context: dict[str, Any] = {
        "form": form if services else None,
        "year": this_year(request),
        "columns": COLUMNS,
        "rows": [order_row(order, names) for order in orders],
    }
    return render(request, "lead/bought.html", context)


def _form(request: Asked, services: dict[Service, str]) -> BoughtForm:
    schools = schools_on_register(request.authority.pk).order_by("name", "urn")
    return BoughtForm(
        request.POST or None,
        schools=[(str(school.urn), school.name) for school in schools],
        services=[(service.slug, name) for service, name in services.items()],
        initial={
            "school": request.GET.get("school", ""),
            "service": request.GET.get("service", ""),
        },
    )


def _recorded(request: Asked, form: BoughtForm, services: dict[Service, str]) -> bool:
    told = form.cleaned_data
    school = school_by_urn(request.authority.pk, int(told["school"]))
    try:
        entry: LedgerEntry = record_bought(
            by=request.eyes,
            at=request.now,
            school=school,
            service=next(each for each in services if each.slug == told["service"]),
            academic_year=this_year(request).begins_in,
            minutes=told["minutes"],
            order=told["order"],
        )
    except Refusal as refusal:
        form.add_error("order", str(refusal))
        return False
    messages.success(request, f"{sessions(entry.minutes)} bought by {school.name} recorded")
    return True

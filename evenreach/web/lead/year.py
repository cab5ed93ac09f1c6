from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenreach.desks.evaluation.proactive import proactive_tenth
from evenreach.desks.evaluation.queries import reach
from evenreach.flow.entitlement.successions import successions
from evenreach.flow.entitlement.year_queries import year_totals
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.visits.outreach import uncontacted_schools
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.lead.year_forms import FindSchoolForm
from evenreach.web.lead.year_words import totals


@needs(May.SEE_THE_YEAR)
@require_safe
def year(request: Asked) -> HttpResponse:
    """What the accounts of a year come to, and what is to be done about them."""
    find = FindSchoolForm(request.GET if "urn" in request.GET else None)
    if find.is_valid() and (school := _found(request, find)):
        return redirect("lead:year_school", school.urn)
    shown, parts = this_year(request), parts_seen(request)
    found = year_totals(request.authority.pk, academic_year=shown.begins_in)
    reached = reach(request.eyes, year=shown, session_minutes=SESSION_MINUTES)
    keeps = May.KEEP_ACCOUNTS.is_given_to(request.eyes)
    context: dict[str, Any] = {
        "year": shown,
        "proactive": proactive_tenth(request.eyes, reached, year=shown),
        "totals": totals(parts, found),
        "uncontacted": len(uncontacted(request)),
        "keeps_accounts": keeps,
        "tasks": _tasks(request, [p for p in parts if p.service_id in found]) if keeps else [],
        "find": find if keeps else None,
    }
    return render(request, "lead/year.html", context)


def parts_seen(request: Asked) -> list[ServiceOffer]:
    """The services of this year's offer: all for the authority lead, else those they lead."""
    offer = published_offer(request.authority.pk, academic_year=this_year(request).begins_in)
    parts = [] if offer is None else list(services_offered(offer))
    if request.eyes.is_authority_lead:
        return parts
    return [part for part in parts if part.service.slug in request.eyes.leads]


def uncontacted(request: Asked) -> list[Any]:
    """The schools without contact since this academic year began."""
    since = this_year(request).starts_on
    return uncontacted_schools(request.eyes, since=since, today=today(request))


def _found(request: Asked, find: FindSchoolForm) -> School | None:
    urn = find.cleaned_data["urn"]
    try:
        return school_by_urn(request.authority.pk, urn)
    except School.DoesNotExist:
        find.add_error("urn", f"No school here has the URN {urn}. Check it on the register")
        return None


def _tasks(request: Asked, parts: list[ServiceOffer]) -> list[dict[str, str]]:
    waiting = len(successions(request.authority.pk))
    moves = {
        "text": "Move the accounts of closed schools to their successors",
        "href": reverse("lead:successions"),
        "status": f"{waiting} to move" if waiting else "None to move",
        "colour": "blue" if waiting else "",
    }
    ends = [
        {
            "text": f"The year’s end of {part.name}",
            "href": reverse("lead:year_end", args=[part.service.slug]),
            "status": "Terms and preview",
        }
        for part in parts
    ]
    decisions = {
        "text": "Adjustments, appeals and corrections, each with its reason",
        "href": reverse("lead:year_decisions"),
        "status": "Read",
    }
    return [decisions, moves, *ends]

"""What each service has to share in the year, and by which policies it may be shared."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import policies_seen_by
from evenreach.flow.entitlement.queries import capacities_of, minutes_granted
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, services_shared
from evenreach.flow.register.queries import schools_to_decide
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead.capacity_words import CAPACITY_COLUMNS, POLICY_COLUMNS, ServiceShared
from evenreach.web.years import FIRST, LAST


@needs(May.ALLOCATE)
@require_safe
def overview(request: Asked, academic_year: int | None = None) -> HttpResponse:
    """What each service has to share in a year (this one unless said), and by which policy."""
    year = this_year(request) if academic_year is None else AcademicYear(academic_year)
    offer = published_offer(request.authority.pk, academic_year=year.begins_in)
    parts = [] if offer is None else list(services_shared(offer))
    return render(
        request,
        "lead/allocation.html",
        {
            "year": year,
            "other_years": [
                AcademicYear(other)
                for other in (year.begins_in - 1, year.begins_in + 1)
                if FIRST <= other <= LAST
            ],
            "services": _services(request, parts, year.begins_in),
            "capacity_columns": CAPACITY_COLUMNS,
            "policy_columns": POLICY_COLUMNS,
            "to_decide": schools_to_decide(request.authority.pk),
        },
    )


def part_of(request: Asked, slug: str, academic_year: int) -> ServiceOffer:
    """One shared service of a year's offer. Raises Http404, or ServiceOffer.DoesNotExist."""
    offer = published_offer(request.authority.pk, academic_year=academic_year)
    if offer is None:
        raise Http404
    return services_shared(offer).get(service__slug=slug)


def policies_of(request: Asked, slug: str, academic_year: int) -> list[Policy]:
    """The policies of one service, drafts and adopted ones, in the order of their drafting."""
    return list(
        policies_seen_by(request.eyes, academic_year=academic_year).filter(service__slug=slug)
    )


def is_adopted(policies: list[Policy]) -> bool:
    return any(policy.adopted_at is not None for policy in policies)


def _services(request: Asked, parts: list[ServiceOffer], year: int) -> list[ServiceShared]:
    authority = request.authority.pk
    capacities = {row.service_id: row for row in capacities_of(authority, academic_year=year)}
    granted = minutes_granted(authority, academic_year=year)
    policies = list(policies_seen_by(request.eyes, academic_year=year))
    return [
        ServiceShared(
            part=part,
            capacity=capacities.get(part.service_id),
            granted_minutes=granted.get(part.service_id, 0),
            policies=[row for row in policies if row.service_id == part.service_id],
        )
        for part in parts
    ]

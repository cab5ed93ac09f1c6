from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenreach.desks.allocation.facts import SchoolFacts
from evenreach.desks.allocation.models import FormerShare, Policy, Share
from evenreach.desks.allocation.rates import published_rates
from evenreach.desks.allocation.sharing import Sharing, share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.flow.entitlement.queries import capacity_of
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import Figure, assured_schools, latest_figures
from evenreach.methods.sparsity import kilometres_to_nearest


def policies_seen_by(eyes: Eyes, *, academic_year: int) -> QuerySet[Policy]:
    """The policies of a year, for who may decide or judge them; the adopted ones for the rest."""
    return _visible_policies(eyes).filter(academic_year=academic_year)


def policy_seen_by(eyes: Eyes, policy_id: int) -> Policy:
    """One policy. Raises Policy.DoesNotExist."""
    return _visible_policies(eyes).get(pk=policy_id)


def standing_policies(authority_id: int, *, academic_year: int) -> QuerySet[Policy]:
    """The policies by which the year's sessions stand: each service's highest adopted version."""
    adopted = Policy.objects.of(authority_id).filter(
        academic_year=academic_year, adopted_at__isnull=False
    )
    later = Policy.objects.of(authority_id).filter(
        service=OuterRef("service"),
        academic_year=OuterRef("academic_year"),
        version__gt=OuterRef("version"),
    )
    return adopted.filter(~Exists(later)).select_related("service").order_by("service__slug")


def shares_seen_by(eyes: Eyes, *, academic_year: int) -> QuerySet[Share]:
    """The shares that stand, of the schools that somebody may see."""
    standing = standing_policies(eyes.authority_id, academic_year=academic_year)
    shares = Share.objects.of(eyes.authority_id).filter(policy__in=standing.values("pk"))
    if not (eyes.is_authority_lead or eyes.is_evaluator):
        shares = shares.filter(
            Q(school__urn__in=eyes.urns) | Q(policy__service__slug__in=eyes.leads)
        )
    return shares.select_related("school", "policy__service").order_by(
        "school__name", "policy__service__slug"
    )


def shares_of(policy: Policy) -> QuerySet[Share]:
    """Every school's share as an adopted policy stored it, whether it still stands or not."""
    return (
        Share.objects.of(policy.authority_id)
        .filter(policy=policy)
        .select_related("school")
        .order_by("school__name")
    )


def terms_of(policy: Policy) -> Terms:
    return Terms.from_json(policy.terms)


def sharing_under(policy: Policy) -> Sharing:
    """Every school's share under a policy from today's register and capacity.

    Raises CannotShare.
    """
    return sharing_by(
        policy.authority_id,
        service_id=policy.service_id,
        academic_year=policy.academic_year,
        terms=terms_of(policy),
    )


def sharing_by(authority_id: int, *, service_id: int, academic_year: int, terms: Terms) -> Sharing:
    """What terms would give every school. Raises CannotShare."""
    schools, sessions = facts_for(authority_id, service_id=service_id, academic_year=academic_year)
    return share_sessions(schools, terms, sessions)


def facts_for(
    authority_id: int, *, service_id: int, academic_year: int
) -> tuple[list[SchoolFacts], int]:
    """The schools that a service serves, as any policy needs them, and the sessions to share.

    Raises CannotShare.
    """
    capacity = capacity_of(authority_id, service_id=service_id, academic_year=academic_year)
    offer = published_offer(authority_id, academic_year=academic_year)
    if capacity is None or offer is None:
        raise CannotShare(
            "There is nothing to share yet: publish the year's offer and set the service's "
            "capacity first."
        )
    part = next(row for row in services_offered(offer) if row.service_id == service_id)
    served = [school for school in assured_schools(authority_id) if school.phase in part.phases]
    figures = latest_figures(authority_id, academic_year=academic_year)
    before = sessions_of_year(authority_id, service_id=service_id, academic_year=academic_year - 1)
    return _facts(served, figures, before), capacity.sessions


def sessions_of_year(
    authority_id: int, *, service_id: int, academic_year: int
) -> Mapping[int, int]:
    """What each school had of a service in a year, by the id of the school.

    As the policy that stands shared it, or else as it was recorded from before.
    """
    shares = Share.objects.of(authority_id).filter(
        policy__in=standing_policies(authority_id, academic_year=academic_year)
        .filter(service_id=service_id)
        .values("pk")
    )
    former = FormerShare.objects.of(authority_id).filter(
        service_id=service_id, academic_year=academic_year
    )
    rows = dict(shares.values_list("school_id", "sessions"))
    return rows or dict(former.values_list("school_id", "sessions"))


def _visible_policies(eyes: Eyes) -> QuerySet[Policy]:
    policies = Policy.objects.of(eyes.authority_id).select_related("service")
    if not (eyes.is_authority_lead or eyes.is_evaluator):
        policies = policies.filter(adopted_at__isnull=False)
    return policies.order_by("service__slug", "pk")


def _facts(
    schools: list[School],
    figures: Mapping[int, Mapping[str, Figure]],
    before: Mapping[int, int],
) -> list[SchoolFacts]:
    table = published_rates().table
    apart = kilometres_to_nearest(
        [_point(school) for school in schools], [school.phase for school in schools]
    )
    facts = []
    for school, kilometres in zip(schools, apart, strict=True):
        known = figures.get(school.pk, {})
        roll, fsm = (_count(known, name) for name in ("roll", "free-school-meals"))
        facts.append(
            SchoolFacts(
                school_id=school.pk,
                urn=school.urn,
                name=school.name,
                phase=school.phase,
                figures=known,
                expected=table.expected(school.phase, roll, fsm),
                kilometres=kilometres,
                last_year=before.get(school.pk),
            )
        )
    return facts


def _count(figures: Mapping[str, Figure], name: str) -> int | None:
    figure = figures.get(name)
    return None if figure is None else figure.value


def _point(school: School) -> tuple[int, int] | None:
    if school.easting is None or school.northing is None:
        return None
    return school.easting, school.northing

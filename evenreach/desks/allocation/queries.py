from fractions import Fraction

from django.db.models import Q, QuerySet

from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.sharing import (
    CannotShare,
    SchoolFacts,
    Sharing,
    Terms,
    share_sessions,
)
from evenreach.flow.entitlement.queries import capacity_of
from evenreach.flow.offer.queries import published_offer, service_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.queries import assured_schools, latest_figures


def policies_seen_by(eyes: Eyes, *, academic_year: int) -> QuerySet[Policy]:
    """The policies of a year, for who may decide or judge them; the adopted ones for the rest."""
    return _visible_policies(eyes).filter(academic_year=academic_year)


def policy_seen_by(eyes: Eyes, policy_id: int) -> Policy:
    """One policy. Raises Policy.DoesNotExist."""
    return _visible_policies(eyes).get(pk=policy_id)


def shares_seen_by(eyes: Eyes, *, academic_year: int) -> QuerySet[Share]:
    """The adopted shares of the schools that somebody may see."""
    shares = Share.objects.of(eyes.authority_id).filter(
        policy__academic_year=academic_year, policy__adopted_at__isnull=False
    )
    if not (eyes.is_authority_lead or eyes.is_evaluator):
        shares = shares.filter(
            Q(school__urn__in=eyes.urns) | Q(policy__service__slug__in=eyes.leads)
        )
    return shares.select_related("school", "policy__service").order_by(
        "school__name", "policy__service__slug"
    )


def terms_of(policy: Policy) -> Terms:
    return Terms(
        base_sessions=policy.base_sessions,
        weights={name: Fraction(weight) for name, weight in policy.weights.items()},
        base_only_phases=frozenset(policy.base_only_phases),
        method=policy.method,
    )


def sharing_under(policy: Policy) -> Sharing:
    """Work out every school's share under a policy from today's register and capacity.

    Raises CannotShare.
    """
    capacity = capacity_of(
        policy.authority_id, service_id=policy.service_id, academic_year=policy.academic_year
    )
    offer = published_offer(policy.authority_id, academic_year=policy.academic_year)
    if capacity is None or offer is None:
        raise CannotShare(
            "There is nothing to share yet: publish the year's offer and set the service's "
            "capacity first."
        )
    part = service_offered(offer, policy.service.slug)
    return share_sessions(
        _school_facts(policy, frozenset(part.phases)), terms_of(policy), capacity.sessions
    )


def _visible_policies(eyes: Eyes) -> QuerySet[Policy]:
    policies = Policy.objects.of(eyes.authority_id).select_related("service")
    if not (eyes.is_authority_lead or eyes.is_evaluator):
        policies = policies.filter(adopted_at__isnull=False)
    return policies.order_by("service__slug", "pk")


def _school_facts(policy: Policy, phases: frozenset[str]) -> list[SchoolFacts]:
    figures = latest_figures(policy.authority_id, academic_year=policy.academic_year)
    return [
        SchoolFacts(school.pk, school.urn, school.name, school.phase, figures.get(school.pk, {}))
        for school in assured_schools(policy.authority_id)
        if school.phase in phases
    ]

"""What there is to compare in the demonstration: invented last year, invented drafts."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from evenreach.demo.people import PSYCHOLOGY, TEACHING
from evenreach.desks.allocation.actions import draft_policy
from evenreach.desks.allocation.former import FormerList, load_former, stored_former
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import sharing_under, standing_policies, terms_of
from evenreach.desks.allocation.terms import SPARSITY, Terms
from evenreach.flow.offer.models import Service
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.queries import assured_schools
from evenreach.methods.axioms import checked

DRAFTED_AT = datetime(2026, 2, 23, 9, 0, tzinfo=UTC)
SOURCE = "Invented for the demonstration: service-level agreements of the year before"
BUYS_OF_TEN = 6
BOUGHT = {TEACHING: (4, 6, 8, 12, 18, 24), PSYCHOLOGY: (2, 3, 4, 6, 9, 12)}
"""Blocks of sessions, the same to be had by every school whatever its need."""
KIND = {TEACHING: "specialist teaching", PSYCHOLOGY: "educational psychology"}


def load_last_year(*, by: Eyes, at: datetime, service: Service, academic_year: int) -> None:
    """Sessions as they were sold: some schools bought, whatever their need, and some never did."""
    schools = assured_schools(by.authority_id).order_by("urn").values_list("urn", flat=True)
    sessions = {urn: _bought(service.slug, urn) for urn in schools}
    before = stored_former(by.authority_id, service_id=service.pk, academic_year=academic_year)
    load_former(
        by=by,
        at=at,
        service=service,
        academic_year=academic_year,
        loaded=FormerList(sessions, SOURCE),
        compared_with=before.digest,
    )


def draft_to_compare(*, by: Eyes, academic_year: int) -> None:
    """Three more ways to share each service's sessions than the one that is adopted."""
    for policy in standing_policies(by.authority_id, academic_year=academic_year):
        for name, terms in _others(terms_of(policy)).items():
            draft_policy(
                by=by,
                at=DRAFTED_AT,
                service=policy.service,
                academic_year=academic_year,
                name=f"{name}: {KIND[policy.service.slug]}",
                terms=terms,
            )


def axioms_of_policies(authority_id: int, *, academic_year: int) -> dict[str, dict[str, str]]:
    """Of every policy of a year, drafts too, which axioms it keeps on today's register."""
    policies = Policy.objects.of(authority_id).filter(academic_year=academic_year)
    return {policy.name: _axioms(policy) for policy in policies.order_by("pk")}


def _axioms(policy: Policy) -> dict[str, str]:
    findings = checked(sharing_under(policy).question)
    return {
        found.axiom: "kept" if found.is_kept else f"broken by {len(found.broken_by)}"
        for found in findings
    }


def _others(adopted: Terms) -> Mapping[str, Terms]:
    base = adopted.base_sessions
    return {
        "Floor instead of base": replace(adopted, base_sessions=0, floor_sessions=base),
        "Small schools first, by Adams": replace(
            adopted, base_sessions=0, floor_sessions=1, method="adams"
        ),
        "Half expected, distance, and no more than half lost": replace(
            adopted,
            weights={**adopted.weights, SPARSITY: Fraction(1, 2)},
            observed=Fraction(1, 2),
            most_loss=Fraction(1, 2),
        ),
    }


def _bought(slug: str, urn: int) -> int:
    dice = random.Random(f"{slug} {urn}")  # noqa: S311 - a play, not a secret
    return dice.choice(BOUGHT[slug]) if dice.randrange(10) < BUYS_OF_TEN else 0

from datetime import datetime

from django.db import IntegrityError, transaction

from evenreach.desks.allocation.explaining import explanation
from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import policy_seen_by, sharing_under
from evenreach.desks.allocation.sharing import Sharing
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.entitlement.actions import grant_sessions
from evenreach.flow.entitlement.queries import capacity_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes


class AlreadyAdopted(Refusal):
    """A year's entitlement is adopted once."""

    def __init__(self, service_slug: str) -> None:
        super().__init__(
            f"A policy for {service_slug} is already adopted for this year, and its sessions are "
            "granted. A correction is a new version with a reason."
        )


@transaction.atomic
def draft_policy(
    *, by: Eyes, at: datetime, service: Service, academic_year: int, name: str, terms: Terms
) -> Policy:
    """Draft a policy; it can be looked at with every school's share before it is adopted."""
    _demand_lead(by)
    policy = Policy.objects.create(
        authority_id=by.authority_id,
        service=service,
        academic_year=academic_year,
        name=name,
        terms=terms.to_json(),
        drafted_at=at,
    )
    sharing_under(policy)
    journal_act(by=by, at=at, verb="policy drafted", about=policy)
    return policy


@transaction.atomic
def adopt_policy(*, by: Eyes, at: datetime, policy_id: int) -> Policy:
    """Adopt a policy: store every school's share with its explanation and grant the sessions."""
    _demand_lead(by)
    policy = policy_seen_by(by, policy_id)
    sharing = sharing_under(policy)
    capacity = capacity_of(
        by.authority_id, service_id=policy.service_id, academic_year=policy.academic_year
    )
    assert capacity is not None
    try:
        with transaction.atomic():
            _store(by, at, policy, sharing)
            grant_sessions(
                by=by,
                at=at,
                capacity=capacity,
                sessions={share.school.school_id: share.sessions for share in sharing.shares},
                why=f"policy “{policy.name}” adopted",
            )
    except IntegrityError as error:
        raise AlreadyAdopted(policy.service.slug) from error
    journal_act(by=by, at=at, verb="policy adopted", about=policy)
    return policy


def _store(by: Eyes, at: datetime, policy: Policy, sharing: Sharing) -> None:
    Share.objects.bulk_create(
        Share(
            authority_id=by.authority_id,
            policy=policy,
            school_id=share.school.school_id,
            sessions=share.sessions,
            explanation=explanation(share, sharing),
        )
        for share in sharing.shares
    )
    policy.adopted_at = at
    policy.version = 1
    policy.adopted_by = by.name
    policy.sessions = sharing.sessions
    policy.input_sha256 = sharing.input_sha256
    policy.save(update_fields=["adopted_at", "adopted_by", "version", "sessions", "input_sha256"])


def _demand_lead(by: Eyes) -> None:
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")

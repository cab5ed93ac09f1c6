from datetime import datetime

from django.db import transaction

from evenreach.desks.allocation.consulting import demand_lead
from evenreach.desks.allocation.decision_queries import decision_about, standing_version
from evenreach.desks.allocation.explaining import explanations
from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import policy_seen_by, sharing_under
from evenreach.desks.allocation.sharing import Sharing
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.entitlement.actions import grant_sessions
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.regranting import regrant_sessions
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


class AlreadyAdopted(Refusal):
    """A year's entitlement is adopted once; what comes later is a correction."""

    def __init__(self, service_slug: str) -> None:
        super().__init__(
            f"A policy for {service_slug} is already adopted for this year, and its sessions are "
            "granted. A correction is a new version with a reason: decide on it as one."
        )


class NotDecided(Refusal):
    """A policy was to be adopted without a decision."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No decision is recorded for “{name}”. Record it first, with its reasons, the "
            "consultation and the equality analysis."
        )


class FactsMoved(Refusal):
    """The register or the capacity moved between decision and adoption."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The register or the capacity has changed since “{name}” was decided on, so its "
            "evidence is no longer what would be adopted. Record the decision again on today's "
            "figures; what was written is kept."
        )


@transaction.atomic
def draft_policy(
    *, by: Eyes, at: datetime, service: Service, academic_year: int, name: str, terms: Terms
) -> Policy:
    """Draft a policy; it can be looked at with every school's share before it is adopted."""
    demand_lead(by)
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
def draft_correction(*, by: Eyes, at: datetime, policy_id: int, reason: str) -> Policy:
    """Draft the next version of an adopted policy on today's register and capacity.

    It has the same terms; other terms are a draft of their own. Both are decided on with a reason.
    """
    demand_lead(by)
    adopted = policy_seen_by(by, policy_id)
    policy = Policy.objects.create(
        authority_id=by.authority_id,
        service=adopted.service,
        academic_year=adopted.academic_year,
        name=adopted.name,
        terms=adopted.terms,
        reason=reason.strip(),
        drafted_at=at,
    )
    sharing_under(policy)
    journal_act(by=by, at=at, verb="correction drafted", about=policy, why=reason)
    return policy


@transaction.atomic
def adopt_policy(*, by: Eyes, at: datetime, policy_id: int) -> Policy:
    """Adopt a decided policy: keep every school's share with its explanation and grant sessions.

    A correction grants and recalls exactly what differs from the version before. Raises
    AlreadyAdopted, NotDecided, FactsMoved or CannotShare.
    """
    demand_lead(by)
    policy = policy_seen_by(by, policy_id)
    capacity = _locked_capacity(policy)
    policy.refresh_from_db()
    sharing = sharing_under(policy)
    _refuse_undecided(policy, sharing)
    assert capacity is not None, "what is shared comes from a capacity"
    version = standing_version(policy) + 1
    sessions = {share.school.school_id: share.sessions for share in sharing.shares}
    kept: dict[int, int] = {}
    if version == 1:
        why = f"policy “{policy.name}” adopted"
        grant_sessions(by=by, at=at, capacity=capacity, sessions=sessions, why=why)
    else:
        why = f"policy “{policy.name}”, version {version}: {policy.reason}"
        kept = regrant_sessions(by=by, at=at, capacity=capacity, sessions=sessions, why=why)
    _store(by, at, policy, sharing, version, kept)
    journal_act(by=by, at=at, verb="policy adopted", about=policy, why=policy.reason)
    return policy


def _locked_capacity(policy: Policy) -> Capacity | None:
    """The capacity, held until the transaction ends, so that only one is adopted at a time."""
    rows = Capacity.objects.of(policy.authority_id).select_for_update()
    return rows.filter(service_id=policy.service_id, academic_year=policy.academic_year).first()


def _refuse_undecided(policy: Policy, sharing: Sharing) -> None:
    standing = standing_version(policy)
    decision = decision_about(policy)
    if policy.adopted_at is not None or (standing and not policy.reason):
        raise AlreadyAdopted(policy.service.slug)
    if decision is None:
        raise NotDecided(policy.name)
    if decision.replaces != standing:
        raise AlreadyAdopted(policy.service.slug)
    if decision.input_sha256 != sharing.input_sha256:
        raise FactsMoved(policy.name)


def _store(
    by: Eyes, at: datetime, policy: Policy, sharing: Sharing, version: int, kept: dict[int, int]
) -> None:
    Share.objects.bulk_create(
        Share(
            authority_id=by.authority_id,
            policy=policy,
            school_id=share.school.school_id,
            sessions=share.sessions,
            explanation=why | _beyond(kept.get(share.school.school_id)),
        )
        for share, why in zip(sharing.shares, explanations(sharing), strict=True)
    )
    policy.adopted_at = at
    policy.version = version
    policy.adopted_by = by.name
    policy.sessions = sharing.sessions
    policy.input_sha256 = sharing.input_sha256
    policy.save(update_fields=["adopted_at", "adopted_by", "version", "sessions", "input_sha256"])


def _beyond(minutes: int | None) -> dict[str, int]:
    """What a school keeps beyond its share, because it had used or set it aside already."""
    return {} if minutes is None else {"kept_minutes": minutes}

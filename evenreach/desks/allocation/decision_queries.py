from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from evenreach.desks.allocation.deciding_models import Consultation, ConsultationOption, Decision
from evenreach.desks.allocation.models import Policy, Share


@dataclass(frozen=True, slots=True)
class Replaced:
    """When a version was replaced, by which, and why."""

    version: int
    at: datetime
    reason: str


def decisions_about(policy: Policy) -> QuerySet[Decision]:
    """Every decision recorded or in draft about a policy, in the order of numbers."""
    return Decision.objects.of(policy.authority_id).filter(policy=policy).order_by("number")


def decision_in_draft(policy: Policy) -> Decision | None:
    return decisions_about(policy).filter(decided_at=None).first()


def decision_about(policy: Policy) -> Decision | None:
    """The decision that counts: the newest that is recorded."""
    return decisions_about(policy).exclude(decided_at=None).last()


def decisions_published(authority_id: int) -> QuerySet[Decision]:
    """The decisions by which policies were adopted, the newest first: these anybody may read."""
    last = (
        Decision.objects.of(authority_id)
        .filter(policy__adopted_at__isnull=False, decided_at__isnull=False)
        .values("policy_id")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return (
        Decision.objects.of(authority_id)
        .filter(pk__in=last)
        .select_related("policy__service", "consultation")
        .order_by("-policy__adopted_at", "-pk")
    )


def decision_following(consultation: Consultation) -> Decision | None:
    """The newest decision recorded on a consultation."""
    rows = Decision.objects.of(consultation.authority_id).filter(consultation=consultation)
    return (
        rows.filter(decided_at__isnull=False)
        .select_related("policy__service")
        .order_by("pk")
        .last()
    )


def consultation_about(policy: Policy) -> Consultation | None:
    """The newest closed consultation that had the policy as an option."""
    asked = ConsultationOption.objects.of(policy.authority_id).filter(policy=policy)
    return (
        Consultation.objects.of(policy.authority_id)
        .filter(pk__in=asked.values("consultation_id"), closed_at__isnull=False)
        .order_by("-closed_at", "-pk")
        .first()
    )


def is_being_consulted(policy: Policy) -> bool:
    """Whether schools are being asked about the policy's service and year."""
    rows = Consultation.objects.of(policy.authority_id).filter(closed_at=None)
    return rows.filter(service_id=policy.service_id, academic_year=policy.academic_year).exists()


def standing_version(policy: Policy) -> int:
    """The version that stands for the policy's service and year; 0 where none is adopted."""
    rows = Policy.objects.of(policy.authority_id).filter(
        service_id=policy.service_id, academic_year=policy.academic_year
    )
    return rows.aggregate(highest=Max("version"))["highest"] or 0


def replaced_by(policy: Policy) -> Replaced | None:
    """Which version replaced an adopted one, if one did."""
    if policy.version is None:
        return None
    rows = Policy.objects.of(policy.authority_id).filter(
        service_id=policy.service_id, academic_year=policy.academic_year
    )
    later = rows.filter(version=policy.version + 1).first()
    if later is None or later.adopted_at is None:
        return None
    return Replaced(policy.version + 1, later.adopted_at, later.reason)


def kept_beyond(policy: Policy) -> list[Share]:
    """The shares of schools that had used or set aside more than a corrected policy gives them."""
    shares = Share.objects.of(policy.authority_id).filter(policy=policy)
    kept = shares.filter(explanation__has_key="kept_minutes").select_related("school")
    return list(kept.order_by("school__name", "school__urn"))

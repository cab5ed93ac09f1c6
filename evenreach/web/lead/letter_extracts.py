"""What was adopted and what is offered, as a school's letter tells it."""

from collections.abc import Sequence

from evenreach.desks.allocation.models import Share
from evenreach.desks.allocation.queries import shares_seen_by
from evenreach.desks.publishing.extracts import Access, SchoolExtract, Sessions
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.eyes import Eyes


def extracts_for(eyes: Eyes, *, academic_year: int) -> list[SchoolExtract]:
    """One extract for every school with a share that stands, in the order of names."""
    offer = published_offer(eyes.authority_id, academic_year=academic_year)
    parts = [] if offer is None else list(services_offered(offer))
    by_service = {part.service_id: part for part in parts}
    shares: dict[int, list[Share]] = {}
    for share in shares_seen_by(eyes, academic_year=academic_year):
        shares.setdefault(share.school_id, []).append(share)
    return [_extract(own, by_service, parts) for own in shares.values()]


def _extract(
    shares: Sequence[Share], by_service: dict[int, ServiceOffer], parts: Sequence[ServiceOffer]
) -> SchoolExtract:
    school = shares[0].school
    shared = {share.policy.service_id for share in shares}
    return SchoolExtract(
        school_id=school.pk,
        school=school.name,
        urn=school.urn,
        services=[_sessions(share, by_service[share.policy.service_id]) for share in shares],
        access=[
            Access(part.name, part.definition["mode_explained"])
            for part in parts
            if part.service_id not in shared and school.phase in part.phases
        ],
    )


def _sessions(share: Share, part: ServiceOffer) -> Sessions:
    why = share.explanation
    return Sessions(
        service=part.name,
        policy=share.policy.name,
        version=share.policy.version or 1,
        base=why["base"],
        by_need=why["by_need"],
        sessions=share.sessions,
        session_minutes=part.session_minutes,
        last_year=why["last_year"],
        is_incomplete=bool(why["missing"]) and not why["takes_base_only"],
    )

"""Funding streams as they are stated, and what a kind of visit counts as."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from evenreach.flow.entitlement.deciding import demand_authority_lead
from evenreach.flow.entitlement.funding import (
    FundingStream,
    Purpose,
    VisitPurpose,
)
from evenreach.flow.entitlement.ring_fences import why_not_staff
from evenreach.flow.entitlement.seen import change_row, row_as_seen
from evenreach.flow.entitlement.staffing import StaffLine
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes


class StreamNamed(Refusal):
    """Two funding streams of one name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a funding stream “{name}” already. Change that one.")


class StreamInUse(Refusal):
    """A ring-fence was to keep a stream from staff that it pays."""

    def __init__(self, reason: str, role: str, academic_year: int) -> None:
        super().__init__(
            f"{reason} It pays {role} in {academic_year}/{(academic_year + 1) % 100:02}: pay that "
            "staff from another stream first."
        )


@dataclass(frozen=True, slots=True)
class StreamTerms:
    """A stream and its ring-fence; empty services and phases leave nothing out."""

    name: str
    draws_at: int
    may_not_pay: tuple[Purpose, ...]
    services: tuple[str, ...]
    phases: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    source: str

    @property
    def values(self) -> Mapping[str, Any]:
        lists = ("may_not_pay", "services", "phases")
        return {
            name: list(value) if name in lists else value for name, value in asdict(self).items()
        }


@transaction.atomic
def add_stream(*, by: Eyes, at: datetime, terms: StreamTerms) -> FundingStream:
    """Raises StreamNamed."""
    demand_authority_lead(by)
    try:
        with transaction.atomic():
            stream: FundingStream = FundingStream.objects.create(
                authority_id=by.authority_id, **terms.values
            )
    except IntegrityError as error:
        raise StreamNamed(terms.name) from error
    journal_act(by=by, at=at, verb="funding stream added", about=stream)
    return stream


@transaction.atomic
def change_stream(
    *, by: Eyes, at: datetime, stream_id: int, seen: int, terms: StreamTerms
) -> FundingStream:
    """Change a ring-fence from now on; what was paid stays. Raises StreamNamed or StreamInUse."""
    demand_authority_lead(by)
    stream: FundingStream = row_as_seen(FundingStream, by, pk=stream_id, seen=seen)
    try:
        with transaction.atomic():
            change_row(stream, terms.values)
    except IntegrityError as error:
        raise StreamNamed(terms.name) from error
    for line in (
        StaffLine.objects.of(by.authority_id)
        .filter(stream=stream)
        .select_related("service")
        .order_by("pk")
    ):
        reason = why_not_staff(stream, line.service.slug, line.academic_year)
        if reason:
            raise StreamInUse(reason, line.role, line.academic_year)
    journal_act(by=by, at=at, verb="funding stream changed", about=stream)
    return stream


@transaction.atomic
def count_visit_as(
    *, by: Eyes, at: datetime, specification: VisitSpecification, purpose: Purpose
) -> VisitPurpose:
    """Say what a kind of visit counts as, in this version of the offer and those after it."""
    demand_authority_lead(by)
    row, _ = VisitPurpose.objects.of(by.authority_id).update_or_create(
        service_id=specification.service_offer.service_id,
        visit_slug=specification.slug,
        defaults={"purpose": purpose},
        create_defaults={"purpose": purpose, "authority_id": by.authority_id},
    )
    journal_act(by=by, at=at, verb="visit counted", about=row, why=purpose)
    return row


def streams_of(authority_id: int) -> QuerySet[FundingStream]:
    """The funding streams in the order in which they are drawn on."""
    return FundingStream.objects.of(authority_id).order_by("draws_at", "name")

"""Who pays for minutes that are used, and what a ring-fence refuses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Sum
from django.utils import timezone

from evenreach.flow.entitlement.funding import (
    FundedMinutes,
    FundedUse,
    FundingStream,
    Purpose,
    VisitPurpose,
)
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import capacity_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import VisitSpecification
from evenreach.methods.calendar import AcademicYear

PURPOSES = {
    Purpose.CORE: "core visits",
    Purpose.STATUTORY: "statutory advice",
    Purpose.PRE_STATUTORY: "assessment before a statutory decision",
    Purpose.TRADED: "traded work",
}
Payer = FundingStream | None


@dataclass(frozen=True, slots=True)
class Spending:
    """What would be paid for: a purpose, a service, a school's phase, a day."""

    purpose: Purpose
    service_slug: str
    phase: str
    on: date


class RingFenced(Refusal):
    """No stream that pays for a service may pay for this."""

    def __init__(self, spending: Spending, reasons: Sequence[str], could: Sequence[str]) -> None:
        instead = (
            f"What could pay is {' or '.join(could)}: ask the authority lead to pay some of this "
            "service’s staff from it."
            if could
            else "No other funding stream may pay for it either: ask the authority lead."
        )
        super().__init__(
            f"This counts as {PURPOSES[spending.purpose]}, and nothing that pays for this service "
            f"may pay for it. {' '.join(reasons)} {instead}"
        )


class WrongStream(Refusal):
    """A line of staff was to be paid from a stream that may not pay it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Choose another stream, or none.")


def why_not(stream: FundingStream, spending: Spending) -> str:
    """The sentence that says why a stream may not pay; empty where it may."""
    if spending.purpose in stream.may_not_pay:
        return f"{stream.name} may not pay for {PURPOSES[spending.purpose]}."
    if stream.phases and spending.phase not in stream.phases:
        return f"{stream.name} may not pay for schools of this phase."
    return _not_there(stream, spending.service_slug, spending.on, spending.on)


def why_not_staff(stream: FundingStream, service_slug: str, academic_year: int) -> str:
    """Why a stream may not pay staff of a service in a year; empty where it may."""
    year = AcademicYear(academic_year)
    return _not_there(stream, service_slug, year.starts_on, date(academic_year + 1, 8, 31))


def purpose_of(specification: VisitSpecification) -> Purpose:
    """What a kind of visit counts as."""
    row = (
        VisitPurpose.objects.of(specification.authority_id)
        .filter(service_id=specification.service_offer.service_id, visit_slug=specification.slug)
        .first()
    )
    return Purpose.CORE if row is None else Purpose(row.purpose)


def demand_payer(account: Account, at: datetime, purpose: Purpose) -> None:
    """Raises RingFenced where streams pay for the service and none may pay for this."""
    _payers(account, _spending(account, at, purpose))


def pay(*, at: datetime, account: Account, entry: LedgerEntry, purpose: Purpose) -> None:
    """Name who paid for minutes that were used, in the order in which streams are drawn on.

    What no stream has left is still used: the last that may pay goes over. Raises RingFenced.
    """
    payers = _payers(account, _spending(account, at, purpose), lock=True)
    FundedUse.objects.bulk_create(
        FundedUse(
            authority_id=account.authority_id,
            entry=entry,
            stream=stream,
            purpose=purpose,
            minutes=minutes,
        )
        for stream, minutes in drawn(-entry.minutes, payers)
    )


def drawn(minutes: int, payers: Iterable[tuple[Payer, int]]) -> list[tuple[Payer, int]]:
    """Minutes taken from each payer in turn, up to what it has left; the last takes the rest."""
    taken: list[tuple[Payer, int]] = []
    rest = minutes
    for payer, left in payers:
        taken.append((payer, min(rest, max(left, 0))))
        rest -= taken[-1][1]
    if taken:
        taken[-1] = (taken[-1][0], taken[-1][1] + rest)
    return [(payer, part) for payer, part in taken if part]


def minutes_paid(capacity: Capacity) -> dict[int | None, int]:
    """What each stream (by its id) has paid of a capacity."""
    rows = (
        FundedUse.objects.of(capacity.authority_id)
        .filter(
            entry__account__service_id=capacity.service_id,
            entry__account__academic_year=capacity.academic_year,
        )
        .values_list("stream_id")
        .annotate(total=Sum("minutes"))
    )
    return dict(rows)


def funded_minutes(capacity: Capacity, *, lock: bool = False) -> list[FundedMinutes]:
    """What each stream pays of a capacity, in the order in which they are drawn on.

    Locked, nobody else can have minutes paid from them until the transaction ends.
    """
    rows = FundedMinutes.objects.of(capacity.authority_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    return list(
        rows.filter(capacity=capacity)
        .select_related("stream")
        .order_by(F("stream__draws_at").asc(nulls_last=True), "stream__name")
    )


def _payers(account: Account, spending: Spending, *, lock: bool = False) -> list[tuple[Payer, int]]:
    capacity = capacity_of(
        account.authority_id, service_id=account.service_id, academic_year=account.academic_year
    )
    funded = [] if capacity is None else funded_minutes(capacity, lock=lock)
    if capacity is None or not funded:
        return []
    paid = minutes_paid(capacity)
    reasons = [why_not(row.stream, spending) if row.stream else "" for row in funded]
    able = [
        (row.stream, row.minutes - paid.get(row.stream_id, 0))
        for row, reason in zip(funded, reasons, strict=True)
        if not reason
    ]
    if not able:
        raise RingFenced(spending, reasons, _could_pay(account.authority_id, spending))
    return able


def _could_pay(authority_id: int, spending: Spending) -> list[str]:
    streams = FundingStream.objects.of(authority_id).order_by("draws_at", "name")
    return [stream.name for stream in streams if not why_not(stream, spending)]


def _spending(account: Account, at: datetime, purpose: Purpose) -> Spending:
    return Spending(purpose, account.service.slug, account.school.phase, timezone.localdate(at))


def _not_there(stream: FundingStream, service_slug: str, first_on: date, last_on: date) -> str:
    if stream.services and service_slug not in stream.services:
        return f"{stream.name} may not pay for this service."
    if stream.starts_on > last_on or (stream.ends_on and stream.ends_on <= first_on):
        return f"{stream.name} does not pay at that time."
    return ""

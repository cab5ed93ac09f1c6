from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import pool_left
from evenreach.flow.entitlement.models import Capacity, LedgerEntry
from evenreach.flow.entitlement.year_models import Appeal, Transfer, YearEnd
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import PartnershipMember, School


def partners_of(authority_id: int, school: School) -> QuerySet[School]:
    """The other open schools of a school's partnership, by name."""
    members = PartnershipMember.objects.of(authority_id)
    own = members.filter(school=school).values("partnership_id")
    others = members.filter(partnership_id__in=own).exclude(school=school)
    schools = School.objects.of(authority_id).filter(is_open=True)
    return schools.filter(pk__in=others.values("school_id")).order_by("name", "urn")


def transfers_seen_by(eyes: Eyes) -> QuerySet[Transfer]:
    """The transfers out of and into the accounts of the person's schools, the newest first."""
    transfers = Transfer.objects.of(eyes.authority_id).select_related(
        "giver__school", "giver__service", "taker__school", "proposed_by"
    )
    if not eyes.is_authority_lead:
        transfers = transfers.filter(
            Q(giver__school__urn__in=eyes.urns) | Q(taker__school__urn__in=eyes.urns)
        )
    return transfers.order_by("-proposed_at", "-pk")


def transfer_seen_by(eyes: Eyes, transfer_id: int) -> Transfer:
    """One of them. Raises DoesNotExist."""
    found: Transfer = transfers_seen_by(eyes).get(pk=transfer_id)
    return found


def appeals_of(authority_id: int, *, academic_year: int) -> QuerySet[Appeal]:
    """The appeals decided about a year's accounts, the newest first."""
    return (
        Appeal.objects.of(authority_id)
        .filter(account__academic_year=academic_year)
        .select_related("account__school", "account__service", "entry")
        .order_by("-decided_on", "-pk")
    )


def year_end_of(authority_id: int, *, service_id: int, academic_year: int) -> YearEnd | None:
    """What is published about the end of a service's year, if anything is."""
    return (
        YearEnd.objects.of(authority_id)
        .filter(service_id=service_id, academic_year=academic_year)
        .select_related("service")
        .first()
    )


def entries_of_year(
    authority_id: int, *, academic_year: int, kinds: Iterable[EntryKind]
) -> QuerySet[LedgerEntry]:
    """The entries of some kinds in a year's accounts, the newest first."""
    return (
        LedgerEntry.objects.of(authority_id)
        .filter(account__academic_year=academic_year, kind__in=list(kinds))
        .select_related("account__school", "account__service", "refers_to")
        .order_by("-entered_at", "-pk")
    )


def entry_in_authority(authority_id: int, entry_id: int) -> LedgerEntry:
    """One entry of any account. Raises LedgerEntry.DoesNotExist."""
    entries = LedgerEntry.objects.of(authority_id)
    found: LedgerEntry = entries.select_related("account__school", "account__service").get(
        pk=entry_id
    )
    return found


@dataclass(frozen=True, slots=True)
class YearTotals:
    """What the accounts of one service come to in a year, in minutes."""

    service_id: int
    by_kind: dict[str, int]
    balance: int
    pool: int | None

    def of(self, *kinds: EntryKind) -> int:
        return sum(self.by_kind.get(kind, 0) for kind in kinds)

    @property
    def set_aside(self) -> int:
        return -self.of(EntryKind.RESERVE, EntryKind.RELEASE)


def year_totals(authority_id: int, *, academic_year: int) -> dict[int, YearTotals]:
    """Each service's entitlements by kind, with what its pool still holds, by the service's id."""
    rows = (
        LedgerEntry.objects.of(authority_id)
        .filter(account__academic_year=academic_year, account__is_bought=False)
        .values_list("account__service_id", "kind")
        .annotate(total=Sum("minutes"))
    )
    sums: dict[int, dict[str, int]] = {}
    for service_id, kind, total in rows:
        sums.setdefault(service_id, {})[kind] = total
    capacities = Capacity.objects.of(authority_id).filter(academic_year=academic_year)
    pools = {capacity.service_id: pool_left(capacity) for capacity in capacities}
    return {
        service_id: YearTotals(
            service_id,
            sums.get(service_id, {}),
            sum(sums.get(service_id, {}).values()),
            pools.get(service_id),
        )
        for service_id in sums.keys() | pools.keys()
    }

"""Something of everything that a year's accounts hold, for tests that open every page."""

from dataclasses import dataclass
from datetime import date, datetime

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.transfers import offer_minutes
from evenreach.flow.entitlement.year_end import publish_year_end
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.models import School, SchoolLink
from evenreach.flow.register.queries import assured_schools, school_by_urn
from evenreach.flow.visits.contact_tasks import give_task
from tests.conftest import OTHER_URN
from tests.flow.test_ledger import account_at, make_partners


@dataclass(frozen=True)
class YearInHand:
    """The arguments of the addresses of the year."""

    account_id: int
    closed_account_id: int
    entry_id: int
    transfer_id: int
    contact_id: int


def year_in_hand(
    authority: Authority, *, giver: Eyes, lead: Eyes, colleague: Person, at: datetime
) -> YearInHand:
    """A published year end, Brian's open offer to Alison, a closed school's account and a task."""
    make_partners(authority, SENCO_URN, OTHER_URN)
    own, other = account_at(authority, SENCO_URN), account_at(authority, OTHER_URN)
    offer = offer_minutes(
        by=giver, at=at, giver=other, to=own.school, minutes=30, why="For the tests."
    )
    publish_year_end(
        by=lead,
        at=at,
        service=own.service,
        academic_year=own.academic_year,
        lapses_on=date(2026, 8, 31),
        carry_limit_minutes=180,
    )
    closed = close_school(authority)
    entry = LedgerEntry.objects.of(authority.pk).get(account=own, kind="grant")
    task = give_task(
        by=lead, at=at, school=school_by_urn(authority.pk, OTHER_URN), person=colleague
    )
    return YearInHand(own.pk, closed.pk, entry.pk, offer.pk, task.pk)


def close_school(authority: Authority) -> Account:
    """Close some other school into Brian's; its account with the Specialist Teaching Service."""
    others = assured_schools(authority.pk).exclude(urn__in=[SENCO_URN, OTHER_URN])
    school = others.filter(phase="primary").order_by("-urn").first()
    assert school is not None
    School.objects.of(authority.pk).filter(pk=school.pk).update(is_open=False, status="Closed")
    SchoolLink.objects.create(
        authority_id=authority.pk,
        urn=school.urn,
        other_urn=OTHER_URN,
        other_name="Brian's school",
        kind="Successor",
    )
    return account_at(authority, school.urn)

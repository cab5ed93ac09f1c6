"""What happens to accounts in the demonstration's year: given back, moved, appealed, put right.

The schools and their areas are real or worked out; what they do here is invented.
"""

from datetime import UTC, date, datetime

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.people import PSYCHOLOGY, TEACHING, Cast
from evenreach.demo.setting import YEAR
from evenreach.flow.entitlement.decisions import correct, give_back, record_appeal
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.transfers import agree_transfer, offer_minutes
from evenreach.flow.entitlement.year_end import publish_year_end
from evenreach.flow.journal.scope import name_actor
from evenreach.flow.offer.models import Service
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Person
from evenreach.flow.register.models import School
from evenreach.flow.register.partnerships import in_partnership, partnership_of
from evenreach.flow.register.queries import school_by_urn, schools_on_register
from evenreach.flow.visits.contact_tasks import close_task, give_task
from evenreach.flow.visits.outreach import Reason, uncontacted_schools
from evenreach.flow.visits.outreach_models import ContactTask

Outcome = ContactTask.Outcome
TERMS_AT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
DECIDED_AT = datetime(2026, 2, 24, 14, 0, tzinfo=UTC)
GIVEN_AT = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
LISTED_SINCE = date(2025, 9, 1)
CALLED = (
    ("tom.robson", Outcome.WILL_ASK, "The new SENCO did not know of the offer; they will ask."),
    ("beth.hindmarsh", Outcome.NO_NEED, "Nobody needs us before Easter; we ring again then."),
)
STILL_TO_CALL = ("tom.robson", "jean.armstrong")


class Year:
    """Plays what people do about accounts, after the half-year's requests."""

    def __init__(self, *, by: Eyes, cast: Cast) -> None:
        self.by = by
        self.cast = cast
        services = Service.objects.of(by.authority_id)
        self.services = {slug: services.get(slug=slug) for slug in (TEACHING, PSYCHOLOGY)}

    def play(self) -> None:
        """Everything, in the order of its days."""
        self._publish_ends()
        self._give_schools_to_colleagues()
        named = school_by_urn(self.by.authority_id, SENCO_URN)
        partners = self._partners_of(named)
        self._give_back(partners[0])
        self._transfer(partners[0], partners[1])
        self._offer(partners[1], named)
        self._decide_appeal(partners[-1])
        self._put_a_use_right()

    def _publish_ends(self) -> None:
        for service in self.services.values():
            publish_year_end(
                by=self._staff("morag.telfer", TERMS_AT),
                at=TERMS_AT,
                service=service,
                academic_year=YEAR,
                lapses_on=date(2026, 8, 31),
                carry_limit_minutes=180,
            )

    def _give_schools_to_colleagues(self) -> None:
        jean = self._staff("jean.armstrong", GIVEN_AT)
        found = uncontacted_schools(jean, since=LISTED_SINCE, today=GIVEN_AT.date())
        schools = iter([each.school for each in found if each.reason == Reason.NOT_ASKED])
        for address, outcome, reason in CALLED:
            task = self._give(address, next(schools))
            by = self._staff(address, DECIDED_AT)
            close_task(by=by, at=DECIDED_AT, task_id=task.pk, outcome=outcome, reason=reason)
        for address in STILL_TO_CALL:
            self._give(address, next(schools))

    def _give(self, address: str, school: School) -> ContactTask:
        jean = self._staff("jean.armstrong", GIVEN_AT)
        return give_task(by=jean, at=GIVEN_AT, school=school, person=self.cast.staff[address])

    def _partners_of(self, named: School) -> list[School]:
        """The other schools of the named school's area that have a SENCO here and time left."""
        area = partnership_of(named)
        assert area is not None
        schools = in_partnership(schools_on_register(self.by.authority_id), area)
        return [
            school
            for school in schools
            if school != named
            and school.urn in self.cast.sencos
            and balance_of(self._account(school)) >= 180
        ]

    def _give_back(self, school: School) -> None:
        give_back(
            by=self._senco(school),
            at=DECIDED_AT,
            account=self._account(school),
            minutes=90,
            why="The class has settled, and half a session is enough for the rest of the year.",
        )

    def _transfer(self, giver: School, taker: School) -> None:
        offer = offer_minutes(
            by=self._senco(giver),
            at=DECIDED_AT,
            giver=self._account(giver),
            to=taker,
            minutes=90,
            why="Two of our families moved to you at half-term.",
        )
        agree_transfer(by=self._senco(taker), at=DECIDED_AT, transfer_id=offer.pk)

    def _offer(self, giver: School, taker: School) -> None:
        offer_minutes(
            by=self._senco(giver),
            at=DECIDED_AT,
            giver=self._account(giver),
            to=taker,
            minutes=90,
            why="You told us in the area meeting that spring is hard for you.",
        )

    def _decide_appeal(self, school: School) -> None:
        record_appeal(
            by=self._staff("morag.telfer", DECIDED_AT),
            at=DECIDED_AT,
            account=self._account(school),
            minutes=180,
            decided_on=DECIDED_AT.date(),
            decided_by="Panel of three headteachers and the head of SEND",
            reason="The count of the register is older than the school’s new resourced class.",
        )

    def _put_a_use_right(self) -> None:
        used = LedgerEntry.objects.of(self.by.authority_id).filter(kind=EntryKind.USE)
        entry = used.select_related("account__school").order_by("pk").first()
        assert entry is not None
        correct(
            by=self._staff("morag.telfer", DECIDED_AT),
            at=DECIDED_AT,
            entry=entry,
            minutes=60,
            why="The visit took two hours, and three were written down.",
        )

    def _account(self, school: School) -> Account:
        accounts = Account.objects.of(self.by.authority_id).select_related("school")
        account: Account = accounts.get(
            school=school, service=self.services[TEACHING], academic_year=YEAR
        )
        return account

    def _staff(self, address: str, at: datetime) -> Eyes:
        return self._as(self.cast.staff[address], at)

    def _senco(self, school: School) -> Eyes:
        return self._as(self.cast.sencos[school.urn], DECIDED_AT)

    @staticmethod
    def _as(person: Person, at: datetime) -> Eyes:
        name_actor(person.pk)
        return eyes_of(person, on=at.date())

"""An offer goes from draft to consultation to published, and what schools saw never changes."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from evenreach.flow.journal.models import Line
from evenreach.flow.offer.actions import (
    discard_draft,
    draft_from_offer,
    draft_offer,
    open_consultation,
    publish_offer,
    return_to_draft,
)
from evenreach.flow.offer.comparing import offers_compared
from evenreach.flow.offer.drafting import (
    add_service,
    digest_of,
    keep_item,
    remove_item,
    remove_service,
    revise_service,
)
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.models import OfferVersion, ServiceOffer, VisitSpecification
from evenreach.flow.offer.queries import (
    learner_visits_offered,
    offer_before,
    offer_proposed,
    published_offer,
    service_offered,
    services_offered,
    services_shared,
)
from evenreach.flow.offer.refusals import (
    AlreadyPublished,
    ChangedMeanwhile,
    ClosesTooSoon,
    InConsultation,
    NoReason,
    NothingOffered,
    NotInConsultation,
    NotYetConsulted,
    OfferedAlready,
    OneInHand,
    StillOpen,
    Unsound,
)
from evenreach.flow.people.eyes import Eyes

State = OfferVersion.State
TEACHING = "specialist-teaching"
CLOSES = date(2026, 3, 27)


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


@pytest.fixture
def published(northumberland) -> OfferVersion:
    offer = published_offer(northumberland.pk, academic_year=2025)
    assert offer is not None
    return offer


@pytest.fixture
def draft(morag: Eyes, at: datetime, published: OfferVersion) -> OfferVersion:
    """Morag's draft of next year's offer, as this year's is."""
    return draft_from_offer(by=morag, at=at, academic_year=2026, source_id=published.pk)


@pytest.fixture
def proposed(morag: Eyes, at: datetime, draft: OfferVersion) -> OfferVersion:
    return open_consultation(by=morag, at=at, offer_id=draft.pk, closes_on=CLOSES)


def seen_of(part: ServiceOffer, *keys: str) -> str:
    return digest_of({key: part.definition.get(key) for key in keys})


def item_of(part: ServiceOffer, items: str, slug: str) -> dict:
    return next(item for item in part.definition[items] if item["slug"] == slug)


def rows(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class TestTheWay:
    def test_from_draft_through_consultation_to_published(self, morag, at, draft) -> None:
        assert draft.state is State.DRAFT
        assert offer_proposed(morag.authority_id) is None
        opened = open_consultation(by=morag, at=at, offer_id=draft.pk, closes_on=CLOSES)
        assert (opened.state, opened.opened_by, opened.closes_on) == (
            State.CONSULTATION,
            "Morag Telfer",
            CLOSES,
        )
        assert offer_proposed(morag.authority_id) == opened
        later = datetime(2026, 3, 28, 9, 0, tzinfo=at.tzinfo)
        final = publish_offer(by=morag, at=later, offer=opened)
        assert final.state is State.PUBLISHED
        assert published_offer(morag.authority_id, academic_year=2026) == final
        assert offer_proposed(morag.authority_id) is None
        lines = Line.objects.of(morag.authority_id).filter(row_id=draft.pk).order_by("pk")
        verbs = [line.verb for line in lines if line.table == "flow_offerversion"]
        assert verbs == [
            "offer drafted",
            "consultation on the offer opened",
            "offer published",
        ]

    def test_a_consultation_ends_with_a_reason_and_can_be_opened_again(
        self, morag, at, proposed
    ) -> None:
        with pytest.raises(NoReason, match="Say why the consultation ends"):
            return_to_draft(by=morag, at=at, offer_id=proposed.pk, why="  ")
        back = return_to_draft(by=morag, at=at, offer_id=proposed.pk, why="Heads asked for dates")
        assert (back.state, back.returned_why) == (State.DRAFT, "Heads asked for dates")
        again = open_consultation(by=morag, at=at, offer_id=back.pk, closes_on=CLOSES)
        assert (again.state, again.returned_why) == (State.CONSULTATION, "")

    def test_a_correction_says_why_and_needs_no_consultation(self, morag, at, published) -> None:
        with pytest.raises(NoReason, match="what is published needs correcting"):
            draft_from_offer(by=morag, at=at, academic_year=2025, source_id=published.pk)
        second = draft_from_offer(
            by=morag, at=at, academic_year=2025, source_id=published.pk, reason="A wrong price"
        )
        assert (second.number, second.reason) == (2, "A wrong price")
        assert offer_before(second) == published
        assert publish_offer(by=morag, at=at, offer=second).published_at == at
        assert published_offer(morag.authority_id, academic_year=2025) == second
        assert [part.name for part in services_offered(published)] == [
            part.name for part in services_offered(second)
        ]

    def test_a_discarded_draft_leaves_nothing(self, morag, at, draft) -> None:
        discard_draft(by=morag, at=at, offer_id=draft.pk)
        authority = morag.authority_id
        assert not OfferVersion.objects.of(authority).filter(academic_year=2026).exists()
        assert not ServiceOffer.objects.of(authority).filter(offer_id=draft.pk).exists()


class TestWhatIsRefused:
    def test_a_second_draft_of_a_year(self, morag, at, draft, published) -> None:
        with pytest.raises(OneInHand, match="Offer 1 for 2026/27 is not published yet"):
            draft_from_offer(by=morag, at=at, academic_year=2026, source_id=published.pk)

    def test_publishing_what_nobody_was_asked_about(self, morag, at, draft) -> None:
        with pytest.raises(NotYetConsulted, match="has not been shown to schools"):
            publish_offer(by=morag, at=at, offer=draft)

    @pytest.mark.parametrize("day", [date(2026, 3, 2), CLOSES])
    def test_publishing_before_the_closing_day_is_over(self, morag, at, proposed, day) -> None:
        when = datetime(day.year, day.month, day.day, 23, 0, tzinfo=at.tzinfo)
        with pytest.raises(StillOpen, match="open to the end of 27 March 2026"):
            publish_offer(by=morag, at=when, offer=proposed)

    def test_a_consultation_that_closes_today(self, morag, at, draft) -> None:
        with pytest.raises(ClosesTooSoon):
            open_consultation(by=morag, at=at, offer_id=draft.pk, closes_on=at.date())

    def test_a_consultation_on_nothing(self, morag, at) -> None:
        empty = draft_offer(
            by=morag, at=at, academic_year=2027, definitions=[], session_minutes=180
        )
        with pytest.raises(NothingOffered, match="has no service yet"):
            open_consultation(by=morag, at=at, offer_id=empty.pk, closes_on=CLOSES)

    def test_a_draft_has_no_consultation_to_end(self, morag, at, draft) -> None:
        with pytest.raises(NotInConsultation):
            return_to_draft(by=morag, at=at, offer_id=draft.pk, why="Why not")

    def test_moving_what_is_published(self, morag, at, published) -> None:
        for move in (
            lambda: publish_offer(by=morag, at=at, offer=published),
            lambda: return_to_draft(by=morag, at=at, offer_id=published.pk, why="x"),
            lambda: discard_draft(by=morag, at=at, offer_id=published.pk),
            lambda: open_consultation(by=morag, at=at, offer_id=published.pk, closes_on=CLOSES),
        ):
            with pytest.raises(AlreadyPublished, match="Draft the next version instead"):
                move()

    def test_changing_what_schools_are_asked_about(self, morag, at, proposed) -> None:
        part = service_offered(proposed, TEACHING)
        seen = seen_of(part, "summary")
        with pytest.raises(InConsultation, match="stands still meanwhile"):
            revise_service(by=morag, at=at, part_id=part.pk, seen=seen, values={"summary": "x"})
        with pytest.raises(InConsultation):
            remove_service(by=morag, at=at, part_id=part.pk)
        with pytest.raises(InConsultation):
            discard_draft(by=morag, at=at, offer_id=proposed.pk)


PUBLISHED_OR_OPEN = (
    "UPDATE flow_serviceoffer SET name = 'x' WHERE offer_id = {}",
    "DELETE FROM flow_serviceoffer WHERE offer_id = {}",
    "INSERT INTO flow_serviceoffer (authority_id, offer_id, service_id, name, mode, phases,"
    " session_minutes, definition) SELECT authority_id, {}, service_id, name, mode, phases,"
    " session_minutes, definition FROM flow_serviceoffer LIMIT 1",
    "UPDATE flow_visitspecification SET name = 'x' WHERE service_offer_id IN"
    " (SELECT id FROM flow_serviceoffer WHERE offer_id = {})",
    "DELETE FROM flow_visitspecification WHERE service_offer_id IN"
    " (SELECT id FROM flow_serviceoffer WHERE offer_id = {})",
    "DELETE FROM flow_offerversion WHERE id = {}",
    "UPDATE flow_offerversion SET number = 9, reason = 'x' WHERE id = {}",
    "UPDATE flow_offerversion SET academic_year = 2031 WHERE id = {}",
)


class TestTheDatabaseItself:
    @pytest.mark.parametrize("statement", PUBLISHED_OR_OPEN)
    def test_what_schools_saw_never_changes(self, published, proposed, statement) -> None:
        for offer in (published, proposed):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                rows(statement.format(offer.pk))

    @pytest.mark.parametrize("statement", PUBLISHED_OR_OPEN[:1] + PUBLISHED_OR_OPEN[3:5])
    def test_a_draft_changes(self, draft, statement) -> None:
        with transaction.atomic():
            rows(statement.format(draft.pk))
            transaction.set_rollback(True)

    def test_a_part_does_not_move_out_of_what_schools_saw(self, published, proposed, draft) -> None:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            rows(
                f"UPDATE flow_serviceoffer SET offer_id = {proposed.pk} "
                f"WHERE offer_id = {published.pk}"
            )

    @pytest.mark.parametrize(
        ("change", "refused"),
        [
            ("published_at = '2026-04-01'", "published after its consultation"),
            ("opened_at = '2026-03-02'", "consultations_are_whole"),
            (
                "opened_at = '2026-03-02', opened_by = 'M', closes_on = '2026-04-01',"
                " published_at = '2026-04-01 12:00+00'",
                "published after its consultation",
            ),
            ("number = 2", "corrections_say_why"),
        ],
    )
    def test_a_draft_does_not_skip_a_step(self, draft, change, refused) -> None:
        with pytest.raises(DatabaseError, match=refused), transaction.atomic():
            rows(f"UPDATE flow_offerversion SET {change} WHERE id = {draft.pk}")

    @pytest.mark.parametrize(
        ("change", "refused"),
        [
            ("published_at = '2026-03-27 23:30+00'", "published after its consultation"),
            ("opened_at = NULL, opened_by = '', closes_on = NULL", "ended with a reason"),
            ("closes_on = '2026-03-03'", "never changes while schools are consulted"),
            ("opened_by = 'Somebody else'", "never changes while schools are consulted"),
        ],
    )
    def test_a_consultation_stands_still(self, proposed, change, refused) -> None:
        with pytest.raises(DatabaseError, match=refused), transaction.atomic():
            rows(f"UPDATE flow_offerversion SET {change} WHERE id = {proposed.pk}")

    def test_an_offer_begins_as_a_draft_and_one_a_year_is_in_hand(
        self, northumberland, draft, at
    ) -> None:
        new = OfferVersion.objects.create
        with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
            new(authority_id=northumberland.pk, academic_year=2027, published_at=at)
        with pytest.raises(IntegrityError, match="one_offer_in_hand"), transaction.atomic():
            new(authority_id=northumberland.pk, academic_year=2026, number=2, reason="x")


class TestWriting:
    def test_a_part_is_replaced_with_its_columns_and_visits(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        values = {"short_name": "Teaching", "phases": ["primary"]}
        seen = seen_of(part, *values)
        after = revise_service(by=morag, at=at, part_id=part.pk, seen=seen, values=values)
        kept = service_offered(draft, TEACHING)
        assert (kept.name, kept.phases) == ("Teaching", ["primary"])
        assert part_definition(kept) == part_definition(after)
        visits = VisitSpecification.objects.of(morag.authority_id).filter(service_offer=kept)
        assert [visit.slug for visit in visits] == ["learner-in-context"]

    def test_two_leads_who_change_different_parts_both_keep_theirs(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        names, asking = seen_of(part, "summary"), seen_of(part, "asking")
        revise_service(by=morag, at=at, part_id=part.pk, seen=names, values={"summary": "One."})
        revise_service(by=morag, at=at, part_id=part.pk, seen=asking, values={"asking": "Two."})
        kept = part_definition(service_offered(draft, TEACHING))
        assert (kept.summary, kept.asking) == ("One.", "Two.")

    def test_the_second_who_changes_the_same_part_is_told(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        seen = seen_of(part, "summary")
        revise_service(by=morag, at=at, part_id=part.pk, seen=seen, values={"summary": "One."})
        with pytest.raises(ChangedMeanwhile, match="nothing of yours was saved"):
            revise_service(by=morag, at=at, part_id=part.pk, seen=seen, values={"summary": "Two."})
        assert part_definition(service_offered(draft, TEACHING)).summary == "One."

    def test_an_item_that_was_removed_meanwhile_has_changed(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        item = item_of(part, "traded_items", "further-session")
        which = {"part_id": part.pk, "items": "traded_items", "slug": "further-session"}
        remove_item(by=morag, at=at, seen=digest_of(item), **which)
        with pytest.raises(ChangedMeanwhile):
            keep_item(by=morag, at=at, seen=digest_of(item), item=item, **which)

    def test_what_does_not_hang_together_is_refused_with_its_place(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        with pytest.raises(Unsound) as refusal:
            revise_service(
                by=morag,
                at=at,
                part_id=part.pk,
                seen=seen_of(part, "mode"),
                values={"mode": "by_criteria"},
            )
        assert refusal.value.faults == [
            (("mode",), "a service by_criteria should say its criteria")
        ]
        assert service_offered(draft, TEACHING).mode == "per_school"

    def test_core_items_follow_their_visits_and_the_mode(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        visit = item_of(part, "visits", "learner-in-context")
        longer = {"minutes": {"contact": 120, "preparation": 120, "writing": 120}}
        keep_item(
            by=morag,
            at=at,
            part_id=part.pk,
            items="visits",
            slug="learner-in-context",
            seen=digest_of(visit),
            item=longer,
        )
        part = service_offered(draft, TEACHING)
        assert item_of(part, "core_items", "learner-in-context-visit")["sessions"] == 2
        criteria = {"met_when": ["Always."], "decided_by": "Jean.", "if_not_met": "Ask again."}
        values = {"mode": "by_criteria", "criteria": criteria}
        seen = seen_of(part, *values)
        part = revise_service(by=morag, at=at, part_id=part.pk, seen=seen, values=values)
        assert item_of(part, "core_items", "learner-in-context-visit")["sessions"] == 0

    def test_a_new_item_has_an_address_of_its_own(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        item = {"name": "Duty desk", "what": "x", "unit": "meeting", "sessions": 0, "visit": None}
        for _ in range(2):
            part = keep_item(
                by=morag, at=at, part_id=part.pk, items="core_items", slug="", seen="", item=item
            )
        assert [each["slug"] for each in part.definition["core_items"]][-2:] == [
            "duty-desk-2",
            "duty-desk-3",
        ]

    def test_services_come_and_go(self, morag, at, draft) -> None:
        part = service_offered(draft, TEACHING)
        whole = part_definition(part)
        twin = whole.model_copy(update={"slug": "literacy", "short_name": "Literacy"})
        add = {"by": morag, "at": at, "offer_id": draft.pk, "session_minutes": 180}
        add_service(definition=twin, **add)
        with pytest.raises(OfferedAlready, match="“literacy” already"):
            add_service(definition=twin, **add)
        remove_service(by=morag, at=at, part_id=part.pk)
        slugs = {each.service.slug for each in services_offered(draft)}
        assert ("literacy" in slugs, TEACHING in slugs) == (True, False)


class TestReading:
    def test_only_services_that_share_sessions_are_shared_and_asked_for(self, published) -> None:
        assert [part.service.slug for part in services_shared(published)] == [
            "educational-psychology",
            TEACHING,
        ]
        visits = learner_visits_offered(published)
        assert {visit.service_offer.service.slug for visit in visits} == {
            "educational-psychology",
            TEACHING,
        }

    def test_two_years_side_by_side(self, morag, at, draft, published) -> None:
        part = service_offered(draft, TEACHING)
        targets = {**part.definition["targets"], "visit_school_days": 25}
        revise_service(
            by=morag,
            at=at,
            part_id=part.pk,
            seen=seen_of(part, "targets"),
            values={"targets": targets},
        )
        remove_service(by=morag, at=at, part_id=service_offered(draft, "early-years-inclusion").pk)
        compared = offers_compared(published, draft)
        assert {each.service.slug: each.standing for each in compared} == {
            "early-years-inclusion": "gone",
            "educational-psychology": "same",
            "physical-and-medical": "same",
            "sensory-support": "same",
            TEACHING: "changed",
            "speech-language-and-communication": "same",
        }
        [change] = next(each.changes for each in compared if each.standing == "changed")
        assert (change.path, change.before, change.after) == (
            ("targets", "visit_school_days"),
            30,
            25,
        )

    def test_next_year_follows_this_years_newest(self, morag, at, draft, published) -> None:
        assert offer_before(draft) == published
        assert offer_before(published) is None
        later = at + timedelta(days=1)
        second = draft_from_offer(
            by=morag, at=at, academic_year=2025, source_id=published.pk, reason="A wrong price"
        )
        publish_offer(by=morag, at=later, offer=second)
        assert offer_before(draft) == second

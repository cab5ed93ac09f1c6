"""Morag works out a service's time from its staff; a ring-fence keeps a stream from paying."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.staffing import COUNCIL, EXPERTS
from evenreach.flow.entitlement.capacity import (
    NothingToUse,
    WhyCorrected,
    planned_capacity,
    staff_lines,
    use_capacity,
)
from evenreach.flow.entitlement.costs import (
    GradeNamed,
    add_grade,
    change_grade,
    cost_of_service,
    rates_of,
    set_rates,
)
from evenreach.flow.entitlement.funding import FundedUse, FundingStream, Purpose
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import capacity_of
from evenreach.flow.entitlement.ring_fences import (
    RingFenced,
    WrongStream,
    drawn,
    funded_minutes,
    minutes_paid,
)
from evenreach.flow.entitlement.seen import NOT_THERE, ChangedMeanwhile
from evenreach.flow.entitlement.staff_actions import (
    NoSuchTime,
    StaffTerms,
    add_staff_line,
    change_staff_line,
    remove_staff_line,
    take_off,
)
from evenreach.flow.entitlement.staffing import Grade, Pattern, StaffLine, TakenOff
from evenreach.flow.entitlement.streams import (
    StreamInUse,
    StreamNamed,
    StreamTerms,
    add_stream,
    change_stream,
    count_visit_as,
    streams_of,
)
from evenreach.flow.offer.models import Service
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.methods.capacity import CannotPlan
from evenreach.methods.cost import Rates
from tests.stories import YEAR, Cast, accepted, made

TEACHING, PSYCHOLOGY = "specialist-teaching", "educational-psychology"


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def service_of(northumberland) -> Callable[[str], Service]:
    return lambda slug: Service.objects.of(northumberland.pk).get(slug=slug)


@pytest.fixture
def stream_of(northumberland) -> Callable[[str], FundingStream]:
    return lambda name: FundingStream.objects.of(northumberland.pk).get(name=name)


@pytest.fixture
def hearing(northumberland, morag, at) -> Service:
    """A third service, whose time is not worked out yet."""
    return Service.objects.create(authority=northumberland, slug="hearing")


@pytest.fixture
def terms(morag, at) -> StaffTerms:
    grade = add_grade(
        by=morag,
        at=at,
        academic_year=YEAR,
        name="Teacher of the deaf",
        salary_pence=5_000_000,
        source="Invented",
    )
    return StaffTerms("Teacher of the deaf", grade.pk, 50, Pattern.TERM_TIME, 39, 360, 0, 5, None)


def put_into_use(by: Eyes, at: datetime, service: Service, **more: str) -> Capacity:
    planned = planned_capacity(by.authority_id, service_id=service.pk, academic_year=YEAR)
    told = {"digest": planned.digest, "source": "Invented for a test", **more}
    return use_capacity(
        by=by, at=at, service=service, academic_year=YEAR, session_minutes=180, **told
    )


def lines_of(service: Service) -> list[StaffLine]:
    return list(staff_lines(service.authority_id, service_id=service.pk, academic_year=YEAR))


def sent_from(line: StaffLine) -> StaffTerms:
    return StaffTerms(
        **{
            name: getattr(line, name)
            for name in StaffTerms.__dataclass_fields__
            if name != "pattern"
        },
        pattern=Pattern(line.pattern),
    )


def test_the_scene_s_capacity_follows_from_its_staff(northumberland, service_of):
    """4.4 teachers and 2.8 psychologists, 38 weeks of 5 days of 6 hours."""
    found = {}
    for slug in (TEACHING, PSYCHOLOGY):
        which = {"service_id": service_of(slug).pk, "academic_year": YEAR}
        planned = planned_capacity(northumberland.pk, **which)
        capacity = capacity_of(northumberland.pk, **which)
        assert {name: getattr(capacity, name) for name in planned.parts} == planned.parts
        assert capacity.basis == f"Invented for the demonstration: {planned.in_words}"
        found[slug] = (planned.parts["working_minutes"], capacity.sessions)
    assert found == {TEACHING: (300_960, 1_254), PSYCHOLOGY: (191_520, 510)}


def test_the_terms_of_the_scene_add_up(northumberland, service_of):
    which = {"service_id": service_of(PSYCHOLOGY).pk, "academic_year": YEAR}
    year = planned_capacity(northumberland.pk, **which).year
    assert year.terms == ("Autumn term", "Spring term", "Summer term")
    for line in (year.working, *year.taken, year.left):
        assert sum(line.by_term) == line.minutes
    assert year.taken[0].by_stream == {COUNCIL: 57_456}


def test_staff_are_added_changed_removed_and_used(hearing, terms, morag, at, northumberland):
    line = add_staff_line(by=morag, at=at, service=hearing, academic_year=YEAR, terms=terms)
    more = replace(terms, fte_hundredths=100)
    changed = change_staff_line(by=morag, at=at, line_id=line.pk, seen=1, terms=more)
    assert (changed.fte_hundredths, changed.version) == (100, 2)
    take_off(
        by=morag,
        at=at,
        service=hearing,
        academic_year=YEAR,
        kind=TakenOff.STATUTORY,
        seen=NOT_THERE,
        percent_hundredths=1000,
        count=10,
        minutes_each=300,
    )
    capacity = put_into_use(morag, at, hearing)
    assert (capacity.working_minutes, capacity.statutory_minutes) == (68_400, 9_840)
    assert capacity.basis == (
        "Invented for a test: 1 FTE × (39 × 5 − 0 − 5) days × 360 minutes = 68,400; "
        "68,400 − 9,840 = 58,560 minutes to share"
    )
    assert funded_minutes(capacity) == []
    remove_staff_line(by=morag, at=at, line_id=line.pk, seen=2)
    with pytest.raises(CannotPlan, match="There is no working time yet"):
        planned_capacity(northumberland.pk, service_id=hearing.pk, academic_year=YEAR)


def test_two_who_change_at_once_are_told(hearing, terms, morag, at):
    line = add_staff_line(by=morag, at=at, service=hearing, academic_year=YEAR, terms=terms)
    shown = planned_capacity(morag.authority_id, service_id=hearing.pk, academic_year=YEAR)
    change_staff_line(by=morag, at=at, line_id=line.pk, seen=1, terms=terms)
    for act in (
        lambda: change_staff_line(by=morag, at=at, line_id=line.pk, seen=1, terms=terms),
        lambda: remove_staff_line(by=morag, at=at, line_id=line.pk, seen=1),
        lambda: set_rates(
            by=morag, at=at, academic_year=YEAR, seen=NOT_THERE, rates=Rates(0, 0, 0), source="x"
        ),
    ):
        with pytest.raises(ChangedMeanwhile, match="Somebody else changed this"):
            act()
    more = replace(terms, fte_hundredths=60)
    change_staff_line(by=morag, at=at, line_id=line.pk, seen=2, terms=more)
    with pytest.raises(ChangedMeanwhile):
        put_into_use(morag, at, hearing, digest=shown.digest)
    remove_staff_line(by=morag, at=at, line_id=line.pk, seen=3)
    with pytest.raises(ChangedMeanwhile):
        remove_staff_line(by=morag, at=at, line_id=line.pk, seen=3)
    with pytest.raises(NothingToUse, match="add a line of staff"):
        use_capacity(
            by=morag,
            at=at,
            service=hearing,
            academic_year=YEAR,
            session_minutes=180,
            digest=shown.digest,
            source="x",
        )


def test_hours_that_nobody_has_are_refused(hearing, terms, morag, at):
    for wrong, words in (
        (replace(terms, leave_days=1), "take their leave outside it"),
        (replace(terms, training_days=196), "more than the 195 days of 39 weeks"),
    ):
        with pytest.raises(NoSuchTime, match=words):
            add_staff_line(by=morag, at=at, service=hearing, academic_year=YEAR, terms=wrong)
    other_year = replace(terms, grade_id=terms.grade_id)
    with pytest.raises(Grade.DoesNotExist):
        add_staff_line(by=morag, at=at, service=hearing, academic_year=YEAR + 1, terms=other_year)


def test_a_capacity_that_was_shared_is_corrected_with_a_reason(service_of, morag, at):
    service = service_of(TEACHING)
    [line] = lines_of(service)
    fewer = replace(sent_from(line), fte_hundredths=400)
    change_staff_line(by=morag, at=at, line_id=line.pk, seen=1, terms=fewer)
    with pytest.raises(WhyCorrected, match="say why"):
        put_into_use(morag, at, service)
    corrected = put_into_use(morag, at, service, why="A post is vacant all year")
    assert (corrected.working_minutes, corrected.sessions) == (273_600, 1_140)
    assert Capacity.objects.of(morag.authority_id).filter(service=service).count() == 1


def test_only_the_authority_s_leadership_changes_anything(people, eyes, hearing, terms, at):
    for person in (people.jean, people.alison, people.anil):
        with pytest.raises(NotTheirs):
            add_staff_line(by=eyes(person), at=at, service=hearing, academic_year=YEAR, terms=terms)


def test_a_year_s_cost_adds_up_and_an_unknown_salary_is_not_nothing(service_of, morag, at):
    service = service_of(PSYCHOLOGY)
    which = {"service_id": service.pk, "academic_year": YEAR}
    cost = cost_of_service(morag.authority_id, **which)
    assert [(line.name, line.pence) for line in cost.lines] == [
        ("Educational psychologist", 10_440_000),
        ("Educational psychologist", 5_800_000),
        ("On-costs", 4_547_200),
        ("Mileage", 405_000),
        ("Overhead", 2_543_064),
    ]
    assert cost.pence == 23_735_264
    grade = lines_of(service)[0].grade
    change_grade(
        by=morag, at=at, grade_id=grade.pk, seen=1, name=grade.name, salary_pence=None, source=""
    )
    assert cost_of_service(morag.authority_id, **which).pence is None
    with pytest.raises(GradeNamed, match="already"):
        add_grade(by=morag, at=at, academic_year=YEAR, name=grade.name, salary_pence=1, source="x")
    assert rates_of(morag.authority_id, academic_year=YEAR + 1) is None


def used(account: Account, at: datetime) -> LedgerEntry:
    """Minutes used that nobody has paid for yet."""
    return LedgerEntry.objects.create(
        authority_id=account.authority_id,
        account=account,
        kind="use",
        minutes=-9,
        entered_at=at,
        why="x",
    )


def fence(stream: FundingStream, **changes: object) -> StreamTerms:
    kept = {name: getattr(stream, name) for name in StreamTerms.__dataclass_fields__}
    return StreamTerms(**{**kept, **changes})


def test_what_was_used_names_who_paid(cast, at, eyes, northumberland, stream_of):
    visit = made(cast, at, eyes)
    entry = LedgerEntry.objects.of(northumberland.pk).get(
        account=visit.school_request.account, kind="use"
    )
    [paid] = FundedUse.objects.of(northumberland.pk).filter(entry=entry)
    assert (paid.stream, paid.purpose, paid.minutes) == (stream_of(COUNCIL), "core", 180)
    capacity = Capacity.objects.of(northumberland.pk).get(service__slug=TEACHING)
    assert minutes_paid(capacity) == {stream_of(COUNCIL).pk: 180}


@pytest.fixture
def paid_by_experts(service_of, stream_of, morag, at) -> Service:
    """Specialist teaching, all of it paid by Experts at Hand."""
    service = service_of(TEACHING)
    [line] = lines_of(service)
    moved = replace(sent_from(line), stream_id=stream_of(EXPERTS).pk)
    change_staff_line(by=morag, at=at, line_id=line.pk, seen=1, terms=moved)
    put_into_use(morag, at, service, why="Paid by the fund from March")
    return service


@pytest.fixture
def visits_are_assessment(northumberland, morag, at) -> None:
    offer = published_offer(northumberland.pk, academic_year=YEAR)
    visit = learner_visits_offered(offer).get(service_offer__service__slug=TEACHING)
    count_visit_as(by=morag, at=at, specification=visit, purpose=Purpose.PRE_STATUTORY)


def test_a_ring_fence_is_said_before_anybody_travels(
    paid_by_experts, visits_are_assessment, cast, at
):
    with pytest.raises(RingFenced) as refused:
        accepted(cast, at)
    assert str(refused.value) == (
        "This counts as assessment before a statutory decision, and nothing that pays for this "
        "service may pay for it. Experts at Hand may not pay for assessment before a statutory "
        "decision. What could pay is High needs block: ask the authority lead to pay some of this "
        "service’s staff from it."
    )


def test_the_same_visit_is_paid_by_a_stream_that_may(visits_are_assessment, cast, at, eyes):
    made(cast, at, eyes)
    paid = FundedUse.objects.of(cast.school.authority_id).values_list("stream__name", "purpose")
    assert list(paid) == [(COUNCIL, "pre_statutory")]


def test_a_stream_pays_only_for_its_phases_services_and_days(
    paid_by_experts, stream_of, morag, cast, at, northumberland
):
    stream = stream_of(EXPERTS)
    change_stream(
        by=morag, at=at, stream_id=stream.pk, seen=1, terms=fence(stream, phases=("secondary",))
    )
    with pytest.raises(RingFenced, match="may not pay for schools of this phase"):
        accepted(cast, at)
    ended = fence(stream, ends_on=date(2026, 1, 31))
    change_stream(by=morag, at=at, stream_id=stream.pk, seen=2, terms=ended)
    with pytest.raises(RingFenced, match="does not pay at that time"):
        accepted(cast, at, reference="P-2")
    with pytest.raises(StreamInUse, match="It pays Specialist teacher in 2025/26"):
        elsewhere = fence(stream, services=("hearing",))
        change_stream(by=morag, at=at, stream_id=stream.pk, seen=3, terms=elsewhere)


def test_the_database_refuses_a_stream_that_may_not_pay(cast, at, eyes, stream_of, northumberland):
    made(cast, at, eyes)
    [paid] = FundedUse.objects.of(northumberland.pk)
    for wrong in (
        {"stream": stream_of(EXPERTS), "purpose": "pre_statutory"},
        {"stream": stream_of(EXPERTS), "purpose": "statutory"},
    ):
        with (
            pytest.raises(IntegrityError, match="ring-fence of Experts at Hand"),
            transaction.atomic(),
        ):
            FundedUse.objects.create(authority=northumberland, entry=paid.entry, minutes=1, **wrong)
    special = School.objects.of(northumberland.pk).filter(phase="special", is_open=True).first()
    account = Account.objects.of(northumberland.pk).get(school=special, service__slug=TEACHING)
    with pytest.raises(IntegrityError, match="ring-fence of Experts at Hand"), transaction.atomic():
        FundedUse.objects.create(
            authority=northumberland,
            entry=used(account, at),
            minutes=1,
            stream=stream_of(EXPERTS),
            purpose="core",
        )


def test_the_database_refuses_staff_that_a_stream_may_not_pay(
    service_of, stream_of, morag, at, terms, hearing
):
    stream = add_stream(
        by=morag, at=at, terms=fence(stream_of(EXPERTS), name="Psychology", services=(PSYCHOLOGY,))
    )
    tagged = replace(terms, stream_id=stream.pk)
    with pytest.raises(WrongStream, match="Psychology may not pay for this service"):
        add_staff_line(by=morag, at=at, service=hearing, academic_year=YEAR, terms=tagged)
    [line] = lines_of(service_of(TEACHING))
    with pytest.raises(IntegrityError, match="ring-fence of Psychology"), transaction.atomic():
        StaffLine.objects.of(morag.authority_id).filter(pk=line.pk).update(stream=stream)
    with pytest.raises(StreamNamed, match="already"):
        add_stream(by=morag, at=at, terms=fence(stream_of(EXPERTS)))


def test_a_use_without_a_payer_does_not_commit(northumberland, at):
    account = Account.objects.of(northumberland.pk).get(
        school__urn=SENCO_URN, service__slug=TEACHING
    )
    with (
        pytest.raises(IntegrityError, match="a use of 9 minutes has payers for 0"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        used(account, at)
        cursor.execute("SET CONSTRAINTS paid_for IMMEDIATE")


def test_who_paid_is_written_once(cast, at, eyes):
    made(cast, at, eyes)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        FundedUse.objects.of(cast.school.authority_id).update(minutes=1)


def test_statutory_advice_that_no_stream_may_pay_is_refused(paid_by_experts, morag, at):
    take_off(
        by=morag,
        at=at,
        service=paid_by_experts,
        academic_year=YEAR,
        kind=TakenOff.STATUTORY,
        seen=1,
        percent_hundredths=0,
        count=1,
        minutes_each=300,
    )
    with pytest.raises(CannotPlan, match="Experts at Hand may not pay for it"):
        put_into_use(morag, at, paid_by_experts, why="x")


def test_streams_are_drawn_on_in_order_and_the_last_takes_what_is_over(stream_of):
    first, second = stream_of(EXPERTS), stream_of(COUNCIL)
    assert list(streams_of(first.authority_id)) == [first, second]
    assert drawn(180, [(first, 100), (second, 500)]) == [(first, 100), (second, 80)]
    assert drawn(180, [(first, 500), (second, 500)]) == [(first, 180)]
    assert drawn(180, [(first, -5), (None, 30)]) == [(None, 180)]
    assert drawn(180, []) == []

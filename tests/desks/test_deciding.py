"""Morag asks the schools, records what was decided and why, adopts it, and later corrects it."""

import json
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from evenreach.desks.allocation.actions import (
    AlreadyAdopted,
    FactsMoved,
    NotDecided,
    adopt_policy,
    draft_correction,
    draft_policy,
)
from evenreach.desks.allocation.consultation_queries import (
    Group,
    answered,
    answers_of,
    consultations_of,
    figures_of,
    open_to,
    options_of,
)
from evenreach.desks.allocation.consulting import (
    CannotConsult,
    NotOpen,
    StillOpenToSchools,
    answer_consultation,
    close_consultation,
    open_policy_consultation,
)
from evenreach.desks.allocation.deciding_models import (
    Consultation,
    ConsultationAnswer,
    Decision,
    OptionFigure,
)
from evenreach.desks.allocation.decision_queries import (
    decision_about,
    decisions_about,
    decisions_published,
    kept_beyond,
    replaced_by,
)
from evenreach.desks.allocation.decisions import (
    CannotDecide,
    DecisionTexts,
    record_decision,
    write_decision,
)
from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import shares_of, sharing_under, standing_policies
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.entitlement.actions import reserve
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.ledger import pool_left
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.queries import account_of, balance_of, minutes_granted
from evenreach.flow.journal.models import Line
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School, SchoolFigure
from tests.stories import YEAR, decide_on

TEACHING = "specialist-teaching"
NEXT = YEAR + 1
WEEKS_ON = timedelta(weeks=6)


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


@pytest.fixture
def standing(northumberland) -> Policy:
    rows = standing_policies(northumberland.pk, academic_year=YEAR)
    return rows.get(service__slug=TEACHING)


@pytest.fixture
def capacity(standing) -> Capacity:
    return Capacity.objects.of(standing.authority_id).get(
        service=standing.service, academic_year=YEAR
    )


@pytest.fixture
def asked(morag, standing, at) -> Consultation:
    """A consultation on two drafts for correcting the year, open for six weeks."""
    drafts = [drafted(morag, at, standing, base) for base in (3, 2)]
    return open_policy_consultation(
        by=morag,
        at=at,
        policy_ids=[draft.pk for draft in drafts],
        proposed_id=drafts[0].pk,
        question="Three or two for every school?",
        closes_on=at.date() + WEEKS_ON,
    )


def drafted(by: Eyes, at: datetime, like: Policy, base: int) -> Policy:
    return draft_policy(
        by=by,
        at=at,
        service=like.service,
        academic_year=like.academic_year,
        name=f"Base of {base}",
        terms=Terms(base, {"sen-support": Fraction(1)}),
    )


def answer(by: Eyes, at: datetime, asked: Consultation, letter: str, urn: int, comment="") -> None:
    answer_consultation(
        by=by,
        at=at,
        consultation_id=asked.pk,
        urn=urn,
        preferred_id=options_of(asked).get(letter=letter).pk if letter else None,
        agreement="agree",
        comment=comment,
    )


def supply(policy: Policy, urn: int, name: str, value: int) -> None:
    """The register moves on: a school's newest figure is another."""
    figure = (
        SchoolFigure.objects.of(policy.authority_id)
        .filter(school__urn=urn, name=name)
        .latest("academic_year")
    )
    SchoolFigure.objects.of(policy.authority_id).filter(pk=figure.pk).update(value=value)


def test_a_school_is_shown_its_own_figures_as_they_were(asked, morag):
    frozen = {
        (figure.option.letter, figure.school.urn): figure.sessions for figure in figures_of(asked)
    }
    now = {
        option.letter: {
            share.school.urn: share.sessions for share in sharing_under(option.policy).shares
        }
        for option in options_of(asked)
    }
    assert frozen == {(letter, urn): n for letter, all_ in now.items() for urn, n in all_.items()}

    supply(asked, 122170, "sen-support", 200)
    moved = sharing_under(options_of(asked).get(letter="A").policy)
    assert [s.sessions for s in moved.shares if s.school.urn == 122170] != [frozen["A", 122170]]
    assert frozen == {
        (figure.option.letter, figure.school.urn): figure.sessions for figure in figures_of(asked)
    }


def test_two_people_of_a_school_answer_and_the_last_counts(asked, people, eyes, at, northumberland):
    alison, dawn, brian = (eyes(each) for each in (people.alison, people.dawn, people.brian))
    (urn,), (other,) = alison.urns, brian.urns
    answer(alison, at, asked, "A", urn)
    answer(dawn, at + timedelta(hours=1), asked, "B", urn, "We talked it over.")
    answer(brian, at, asked, "", other)
    answer(dawn, at + timedelta(hours=2), asked, "A", urn)
    found = answered(asked)
    assert found.received == 4
    assert [
        (a.school.urn, a.answered_by, a.preferred and a.preferred.letter)
        for a in sorted(found.counting, key=lambda a: a.pk)
    ] == [
        (other, "Brian Dodds", None),
        (urn, "Dawn Kerr", "A"),
    ]
    assert [(m.school.urn, m.answers, m.people) for m in found.merged] == [(urn, 3, 2)]
    assert found.together() == Group("all", 167, 2, (1, 0, 1))
    assert len(found.not_answered) == 165
    logged = Line.objects.of(northumberland.pk).filter(verb="consultation answered").order_by("pk")
    assert [line.why for line in logged][-4:] == [
        "",
        "2 answers from this school; the last one counts",
        "",
        "3 answers from this school; the last one counts",
    ]
    assert answers_of(asked).filter(comment="We talked it over.").count() == 1


def test_groups_add_up_to_everybody(asked, people, eyes, at):
    brian = eyes(people.brian)
    answer(brian, at, asked, "B", min(brian.urns))
    found = answered(asked)
    for groups in (found.by_phase(), found.by_size()):
        assert sum(group.schools for group in groups) == found.schools
        assert sum(group.answered for group in groups) == 1
        assert tuple(map(sum, zip(*(g.by_option for g in groups), strict=True))) == (0, 1, 0)


def test_nobody_answers_for_another_school_or_after_the_last_day(asked, people, eyes, at):
    alison = eyes(people.alison)
    (urn,) = alison.urns
    with pytest.raises(NotTheirs):
        answer(alison, at, asked, "A", min(eyes(people.brian).urns))
    with pytest.raises(NotOpen, match="was not counted"):
        answer(alison, at + WEEKS_ON + timedelta(days=1), asked, "A", urn)
    answer(alison, at + WEEKS_ON, asked, "A", urn)
    assert answered(asked).received == 1


def test_a_consultation_closes_after_the_day_that_schools_were_told(asked, morag, people, eyes, at):
    with pytest.raises(StillOpenToSchools, match="Schools were told"):
        close_consultation(by=morag, at=at + WEEKS_ON, consultation_id=asked.pk)
    after = at + WEEKS_ON + timedelta(days=1)
    alison = eyes(people.alison)
    assert list(open_to(alison, today=at.date())) == [asked]
    close_consultation(by=morag, at=after, consultation_id=asked.pk)
    assert list(open_to(alison, today=at.date())) == []
    with pytest.raises(NotOpen):
        answer(alison, at, asked, "A", min(alison.urns))
    with pytest.raises(CannotConsult, match="closed already"):
        close_consultation(by=morag, at=after, consultation_id=asked.pk)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": " "}, "Write the question"),
        ({"closes_in": 27}, "at least 4 weeks"),
        ({"count": 1}, "from 2 to 4"),
        ({"proposed": False}, "Mark one"),
    ],
)
def test_what_is_no_consultation_is_refused(morag, standing, at, change, said):
    drafts = [drafted(morag, at, standing, base).pk for base in (3, 2)]
    with pytest.raises(CannotConsult, match=said):
        open_policy_consultation(
            by=morag,
            at=at,
            policy_ids=drafts[: change.get("count", 2)],
            proposed_id=drafts[0] if change.get("proposed", True) else 0,
            question=change.get("question", "Which?"),
            closes_on=at.date() + timedelta(days=change.get("closes_in", 28)),
        )


def test_an_adopted_policy_is_not_asked_about_and_one_consultation_runs(morag, standing, at, asked):
    drafts = [drafted(morag, at, standing, base).pk for base in (1, 0)]
    wanted = {
        "by": morag,
        "at": at,
        "question": "Which?",
        "closes_on": at.date() + WEEKS_ON,
        "proposed_id": drafts[0],
    }
    with pytest.raises(CannotConsult, match="adopted already"):
        open_policy_consultation(**wanted, policy_ids=[drafts[0], standing.pk])
    with pytest.raises(CannotConsult, match="Close that"):
        open_policy_consultation(**wanted, policy_ids=drafts)


def test_only_a_lead_asks_closes_and_decides(asked, standing, people, eyes, at):
    jean = eyes(people.jean)
    with pytest.raises(NotTheirs):
        close_consultation(by=jean, at=at, consultation_id=asked.pk)
    with pytest.raises(NotTheirs):
        write_decision(by=jean, at=at, policy_id=standing.pk, texts=DecisionTexts())
    with pytest.raises(NotTheirs):
        draft_correction(by=jean, at=at, policy_id=standing.pk, reason="Mine")


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE desks_consultation SET question = 'Another?'",
        "UPDATE desks_consultation SET closed_at = NULL WHERE closed_at IS NOT NULL",
        "DELETE FROM desks_consultation",
        "UPDATE desks_consultationoption SET sessions = 0",
        "UPDATE desks_optionfigure SET sessions = sessions + 1",
        "UPDATE desks_consultationanswer SET comment = 'Other words'",
        "DELETE FROM desks_consultationanswer",
        "UPDATE desks_decision SET reasons = 'Others'",
        "DELETE FROM desks_decision",
        "UPDATE desks_policy SET terms = '{}' WHERE adopted_at IS NULL",
        "UPDATE desks_policy SET adopted_at = now(), version = 9, reason = 'x'"
        " WHERE adopted_at IS NULL",
    ],
)
def test_the_database_keeps_what_was_asked_answered_and_decided(asked, command):
    with (
        pytest.raises(DatabaseError, match=r"never change|on a decision"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(command)


def test_the_database_refuses_a_late_answer(asked, northumberland, at):
    figure = figures_of(asked).first()
    with pytest.raises(IntegrityError, match="takes no more answers"), transaction.atomic():
        ConsultationAnswer.objects.create(
            authority=northumberland,
            consultation=asked,
            school=figure.school,
            answered_by="Somebody",
            answered_at=at + WEEKS_ON + timedelta(days=1),
            agreement="agree",
        )


def test_a_decision_says_what_it_still_lacks(morag, standing, at):
    policy = drafted(morag, at, standing, 2)
    write_decision(by=morag, at=at, policy_id=policy.pk, texts=DecisionTexts(reasons="Need."))
    with pytest.raises(CannotDecide) as refused:
        record_decision(by=morag, at=at, policy_id=policy.pk)
    assert str(refused.value) == (
        "The decision still lacks who could lose, what it means for each protected characteristic, "
        "what is done for those who could lose, who decided, the day on which it was decided, why "
        "schools were not consulted on this policy and why it corrects version 1, which stands. "
        "Write that first."
    )
    assert decision_about(policy) is None
    assert decisions_about(policy).get().reasons == "Need."


def test_a_decision_waits_for_the_answers(asked, morag, at):
    chosen = options_of(asked).get(letter="A").policy
    with pytest.raises(CannotDecide, match="close the consultation first"):
        decide_on(morag, at, chosen.pk, reason="Figures")
    after = at + WEEKS_ON + timedelta(days=1)
    close_consultation(by=morag, at=after, consultation_id=asked.pk)
    early = decisions_about(chosen).get()
    with pytest.raises(CannotDecide, match="of a later day"):
        record_decision(by=morag, at=after, policy_id=chosen.pk)
    assert early.decided_at is None
    decision = decide_on(morag, after, chosen.pk, reason="Figures")
    assert decision.evidence["consultation"]["question"] == "Three or two for every school?"
    assert [option["is_chosen"] for option in decision.evidence["options"]] == [True, False]
    assert decision.evidence["changed_since"] == 0


def test_the_decision_of_the_year_pins_its_evidence(northumberland, standing):
    decision = decision_about(standing)
    consultation = consultations_of(northumberland.pk).get()
    evidence = decision.evidence
    assert [option["letter"] for option in evidence["options"]] == ["A", "B"]
    assert evidence["options"][0]["input_sha256"] == standing.input_sha256 == decision.input_sha256
    assert evidence["consultation"]["received"] == 22
    together = json.loads(json.dumps(asdict(answered(consultation).together())))
    assert evidence["consultation"]["all"] == together
    assert [merged["answers"] for merged in evidence["consultation"]["merged"]] == [2]
    assert {d.policy.service.slug for d in decisions_published(northumberland.pk)} == {
        TEACHING,
        "educational-psychology",
    }


def test_nothing_is_adopted_without_a_decision(morag, standing, at):
    policy = draft_correction(by=morag, at=at, policy_id=standing.pk, reason="Figures")
    with pytest.raises(NotDecided, match="No decision is recorded"):
        adopt_policy(by=morag, at=at, policy_id=policy.pk)


def test_a_decision_stands_on_its_facts(morag, standing, at):
    policy = draft_correction(by=morag, at=at, policy_id=standing.pk, reason="Figures")
    decide_on(morag, at, policy.pk, reason="Figures")
    supply(standing, 122170, "sen-support", 200)
    with pytest.raises(FactsMoved, match="Record the decision again"):
        adopt_policy(by=morag, at=at, policy_id=policy.pk)
    again = decide_on(morag, at, policy.pk, reason="Figures")
    assert again.number == 2
    assert adopt_policy(by=morag, at=at, policy_id=policy.pk).version == 2


def corrected(by: Eyes, at: datetime, standing: Policy) -> Policy:
    policy = draft_correction(by=by, at=at, policy_id=standing.pk, reason="A count was wrong")
    decide_on(by, at, policy.pk, reason="A count was wrong")
    return adopt_policy(by=by, at=at, policy_id=policy.pk)


def by_school(policy: Policy) -> dict[int, int]:
    return {share.school.urn: share.sessions for share in shares_of(policy)}


def test_a_correction_enters_exactly_the_differences(morag, standing, capacity, at):
    mine = standing.authority_id
    before, pool = by_school(standing), pool_left(capacity)
    entries = LedgerEntry.objects.of(mine).count()
    supply(standing, 122170, "sen-support", 200)
    second = corrected(morag, at, standing)
    after = by_school(second)
    assert (second.version, second.reason) == (2, "A count was wrong")
    assert after[122170] > before[122170]
    new = LedgerEntry.objects.of(mine).order_by("pk")[entries:]
    assert {(entry.account.school.urn, entry.kind, entry.minutes) for entry in new} == {
        (urn, EntryKind.GRANT if n > before[urn] else EntryKind.RECALL, 180 * (n - before[urn]))
        for urn, n in after.items()
        if n != before[urn]
    }
    assert minutes_granted(mine, academic_year=YEAR)[standing.service_id] == 180 * 1254
    assert pool_left(capacity) == pool
    assert by_school(standing) == before
    told = replaced_by(standing)
    assert (told.version, told.at, told.reason) == (2, at, "A count was wrong")
    assert replaced_by(second) is None
    assert standing_policies(mine, academic_year=YEAR).get(service__slug=TEACHING) == second


def test_a_correction_after_less_capacity_leaves_the_pool_alone(morag, standing, capacity, at):
    pool = pool_left(capacity)
    Capacity.objects.of(standing.authority_id).filter(pk=capacity.pk).update(
        working_minutes=capacity.working_minutes - 180 * 54
    )
    corrected(morag, at, standing)
    granted = minutes_granted(standing.authority_id, academic_year=YEAR)
    assert granted[standing.service_id] == 180 * 1200
    assert pool_left(capacity) == pool


def test_what_a_school_has_set_aside_is_never_recalled(morag, standing, at):
    mine = standing.authority_id
    least = min(shares_of(standing), key=lambda share: share.sessions)
    richest = max(shares_of(standing), key=lambda share: share.sessions)
    account = account_of(
        mine, school_id=richest.school_id, service_id=standing.service_id, academic_year=YEAR
    )
    reserve(by=morag, at=at, account=account, minutes=balance_of(account) - 60, why="All but")
    supply(standing, richest.school.urn, "sen-support", 0)
    second = corrected(morag, at, standing)
    now = shares_of(second).get(school=richest.school)
    assert now.sessions < richest.sessions
    assert balance_of(account) == 0
    kept = 180 * (richest.sessions - now.sessions) - 60
    assert [(s.school_id, s.explanation["kept_minutes"]) for s in kept_beyond(second)] == [
        (richest.school_id, kept)
    ]
    assert kept_beyond(standing) == []
    assert least.sessions == shares_of(standing).get(school=least.school).sessions


def test_a_school_that_closed_keeps_nothing_more_to_draw(morag, standing, at):
    mine = standing.authority_id
    School.objects.of(mine).filter(urn=122170).update(is_open=False)
    second = corrected(morag, at, standing)
    assert 122170 not in by_school(second)
    account = Account.objects.of(mine).get(school__urn=122170, service=standing.service)
    assert balance_of(account) == 0


def test_a_second_correction_on_the_same_version_is_told(morag, standing, at):
    one, two = (
        draft_correction(by=morag, at=at, policy_id=standing.pk, reason="Figures") for _ in range(2)
    )
    for policy in (one, two):
        decide_on(morag, at, policy.pk, reason="Figures")
    adopt_policy(by=morag, at=at, policy_id=one.pk)
    for policy in (one, two):
        with pytest.raises(AlreadyAdopted, match="already adopted"):
            adopt_policy(by=morag, at=at, policy_id=policy.pk)


def test_an_adopted_policy_is_not_decided_on_again(morag, standing, at):
    with pytest.raises(CannotDecide, match="its decision stands"):
        write_decision(by=morag, at=at, policy_id=standing.pk, texts=DecisionTexts())


def test_a_decision_is_not_of_a_day_to_come(morag, standing, at):
    policy = draft_correction(by=morag, at=at, policy_id=standing.pk, reason="Figures")
    decision = decide_on(morag, at, policy.pk, reason="Figures")
    texts = DecisionTexts(
        **{name: getattr(decision, name) for name in asdict(DecisionTexts()) if name != "reason"},
        reason="Figures",
    )
    tomorrow = at.date() + timedelta(days=1)
    write_decision(by=morag, at=at, policy_id=policy.pk, texts=replace(texts, decided_on=tomorrow))
    with pytest.raises(CannotDecide, match="still to come"):
        record_decision(by=morag, at=at, policy_id=policy.pk)


def test_every_school_asked_has_one_figure_for_each_option(northumberland):
    consultation = consultations_of(northumberland.pk).get()
    assert OptionFigure.objects.of(northumberland.pk).count() == 2 * 167
    for option in options_of(consultation):
        figures = figures_of(consultation).filter(option=option)
        assert sum(figure.sessions for figure in figures) == option.sessions == 1254
    assert Decision.objects.of(northumberland.pk).count() == 2
    assert consultation.closes_on == date(2025, 6, 27)
    assert Share.objects.of(northumberland.pk).count() == 334

"""Morag shares a service's sessions; every number can be worked out again."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from evenreach.desks.allocation.actions import AlreadyAdopted, adopt_policy, draft_policy
from evenreach.desks.allocation.explaining import explanation
from evenreach.desks.allocation.models import Share
from evenreach.desks.allocation.queries import (
    policies_seen_by,
    shares_seen_by,
    sharing_under,
    standing_policies,
)
from evenreach.desks.allocation.sharing import SchoolFacts, share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.queries import standings
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.register.queries import Figure, assured_schools

YEAR = 2025
TERMS = Terms(
    base_sessions=2,
    weights={"roll": Fraction(1, 50), "sen-support": Fraction(1)},
    counted={"special": Fraction(0)},
)


def figure(name: str, value: int) -> Figure:
    return Figure(name, value, "DfE", date(2023, 1, 19))


def school(urn: int, phase: str = "primary", **figures: int) -> SchoolFacts:
    named = {name.replace("_", "-"): value for name, value in figures.items()}
    return SchoolFacts(
        urn, urn, f"School {urn}", phase, {n: figure(n, v) for n, v in named.items()}
    )


schools = st.lists(
    st.tuples(
        st.sampled_from(["primary", "secondary", "special"]),
        st.one_of(st.none(), st.integers(0, 2000)),
        st.integers(0, 300),
    ),
    min_size=1,
    max_size=40,
).map(
    lambda rows: [
        school(nth + 1, phase, sen_support=support)
        if roll is None
        else school(nth + 1, phase, roll=roll, sen_support=support)
        for nth, (phase, roll, support) in enumerate(rows)
    ]
)


@given(schools, st.integers(0, 500))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_every_session_is_shared_and_every_school_has_the_base(facts, rest):
    total = TERMS.base_sessions * len(facts) + rest
    try:
        sharing = share_sessions(facts, TERMS, total)
    except CannotShare:
        assert rest
        assert not any(
            share.phase != "special"
            and {"roll", "sen-support"} <= set(share.figures)
            and (share.figures["roll"].value or share.figures["sen-support"].value)
            for share in facts
        )
        return
    assert sum(share.sessions for share in sharing.shares) == total
    for share in sharing.shares:
        assert share.sessions >= TERMS.base_sessions
        if share.weighed == 0:
            assert share.sessions == TERMS.base_sessions


@given(schools, st.integers(0, 500), st.randoms())
@settings(max_examples=80, derandomize=True, deadline=None)
def test_the_order_of_schools_never_matters(facts, rest, dice):
    total = TERMS.base_sessions * len(facts) + rest
    shuffled = list(facts)
    dice.shuffle(shuffled)
    try:
        one = share_sessions(facts, TERMS, total)
    except CannotShare:
        with pytest.raises(CannotShare):
            share_sessions(shuffled, TERMS, total)
        return
    other = share_sessions(shuffled, TERMS, total)
    assert {s.school.urn: s.sessions for s in one.shares} == {
        s.school.urn: s.sessions for s in other.shares
    }
    assert one.input_sha256 == other.input_sha256


@given(schools, st.integers(0, 500))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_more_need_never_means_less_time(facts, rest):
    try:
        sharing = share_sessions(facts, TERMS, TERMS.base_sessions * len(facts) + rest)
    except CannotShare:
        return
    ordered = sorted(sharing.shares, key=lambda share: share.weighed)
    for less, more in pairwise(ordered):
        if less.weighed < more.weighed:
            assert less.sessions <= more.sessions


def test_an_unknown_figure_gives_the_base_and_says_which(northumberland):
    known, unknown = school(1, roll=100, sen_support=9), school(2, sen_support=50)
    sharing = share_sessions([known, unknown], TERMS, 10)
    told = {s.school.urn: explanation(s, sharing) for s in sharing.shares}
    assert (told[1]["sessions"], told[2]["sessions"]) == (8, 2)
    assert (told[2]["missing"], told[2]["need"]) == (["roll"], None)


@pytest.mark.parametrize(
    ("facts", "total", "said"),
    [
        ([], 10, "nobody to share with"),
        ([school(1, roll=1, sen_support=1), school(2)], 3, "Lower the base to 1"),
        ([school(1), school(2)], 10, "(?i)need|weight"),
    ],
)
def test_a_bad_policy_is_refused_with_what_to_do(facts, total, said):
    with pytest.raises(CannotShare, match=said):
        share_sessions(facts, TERMS, total)


def test_what_was_adopted_sums_to_capacity_and_is_granted(northumberland, people, eyes):
    mine, morag = northumberland.pk, eyes(people.morag)
    for policy in standing_policies(mine, academic_year=YEAR):
        capacity = Capacity.objects.of(mine).get(service=policy.service)
        shares = Share.objects.of(mine).filter(policy=policy)
        assert sum(share.sessions for share in shares) == capacity.sessions == policy.sessions
        assert shares.count() == assured_schools(mine).count()
        granted = [
            standing.granted
            for standing in standings(morag, academic_year=YEAR)
            if standing.account.service_id == policy.service_id
        ]
        assert sum(granted) == capacity.sessions * capacity.session_minutes


def test_an_adopted_share_can_be_worked_out_from_its_explanation(northumberland):
    for share in Share.objects.of(northumberland.pk):
        told = share.explanation
        if told["need"] is None or told["takes_base_only"]:
            assert share.sessions == told["base"]
            continue
        need = sum(Fraction(line["weight"]) * line["value"] for line in told["lines"])
        assert need == Fraction(told["need"])
        quotient = need / Fraction(told["divisor"])
        assert told["base"] + int(quotient + Fraction(1, 2)) == share.sessions


def test_the_adopted_policy_gives_the_same_again(northumberland):
    for policy in standing_policies(northumberland.pk, academic_year=YEAR):
        sharing = sharing_under(policy)
        assert sharing.input_sha256 == policy.input_sha256
        stored = dict(
            Share.objects.of(northumberland.pk)
            .filter(policy=policy)
            .values_list("school_id", "sessions")
        )
        assert {s.school.school_id: s.sessions for s in sharing.shares} == stored


def test_a_year_is_adopted_once(northumberland, people, eyes, at):
    service = Service.objects.of(northumberland.pk).get(slug="specialist-teaching")
    policy = draft_policy(
        by=eyes(people.morag),
        at=at,
        service=service,
        academic_year=YEAR,
        name="Another",
        terms=Terms(1, {"roll": Fraction(1)}),
    )
    with pytest.raises(AlreadyAdopted, match="already adopted"):
        adopt_policy(by=eyes(people.morag), at=at, policy_id=policy.pk)
    assert not Share.objects.of(northumberland.pk).filter(policy=policy).exists()


def test_only_an_authority_lead_drafts(northumberland, people, eyes, at):
    service = Service.objects.of(northumberland.pk).get(slug="specialist-teaching")
    with pytest.raises(NotTheirs):
        draft_policy(
            by=eyes(people.jean),
            at=at,
            service=service,
            academic_year=YEAR,
            name="Mine",
            terms=Terms(1, {"roll": Fraction(1)}),
        )


def test_who_sees_which_shares(northumberland, people, eyes):
    assert policies_seen_by(eyes(people.alison), academic_year=YEAR).count() == 2
    urns = {share.school.urn for share in shares_seen_by(eyes(people.alison), academic_year=YEAR)}
    assert urns == {122170}
    services = {
        share.policy.service.slug for share in shares_seen_by(eyes(people.jean), academic_year=YEAR)
    }
    assert services == {"specialist-teaching"}
    assert shares_seen_by(eyes(people.tom), academic_year=YEAR).count() == 0
    assert shares_seen_by(eyes(people.morag), academic_year=YEAR).count() == 334


def test_the_database_keeps_adopted_shares_as_they_are(northumberland):
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE desks_share SET sessions = sessions + 1")

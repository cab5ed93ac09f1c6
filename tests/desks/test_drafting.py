"""A draft has a name and may end; and what a base does where a floor would do another thing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenreach.desks.allocation.actions import draft_policy
from evenreach.desks.allocation.asked_again import question_of
from evenreach.desks.allocation.drafting import NoLongerADraft, delete_draft, rename_draft
from evenreach.desks.allocation.explaining import explanations
from evenreach.desks.allocation.groups import band_of, deprivation_fifths
from evenreach.desks.allocation.least import base_or_floor
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import standing_policies
from evenreach.desks.allocation.sharing import share_sessions
from evenreach.desks.allocation.terms import CannotShare, Terms
from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import NotTheirs
from tests.stories import YEAR

from .test_comparing import known
from .test_terms import MODERATE, WEIGHTS, any_terms, many_schools, school, shared


@pytest.fixture
def draft(northumberland, people, eyes, at) -> Policy:
    return draft_policy(
        by=eyes(people.morag),
        at=at,
        service=Service.objects.of(northumberland.pk).get(slug="specialist-teaching"),
        academic_year=YEAR,
        name="Misnamed",
        terms=Terms(1, {"roll": Fraction(1)}),
    )


def test_morag_renames_a_draft_and_deletes_it(draft, northumberland, people, eyes, at):
    morag = eyes(people.morag)
    rename_draft(by=morag, at=at, policy_id=draft.pk, name="By roll")
    assert Policy.objects.of(northumberland.pk).get(pk=draft.pk).name == "By roll"
    delete_draft(by=morag, at=at, policy_id=draft.pk)
    assert not Policy.objects.of(northumberland.pk).filter(name="By roll").exists()


def test_what_is_adopted_keeps_its_name_and_stays(northumberland, people, eyes, at):
    adopted = standing_policies(northumberland.pk, academic_year=YEAR)[0]
    morag = eyes(people.morag)
    with pytest.raises(NoLongerADraft, match="Begin a new draft"):
        rename_draft(by=morag, at=at, policy_id=adopted.pk, name="Another")
    with pytest.raises(NoLongerADraft):
        delete_draft(by=morag, at=at, policy_id=adopted.pk)


def test_jean_renames_nothing(draft, people, eyes, at):
    with pytest.raises(NotTheirs):
        rename_draft(by=eyes(people.jean), at=at, policy_id=draft.pk, name="Mine")


def test_the_same_number_as_base_and_as_floor():
    facts = [school(1, roll=100), school(2, roll=900)]
    found = base_or_floor(facts, Terms(2, WEIGHTS), 14)
    assert (found.least, found.schools, found.rest) == (2, 2, 10)
    assert (found.lifted, found.lifting) == (1, 1)
    assert (found.least_need.with_base, found.least_need.with_floor) == (3, 2)
    assert (found.most_need.with_base, found.most_need.with_floor) == (11, 12)


@given(many_schools(), any_terms(), st.integers(0, 200))
@MODERATE
def test_what_schools_were_told_is_the_question_that_was_answered(facts, terms, sessions):
    sharing = shared(facts, terms, sessions)
    if sharing is None:
        return
    told = [
        (share.school.urn, why)
        for share, why in zip(sharing.shares, explanations(sharing), strict=True)
    ]
    assert question_of(told).answer() == [share.by_need for share in sharing.shares]


def test_fifths_are_as_equal_as_can_be_and_leave_out_the_unknown():
    schools = [known(n, "primary", 100, 5, 1, fsm=n) for n in range(1, 13)]
    fifths = deprivation_fifths([*schools, school(99)])
    assert [fifths[n] for n in range(1, 13)] == [1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5]
    assert 99 not in fifths


@pytest.mark.parametrize(("roll", "band"), [(None, None), (0, 0), (99, 0), (100, 1), (5000, 4)])
def test_bands_begin_at_their_first_number(roll, band):
    assert band_of(roll, (0, 100, 200, 400, 1000)) == band


@pytest.mark.parametrize(
    ("laid_down", "sessions", "about"),
    [
        ({"weights": {}}, 9, "weights"),
        ({"cap_sessions": 0}, 9, "cap_sessions"),
        ({"base_sessions": 9}, 9, "base_sessions"),
        ({"floor_sessions": 9}, 9, "floor_sessions"),
        ({"most_loss": Fraction(0)}, 3, "most_loss"),
        ({"cap_sessions": 2}, 9, "cap_sessions"),
        ({"most_gain": Fraction(0)}, 90, "most_gain"),
    ],
)
def test_a_refusal_says_which_term_it_is_about(laid_down, sessions, about):
    facts = [school(1, last_year=6), school(2, last_year=6)]
    with pytest.raises(CannotShare) as refused:
        terms = Terms(**{"base_sessions": 1, "weights": WEIGHTS, **laid_down})
        share_sessions(facts, terms, sessions)
    assert refused.value.about == about

"""Two adopt at the same moment, and schools answer while a consultation is closed."""

from datetime import timedelta
from typing import Any

import pytest

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.desks.allocation.actions import (
    AlreadyAdopted,
    adopt_policy,
    draft_correction,
    draft_policy,
)
from evenreach.desks.allocation.consultation_queries import answers_of, options_of
from evenreach.desks.allocation.consulting import (
    NotOpen,
    answer_consultation,
    close_consultation,
    open_policy_consultation,
)
from evenreach.desks.allocation.deciding_models import ConsultationAnswer
from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import standing_policies, terms_of
from evenreach.flow.entitlement.queries import minutes_granted
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from tests.faults.test_races import EIGHT, at_once, somebody
from tests.stories import YEAR, decide_on


@pytest.fixture
def authority(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


def standing_of(authority: Authority) -> Policy:
    rows = standing_policies(authority.pk, academic_year=YEAR)
    return rows.get(service__slug="specialist-teaching")


def test_eight_adopt_at_once_and_one_wins(authority):
    with acting_for(authority.pk):
        morag = somebody(authority, "morag.telfer@council.example")
        standing = standing_of(authority)
        drafts = [
            draft_correction(by=morag, at=CLOCK_SHOWS, policy_id=standing.pk, reason="Figures")
            for _ in range(2)
        ]
        for draft in drafts:
            decide_on(morag, CLOCK_SHOWS, draft.pk, reason="Figures")

    def adopt(nth: int) -> Any:
        with acting_for(authority.pk):
            return adopt_policy(by=morag, at=CLOCK_SHOWS, policy_id=drafts[nth % 2].pk)

    answers = at_once(adopt)
    assert sum(isinstance(answer, AlreadyAdopted) for answer in answers) == EIGHT - 1
    with acting_for(authority.pk):
        winner = standing_of(authority)
        assert winner.version == 2
        assert {answer for answer in answers if isinstance(answer, Policy)} == {winner}
        assert Share.objects.of(authority.pk).filter(policy__in=drafts).count() == 167
        granted = minutes_granted(authority.pk, academic_year=YEAR)
        assert granted[standing.service_id] == 1254 * 180


def test_an_answer_at_closing_counts_or_is_told(authority):
    with acting_for(authority.pk):
        morag = somebody(authority, "morag.telfer@council.example")
        alison = somebody(authority, f"senco.{SENCO_URN}@school.example")
        consultation = asked(authority, morag)
        option = options_of(consultation).get(letter="A")
    last_moment = CLOCK_SHOWS + timedelta(weeks=4)

    def act(nth: int) -> Any:
        with acting_for(authority.pk):
            if nth == 0:
                after = last_moment + timedelta(days=1)
                return close_consultation(by=morag, at=after, consultation_id=consultation.pk)
            return answer_consultation(
                by=alison,
                at=last_moment,
                consultation_id=consultation.pk,
                urn=SENCO_URN,
                preferred_id=option.pk,
                agreement="agree",
                comment=f"{nth}",
            )

    closed, *answers = at_once(act)
    counted = [answer for answer in answers if isinstance(answer, ConsultationAnswer)]
    assert closed.closed_at is not None
    assert all(isinstance(answer, ConsultationAnswer | NotOpen) for answer in answers)
    with acting_for(authority.pk):
        kept = answers_of(consultation)
        assert {answer.pk for answer in kept} == {answer.pk for answer in counted}


def asked(authority: Authority, morag: Eyes) -> Any:
    standing = standing_of(authority)
    drafts = [
        draft_policy(
            by=morag,
            at=CLOCK_SHOWS,
            service=standing.service,
            academic_year=YEAR,
            name=name,
            terms=terms_of(standing),
        )
        for name in ("One", "Another")
    ]
    return open_policy_consultation(
        by=morag,
        at=CLOCK_SHOWS,
        policy_ids=[draft.pk for draft in drafts],
        proposed_id=drafts[0].pk,
        question="Which?",
        closes_on=CLOCK_SHOWS.date() + timedelta(weeks=4),
    )

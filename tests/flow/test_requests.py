"""Alison asks; Jean answers; every other move is refused in words."""

import itertools
from dataclasses import replace
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from evenreach.flow.entitlement.actions import NotEntitled
from evenreach.flow.entitlement.ledger import PoolIsEmpty
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.entitlement.queries import balance_of, standings
from evenreach.flow.journal.models import Line, OutgoingMail
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.requests.actions import NotComplete, change_state
from evenreach.flow.requests.consent_models import YOUNG_PERSON, Consent
from evenreach.flow.requests.consents import (
    ConsentRefused,
    NotTheirsToGive,
    TheirOwnToGive,
    record_consent,
)
from evenreach.flow.requests.drafting import (
    AboutLearner,
    AnotherLearner,
    ask,
    describe_concern,
    describe_learner,
    start_request,
)
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.queries import request_seen_by, requests_seen_by
from evenreach.flow.requests.states import MOVES, TABLE, CannotMove, State, move_from
from evenreach.flow.requests.triage import NoReason, accept_request, decline_request
from tests.stories import CONCERN, CONSENT, YEAR, Cast, accepted, asked, drafted


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


def test_a_request_is_asked_and_accepted(cast, at, northumberland):
    request = asked(cast.school, at)
    assert request.state == State.ASKED
    answered = accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR)
    assert answered.state == State.ACCEPTED
    [standing] = [
        standing
        for standing in standings(cast.school, academic_year=YEAR)
        if standing.account == answered.account
    ]
    assert standing.reserved == 180
    assert standing.balance == standing.granted - 180
    verbs = Line.objects.of(northumberland.pk).filter(table="flow_schoolrequest", row_id=request.pk)
    assert list(verbs.order_by("pk").values_list("verb", "actor_name"))[-2:] == [
        ("request asked", cast.school.name),
        ("request accepted", "Jean Armstrong"),
    ]


def test_every_state_and_action_is_in_the_table_or_refused():
    actions = {move.action for move in MOVES}
    for state, action in itertools.product(State, actions):
        if (state, action) in TABLE:
            assert move_from(state, action, reference="LIC-1").ends in State
        else:
            with pytest.raises(CannotMove, match="LIC-1"):
                move_from(state, action, reference="LIC-1")
    assert len(TABLE) == len(MOVES)


def test_every_state_can_be_reached_and_every_move_is_somebodys():
    reached, waiting = {State.DRAFTED}, [State.DRAFTED]
    while waiting:
        begins = waiting.pop()
        for move in MOVES:
            if move.begins == begins and move.ends not in reached:
                reached.add(move.ends)
                waiting.append(move.ends)
    assert reached == set(State)


def test_a_draft_is_not_sent_with_something_missing(cast, at):
    request = drafted(cast.school, at)
    describe_concern(
        by=cast.school, at=at, request_id=request.pk, concern=replace(CONCERN, reviewed="")
    )
    with pytest.raises(NotComplete, match="how it was reviewed"):
        ask(by=cast.school, at=at, request_id=request.pk)


def test_a_request_without_consent_is_not_sent(cast, at):
    request = drafted(cast.school, at)
    refused = replace(CONSENT, outcome=Consent.Outcome.REFUSED)
    record_consent(by=cast.school, at=at, request_id=request.pk, consent=refused)
    with pytest.raises(ConsentRefused, match="parental responsibility"):
        ask(by=cast.school, at=at, request_id=request.pk)


def test_a_colleague_goes_on_with_a_draft(cast, at, people, eyes):
    request = drafted(cast.school, at)
    dawn = eyes(people.dawn)
    assert ask(by=dawn, at=at, request_id=request.pk).state == State.ASKED


def test_another_school_sees_nothing_and_can_do_nothing(cast, at, people, eyes):
    request = drafted(cast.school, at)
    brian = eyes(people.brian)
    assert not requests_seen_by(brian).exists()
    for act in (ask, partial(accept_request, academic_year=YEAR)):
        with pytest.raises(SchoolRequest.DoesNotExist):
            act(by=brian, at=at, request_id=request.pk)
    with pytest.raises(NotTheirs, match="holds no role"):
        start_request(by=brian, at=at, school=request.school, specification=request.specification)


def test_a_lead_sees_no_draft_and_no_other_services_request(cast, at, people, eyes):
    request = drafted(cast.school, at)
    assert not requests_seen_by(cast.lead).exists()
    ask(by=cast.school, at=at, request_id=request.pk)
    assert requests_seen_by(cast.lead).get() == request
    with pytest.raises(SchoolRequest.DoesNotExist):
        request_seen_by(eyes(people.ruth), request.pk)


def test_a_specialist_may_not_answer(cast, at, people, eyes):
    request = asked(cast.school, at)
    with pytest.raises(NotTheirs):
        decline_request(by=eyes(people.tom), at=at, request_id=request.pk, reason="No.")


def test_the_school_may_not_accept_its_own_request(cast, at):
    request = asked(cast.school, at)
    with pytest.raises(NotTheirs):
        accept_request(by=cast.school, at=at, request_id=request.pk, academic_year=YEAR)


def test_declining_says_why(cast, at):
    request = asked(cast.school, at)
    with pytest.raises(NoReason, match="the reason"):
        decline_request(by=cast.lead, at=at, request_id=request.pk, reason=" ")
    declined = decline_request(
        by=cast.lead, at=at, request_id=request.pk, reason="Try a cycle of support first."
    )
    assert (declined.state, declined.answer_reason) == (
        State.DECLINED,
        "Try a cycle of support first.",
    )
    with pytest.raises(CannotMove, match="was declined"):
        accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR)


def test_a_used_up_quota_never_stops_a_learner_being_seen(cast, at, northumberland):
    account = accepted(cast, at, reference="P-0").account
    for nth in range(1, balance_of(account) // 180 + 1):
        accepted(cast, at, reference=f"P-{nth}")
    assert balance_of(account) == 0
    request = asked(cast.school, at, reference="P-last")
    with pytest.raises(NotEntitled, match="adjustment pool"):
        accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR)
    accept_request(
        by=cast.lead,
        at=at,
        request_id=request.pk,
        academic_year=YEAR,
        pool_reason="Two learners with high needs joined this year.",
    )
    [standing] = [one for one in standings(cast.lead, academic_year=YEAR) if one.account == account]
    assert (standing.adjusted, standing.balance) == (180, 0)


def test_the_pool_has_an_end(cast, at, northumberland):
    Capacity.objects.of(northumberland.pk).update(pool_minutes=0)
    account = accepted(cast, at, reference="P-0").account
    for nth in range(1, balance_of(account) // 180 + 1):
        accepted(cast, at, reference=f"P-{nth}")
    request = asked(cast.school, at, reference="P-last")
    with pytest.raises(PoolIsEmpty, match="0 minutes left"):
        accept_request(
            by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR, pool_reason="Why."
        )


def test_the_same_reference_is_the_same_learner(cast, at, northumberland):
    drafted(cast.school, at)
    second = drafted(cast.school, at)
    older = AboutLearner(initials="QX", school_reference="P-0417", year_group="4")
    describe_learner(by=cast.school, at=at, request_id=second.pk, learner=older)
    assert Learner.objects.of(northumberland.pk).get().year_group == "4"


def test_a_mistyped_reference_does_not_become_another_learner(cast, at, northumberland):
    drafted(cast.school, at)
    second = drafted(cast.school, at, reference="P-0500")
    slip = AboutLearner(initials="ZZ", school_reference="P-0417", year_group="4")
    with pytest.raises(AnotherLearner, match="P-0417"):
        describe_learner(by=cast.school, at=at, request_id=second.pk, learner=slip)
    assert set(Learner.objects.of(northumberland.pk).values_list("initials", flat=True)) == {"QX"}


def test_consent_comes_from_who_may_give_it(cast, at):
    request = drafted(cast.school, at)
    neighbour = replace(CONSENT, given_by="Another relative", holds_responsibility=False)
    with pytest.raises(NotTheirsToGive, match="Another relative"):
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=neighbour)
    with pytest.raises(IntegrityError, match="never changes but"), transaction.atomic():
        Consent.objects.of(request.authority_id).update(
            given_by="Another relative", holds_responsibility=False
        )
    young = replace(CONSENT, given_by=YOUNG_PERSON, holds_responsibility=False)
    with pytest.raises(TheirOwnToGive, match="Only a young person over 16"):
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=young)


def test_a_draft_is_written_by_its_school_alone(cast, at, people, eyes):
    request = drafted(cast.school, at)
    for other in (cast.lead, eyes(people.tom), eyes(people.brian)):
        with pytest.raises(SchoolRequest.DoesNotExist):
            describe_concern(by=other, at=at, request_id=request.pk, concern=CONCERN)
        with pytest.raises(SchoolRequest.DoesNotExist):
            ask(by=other, at=at, request_id=request.pk)


def test_who_sends_a_colleagues_draft_is_told(cast, at, people, eyes):
    request = drafted(cast.school, at)
    assert ask(by=eyes(people.dawn), at=at, request_id=request.pk).asked_by == people.dawn


def test_mail_says_the_reference_and_never_the_learner(cast, at, northumberland):
    request = accepted(cast, at)
    mails = list(OutgoingMail.objects.of(northumberland.pk).order_by("pk"))
    assert [mail.recipient for mail in mails] == [
        "jean.armstrong@council.example",
        "senco.122170@school.example",
    ]
    for mail in mails:
        assert request.reference in mail.subject
        assert "QX" not in mail.subject + mail.body
        assert "P-0417" not in mail.subject + mail.body


def test_moves_of_later_rooms_are_journaled(cast, at, northumberland):
    request = accepted(cast, at)
    change_state(by=cast.school, at=at, request_id=request.pk, action="book")
    line = Line.objects.of(northumberland.pk).order_by("-pk").first()
    assert line is not None
    assert line.verb == "request: book"

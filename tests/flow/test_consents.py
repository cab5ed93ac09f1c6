"""Who says what about being involved, what stands, and what stops when it no longer does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from evenreach.desks.planning.actions import propose
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.journal.models import Line, OutgoingMail
from evenreach.flow.people.inviting import OneTimeLink
from evenreach.flow.records.actions import release_report, write_record
from evenreach.flow.records.models import Report
from evenreach.flow.requests.consent_links import (
    ANSWERABLE_FOR,
    EXPIRED,
    REPLACED,
    UNKNOWN,
    USED,
    FamilyAnswer,
    LinkNotOpen,
    answer_by_link,
    ask_for_consent,
    consent_by_link,
)
from evenreach.flow.requests.consent_models import YOUNG_PERSON, Consent
from evenreach.flow.requests.consents import (
    AlreadyGiven,
    ConsentRefused,
    HolderNotNamed,
    NotSettled,
    NotTheirsToGive,
    TheirOwnToGive,
    record_consent,
)
from evenreach.flow.requests.drafting import AboutLearner, ask, describe_learner
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of
from evenreach.flow.requests.states import State
from evenreach.flow.requests.triage import accept_request
from evenreach.flow.visits.actions import confirm_visit, record_made
from evenreach.flow.visits.models import Booking, Visit
from evenreach.flow.visits.taking_back import (
    NothingToTakeBack,
    TakenBack,
    record_taken_back,
    take_back_by_link,
)
from tests.stories import (
    CONSENT,
    PROVISION,
    SEEN,
    Cast,
    asked,
    booked,
    drafted,
    made,
    proposed,
)

Outcome, Route = Consent.Outcome, Consent.Route
REFUSED = replace(CONSENT, outcome=Outcome.REFUSED)
FATHER_SAYS_NO = replace(REFUSED, given_by="Father")
YES = FamilyAnswer(outcome=Outcome.GIVEN, given_by="Mother", holds_responsibility=True)
NO = replace(YES, outcome=Outcome.REFUSED)
LINK = OneTimeLink("a-secret-token", "http://testserver/consent/a-secret-token/")
OTHER_LINK = OneTimeLink("another-token", "http://testserver/consent/another-token/")


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def draft(cast, at) -> SchoolRequest:
    """Alison's draft, for which the mother agreed in person."""
    return drafted(cast.school, at)


def consents_of(request: SchoolRequest) -> list[Consent]:
    """Everything that was ever said, the newest first."""
    said = Consent.objects.of(request.authority_id).filter(school_request=request)
    return list(said.order_by("-pk"))


def states(request: SchoolRequest) -> list[str]:
    return [consent.state for consent in consents_of(request)]


def taken(at) -> TakenBack:
    return TakenBack(given_by="Mother", route=Route.TELEPHONE, given_on=at.date())


def asked_online(
    cast, at, *, answer: FamilyAnswer | None = YES, link: OneTimeLink = LINK
) -> SchoolRequest:
    """A draft whose family was asked by link, after a first no, and answered if they did."""
    request = drafted(cast.school, at)
    record_consent(by=cast.school, at=at, request_id=request.pk, consent=REFUSED)
    ask_for_consent(by=cast.school, at=at, request_id=request.pk, link=link)
    if answer is not None:
        answer_by_link(authority_id=request.authority_id, at=at, token=link.token, answer=answer)
    return request


def of_year(cast, at, year: str) -> SchoolRequest:
    request = drafted(cast.school, at)
    Consent.objects.of(request.authority_id).filter(school_request=request).update(superseded_at=at)
    learner = AboutLearner(initials="QX", school_reference="P-0417", year_group=year)
    describe_learner(by=cast.school, at=at, request_id=request.pk, learner=learner)
    request.refresh_from_db()
    return request


def test_each_answer_is_a_row_and_the_newest_stands(cast, at, draft):
    record_consent(by=cast.school, at=at, request_id=draft.pk, consent=REFUSED)
    record_consent(by=cast.school, at=at, request_id=draft.pk, consent=CONSENT)
    assert states(draft) == ["given", "superseded", "superseded"]
    assert [consent.outcome for consent in consents_of(draft)] == ["given", "refused", "given"]


def test_the_database_keeps_what_was_said(cast, at, draft):
    said = Consent.objects.of(draft.authority_id).filter(school_request=draft)
    for change in ({"outcome": "refused"}, {"given_by": "Father"}, {"scope": "sharing"}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            said.update(**change)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        said.delete()
    said.update(superseded_at=at)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        said.update(superseded_at=None)


def test_one_consent_stands_for_a_request(cast, at, draft):
    standing = consent_of(draft)
    standing.pk = None
    with pytest.raises(IntegrityError, match="one_standing_consent"), transaction.atomic():
        standing.save(force_insert=True)


@pytest.mark.parametrize("outcome", Outcome)
def test_a_request_is_sent_with_consent_given_and_with_nothing_else(cast, at, outcome):
    request = drafted(cast.school, at)
    if outcome == Outcome.REQUESTED:
        request = asked_online(cast, at, answer=None)
    elif outcome == Outcome.DISAGREED:
        record_consent(
            by=cast.school,
            at=at,
            request_id=request.pk,
            consent=FATHER_SAYS_NO,
            is_another_holder=True,
        )
    elif outcome == Outcome.WITHDRAWN:
        record_taken_back(by=cast.school, at=at, request_id=request.pk, taken=taken(at))
    else:
        said = replace(CONSENT, outcome=outcome)
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=said)
    assert consent_of(request).outcome == outcome
    if outcome == Outcome.GIVEN:
        assert ask(by=cast.school, at=at, request_id=request.pk).state == State.ASKED
        return
    with pytest.raises(ConsentRefused):
        ask(by=cast.school, at=at, request_id=request.pk)


def test_who_has_no_responsibility_may_refuse_and_not_agree(cast, at, draft):
    carer = replace(CONSENT, given_by="Foster carer", holds_responsibility=False)
    with pytest.raises(NotTheirsToGive, match="Foster carer"):
        record_consent(by=cast.school, at=at, request_id=draft.pk, consent=carer)
    no = replace(carer, outcome=Outcome.REFUSED)
    record_consent(by=cast.school, at=at, request_id=draft.pk, consent=no)
    assert states(draft) == ["refused", "superseded"]


def test_a_child_in_care_has_the_holder_named(cast, at, draft):
    worker = replace(CONSENT, given_by="Social worker", is_in_care=True)
    with pytest.raises(HolderNotNamed, match="name of whoever holds"):
        record_consent(by=cast.school, at=at, request_id=draft.pk, consent=worker)
    named = replace(worker, holder_name="Northumberland County Council")
    record_consent(by=cast.school, at=at, request_id=draft.pk, consent=named)
    assert consent_of(draft).holder_name == "Northumberland County Council"


@pytest.mark.parametrize("name", ["", "Somebody"])
def test_the_database_wants_a_name_for_a_child_in_care_and_for_nobody_else(at, draft, name):
    standing = consent_of(draft)
    Consent.objects.of(draft.authority_id).update(superseded_at=at)
    standing.pk, standing.is_in_care, standing.holder_name = None, not name, name
    with pytest.raises(IntegrityError, match="a_child_in_care"), transaction.atomic():
        standing.save(force_insert=True)


@pytest.mark.parametrize(
    ("year", "given_by", "why", "refusal"),
    [
        ("11", YOUNG_PERSON, "", TheirOwnToGive),
        ("11", "Mother", "", None),
        ("12", YOUNG_PERSON, "", None),
        ("13", "Mother", "", TheirOwnToGive),
        ("13", "Mother", "Assessed as unable to decide this; the mother decides.", None),
    ],
)
def test_a_young_person_over_16_decides_for_themselves(cast, at, year, given_by, why, refusal):
    request = of_year(cast, at, year)
    is_self = given_by == YOUNG_PERSON
    said = replace(
        CONSENT,
        given_by=given_by,
        route=Route.OWN if is_self else Route.PAPER,
        holds_responsibility=not is_self,
        not_self_why=why,
    )
    if refusal is None:
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=said)
        assert states(request) == ["given", "superseded"]
        return
    with pytest.raises(refusal, match="decides for themselves"):
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=said)
    with pytest.raises(IntegrityError, match="over 16"), transaction.atomic():
        Consent.objects.create(
            authority_id=request.authority_id,
            school_request=request,
            outcome="given",
            route="paper",
            given_by=given_by,
            holds_responsibility=not is_self,
            given_on=at.date(),
            entered_at=at,
            recorded_by_id=cast.school.person_id,
        )


def test_a_draft_that_came_to_be_about_an_older_learner_asks_them(cast, at, draft):
    older = AboutLearner(initials="QX", school_reference="P-0417", year_group="12")
    describe_learner(by=cast.school, at=at, request_id=draft.pk, learner=older)
    with pytest.raises(TheirOwnToGive, match="Year 12 or above"):
        ask(by=cast.school, at=at, request_id=draft.pk)


def test_parents_who_disagree_are_recorded_as_such_and_work_stops(cast, at, people, eyes):
    visit = proposed(cast, at)
    record_consent(
        by=cast.school,
        at=at,
        request_id=visit.school_request_id,
        consent=FATHER_SAYS_NO,
        is_another_holder=True,
    )
    request = visit.school_request
    assert states(request) == ["disagreed", "superseded"]
    with pytest.raises(ConsentRefused, match="do not agree"):
        confirm_visit(by=cast.school, at=at, visit_id=visit.pk)
    with pytest.raises(NotSettled, match="how it was settled"):
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=CONSENT)
    with pytest.raises(NotSettled):
        ask_for_consent(by=cast.school, at=at, request_id=request.pk, link=LINK)
    settled = replace(CONSENT, settled_how="Both agreed after they had talked with the school.")
    record_consent(by=cast.school, at=at, request_id=request.pk, consent=settled)
    assert confirm_visit(by=cast.school, at=at, visit_id=visit.pk).state == Visit.State.BOOKED


def test_two_holders_who_say_the_same_agree(cast, at, draft):
    father = replace(CONSENT, given_by="Father")
    record_consent(
        by=cast.school, at=at, request_id=draft.pk, consent=father, is_another_holder=True
    )
    assert states(draft) == ["given", "superseded"]


def test_the_database_passes_over_no_disagreement(cast, at, draft):
    record_consent(
        by=cast.school,
        at=at,
        request_id=draft.pk,
        consent=FATHER_SAYS_NO,
        is_another_holder=True,
    )
    standing = consent_of(draft)
    Consent.objects.of(draft.authority_id).filter(pk=standing.pk).update(superseded_at=at)
    standing.pk, standing.outcome = None, Outcome.GIVEN
    with pytest.raises(IntegrityError, match="is settled"), transaction.atomic():
        standing.save(force_insert=True)


def test_a_family_answers_by_link_once(cast, at, northumberland):
    request = asked_online(cast, at)
    consent = consent_of(request)
    assert states(request) == ["given", "superseded", "superseded", "superseded"]
    assert (consent.route, consent.given_by, consent.recorded_by) == ("online", "Mother", None)
    with pytest.raises(LinkNotOpen, match="answered this already") as refused:
        answer_by_link(authority_id=northumberland.pk, at=at, token=LINK.token, answer=NO)
    assert str(refused.value) == USED
    assert ask(by=cast.school, at=at, request_id=request.pk).state == State.ASKED
    line = Line.objects.of(northumberland.pk).filter(verb="consent recorded").latest("pk")
    assert line.actor_name == "The family, by one-time link"


def test_a_link_is_kept_as_a_digest_and_ends_after_four_weeks(cast, at, northumberland):
    asked_online(cast, at, answer=None)
    stored = Consent.objects.of(northumberland.pk).filter(superseded_at=None).values().get()
    assert LINK.token not in str(stored)
    almost, late = at + ANSWERABLE_FOR - timedelta(seconds=1), at + ANSWERABLE_FOR
    assert consent_by_link(northumberland.pk, at=almost, token=LINK.token).outcome == "requested"
    with pytest.raises(LinkNotOpen) as refused:
        answer_by_link(authority_id=northumberland.pk, at=late, token=LINK.token, answer=YES)
    assert str(refused.value) == EXPIRED


def test_a_newer_link_or_answer_takes_the_place_of_a_link(cast, at, northumberland):
    request = asked_online(cast, at, answer=None)
    ask_for_consent(by=cast.school, at=at, request_id=request.pk, link=OTHER_LINK)
    for token, words in ((LINK.token, REPLACED), ("nobodys", UNKNOWN)):
        with pytest.raises(LinkNotOpen) as refused:
            answer_by_link(authority_id=northumberland.pk, at=at, token=token, answer=YES)
        assert str(refused.value) == words
    record_consent(by=cast.school, at=at, request_id=request.pk, consent=REFUSED)
    with pytest.raises(LinkNotOpen) as refused:
        answer_by_link(authority_id=northumberland.pk, at=at, token=OTHER_LINK.token, answer=YES)
    assert str(refused.value) == REPLACED


def test_nobody_is_asked_for_what_is_given(cast, at, draft):
    with pytest.raises(AlreadyGiven, match="stands"):
        ask_for_consent(by=cast.school, at=at, request_id=draft.pk, link=LINK)


def test_a_no_to_a_request_that_was_sent_is_consent_taken_back(cast, at):
    request = asked(cast.school, at)
    with pytest.raises(AlreadyGiven, match="taken back"):
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=REFUSED)


def test_what_the_family_writes_is_their_view_if_none_was_told(cast, at, northumberland):
    request = asked_online(cast, at, answer=None)
    SchoolRequest.objects.of(northumberland.pk).filter(pk=request.pk).update(family_view="")
    said = replace(YES, said="Mornings are hard for all of us.")
    answer_by_link(authority_id=northumberland.pk, at=at, token=LINK.token, answer=said)
    request.refresh_from_db()
    assert request.family_view == "Mornings are hard for all of us."
    told = asked_online(cast, at, answer=said, link=OTHER_LINK)
    told.refresh_from_db()
    assert (told.family_view, consent_of(told).said) == (
        "We see the same at home and would like to help.",
        "Mornings are hard for all of us.",
    )


@pytest.mark.parametrize("by_link", [True, False])
def test_taking_consent_back_frees_the_visit_and_the_minutes(
    cast, at, northumberland, people, eyes, by_link
):
    request = asked_online(cast, at)
    ask(by=cast.school, at=at, request_id=request.pk)
    request = accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=2025)
    before = balance_of(request.account)
    visit = propose(by=cast.lead, at=at, request_id=request.pk)
    confirm_visit(by=cast.school, at=at, visit_id=visit.pk)
    if by_link:
        take_back_by_link(authority_id=northumberland.pk, at=at, token=LINK.token)
    else:
        record_taken_back(by=cast.school, at=at, request_id=request.pk, taken=taken(at))
    request.refresh_from_db()
    visit.refresh_from_db()
    assert (request.state, visit.state) == (State.WITHDRAWN, Visit.State.CANCELLED)
    assert not Booking.objects.of(northumberland.pk).filter(visit=visit, holds=True).exists()
    assert balance_of(request.account) == before + 180
    assert states(request)[:2] == ["withdrawn", "superseded"]
    with pytest.raises(ConsentRefused, match="taken back"):
        record_consent(by=cast.school, at=at, request_id=request.pk, consent=CONSENT)


def test_a_visit_is_not_made_and_a_report_not_released_without_consent(cast, at, eyes):
    visit = made(cast, at, eyes)
    by, after = eyes(visit.specialist), visit.half_day.ends_at + timedelta(hours=2)
    write_record(by=by, at=after, visit_id=visit.pk, seen=SEEN, provision=PROVISION)
    request = visit.school_request
    record_taken_back(by=cast.school, at=after, request_id=request.pk, taken=taken(at))
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    with pytest.raises(ConsentRefused, match="taken back"):
        release_report(by=by, at=after, visit_id=visit.pk)
    assert not Report.objects.of(request.authority_id).exists()
    told = OutgoingMail.objects.of(request.authority_id).latest("pk")
    assert (told.recipient, told.subject) == (
        visit.specialist.email,
        f"Visit for request {request.reference}: not to be reported",
    )


def test_the_database_lets_no_visit_be_made_without_consent(cast, at, eyes):
    visit = booked(cast, at)
    record_consent(
        by=cast.school,
        at=at,
        request_id=visit.school_request_id,
        consent=FATHER_SAYS_NO,
        is_another_holder=True,
    )
    after = visit.half_day.ends_at
    with pytest.raises(ConsentRefused, match="do not agree"):
        record_made(by=eyes(visit.specialist), at=after, visit_id=visit.pk)
    for state in ("booked", "made"):
        with pytest.raises(IntegrityError, match="no consent that stands"), transaction.atomic():
            Visit.objects.of(visit.authority_id).filter(pk=visit.pk).update(state=state)


YES_SAID, NO_SAID, OTHER_NO = "record yes", "record no", "record another's no"
ASK_ONLINE, TAKE_BACK = "ask by link", "take back"
SENT = {
    Outcome.GIVEN: {
        YES_SAID: Outcome.GIVEN,
        NO_SAID: AlreadyGiven,
        OTHER_NO: Outcome.DISAGREED,
        ASK_ONLINE: AlreadyGiven,
        TAKE_BACK: Outcome.WITHDRAWN,
    },
    Outcome.DISAGREED: {
        YES_SAID: NotSettled,
        NO_SAID: NotSettled,
        OTHER_NO: NotSettled,
        ASK_ONLINE: NotSettled,
        TAKE_BACK: Outcome.WITHDRAWN,
    },
    Outcome.WITHDRAWN: {
        YES_SAID: ConsentRefused,
        NO_SAID: ConsentRefused,
        OTHER_NO: ConsentRefused,
        ASK_ONLINE: ConsentRefused,
        TAKE_BACK: NothingToTakeBack,
    },
}
DRAFTED = {
    None: {
        YES_SAID: Outcome.GIVEN,
        NO_SAID: Outcome.REFUSED,
        OTHER_NO: Outcome.REFUSED,
        ASK_ONLINE: Outcome.REQUESTED,
        TAKE_BACK: NothingToTakeBack,
    },
    Outcome.REQUESTED: {
        YES_SAID: Outcome.GIVEN,
        NO_SAID: Outcome.REFUSED,
        OTHER_NO: Outcome.REFUSED,
        ASK_ONLINE: Outcome.REQUESTED,
        TAKE_BACK: NothingToTakeBack,
    },
    Outcome.GIVEN: {**SENT[Outcome.GIVEN], NO_SAID: Outcome.REFUSED},
    Outcome.REFUSED: {
        YES_SAID: Outcome.GIVEN,
        NO_SAID: Outcome.REFUSED,
        OTHER_NO: Outcome.REFUSED,
        ASK_ONLINE: Outcome.REQUESTED,
        TAKE_BACK: NothingToTakeBack,
    },
    Outcome.DISAGREED: SENT[Outcome.DISAGREED],
    Outcome.WITHDRAWN: {
        YES_SAID: Outcome.GIVEN,
        NO_SAID: Outcome.REFUSED,
        OTHER_NO: Outcome.REFUSED,
        ASK_ONLINE: Outcome.REQUESTED,
        TAKE_BACK: NothingToTakeBack,
    },
}
CASES = [
    (is_sent, standing, act, comes_to)
    for is_sent, table in ((False, DRAFTED), (True, SENT))
    for standing, acts in table.items()
    for act, comes_to in acts.items()
]


def do(act: str, by, at, request: SchoolRequest) -> None:
    which = {"by": by, "at": at, "request_id": request.pk}
    if act == ASK_ONLINE:
        ask_for_consent(**which, link=OTHER_LINK)
    elif act == TAKE_BACK:
        record_taken_back(**which, taken=taken(at))
    elif act == OTHER_NO:
        record_consent(**which, consent=FATHER_SAYS_NO, is_another_holder=True)
    else:
        record_consent(**which, consent=CONSENT if act == YES_SAID else REFUSED)


def standing_at(outcome: Consent.Outcome | None, by, at, *, is_sent: bool) -> SchoolRequest:
    """A request on which this was said last."""
    request = asked(by, at) if is_sent else drafted(by, at)
    said = Consent.objects.of(request.authority_id).filter(school_request=request)
    if outcome is None:
        said.update(superseded_at=at)
    elif outcome == Outcome.REQUESTED:
        do(NO_SAID, by, at, request)
        do(ASK_ONLINE, by, at, request)
    elif outcome != Outcome.GIVEN:
        act = {
            Outcome.REFUSED: NO_SAID,
            Outcome.DISAGREED: OTHER_NO,
            Outcome.WITHDRAWN: TAKE_BACK,
        }
        do(act[outcome], by, at, request)
    return request


@pytest.mark.parametrize(("is_sent", "standing", "act", "comes_to"), CASES)
def test_what_each_act_comes_to_from_each_standing(cast, at, is_sent, standing, act, comes_to):
    request = standing_at(standing, cast.school, at, is_sent=is_sent)
    if isinstance(comes_to, Outcome):
        do(act, cast.school, at, request)
        assert consent_of(request).outcome == comes_to
        return
    with pytest.raises(comes_to):
        do(act, cast.school, at, request)


def test_mail_about_consent_names_nobody(cast, at, northumberland):
    request = asked_online(cast, at)
    ask(by=cast.school, at=at, request_id=request.pk)
    take_back_by_link(authority_id=northumberland.pk, at=at, token=LINK.token)
    second = asked_online(cast, at, answer=None, link=OneTimeLink("third", "http://third/"))
    ask_for_consent(
        by=cast.school, at=at, request_id=second.pk, link=OTHER_LINK, recipient="home@example.test"
    )
    mails = list(OutgoingMail.objects.of(northumberland.pk).order_by("pk"))
    [asking] = [mail for mail in mails if mail.recipient == "home@example.test"]
    assert OTHER_LINK.url in asking.body
    assert "no account" in asking.body
    words = " ".join(mail.subject + mail.body for mail in mails)
    for name in ("QX", "P-0417", "Mother"):
        assert name not in words

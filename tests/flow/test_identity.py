"""Morag has schools identify learners by UPN; it stays with Alison's school."""

import pytest
from django.db import IntegrityError, transaction

from evenreach.flow.journal.models import Change, Line, OutgoingMail
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.records.models import Report
from evenreach.flow.requests.actions import NotComplete
from evenreach.flow.requests.drafting import AboutLearner, ask, describe_learner
from evenreach.flow.requests.identity import (
    IdentifiedBy,
    IdentityRule,
    NotAUpn,
    choose_identity,
    identified_by,
)
from evenreach.flow.requests.models import Learner
from evenreach.methods.upn import LETTERS, check_letter
from tests.stories import Cast, asked, drafted, reported

UPN = "B801200005001"


@pytest.fixture
def cast(people, eyes) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def by_upn(people, eyes, at) -> IdentityRule:
    return choose_identity(by=eyes(people.morag), at=at, identity=IdentifiedBy.UPN)


def test_morag_chooses_and_it_is_written_down(people, eyes, at, northumberland):
    assert identified_by(northumberland.pk) == IdentifiedBy.REFERENCE
    for somebody in (people.alison, people.jean, people.anil):
        with pytest.raises(NotTheirs):
            choose_identity(by=eyes(somebody), at=at, identity=IdentifiedBy.UPN)
    rule = choose_identity(by=eyes(people.morag), at=at, identity=IdentifiedBy.UPN)
    assert identified_by(northumberland.pk) == IdentifiedBy.UPN
    choose_identity(by=eyes(people.morag), at=at, identity=IdentifiedBy.REFERENCE)
    assert identified_by(northumberland.pk) == IdentifiedBy.REFERENCE
    lines = Line.objects.of(northumberland.pk).filter(verb="learners' identity chosen")
    assert list(lines.order_by("pk").values_list("actor_name", "why")) == [
        (people.morag.name, "upn"),
        (people.morag.name, "reference"),
    ]
    changes = Change.objects.of(northumberland.pk).filter(
        table=IdentityRule._meta.db_table, row_id=rule.pk
    )
    assert [change.after["identified_by"] for change in changes.order_by("pk")] == [
        "upn",
        "reference",
    ]


def test_a_draft_begun_under_the_other_choice_says_what_is_missing(cast, at, people, eyes):
    draft = drafted(cast.school, at)
    draft.refresh_from_db()
    known = draft.learner
    choose_identity(by=eyes(people.morag), at=at, identity=IdentifiedBy.UPN)
    with pytest.raises(NotComplete) as refused:
        ask(by=cast.school, at=at, request_id=draft.pk)
    assert refused.value.missing == ["the learner's unique pupil number (UPN)"]
    with pytest.raises(NotAUpn, match="does not fit the rest"):
        describe(cast, at, draft, "A801200005001")
    described = describe(cast, at, draft, UPN)
    assert described.learner == known
    known.refresh_from_db()
    assert (known.school_reference, known.identified_by, known.own_reference) == (UPN, "upn", "")
    sent = ask(by=cast.school, at=at, request_id=draft.pk)
    assert sent.state == "asked"
    other = drafted_by_upn(cast, at, UPN)
    choose_identity(by=eyes(people.morag), at=at, identity=IdentifiedBy.REFERENCE)
    with pytest.raises(NotComplete) as refused:
        ask(by=cast.school, at=at, request_id=other.pk)
    assert refused.value.missing == ["your school's own reference for the learner"]


def describe(cast: Cast, at, draft, reference: str):
    learner = AboutLearner("QX", reference, "3")
    return describe_learner(by=cast.school, at=at, request_id=draft.pk, learner=learner)


def drafted_by_upn(cast: Cast, at, upn: str):
    return drafted(cast.school, at, reference=upn)


def test_the_same_number_is_the_same_learner(cast, at, by_upn):
    first, second = drafted_by_upn(cast, at, UPN), drafted_by_upn(cast, at, UPN)
    for draft in (first, second):
        draft.refresh_from_db()
    assert first.learner == second.learner


def test_it_is_in_no_mail_and_no_report(cast, at, by_upn, eyes):
    report: Report = reported(cast, at, eyes, reference=UPN)
    assert report.content["learner"] == {
        "initials": "QX",
        "school_reference": "",
        "year_group": "3",
    }
    assert UPN not in str(report.content)
    mails = OutgoingMail.objects.of(report.authority_id)
    assert mails.exists()
    assert [mail.pk for mail in mails if UPN in mail.subject + mail.body] == []


def test_the_database_takes_no_number_that_does_not_check(cast, at, by_upn):
    request = asked(cast.school, at, reference=UPN)
    learners = Learner.objects.of(request.authority_id).filter(pk=request.learner_id)
    for rest in ("801200005001", "92920251234A", "92920251234Z", "000000000000"):
        right = check_letter(rest)
        for first in LETTERS:
            if first == right:
                assert learners.update(school_reference=first + rest) == 1
                continue
            with pytest.raises(IntegrityError, match="number that checks"), transaction.atomic():
                learners.update(school_reference=first + rest)
    for wrong in ("P-0417", "B80120000500", "b801200005001", "B80120000500I"):
        with pytest.raises(IntegrityError, match="number that checks"), transaction.atomic():
            learners.update(school_reference=wrong)
